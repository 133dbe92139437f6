"""The forms of this room."""

from danvan.reception.forms.book import BookFilter, EntryForm
from danvan.reception.forms.calendars import ChangeForm, HoldForm, PlanForm, PostponeForm, SessionForm
from danvan.reception.forms.duties import DutyForm, EndForm
from danvan.reception.forms.following import ConcludeForm, DoneForm

__all__ = [
    "BookFilter",
    "ChangeForm",
    "ConcludeForm",
    "DoneForm",
    "DutyForm",
    "EndForm",
    "EntryForm",
    "HoldForm",
    "PlanForm",
    "PostponeForm",
    "SessionForm",
]
