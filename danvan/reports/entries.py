"""An indicator as a line of the book: on the page of the book, and in a form before anybody files it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from danvan.reports.counting import figure_of
from danvan.reports.models import Indicator
from danvan.reports.selectors.numbers import definition_of
from danvan.reports.wording import name_of


@dataclass
class Entry:
    """A line of the book."""

    indicator: Indicator
    name: str
    how: tuple[str | Promise, str]
    definition: str


def entry(indicator: Indicator) -> Entry:
    """What a page shows of an indicator."""
    return Entry(indicator, name_of(indicator), how_of(indicator), definition_of(indicator))


def how_of(indicator: Indicator) -> tuple[str, str]:
    """How its figures come about: words and tone."""
    if indicator.computed:
        return _("tính ra"), "neutral"
    if figure_of(indicator.figure):
        return _("đếm từ hồ sơ"), "success"
    return _("nhập tay"), "warm"
