"""Every write of this room. Each locks the petition's row, asks `rules`, and ends in a step and an audit entry of the same transaction."""

from danvan.petitions.services.afterwards import archive, enforce, fulfil, go_up, reopen, review, uphold, withdraw_part
from danvan.petitions.services.bulk import do_many, undo_many
from danvan.petitions.services.bundling import answer_together, join, leave
from danvan.petitions.services.clocks import recompute_clocks
from danvan.petitions.services.ending import file_away, guide, send_back, transfer, withdraw
from danvan.petitions.services.following import follow_units
from danvan.petitions.services.instructing import instruct, report_up
from danvan.petitions.services.intake import Receipt, hash_of, receive
from danvan.petitions.services.letters import ask, read, reply
from danvan.petitions.services.naming import name
from danvan.petitions.services.people import attach, purge, say
from danvan.petitions.services.senders import NOBODY, SenderData
from danvan.petitions.services.settling import accept, answer, assign, extend, pause, publish, resume
from danvan.petitions.services.sorting import Part, check, classify, register, split
from danvan.petitions.services.verifying import dialogue, order_verification, report_verification, suspend
from danvan.petitions.services.wording import change_template, hide_template, keep_template, load_templates

__all__ = [
    "NOBODY",
    "Part",
    "Receipt",
    "SenderData",
    "accept",
    "answer",
    "answer_together",
    "archive",
    "ask",
    "assign",
    "attach",
    "change_template",
    "check",
    "classify",
    "dialogue",
    "do_many",
    "enforce",
    "extend",
    "file_away",
    "follow_units",
    "fulfil",
    "go_up",
    "guide",
    "hash_of",
    "hide_template",
    "instruct",
    "join",
    "keep_template",
    "leave",
    "load_templates",
    "name",
    "order_verification",
    "pause",
    "publish",
    "purge",
    "read",
    "receive",
    "recompute_clocks",
    "register",
    "reopen",
    "reply",
    "report_up",
    "report_verification",
    "resume",
    "review",
    "say",
    "send_back",
    "split",
    "suspend",
    "transfer",
    "undo_many",
    "uphold",
    "withdraw",
    "withdraw_part",
]
