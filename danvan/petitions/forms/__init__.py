"""Forms of officers' pages."""

from danvan.petitions.forms.acts import FORMS as SORTING_FORMS
from danvan.petitions.forms.acts import ActForm
from danvan.petitions.forms.entry import EntryForm
from danvan.petitions.forms.fields import FilesField
from danvan.petitions.forms.filters import FilterForm
from danvan.petitions.forms.letters import AskForm
from danvan.petitions.forms.naming import NameForm
from danvan.petitions.forms.settling import SETTLING_FORMS

FORMS = SORTING_FORMS | SETTLING_FORMS | {form.act: form for form in (AskForm, NameForm)}

__all__ = ["FORMS", "ActForm", "EntryForm", "FilesField", "FilterForm"]
