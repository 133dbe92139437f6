"""Every write of this room. Each locks the petition's row, asks `rules`, and ends in a step and an audit entry of the same transaction."""

from danvan.petitions.services.clocks import recompute_clocks
from danvan.petitions.services.ending import file_away, guide, send_back, transfer, withdraw
from danvan.petitions.services.following import follow_units
from danvan.petitions.services.intake import NOBODY, Receipt, SenderData, hash_of, receive
from danvan.petitions.services.people import attach, purge, say
from danvan.petitions.services.settling import accept, answer, assign, extend, pause, publish, resume
from danvan.petitions.services.sorting import Part, check, classify, register, split

__all__ = [
    "NOBODY",
    "Part",
    "Receipt",
    "SenderData",
    "accept",
    "answer",
    "assign",
    "attach",
    "check",
    "classify",
    "extend",
    "file_away",
    "follow_units",
    "guide",
    "hash_of",
    "pause",
    "publish",
    "purge",
    "receive",
    "recompute_clocks",
    "register",
    "resume",
    "say",
    "send_back",
    "split",
    "transfer",
    "withdraw",
]
