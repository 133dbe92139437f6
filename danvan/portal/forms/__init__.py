"""Forms of the people's door, one per question page."""

from danvan.portal.forms.base import PageForm
from danvan.portal.forms.files import FILES_AT_MOST, FilesForm, GivenFiles
from danvan.portal.forms.matter import COMPLAINT, DENUNCIATION, KindForm, PublishForm, TextForm, TopicForm
from danvan.portal.forms.news import NewsForm, offered
from danvan.portal.forms.person import ContactForm, GroupForm, TogetherForm
from danvan.portal.forms.place import ChooseForm, PlaceForm, SpotForm, chosen_unit, place_stands

__all__ = [
    "COMPLAINT",
    "DENUNCIATION",
    "FILES_AT_MOST",
    "ChooseForm",
    "ContactForm",
    "FilesForm",
    "GivenFiles",
    "GroupForm",
    "KindForm",
    "NewsForm",
    "PageForm",
    "PlaceForm",
    "PublishForm",
    "SpotForm",
    "TextForm",
    "TogetherForm",
    "TopicForm",
    "chosen_unit",
    "offered",
    "place_stands",
]
