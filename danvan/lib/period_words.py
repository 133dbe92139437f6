"""A period as people write it in Vietnamese, English or Russian: "Quý III năm 2026", "Q3 2026", "first half of 2026", "9 месяцев 2026 года", "9/2026"; and
whatever a page calls one (`periods.label`), in whichever of the three languages.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from danvan.lib import periods
from danvan.lib.periods import Period
from danvan.lib.text import fold


class Means(StrEnum):
    """What a word says of the period."""

    MONTH = "month"  # one month, by its number
    MONTHS = "months"  # so many of them
    EITHER = "either"  # thang: "tháng 9" is one month, "9 tháng" are nine
    QUARTER = "quarter"
    HALF = "half"
    TERM = "term"
    LAST = "last"  # the end of the year
    NOTHING = "nothing"


# The one table of words, written as people write them; they are compared without accents and case. A number stands for itself, or in its order.
WORDS: dict[Means, str] = {
    Means.MONTH: "month месяц",
    Means.MONTHS: "months месяца месяцев мес",
    Means.EITHER: "tháng",
    Means.QUARTER: "quý q quarter qtr квартал квартала кв",
    Means.HALF: "h half nửa полугодие полугодия",
    Means.TERM: "nhiệm term срок",
    Means.LAST: "cuối last последние",
    Means.NOTHING: "năm các kỳ từ đến hết ngày year years of the in for from to through till until office год года году годы годов г гг за на с по до от "
    "полномочий st nd rd th й я е го",
}
COUNTS = {6: "sáu six шесть", 9: "chín nine девять"}
ORDERS = {
    1: "đầu first первый первое первые первого",
    2: "second второй второе второго",
    3: "third третий третьего",
    4: "fourth четвертый четвертого",
}
MONTHS = {
    1: "january jan январь января",
    2: "february feb февраль февраля",
    3: "march mar март марта",
    4: "april apr апрель апреля",
    5: "may май мая",
    6: "june jun июнь июня",
    7: "july jul июль июля",
    8: "august aug август августа",
    9: "september sep sept сентябрь сентября",
    10: "october oct октябрь октября",
    11: "november nov ноябрь ноября",
    12: "december dec декабрь декабря",
}
# So many months from the beginning, or to the end, of a year: what follows it in the key.
FROM_THE_FIRST = {3: "-Q1", 6: "-6M", 9: "-9M", 12: ""}
TO_THE_LAST = {3: "-Q4", 6: "-6M2"}

# A number of so many digits is a year.
YEAR = 4
_DAY = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
# A day before another one may leave its year to that: "từ 01/05 đến 20/05/2026". It has the year of the next day that is written whole.
_SHORT_DAY = re.compile(r"(?<![\d/.-])(\d{1,2})([/.])(\d{1,2})(?=\D+\d{1,2}[/.]\d{1,2}[/.](\d{4})\b)")
_PIECE = re.compile(r"\d+|[^\W\d_]+")


def _table(words: dict[int, str]) -> dict[str, int]:
    return {fold(word): number for number, some in words.items() for word in some.split()}


_MEANS = {fold(word): means for means, some in WORDS.items() for word in some.split()}
_COUNTS, _ORDERS, _ROMANS, _MONTHS = (_table(one) for one in (COUNTS, ORDERS, periods.ROMAN, MONTHS))
# A day whose month is said by its name; the year may stand with the day that follows.
_NAMED_DAY = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b(?:\s+(\d{{4}})\b)?")


def read(text: str, *, first: int = 1) -> Period:
    """The period of a key or of words; words that name no days mean the one of a regime whose periods begin on the day `first` of the month. ValueError for
    neither.
    """
    try:
        return periods.parse(text)
    except ValueError:
        found = _said(text, first)
        if found is None:
            raise
        return found


@dataclass
class _Said:
    """The pieces of a text. `unit`: what is counted; `counted`: it stands behind its number; `last`: counted from the end of the year."""

    days: list[date] = field(default_factory=list)
    years: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    unit: Means | None = None
    counted: bool = False
    last: bool = False

    def take(self, piece: str) -> bool:
        """Note a piece; False where it says nothing that belongs to a period, or a second unit."""
        if piece.isdecimal() and len(piece) == YEAR:
            self.years.append(piece)
        elif piece.isdecimal():
            self.numbers.append(int(piece))
        elif piece in _COUNTS or piece in _ROMANS:
            self.numbers.append(_COUNTS.get(piece) or _ROMANS[piece])
        elif piece in _ORDERS:
            self.orders.append(_ORDERS[piece])
        elif piece in _MONTHS:
            self.months.append(_MONTHS[piece])
        else:
            return self._mean(_MEANS.get(piece))
        return True

    def _mean(self, means: Means | None) -> bool:
        if means is Means.LAST:
            self.last = True
        elif means is not Means.NOTHING:
            known, self.unit, self.counted = self.unit, means, bool(self.numbers)
            return means is not None and known is None
        return True


def _said(text: str, first: int) -> Period | None:
    said, text = _Said(), _in_numbers(fold(text))
    try:
        said.days = [date(int(year), int(month), int(day)) for day, month, year in _DAY.findall(text)]
        if not all(said.take(piece) for piece in _PIECE.findall(_DAY.sub(" ", text))):
            return None
        return _between(said) if said.days else _named(said, first)
    except ValueError:
        return None


def _in_numbers(text: str) -> str:
    """The text (folded) with every day in numbers and with its year: "from 1 May to 20 May 2026" is from 1/5/2026 to 20/5/2026."""

    def numbered(found: re.Match[str]) -> str:
        day, month, year = found.groups()
        return f"{day}/{_MONTHS[month]}/{year}" if year else f"{day}/{_MONTHS[month]}"

    return _SHORT_DAY.sub(r"\1/\3/\4", _NAMED_DAY.sub(numbered, text))


def _between(said: _Said) -> Period | None:
    """What names its first and last day: any two days, a term of office, a period of a regime that closes before the month ends."""
    if len(said.days) != 2:
        return None
    first, last = said.days
    if not said.years and said.unit is None:
        return periods.parse(f"{first}..{last}") if said == _Said(days=said.days) else None
    if said.unit is Means.TERM and said.years in ([], [str(first.year), str(last.year)]) and not said.numbers:
        return periods.parse(f"T{first}..{last}")
    found = _named(said, first.day)
    return found if found and (found.first, found.last) == (first, last) else None


def _named(said: _Said, first: int) -> Period | None:
    key = _key(said)
    return None if key is None else periods.begun_on(periods.parse(key), first)


def _key(said: _Said) -> str | None:
    """The key of the calendar period; nothing where the pieces do not name one."""
    every = [*said.numbers, *said.orders, *said.months]
    if len(said.years) == 2:
        return _key_of_years(said) if not every and not said.last else None
    if len(said.years) != 1 or said.unit is Means.TERM:
        return None
    ending = _ending(said, every)
    return None if ending is None else f"{said.years[0]}{ending}"


def _key_of_years(said: _Said) -> str | None:
    """A term is said of the years of two congresses; other years by themselves."""
    first, last = said.years
    right = int(last) - int(first) == periods.TERM_YEARS if said.unit is Means.TERM else said.unit is None
    return f"{first}..{last}" if right else None


def _ending(said: _Said, every: list[int]) -> str | None:
    """What follows the year in the key."""
    if said.unit is None and not every and not said.last:
        return ""
    if said.unit is Means.MONTHS or (said.unit is Means.EITHER and said.counted):
        return _so_many(said)
    if said.last or len(every) != 1 or (said.months and said.unit not in (None, Means.MONTH, Means.EITHER)):
        return _second_half(said, every)
    number = every[0]
    if said.unit is Means.QUARTER:
        return f"-Q{number}"
    if said.unit is Means.HALF:
        return {1: "-6M", 2: "-6M2"}.get(number)
    return None if said.unit is None and said.orders else f"-{number:02}"


def _so_many(said: _Said) -> str | None:
    if len(said.numbers) != 1 or len(said.orders) > 1 or said.months:
        return None
    if said.last or said.orders == [2]:
        return TO_THE_LAST.get(said.numbers[0])
    return FROM_THE_FIRST.get(said.numbers[0]) if said.orders in ([], [1]) else None


def _second_half(said: _Said, every: list[int]) -> str | None:
    """As in "nửa cuối năm 2026", "last half of 2026"."""
    return "-6M2" if said.unit is Means.HALF and said.last and not every else None
