"""Keys, who keeps the seal, envelopes, openings, recovery."""

from danvan.sealed.models.envelopes import Barred, Content, Envelope, Handover, Part, Slot
from danvan.sealed.models.keys import Key, OpenKey, Recipient
from danvan.sealed.models.openings import Copy, Opening
from danvan.sealed.models.recovery import Contribution, Recovery, Rescue, Share

__all__ = [
    "Barred",
    "Content",
    "Contribution",
    "Copy",
    "Envelope",
    "Handover",
    "Key",
    "OpenKey",
    "Opening",
    "Part",
    "Recipient",
    "Recovery",
    "Rescue",
    "Share",
    "Slot",
]
