"""Every write of this room. Each locks what it changes and ends in an audit entry of the same transaction."""

from danvan.reception.services.book import Came, Entry, enter, forget_visitors, issue_notice, purge
from danvan.reception.services.calendars import Slot, add, change, drop, plan, post_calendar
from danvan.reception.services.conclusions import complete, conclude
from danvan.reception.services.duties import end_duty, enter_duty
from danvan.reception.services.sessions import hold, hold_many, postpone

__all__ = [
    "Came",
    "Entry",
    "Slot",
    "add",
    "change",
    "complete",
    "conclude",
    "drop",
    "end_duty",
    "enter",
    "enter_duty",
    "forget_visitors",
    "hold",
    "hold_many",
    "issue_notice",
    "plan",
    "post_calendar",
    "postpone",
    "purge",
]
