"""Forms of officers' pages."""

from danvan.petitions.forms.acts import FORMS as PLAIN_FORMS
from danvan.petitions.forms.acts import ActForm
from danvan.petitions.forms.bundles import JoinForm, LeaveForm
from danvan.petitions.forms.entry import EntryForm
from danvan.petitions.forms.instructing import InstructForm, ReportUpForm
from danvan.petitions.forms.letters import AskForm
from danvan.petitions.forms.naming import NameForm
from danvan.petitions.forms.settling import SETTLING_FORMS
from danvan.petitions.forms.sorting import SORTING_FORMS
from danvan.ui.forms import FilesField

OTHERS: tuple[type[ActForm], ...] = (AskForm, InstructForm, JoinForm, LeaveForm, NameForm, ReportUpForm)
FORMS = PLAIN_FORMS | SORTING_FORMS | SETTLING_FORMS | {form.act: form for form in OTHERS}

__all__ = ["FORMS", "ActForm", "EntryForm", "FilesField"]
