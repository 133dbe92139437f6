"""The columns of comparison of a form's tables, as its keeper chooses them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from danvan.reports.contents import FormContent, HeadingContent
from danvan.reports.models import Comparison, Display
from danvan.reports.rules_book import IN_THE_TEXT
from danvan.reports.spoken import spoken

ANNEX = "annex"


class ColumnsForm(forms.Form):
    """Which columns stand beside the figures: in the annex, and under each heading whose figures are a table."""

    annex = forms.MultipleChoiceField(
        label=gettext_lazy("Phụ lục"),
        help_text=gettext_lazy("Từ hai cột trở lên thì phụ lục in trên trang ngang."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, content: FormContent) -> None:
        super().__init__(data, initial={ANNEX: list(content.comparisons)})
        self.headings = [one for one in content.headings if one.comparisons or (one.indicators and one.display != Display.SENTENCE)]
        for one in self.headings:
            self.fields[_name(one)] = _field(one)
        for name in self.fields:
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(one.value, capfirst(one.label)) for one in Comparison]

    def under(self) -> list[forms.BoundField]:
        """The choice of each heading."""
        return [self[_name(one)] for one in self.headings]

    def most(self) -> int:
        """How many columns a table under a heading holds."""
        return IN_THE_TEXT

    def put(self, now: FormContent) -> FormContent:
        """The form with the columns as chosen; a heading that came meanwhile keeps its own."""
        chosen = {one.code: tuple(self.cleaned_data[_name(one)]) for one in self.headings}
        headings = tuple(replace(one, comparisons=chosen.get(one.code, one.comparisons)) for one in now.headings)
        return replace(now, headings=headings, comparisons=tuple(self.cleaned_data[ANNEX]))


def _name(heading: HeadingContent) -> str:
    return f"under-{heading.code}"


def _field(heading: HeadingContent) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=f"{heading.number}. {spoken(heading, 'title')}" if heading.number else spoken(heading, "title"),
        initial=list(heading.comparisons),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def in_words(comparisons: tuple[str, ...]) -> str:
    """The columns by their names, in the order in which they stand."""
    return "; ".join(str(one.label) for one in Comparison if one.value in comparisons)
