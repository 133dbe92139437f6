"""Every write of this room. Other rooms need five: `deposit`, `bar`, `hand_over`, `schedule_deletion`, `wipe`."""

from danvan.sealed.services.envelopes import bar, deposit, reseal, schedule_deletion, wipe
from danvan.sealed.services.handovers import complete_handover, hand_over
from danvan.sealed.services.keys import change_passphrase, close_key, keep_key, keep_open, make_key, open_key, retire_key
from danvan.sealed.services.openings import Shown, ask, close, expire, grant, refuse, show, show_file
from danvan.sealed.services.purging import Purged, purge
from danvan.sealed.services.recipients import end_recipient, name_recipient
from danvan.sealed.services.recovery import contribute, end_rescue, perform_rescue, set_recovery, start_rescue

__all__ = [
    "Purged",
    "Shown",
    "ask",
    "bar",
    "change_passphrase",
    "close",
    "close_key",
    "complete_handover",
    "contribute",
    "deposit",
    "end_recipient",
    "end_rescue",
    "expire",
    "grant",
    "hand_over",
    "keep_key",
    "keep_open",
    "make_key",
    "name_recipient",
    "open_key",
    "perform_rescue",
    "purge",
    "refuse",
    "reseal",
    "retire_key",
    "schedule_deletion",
    "set_recovery",
    "show",
    "show_file",
    "start_rescue",
    "wipe",
]
