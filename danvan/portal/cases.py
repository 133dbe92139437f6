"""A petition as its sender reads it: where it lies, until when and why, what was answered, what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danvan.lib import clock
from danvan.lib.workdays import Line as Day
from danvan.petitions import rules
from danvan.petitions import selectors as petitions
from danvan.petitions.models import Answer, Attachment, Clock, Feedback, Message, Petition, State
from danvan.petitions.rules import Act
from danvan.petitions.rules import Case as RuleCase
from danvan.petitions.selectors import Beside, Line, Standing
from danvan.petitions.selectors.bundles import people_told
from danvan.petitions.services.process import case_of
from danvan.units import selectors as units

# The last days before a due date are shown as near.
SOON = 3
TONES = {
    State.ACCEPTED: "accent",
    State.ANSWERED: "success",
    State.REVIEW: "warning",
    State.VERIFYING: "accent",
    State.VERIFIED: "accent",
    State.RETURNED: "warning",
    State.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class Case:
    """One petition, or one part of a split letter."""

    petition: Petition
    office: str
    standing: Standing | None
    proof: Sequence[Day]
    past: list[Clock]
    lines: list[Line]
    answers: list[Answer]
    feedback: list[Feedback]
    files: list[Attachment]
    letters: list[Message]
    rules: RuleCase
    sides: list[Beside]
    people: int | None
    ahead: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def tone(self) -> str:
        """Colour of the state's tag."""
        return TONES.get(State(self.petition.state), "info")

    @property
    def left(self) -> str:
        """How much time is left, in words; late in calendar days, as the law's day passed."""
        if self.standing is None or self.standing.paused:
            return _("Tạm dừng tính hạn") if self.standing else ""
        late, days = self.standing.late_days, self.standing.working_days_left
        if late:
            return ngettext("Quá hạn %(days)s ngày", "Quá hạn %(days)s ngày", late) % {"days": late}
        return ngettext("Còn %(days)s ngày làm việc", "Còn %(days)s ngày làm việc", days) % {"days": days}

    @property
    def left_tone(self) -> str:
        """Colour of that."""
        if self.standing is None or self.standing.paused:
            return "neutral"
        if self.standing.late_days:
            return "danger"
        return "warning" if self.standing.working_days_left <= SOON else "neutral"

    def may(self, act: Act) -> bool:
        """May the sender do this now?"""
        return act in rules.BY_SENDER and rules.follows(self.rules, act, clock.today())

    @property
    def may_say(self) -> bool:
        """Say whether it helped."""
        return self.may(Act.SAY)

    @property
    def served(self) -> list[tuple[str, str]]:
        """How they may say they were served, whether the answer helped or not."""
        return [("5", _("5: rất tốt")), ("4", _("4: tốt")), ("3", _("3: bình thường")), ("2", _("2: chưa tốt")), ("1", _("1: kém"))]

    @property
    def may_attach(self) -> bool:
        """Add files."""
        return self.may(Act.ATTACH)

    @property
    def may_reply(self) -> bool:
        """Write to the office."""
        return self.may(Act.REPLY)

    @property
    def may_go_up(self) -> bool:
        """Bring it to the superior: a second complaint, a repeated denunciation."""
        return self.may(Act.GO_UP)

    @property
    def go_up_name(self) -> str:
        """What that is called for this kind."""
        return str(rules.label(Act.GO_UP, self.petition.kind))

    @property
    def may_withdraw(self) -> bool:
        """Take it back."""
        return self.may(Act.WITHDRAW)


def cases(petition: Petition, on: date) -> list[Case]:
    """The petition, the parts if it was split, and what goes on from it one level up: all of it is read with the one code."""
    return [_case(one, on) for one in family(petition)]


def family(petition: Petition) -> list[Petition]:
    """What one code opens: the petition, its parts, and what followed from any of these."""
    found = [petition, *petition.parts.select_related("unit", "holder").order_by("id")]
    for one in found:  # grows while it is walked: a second complaint may be repeated again
        found += one.following.select_related("unit", "holder").order_by("id")
    return found


def _case(petition: Petition, on: date) -> Case:
    clocks = petitions.clocks_of(petition)
    now, known = petitions.standing_of(clocks, on), case_of(petition, on, clocks)
    return Case(
        petition=petition,
        office=units.path_label(petition.unit, on),
        standing=now,
        proof=now.proof if now else [],
        past=[one for one in clocks if one.stopped_on],
        lines=petitions.own_timeline(petition),
        # What the rules know not to be there is not asked for.
        answers=list(petition.answers.select_related("signed_by")) if known.answered else [],
        feedback=list(petition.feedback.all()) if known.answered else [],
        files=_files(petition) if known.filed else [],
        letters=list(petition.messages.prefetch_related("files__file")) if known.written else [],
        rules=known,
        sides=petitions.sides_of(clocks),
        people=people_told(petition),
        ahead=_ahead(petition),
    )


def _files(petition: Petition) -> list[Attachment]:
    """What the sender gave, and what came with an answer or a letter; an officer's working papers stay inside."""
    theirs = Q(from_sender=True) | Q(answer__isnull=False) | Q(message__isnull=False)
    return list(petition.attachments.filter(theirs).select_related("file"))


def _ahead(petition: Petition) -> list[tuple[str, bool]]:
    """What is still to come, in the order of the process; true for the one that the running clock is about."""
    telling = (_("Báo cho bạn: thụ lý, hướng dẫn hoặc chuyển đi"), True)
    asking = (_("Bạn nói đã giúp được việc hay chưa"), False)
    match petition.state:
        case State.RECEIVED:
            return [(_("Vào sổ và phân loại"), False), telling, (_("Trả lời"), False), asking]
        case State.REGISTERED | State.CLASSIFIED:
            return [telling, (_("Trả lời"), False), asking]
        case State.ACCEPTED | State.VERIFYING | State.VERIFIED | State.REVIEW:
            return [(_("Trả lời"), True), asking]
        case State.ANSWERED:
            return [] if petition.verdict else [asking]
        case _:
            return []
