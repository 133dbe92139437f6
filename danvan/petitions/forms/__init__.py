"""Forms of officers' pages."""

from danvan.petitions.forms.acts import FORMS, ActForm
from danvan.petitions.forms.entry import EntryForm
from danvan.petitions.forms.fields import FilesField
from danvan.petitions.forms.filters import FilterForm

__all__ = ["FORMS", "ActForm", "EntryForm", "FilesField", "FilterForm"]
