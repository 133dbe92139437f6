"""A unit typed by name, with suggestions while typing."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse_lazy

from danvan.lib.refusal import Refused
from danvan.units import selectors
from danvan.units.models import Unit


class UnitField(forms.CharField):
    """Takes "Xã An Khánh, Thành phố Hà Nội", a code or a key. The form looks it up on the day it is about: `looked_up`."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 200)
        options.setdefault("widget", forms.TextInput(attrs={"data-suggest": reverse_lazy("units:suggest"), "autocomplete": "off"}))
        super().__init__(**options)


def looked_up(form: forms.Form, name: str, on: date) -> Unit | None:
    """The unit that the field names on the day; with an error beside the field if there is none or more than one."""
    text = form.cleaned_data.get(name)
    if not text:
        return None
    try:
        return selectors.by_text(text, on)
    except Refused as refused:
        form.add_error(name, refused.message)
        return None
