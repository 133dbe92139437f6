"""A period as people write it: "Quý III năm 2026", "tháng 10/2026", "9 tháng đầu năm 2023", or the label that a list offers in the reader's language."""

import re
from collections.abc import Callable

from danvan.lib import periods
from danvan.lib.periods import Period
from danvan.lib.text import fold

_ROMAN = {word.lower(): number for number, word in periods.ROMAN.items()}
_YEAR = r"(?:nam |/|-| )?\s*(\d{4})"
# What is left of the words without accents, and the key that they mean.
_SHAPES: tuple[tuple[str, Callable[..., str]], ...] = (
    (rf"(?:thang )?(\d{{1,2}}) ?{_YEAR}", lambda month, year: f"{year}-{int(month):02}"),
    (rf"(?:quy|q) ?(iv|i{{1,3}}|[1-4]) ?{_YEAR}", lambda quarter, year: f"{year}-Q{_ROMAN.get(quarter, quarter)}"),
    (rf"(?:6|sau) thang dau {_YEAR}", "{}-6M".format),
    (rf"(?:6|sau) thang cuoi {_YEAR}", "{}-6M2".format),
    (rf"(?:9|chin) thang(?: dau)? {_YEAR}", "{}-9M".format),
    (r"nam (\d{4})", "{}".format),
)


def read(text: str, *, first: int = 1) -> Period:
    """The period of a key or of words; words mean the one of a regime whose periods begin on the day `first` of the month. ValueError for neither."""
    try:
        return periods.parse(text)
    except ValueError:
        found = _labelled(text, first) or _said(text)
        if found is None:
            raise
        return found if periods.first_day(found) != 1 else periods.begun_on(found, first)


def _said(text: str) -> Period | None:
    plain = " ".join(fold(text).split())
    for pattern, key in _SHAPES:
        if found := re.fullmatch(pattern, plain):
            try:
                return periods.parse(key(*found.groups()))
            except ValueError:
                return None
    return None


def _labelled(text: str, first: int) -> Period | None:
    """What a list calls so in the language of the page."""
    plain = fold(text)
    every = [one for year in re.findall(r"\d{4}", text)[:1] for day in {1, first} for one in periods.of_year(_KINDS, int(year), first=day)]
    return next((one for one in every if fold(periods.label(one)) == plain), None)


_KINDS = (periods.MONTH, periods.QUARTER, periods.HALF, "nine", periods.YEAR)
