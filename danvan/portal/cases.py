"""A petition as its sender reads it: where it lies, until when and why, what was answered, what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danvan.lib.workdays import Line as Day
from danvan.petitions import rules
from danvan.petitions import selectors as petitions
from danvan.petitions.models import Answer, Attachment, Clock, Feedback, Petition, State
from danvan.petitions.rules import ACTS, Act
from danvan.petitions.selectors import Line, Standing
from danvan.units import selectors as units

# The last days before a due date are shown as near.
SOON = 3
TONES = {
    State.ACCEPTED: "accent",
    State.ANSWERED: "success",
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
        return act in rules.BY_SENDER and State(self.petition.state) in ACTS[act].before

    @property
    def may_say(self) -> bool:
        """Say whether it helped."""
        return self.may(Act.SAY)

    @property
    def may_attach(self) -> bool:
        """Add files."""
        return self.may(Act.ATTACH)

    @property
    def may_withdraw(self) -> bool:
        """Take it back."""
        return self.may(Act.WITHDRAW)


def cases(petition: Petition, on: date) -> list[Case]:
    """The petition, and the parts if it was split."""
    return [_case(one, on) for one in (petition, *petition.parts.select_related("unit", "holder").order_by("id"))]


def _case(petition: Petition, on: date) -> Case:
    now = petitions.standing(petition, on)
    return Case(
        petition=petition,
        office=units.path_label(petition.unit, on),
        standing=now,
        proof=petitions.due_proof(now.clock) if now else [],
        past=[one for one in petitions.clocks_of(petition) if one.stopped_on],
        lines=[line for line in petitions.public_timeline(petition) if not line.reference],
        answers=list(petition.answers.select_related("signed_by")),
        feedback=list(petition.feedback.all()),
        files=_files(petition),
        ahead=_ahead(petition),
    )


def _files(petition: Petition) -> list[Attachment]:
    """What the sender gave, and what came with an answer; an officer's working papers stay inside.

    Files are added just before the step of their act is written, so those of an answer are later than the step before it.
    """
    steps = list(petition.steps.values_list("act", "at"))
    spans = [(before[1], step[1]) for before, step in pairwise(steps) if step[0] == Act.ANSWER]
    given = petition.attachments.select_related("file")
    return [one for one in given if one.from_sender or any(start < one.added_at <= end for start, end in spans)]


def _ahead(petition: Petition) -> list[tuple[str, bool]]:
    """What is still to come, in the order of the process; true for the one that the running clock is about."""
    telling = (_("Báo cho bạn: thụ lý, hướng dẫn hoặc chuyển đi"), True)
    asking = (_("Bạn nói đã giúp được việc hay chưa"), False)
    match petition.state:
        case State.RECEIVED:
            return [(_("Vào sổ và phân loại"), False), telling, (_("Trả lời"), False), asking]
        case State.REGISTERED | State.CLASSIFIED:
            return [telling, (_("Trả lời"), False), asking]
        case State.ACCEPTED:
            return [(_("Trả lời"), True), asking]
        case State.ANSWERED:
            return [] if petition.verdict else [asking]
        case _:
            return []
