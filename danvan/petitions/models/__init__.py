"""Petitions and everything that happens to them."""

from danvan.petitions.models.clocks import Clock, Extension, Pause
from danvan.petitions.models.petition import Channel, Counter, MayPublish, Petition, PetitionKind, Sender, State, Topic, Verdict
from danvan.petitions.models.records import Answer, Attachment, Feedback, Step

__all__ = [
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
    "Step",
    "Topic",
    "Verdict",
]
