"""Everything that hangs on one petition, for its page: read in one question, however much there is."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from danvan.lib.asking import compiled_once
from danvan.lib.listing import Listing
from danvan.petitions.models import Answer, Attachment, Clock, Feedback, Instruction, Message, Petition, Sender, Stay, Step
from danvan.petitions.services.process import DONE_ONCE


class Held(NamedTuple):
    """What hangs on a petition, each kind oldest first. Who may read which of it is for the page to ask."""

    senders: list[Sender]
    stays: list[Stay]
    attachments: list[Attachment]
    answers: list[Answer]
    feedback: list[Feedback]
    letters: list[Message]
    instructions: list[Instruction]
    family: list[Petition]  # its parts, and what goes on from it

    @property
    def sender(self) -> Sender | None:
        """A petition has one sender, or none."""
        return next(iter(self.senders), None)


_UNIT = ("kind", "name")
# In the order of `Held`.
_KINDS: tuple[Listing[Any], ...] = (
    Listing(Sender),
    Listing(Stay, joined={"unit": _UNIT}),
    Listing(Attachment, joined={"file": ("name", "size")}),
    Listing(Answer, joined={"signed_by": ("title",)}),
    Listing(Feedback),
    Listing(Message, joined={"post": ("title",)}),
    Listing(Instruction, joined={"unit": _UNIT, "post": ("title",)}),
    Listing(Petition, only=("reference", "title", "state", "parent", "previous", "unit"), joined={"unit": _UNIT}),
)


def held_by(petition: Petition) -> Held:
    """Everything that hangs on it; one query."""
    (row,) = _held(petition.pk)
    return Held(*(kind.read(value) for kind, value in zip(_KINDS, row, strict=True)))


@compiled_once
def _held(petition: int) -> QuerySet[Petition, tuple[Any, ...]]:
    of = Q(petition=petition)
    where = (*[of] * 7, Q(parent=petition) | Q(previous=petition))
    told = (kind.told(kind.model._default_manager.filter(one)) for kind, one in zip(_KINDS, where, strict=True))
    return Petition.objects.filter(pk=petition).values_list(*told)


def facts_of(petition: Petition, held: Held, clocks: Iterable[Clock], steps: Iterable[Step]) -> dict[str, bool]:
    """What `services.process.facts_of` would find, told from what was read already."""
    running, acts = [one for one in clocks if one.stopped_on is None], {step.act for step in steps}
    return {
        "paused": any(pause.to_on is None for one in running for pause in one.pauses.all()),
        "answered": bool(held.answers),
        "filed": bool(held.attachments),
        "written": bool(held.letters),
        "published": any(one.published_on for one in held.answers),
        "gone_up": any(one.previous_id == petition.pk for one in held.family),
        "instructed": any(one.replied_on is None for one in held.instructions),
        **{name: act in acts for name, act in DONE_ONCE.items()},
    }
