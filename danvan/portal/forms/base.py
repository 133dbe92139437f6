"""The one form of a wizard page: knows the draft, keeps what was typed, stores plain values."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import ngettext

from danvan.portal.draft import Draft


class LongText(forms.CharField):
    """Several lines. A line break counts as one character, as on the screen; too long is said, never cut off without a word."""

    def to_python(self, value: Any) -> Any:
        """The text with plain line breaks."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: a browser would silently cut what is pasted."""
        return {}

    def run_validators(self, value: Any) -> None:
        """Too long: says by how much."""
        extra = len(value or "") - (self.max_length or 0)
        if self.max_length and extra > 0:
            raise forms.ValidationError(
                ngettext("Dài quá %(limit)s ký tự. Hãy bớt %(extra)s ký tự.", "Dài quá %(limit)s ký tự. Hãy bớt %(extra)s ký tự.", extra)
                % {"limit": self.max_length, "extra": extra}
            )
        super().run_validators(value)


class PageForm(forms.Form):
    """One question page. `heading` is the question, `why` says why it is asked."""

    heading: Any = ""
    why: Any = ""
    template = "portal/page.html"

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        self.draft = draft
        super().__init__(*args, **kwargs)

    def answer(self) -> dict[str, Any]:
        """What is kept in the session: plain values, under the names of the fields."""
        return dict(self.cleaned_data)

    def rows(self) -> list[tuple[str, str]]:
        """Label and value for the page of answers. An empty value is shown as not given."""
        return []


class HintedForm(PageForm):
    """A page with one list of choices, some with a line of explanation under them."""

    template = "portal/page_choices.html"
    hints: Mapping[str, Any] = {}
    # The name of a page that tells more of the choices, if there is one.
    more = ""

    @property
    def bound(self) -> forms.BoundField:
        """The only field."""
        return next(iter(self))

    def options(self) -> list[tuple[BoundWidget, Any]]:
        """Each choice with its explanation (empty if none)."""
        return [(option, self.hints.get(str(option.data["value"]), "")) for option in self.bound.subwidgets]


def chosen_label(field: forms.Field, value: object) -> str:
    """The words of a choice."""
    choices = getattr(field, "choices", [])
    return next((str(label) for key, label in choices if str(key) == str(value)), "")
