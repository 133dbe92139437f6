"""The process: what may follow what stands in `table`; here are the questions asked of it. Pure."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from danvan.documents.models import Matter
from danvan.documents.models import Step as LawStep
from danvan.petitions.models import COMPLAINTS, DENUNCIATIONS, PROTECTED_KINDS, RECOMMENDATIONS, PetitionKind, State
from danvan.petitions.rules.acts import Act, Rule
from danvan.petitions.rules.clocks import DECIDE, NOTIFY, REVIEW, SETTLE
from danvan.petitions.rules.grounds import Ground, Words
from danvan.petitions.rules.table import ACTS, TABLE
from danvan.units.models import Duty

SETTLING = (State.ACCEPTED, State.VERIFYING, State.VERIFIED)
# What a petition becomes one level up (L02/2011 Art. 33; L25/2018 Art. 37).
NEXT_KIND = {
    PetitionKind.COMPLAINT: PetitionKind.COMPLAINT_SECOND,
    PetitionKind.COMPLAINT_DISCIPLINE: PetitionKind.COMPLAINT_SECOND,
    PetitionKind.DENUNCIATION: PetitionKind.DENUNCIATION_REPEAT,
}


class HasDuty(Protocol):
    """Whoever acts through a post (`units.access.Acting`)."""

    def may(self, duty: Duty) -> bool:
        """Does the post carry the duty?"""
        ...


@dataclass(frozen=True)
class Case:
    """What the rules need to know of a petition."""

    state: str
    kind: str
    eligible: bool | None = None
    within_authority: bool | None = None
    running: str = ""  # the step of the main clock, empty if none runs
    paused: bool = False
    extendable: bool = False  # the law gives the running clock one more extension
    late: bool = False
    side: tuple[str, ...] = ()  # the steps of the duties that run beside it
    met: bool = False  # a dialogue was held or called
    answered: bool = False
    filed: bool = False  # it has attachments
    written: bool = False  # letters went between the office and the sender
    published: bool = False
    reviewed: bool = False
    gone_up: bool = False
    archived: bool = False
    bundled: bool = False
    instructed: bool = False  # a superior waits for a report
    book_number: int | None = None


def follows(case: Case, act: Act, on: date) -> bool:
    """Does the act fit the petition as it stands on the day?"""
    rule = ACTS[act]
    if case.state not in rule.before or (rule.kinds and case.kind not in rule.kinds):
        return False
    if rule.grounds and not rule.grounds_for(case.kind, on):
        return False
    return _extra(case, act)


def _extra(case: Case, act: Act) -> bool:
    match act:
        case Act.ACCEPT:
            return case.eligible is True and case.within_authority is True
        case Act.EXTEND:
            return case.extendable and not case.paused
        case Act.PAUSE:
            return case.running == SETTLE and not case.paused
        case Act.RESUME:
            return case.paused
        case Act.ANSWER:
            return not case.paused and _ripe(case)
        case Act.REOPEN:
            return bool(case.kind)
        case Act.GO_UP:
            return case.kind in NEXT_KIND and not case.gone_up and (case.state == State.ANSWERED or case.late)
        case _:
            return _once(case, act)


def _once(case: Case, act: Act) -> bool:
    """What is done once, or only while something waits for it."""
    return {
        Act.PUBLISH: not case.published and case.kind not in PROTECTED_KINDS,
        Act.FULFIL: bool(case.side),
        Act.ARCHIVE: not case.archived and not case.side,
        Act.REVIEW: not case.reviewed,
        Act.JOIN: not case.bundled and case.kind not in PROTECTED_KINDS,
        Act.LEAVE: case.bundled,
        Act.REPORT_UP: case.instructed,
    }.get(act, True)


def _ripe(case: Case) -> bool:
    """May it be decided? A denunciation is concluded on what was verified (L25/2018 Art. 28); a second complaint after a dialogue (L02/2011 Art. 39)."""
    if case.kind in DENUNCIATIONS:
        return case.state == State.VERIFIED
    return case.kind != PetitionKind.COMPLAINT_SECOND or case.met


def allowed(case: Case, who: HasDuty, on: date) -> list[Rule]:
    """The next lawful acts of an officer where the petition lies, in the order of the process."""
    officer = (rule for rule in TABLE if rule.duties and rule.act != Act.RECEIVE and not rule.above)
    fitting = (rule for rule in officer if any(who.may(duty) for duty in rule.duties) and follows(case, rule.act, on))
    return [named(rule, case.kind) for rule in fitting]


def suggested(case: Case) -> Act | None:
    """The act that usually comes next, to put first on the page; None where nothing is owed."""
    match case.state:
        case State.RECEIVED:
            return Act.REGISTER
        case State.REGISTERED:
            return Act.CLASSIFY
        case State.CLASSIFIED:
            return _after_classification(case)
        case State.ACCEPTED | State.VERIFYING | State.VERIFIED:
            return Act.RESUME if case.paused else _settling(case)
        case State.REVIEW:
            return Act.ANSWER
        case _:
            return _after_the_end(case)


def _after_classification(case: Case) -> Act:
    if case.eligible is None or case.within_authority is None:
        return Act.CHECK
    if not case.within_authority:
        return Act.HAND_OVER
    return Act.ACCEPT if case.eligible else Act.SEND_BACK


def _settling(case: Case) -> Act:
    if case.state == State.VERIFYING:
        return Act.REPORT_VERIFICATION
    if case.kind in DENUNCIATIONS and case.state == State.ACCEPTED:
        return Act.ORDER_VERIFICATION
    return Act.ANSWER if _ripe(case) else Act.DIALOGUE


def _after_the_end(case: Case) -> Act | None:
    if case.side:
        return Act.FULFIL
    if case.state == State.ANSWERED and not case.published and case.kind not in PROTECTED_KINDS:
        return Act.PUBLISH
    return None


def label(act: Act, kind: str) -> Words:
    """The act's name for this kind: a complaint is decided, a denunciation concluded, the rest is answered."""
    if act == Act.ANSWER and kind in COMPLAINTS:
        return _("Ra quyết định giải quyết")
    if act == Act.ANSWER and kind in PROTECTED_KINDS:
        return _("Kết luận nội dung tố cáo")
    if act == Act.GO_UP:
        return _("Tố cáo tiếp lên cấp trên") if kind in DENUNCIATIONS else _("Khiếu nại lần hai lên cấp trên")
    return ACTS[act].label


def named(rule: Rule, kind: str) -> Rule:
    """The rule under its name for this kind."""
    return replace(rule, label=label(rule.act, kind))


def ground(act: Act, code: str, kind: str, on: date) -> Ground | None:
    """The ground of that code, if the law gives it for this act, kind and day."""
    return next((one for one in ACTS[act].grounds_for(kind, on) if one.code == code), None)


def any_ground(code: str) -> Ground | None:
    """A ground by its code alone, to print what was once decided."""
    return next((one for rule in TABLE for one in rule.grounds if one.code == code), None)


@dataclass(frozen=True)
class Change:
    """What the law said of an act when a case was accepted, and what it says now; `since` = the first day of the new grounds."""

    act: Words
    since: date
    then: tuple[Ground, ...]
    now: tuple[Ground, ...]


def changes(kind: str, then: date, now: date) -> list[Change]:
    """Where the grounds of the law changed while a case was being settled, old and new side by side.

    The term of a case stays that of its acceptance; what is done in it follows the law of the day it is done.
    """
    found = []
    for rule in TABLE:
        old, new = rule.grounds_for(kind, then), rule.grounds_for(kind, now)
        since = [one.valid_from for one in new if one not in old and one.valid_from] + [one.valid_to for one in old if one.valid_to]
        if old != new:
            found.append(Change(rule.label, max(since), old, new))
    return found


def matter_of(kind: str) -> Matter:
    """Whose limits hold for a kind; information with denunciation content has none of its own (L25/2018 Art. 25)."""
    if kind in DENUNCIATIONS:
        return Matter.DENUNCIATION
    return Matter(kind) if kind in Matter.values else Matter.ANY


def which_limit(kind: str, act: Act) -> tuple[Matter, str] | None:
    """The matter and step of the limit of the main clock that an act starts; None where the law sets none.

    Recommendations have no statutory term to settle (law.md PA-04): an office may enter its own.
    """
    if act in {Act.RECEIVE, Act.HAND_OVER}:
        return Matter.ANY, NOTIFY
    if not kind or kind == PetitionKind.DENUNCIATION_INFO:
        return None
    if act == Act.CLASSIFY:
        return _to_decide(kind)
    step = {Act.ACCEPT: SETTLE, Act.REOPEN: SETTLE, Act.REVIEW: REVIEW}.get(act)
    return (matter_of(kind), step) if step else None


def _to_decide(kind: str) -> tuple[Matter, str] | None:
    """The clock of the decision on acceptance; a repeated denunciation is looked at by the superior in a term of its own (L25/2018 Art. 37)."""
    if kind in RECOMMENDATIONS:
        return None
    return matter_of(kind), LawStep.REPEAT if kind == PetitionKind.DENUNCIATION_REPEAT else DECIDE


@dataclass(frozen=True)
class Side:
    """A duty of the law that begins with an act and runs beside the main clock. `from_effect`: counted from the day the decision takes effect."""

    act: Act
    kinds: tuple[str, ...]
    matter: Matter
    step: str
    from_effect: bool = False


_COMPLAINTS, _DENUNCIATIONS = tuple(COMPLAINTS), tuple(DENUNCIATIONS)
SIDES = (
    Side(Act.CHECK, _DENUNCIATIONS, Matter.DENUNCIATION, LawStep.TRANSFER),
    Side(Act.CHECK, (PetitionKind.REGULATION_FEEDBACK,), Matter.REGULATION_FEEDBACK, LawStep.TRANSFER),
    Side(Act.ACCEPT, _DENUNCIATIONS, Matter.DENUNCIATION, LawStep.NOTIFY_ACCEPTANCE),
    Side(Act.PAUSE, _DENUNCIATIONS, Matter.DENUNCIATION, LawStep.SEND_PAUSE),
    Side(Act.SUSPEND, _DENUNCIATIONS, Matter.DENUNCIATION, LawStep.SEND_PAUSE),
    Side(Act.ANSWER, (PetitionKind.COMPLAINT, PetitionKind.COMPLAINT_DISCIPLINE), Matter.COMPLAINT, LawStep.SEND),
    Side(Act.ANSWER, (PetitionKind.COMPLAINT_SECOND,), Matter.COMPLAINT_SECOND, LawStep.SEND),
    Side(Act.ANSWER, _COMPLAINTS, Matter.COMPLAINT, LawStep.PUBLISH, from_effect=True),
    Side(Act.ANSWER, _DENUNCIATIONS, Matter.DENUNCIATION, LawStep.SEND),
    Side(Act.ANSWER, _DENUNCIATIONS, Matter.DENUNCIATION, LawStep.ACT),
    Side(Act.ANSWER, _DENUNCIATIONS, Matter.DENUNCIATION, LawStep.PUBLISH),
    Side(Act.GO_UP, (PetitionKind.DENUNCIATION_REPEAT,), Matter.DENUNCIATION, LawStep.OVERDUE_ASK),
)


def sides(act: Act, kind: str) -> tuple[Side, ...]:
    """The duties that begin with the act."""
    return tuple(side for side in SIDES if side.act == act and kind in side.kinds)
