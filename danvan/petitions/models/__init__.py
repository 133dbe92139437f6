"""Petitions and everything that happens to them."""

from danvan.petitions.models.clocks import Clock, Extension, Pause
from danvan.petitions.models.desk import BulkAct, Preference, Reading, ReplyTemplate, SavedView
from danvan.petitions.models.petition import (
    COMPLAINTS,
    DENUNCIATIONS,
    OPEN_STATES,
    PROTECTED_KINDS,
    RECOMMENDATIONS,
    Channel,
    Counter,
    MayPublish,
    NotifyBy,
    Petition,
    PetitionKind,
    Sender,
    State,
    Topic,
    Verdict,
)
from danvan.petitions.models.records import Answer, Attachment, Feedback, Message, Step
from danvan.petitions.models.releases import Release
from danvan.petitions.models.search import Indexed
from danvan.petitions.models.stays import Stay
from danvan.petitions.models.ties import Bundle, Conflict, Instruction

__all__ = [
    "COMPLAINTS",
    "DENUNCIATIONS",
    "OPEN_STATES",
    "PROTECTED_KINDS",
    "RECOMMENDATIONS",
    "Answer",
    "Attachment",
    "BulkAct",
    "Bundle",
    "Channel",
    "Clock",
    "Conflict",
    "Counter",
    "Extension",
    "Feedback",
    "Indexed",
    "Instruction",
    "MayPublish",
    "Message",
    "NotifyBy",
    "Pause",
    "Petition",
    "PetitionKind",
    "Preference",
    "Reading",
    "Release",
    "ReplyTemplate",
    "SavedView",
    "Sender",
    "State",
    "Stay",
    "Step",
    "Topic",
    "Verdict",
]
