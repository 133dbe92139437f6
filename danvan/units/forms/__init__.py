"""Forms of the officers' pages."""

from danvan.units.forms.bodies import AppointForm, BodyForm, EndForm, PostForm, RenameForm
from danvan.units.forms.browse import BrowseForm
from danvan.units.forms.events import FORMS, EventForm, PlacingForm
from danvan.units.forms.hamlets import HamletForm, ImportForm
from danvan.units.forms.portions import PortionsForm

__all__ = [
    "FORMS",
    "AppointForm",
    "BodyForm",
    "BrowseForm",
    "EndForm",
    "EventForm",
    "HamletForm",
    "ImportForm",
    "PlacingForm",
    "PortionsForm",
    "PostForm",
    "RenameForm",
]
