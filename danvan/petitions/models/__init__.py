"""Petitions and everything that happens to them."""

from danvan.petitions.models.clocks import Clock, Extension, Pause
from danvan.petitions.models.petition import (
    OPEN_STATES,
    Channel,
    Counter,
    MayPublish,
    Petition,
    PetitionKind,
    Sender,
    State,
    Topic,
    Verdict,
)
from danvan.petitions.models.records import Answer, Attachment, Feedback, Step
from danvan.petitions.models.stays import Stay

__all__ = [
    "OPEN_STATES",
    "Answer",
    "Attachment",
    "Channel",
    "Clock",
    "Counter",
    "Extension",
    "Feedback",
    "MayPublish",
    "Pause",
    "Petition",
    "PetitionKind",
    "Sender",
    "State",
    "Stay",
    "Step",
    "Topic",
    "Verdict",
]
