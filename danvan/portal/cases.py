"""A petition as its sender reads it: where it lies, until when and why, what was answered, what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from danvan.lib.workdays import Line as Day
from danvan.petitions import rules
from danvan.petitions import selectors as petitions
from danvan.petitions.models import Answer, Attachment, Clock, Feedback, Petition, State
from danvan.petitions.rules import ACTS, Act
from danvan.petitions.selectors import Line, Standing
from danvan.units import selectors as units

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
    ahead: list[str] = field(default_factory=list)

    @property
    def tone(self) -> str:
        """Colour of the state's tag."""
        return TONES.get(State(self.petition.state), "info")

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
        files=list(petition.attachments.filter(from_sender=True).select_related("file")),
        ahead=_ahead(petition),
    )


def _ahead(petition: Petition) -> list[str]:
    """What is still to come, in the order of the process."""
    steps = [
        (State.RECEIVED, _("Vào sổ và phân loại")),
        (State.REGISTERED, _("Báo cho bạn: thụ lý, hướng dẫn hoặc chuyển đi")),
        (State.ACCEPTED, _("Trả lời")),
    ]
    match petition.state:
        case State.RECEIVED:
            left = steps
        case State.REGISTERED | State.CLASSIFIED:
            left = steps[1:]
        case State.ACCEPTED:
            left = steps[2:]
        case _:
            left = []
    last = [_("Bạn nói đã giúp được việc hay chưa")] if left or (petition.state == State.ANSWERED and not petition.verdict) else []
    return [label for state, label in left] + last
