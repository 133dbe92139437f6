"""One petition read whole: its clock with the proof, its timeline, who looks it up with a code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.audit.doer import CITIZEN, SYSTEM
from danvan.documents import selectors as documents
from danvan.documents.models import Step as LawStep
from danvan.documents.models import TimeLimit
from danvan.lib import clock, codes
from danvan.lib.asking import compiled_once
from danvan.lib.listing import Listing
from danvan.lib.workdays import Calendar
from danvan.lib.workdays import Line as Day
from danvan.petitions.models import COMPLAINTS, Answer, Clock, Extension, Pause, Petition, PetitionKind, Step
from danvan.petitions.rules import ACTS, Act, Change, Run, any_ground, changes, days_of, label
from danvan.petitions.services import hash_of
from danvan.petitions.services.clocks import calendar_from, run_of


def by_secret(code: str) -> Petition | None:
    """The petition whose secret code this is, typed in whatever way; None if it is no code, or nobody's."""
    plain = codes.normalise(code)
    if plain is None:
        return None
    return Petition.objects.filter(secret_hash=hash_of(plain)).select_related("unit").first()


def published_answers() -> Any:
    """Answers everybody may read, newest first."""
    return Answer.objects.filter(published_on__isnull=False).select_related("petition__unit").order_by("-published_on", "-id")


@dataclass(frozen=True)
class Standing:
    """How a petition stands in time on a day: what is owed, until when, how much is left."""

    clock: Clock
    on: date
    paused: Pause | None
    extensions: list[Extension]
    working_days_left: int
    pauses: list[Pause] = field(default_factory=list)  # those that ended
    proof: Sequence[Day] = ()
    newer: TimeLimit | None = None  # the version in force today, where it is another than the one kept
    changes: Sequence[Change] = ()  # where the law changed since it was accepted

    @property
    def late_days(self) -> int:
        """Calendar days past due."""
        return 0 if self.paused else self.clock.days_late(self.on)


def standing(petition: Petition, on: date) -> Standing | None:
    """The running clock on the day; None where nothing is owed or no limit runs."""
    return standing_of(clocks_of(petition), on)


def calendar_of(petition: Petition, clocks: Sequence[Clock]) -> Calendar:
    """One calendar for everything that is counted of a petition."""
    days = [one.started_on for one in clocks] + ([petition.known_on] if petition.known_on else [])
    return calendar_from(min(days, default=clock.today()))


def standing_of(clocks: Sequence[Clock], on: date, calendar: Calendar | None = None) -> Standing | None:
    """The same, of clocks that were read already, and with the calendar that was (`calendar_of`)."""
    running = next((one for one in clocks if one.main and one.stopped_on is None), None)
    if running is None:
        return None
    paused = next((pause for pause in running.pauses.all() if pause.to_on is None), None)
    calendar = calendar or calendar_from(running.started_on)
    left = calendar.working_days_between(on, running.due_on) if not paused else 0
    ended = running.limit.valid_to is not None and running.limit.valid_to <= on
    now = documents.limit(running.limit.matter, running.limit.step, on) if ended else None
    return Standing(
        clock=running,
        on=on,
        paused=paused,
        extensions=list(running.extensions.all()),
        working_days_left=left,
        pauses=[pause for pause in running.pauses.all() if pause.to_on],
        proof=_proof(running, calendar),
        newer=now if now is not None and now.pk != running.limit_id else None,
        changes=changes(running.limit.matter, running.started_on, on) if running.limit.step == LawStep.SETTLE else (),
    )


@dataclass(frozen=True)
class Beside:
    """A duty of the law that runs beside the main clock, with its proof day by day."""

    clock: Clock
    proof: Sequence[Day]


def sides_of(clocks: Sequence[Clock], calendar: Calendar | None = None) -> list[Beside]:
    """The duties of the law that run beside the main clock or after it, nearest first."""
    running = sorted((one for one in clocks if not one.main and one.stopped_on is None), key=lambda one: (one.due_on, one.pk))
    if running and calendar is None:
        calendar = calendar_from(min(one.started_on for one in running))
    return [Beside(one, _proof(one, calendar)) for one in running if calendar is not None]


@dataclass(frozen=True)
class TimeBar:
    """Until when a complaint could be brought, and whether it was."""

    last: date
    met: bool


def time_bar(petition: Petition, calendar: Calendar | None = None) -> TimeBar | None:
    """The last day to complain, from the day the sender knew (L02/2011 Art. 9, 33, 48); None where that day is not known or no limit holds."""
    limit = _time_limit(petition) if petition.known_on and petition.kind in COMPLAINTS else None
    days = days_of(limit, remote=petition.remote) if limit else None
    if petition.known_on is None or limit is None or days is None:
        return None
    due = Run(petition.known_on, days, limit.counting).due(calendar or calendar_from(petition.known_on))
    return TimeBar(due.day, petition.received_on <= due.day) if due else None


def _time_limit(petition: Petition) -> TimeLimit | None:
    """The limit to complain in; a second complaint about discipline has one of its own (L02/2011 Art. 48)."""
    first = petition.previous
    if first is not None and first.kind == PetitionKind.COMPLAINT_DISCIPLINE:
        return documents.limit(first.kind, LawStep.FILE_SECOND, petition.received_on)
    return documents.limit(petition.kind, LawStep.FILE, petition.received_on)


def clocks_of(petition: Petition) -> list[Clock]:
    """Every clock it had, the first one first, with limit, pauses and extensions; one query."""
    found = _clocks_of(petition.pk)
    for one in found:
        for name, kind in MOVED.items():
            kind.put(one, name, getattr(one, f"its_{name}"))
    return found


@compiled_once
def _clocks_of(petition: int) -> QuerySet[Clock]:
    moved = {f"its_{name}": kind.told(kind.model._default_manager.filter(clock=OuterRef("pk"))) for name, kind in MOVED.items()}
    return Clock.objects.filter(petition=petition).select_related("limit").annotate(**moved)


# What may have happened to a clock, by the name of its rows.
MOVED: dict[str, Listing[Any]] = {"pauses": Listing(Pause), "extensions": Listing(Extension)}


def _proof(one: Clock, calendar: Calendar) -> Sequence[Day]:
    """Day by day how the due date came about; of a paused clock the days up to today."""
    run, today = run_of(one), clock.today()
    due = run.due(calendar)
    if due is not None:
        return due.lines
    shown = Run(run.started_on, run.days, run.counting, tuple((start, end or today + timedelta(days=1)) for start, end in run.pauses))
    so_far = shown.due(calendar)
    return [line for line in so_far.lines if line.day <= today] if so_far else []


@dataclass(frozen=True)
class Line:
    """One line of a timeline, in the reader's language. `officer` and `note` are empty in what the public sees."""

    at: datetime
    act: str
    label: str | Promise
    who: str
    details: list[str]
    public_note: str
    is_public: bool = True
    officer: str = ""
    note: str = ""
    reference: str = ""


def public_timeline(petition: Petition) -> list[Line]:
    """What the sender reads, oldest first; of a split letter the parts' lines follow, each with its reference."""
    lines = own_timeline(petition)
    parts = petition.parts.order_by("id") if petition.pk else []
    for part in parts:
        lines += own_timeline(part, reference=part.reference)
    return lines


def own_timeline(petition: Petition, *, reference: str = "") -> list[Line]:
    """The same without the parts."""
    return [_line(step, reference=reference) for step in steps_of(petition).filter(is_public=True)]


def timeline(steps: Iterable[Step]) -> list[Line]:
    """What officers read of these steps: each with who did it and the internal notes."""
    return [_line(step, officer=True) for step in steps]


def steps_of(petition: Petition) -> QuerySet[Step]:
    """Every step, oldest first, with the stay and the unit where it was done."""
    return Step.objects.filter(petition=petition).select_related("stay__unit", "petition").order_by("id")


def _line(step: Step, *, officer: bool = False, reference: str = "") -> Line:
    rule = ACTS[Act(step.act)]
    return Line(
        at=step.at,
        act=step.act,
        label=label(rule.act, step.petition.kind) if officer else rule.says,
        who=_who(step),
        details=details(Act(step.act), step.data),
        public_note=step.public_note,
        is_public=step.is_public,
        officer=step.by_label if officer and step.by_label not in {CITIZEN.label, SYSTEM.label} else "",
        note=step.note if officer else "",
        reference=reference,
    )


def _who(step: Step) -> str:
    if step.by_label == CITIZEN.label:
        return _("Người gửi")
    return step.stay.unit.full_name


def details(act: Act, data: dict[str, Any]) -> list[str]:
    """The dates, grounds and numbers of an act as sentences."""
    told = [sentence % {"value": data[key]} for key, sentence in _plain().items() if data.get(key)]
    if data.get("reorganised"):
        told.append(_("Đơn vị %(from)s đã kết thúc; đơn vị kế thừa tiếp tục giải quyết, thời hạn không đổi.") % {"from": data["from"]})
    if act in {Act.TRANSFER, Act.HAND_OVER} and "to" in data:
        told.append(_("Nơi nhận: %(to)s.") % {"to": data["to"]})
    if act == Act.ASSIGN:
        told.append(_("Giao cho: %(to)s.") % {"to": data.get("to", "")})
    if act == Act.CLASSIFY:
        told.append(_("Loại đơn: %(kind)s.") % {"kind": PetitionKind(data["kind"]).label})
    if act == Act.CHECK:
        told += _checked(data)
    return told + _after(act, data) + _dates(data) + _grounds(data)


def _plain() -> dict[str, str]:
    return {
        "book": _("Số vào sổ: %(value)s."),
        "part_of": _("Tách từ đơn %(value)s."),
        "number": _("Văn bản số %(value)s."),
        "with": _("Cùng việc với đơn %(value)s."),
    }


def _after(act: Act, data: dict[str, Any]) -> list[str]:
    """What verification, dialogue and the duties after the settling say."""
    told = [str(_EXECUTION[data["execution"]])] if data.get("execution") in _EXECUTION else []
    if act == Act.DIALOGUE and "held" in data:
        told.append(_("Ngày đối thoại: %(day)s.") % {"day": _day(data["held"])})
        told.append(_("Người khiếu nại có dự.") if data.get("came") else _("Người khiếu nại vắng mặt."))
    if act == Act.GO_UP:
        told.append(_("Đơn mới %(as)s tại %(to)s.") % {"as": data["as"], "to": data["to"]})
    if "report_by" in data:
        told.append(_("%(from)s yêu cầu, hạn báo cáo %(day)s.") % {"from": data["from"], "day": _day(data["report_by"])})
    return told + [f"{label}." for label in data.get("labels", [])]


_EXECUTION = {
    "done": gettext_lazy("Đã thi hành xong."),
    "partly": gettext_lazy("Đã thi hành một phần."),
    "not_yet": gettext_lazy("Chưa thi hành."),
}


def _checked(data: dict[str, Any]) -> list[str]:
    return [
        _("Đủ điều kiện xử lý.") if data["eligible"] else _("Không đủ điều kiện xử lý."),
        _("Thuộc thẩm quyền.") if data["within_authority"] else _("Không thuộc thẩm quyền."),
    ]


def _dates(data: dict[str, Any]) -> list[str]:
    told = []
    if "due" in data:
        told.append(_("Hạn giải quyết: %(day)s.") % {"day": _day(data["due"])})
    if "posted_until" in data:
        told.append(_("Niêm yết ít nhất đến hết ngày %(day)s.") % {"day": _day(data["posted_until"])})
    if "old" in data and "new" in data:
        told.append(_("Hạn cũ: %(old)s. Hạn mới: %(new)s.") % {"old": _day(data["old"]), "new": _day(data["new"])})
    return told


def _grounds(data: dict[str, Any]) -> list[str]:
    found = any_ground(data.get("ground", ""))
    return [_("Căn cứ: %(ground)s (%(article)s).") % {"ground": found.label, "article": found.article}] if found else []


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "d/m/Y")
