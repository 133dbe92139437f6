"""What the selectors answer: plain values that a page, a paper and the shell read alike."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib.numbers import local, qualified
from danvan.reports import checks, marks
from danvan.reports.coverage import Counted, Share, sentence
from danvan.reports.models import Entered, Fact, Indicator, PeriodRow, Report, Revision, Source
from danvan.units.models import Unit

THEN, TODAY = "then", "today"
MOST_NAMES = 12
# A sentence names so many units that have not filed, and counts more.
MOST_MISSING = 5


class State(StrEnum):
    """What a number is. Zero means that nothing happened; missing, that nobody said."""

    REPORTED = "reported"
    ZERO = "zero"
    MISSING = "missing"
    UNDEFINED = "undefined"  # a ratio whose denominator is zero
    COMMON = "common"  # divided since, and not to be told apart: there is only a figure of several units together

    @property
    def label(self) -> str:
        """For people."""
        return str(_STATES[self])


_STATES = {
    State.REPORTED: gettext_lazy("có số liệu"),
    State.ZERO: gettext_lazy("không phát sinh"),
    State.MISSING: gettext_lazy("chưa có số liệu"),
    State.UNDEFINED: gettext_lazy("không tính được"),
    State.COMMON: gettext_lazy("chỉ có số chung"),
}


class Certainty(StrEnum):
    """How far a number in today's borders can be trusted: all parts whole; a part estimated by its share; only known of several units together."""

    EXACT = "exact"
    APPORTIONED = "apportioned"
    COMMON = "common"

    def told(self, *, partial: bool) -> str:
        """For other programs: "partial" where reports are missing and nothing graver is to be said."""
        return "partial" if partial and self is Certainty.EXACT else self.value

    @property
    def label(self) -> str:
        """For people; empty when exact."""
        return str(_CERTAINTIES[self])


_CERTAINTIES = {
    Certainty.EXACT: "",
    Certainty.APPORTIONED: gettext_lazy("ước tính"),
    Certainty.COMMON: gettext_lazy("chỉ có số chung"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A sum in 10^-scale units of its indicator, of how many units, with its words; `adjustments` of its figures were adjusted, by `adjusted` in all.

    `provinces`: of how many provinces of how many a figure of the country is, if of any.
    """

    value: int
    reported: int
    qualifier: str
    origin: str
    certainty: Certainty = Certainty.EXACT
    adjusted: int = 0
    adjustments: int = 0
    provinces: Share | None = None


def own_cell(fact: Fact) -> Cell:
    """A unit's own figure that has a value."""
    return Cell(fact.value or 0, 1, fact.qualifier, fact.origin, adjusted=fact.adjusted, adjustments=fact.adjusted_parts)


def as_printed(cell: Cell, indicator: Indicator) -> str:
    """A number with what must never be dropped from it: "hơn 2.200"; "≈ 12" where it is an estimate; "14*" where it was adjusted."""
    text = qualified(checks.printed(cell.value, indicator.scale), cell.qualifier)
    return marks.marked(f"≈ {text}" if cell.certainty == Certainty.APPORTIONED else text, cell.adjustments)


def adjusted_words(cell: Cell, indicator: Indicator) -> str:
    """What an adjusted number says of itself; empty for any other."""
    return marks.words_of(cell.value, cell.adjusted, cell.adjustments, indicator.scale, origin=cell.origin)


@dataclass(frozen=True, slots=True)
class Group:
    """Units of today that have only one figure between them, and the units of then it comes from."""

    units: tuple[int, ...]
    cell: Cell
    makers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Common:
    """The one figure that several units of today have between them, because what they were made of was divided and cannot be told apart."""

    units: tuple[int, ...]
    names: tuple[str, ...]
    value: Decimal
    text: str

    @property
    def words(self) -> str:
        """ "Chỉ có số chung của Xã A, Xã B: 123." """
        words = {"names": ", ".join(self.names[:MOST_NAMES]), "text": self.text, "more": len(self.names) - MOST_NAMES}
        if len(self.names) > MOST_NAMES:
            return _("Chỉ có số chung của %(names)s và %(more)s đơn vị khác: %(text)s.") % words
        return _("Chỉ có số chung của %(names)s: %(text)s.") % words


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of one unit and period. `value` in the indicator's own measure (2200, 6.84); empty unless `state` is reported or zero.

    `origin`: counted, typed, mixed (some below counted, some typed), computed (a ratio), or empty. `reported` of `expected` units at or below it gave it
    (`counted`: of the country, provinces).
    `frozen` is what the unit's own submitted report said, where it differs from now. `common`: there is only a figure of several units together.
    `elsewhere`: the form whose report of the same unit and period holds the figure; it is entered there.
    `adjusted`, `adjustments`: as in `Cell`.
    """

    indicator: Indicator
    value: Decimal | None
    decimals: int
    qualifier: str
    origin: str
    state: State
    reported: int
    expected: int
    note: str = ""
    certainty: Certainty = Certainty.EXACT
    frozen: Decimal | None = None
    common: Common | None = None
    elsewhere: str = ""
    adjusted: int = 0
    adjustments: int = 0
    counted: Counted = Counted.REPORTS

    @property
    def share_words(self) -> str:
        """In how many it is; nothing of a number that is one report's alone."""
        return sentence(self.reported, self.expected, self.counted) if self.expected > 1 else ""

    @property
    def told_certainty(self) -> str:
        """How far the number can be trusted, for other programs."""
        return self.certainty.told(partial=self.value is not None and self.reported < self.expected)

    @property
    def text(self) -> str:
        """The number as printed in Vietnamese, with its qualifier: "hơn 2.200"; a dash where there is none."""
        if self.value is None:
            return "–"
        return qualified(local(self.value, self.decimals), self.qualifier)

    @property
    def marked(self) -> str:
        """The same with the mark of what was adjusted: "14*"."""
        return marks.marked(self.text, self.adjustments)

    @property
    def adjusted_words(self) -> str:
        """What an adjusted number says of itself; empty for any other."""
        whole = int((self.value or Decimal(0)).scaleb(self.decimals))
        return marks.words_of(whole, self.adjusted, self.adjustments, self.decimals, origin=self.origin)

    def noted(self, note: str) -> "Row":
        """The same with another sentence in its note."""
        return replace(self, note=f"{self.note} {note}".strip())


@dataclass(frozen=True, slots=True)
class Piece:
    """A unit of the period's own map that makes up (part of) the unit asked about. `share` says how much, in words; empty = the whole."""

    unit_id: int
    name: str
    share: str
    whole: bool
    gave: bool = False


@dataclass(frozen=True)
class Table:
    """The table of a unit for a period. `borders`: then (as it was) or today. Iterating gives the rows.

    `notes` are sentences to print under the table (who gave nothing, what was cut). `pieces` say of what today's unit was made then.
    """

    unit: Unit
    name: str
    period: PeriodRow
    borders: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def row(self, code: str) -> Row:
        """The row of an indicator; KeyError if the table has none."""
        for row in self.rows:
            if row.indicator.code == code:
                return row
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Missing:
    """A unit that owes and has not filed. `state`: none (not begun), draft or returned; `late` counts calendar days past due."""

    unit_id: int
    name: str
    state: str
    due_on: date
    late: int


@dataclass(frozen=True)
class Completeness:
    """Who reported to this unit: those directly below it that owed a report when the period opened."""

    unit: Unit
    period: PeriodRow
    expected: int
    filed: int
    accepted: int
    late: int
    missing: tuple[Missing, ...] = ()

    @property
    def complete(self) -> bool:
        """Has everyone filed?"""
        return self.filed >= self.expected

    @property
    def many(self) -> bool:
        """Are more missing than a sentence should name?"""
        return len(self.missing) > MOST_MISSING

    @property
    def text(self) -> str:
        """ "63/69 đơn vị đã gửi báo cáo; còn thiếu: Xã A, Xã B."; where many are missing, how many: "10/69 …; còn thiếu 59 đơn vị." """
        words = {"filed": self.filed, "expected": self.expected, "missing": len(self.missing)}
        if self.expected == 0:
            return _("Kỳ này không có đơn vị cấp dưới phải gửi báo cáo.")
        if self.complete:
            return _("%(filed)s/%(expected)s đơn vị đã gửi báo cáo.") % words
        if self.many:
            return _("%(filed)s/%(expected)s đơn vị đã gửi báo cáo; còn thiếu %(missing)s đơn vị.") % words
        names = ", ".join(one.name for one in self.missing)
        return _("%(filed)s/%(expected)s đơn vị đã gửi báo cáo; còn thiếu: %(names)s.") % {**words, "names": names}


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit contributes to a number. `own` = the unit's own figure beside those of the units below it.

    `share` says how much of a divided unit, in words. `opens` says whether the part can be opened further.
    """

    unit_id: int
    name: str
    value: Decimal | None
    text: str
    state: State
    origin: str
    own: bool = False
    share: str = ""
    opens: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """A record behind a counted number. `link` is empty where the room gives none; `gone` = it no longer exists."""

    pk: int
    title: str
    link: str
    gone: bool = False


@dataclass(frozen=True)
class Opened:
    """A number taken apart: what it means, whose figures it adds up, and which records or source stand behind the unit's own figure.

    `records` shows at most a page of `records_total`; `live` = counted just now (a draft), not yet frozen. `today` is the count of this moment
    where it differs from the frozen one, `drift` says so in words. `counted_at` and `entered`: when it was counted, who typed it last. `drafted`: the
    rows of the report in the making, by code.
    """

    unit: Unit
    name: str
    period: PeriodRow
    borders: str
    row: Row
    definition: str
    formula: str
    formula_rows: tuple[Row, ...] = ()
    parts: tuple[Part, ...] = ()
    fact: Fact | None = None
    report: Report | None = None
    records: tuple[Record, ...] = ()
    records_total: int = 0
    live: bool = False
    source: Source | None = None
    revisions: tuple[Revision, ...] = ()
    counted_at: datetime | None = None
    entered: Entered | None = None
    today: Decimal | None = None
    drift: str = ""
    notes: tuple[str, ...] = ()
    drafted: dict[str, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a trend."""

    period: PeriodRow
    value: Decimal | None
    text: str
    state: State
    reported: int
    expected: int
    certainty: Certainty = Certainty.EXACT
    common: Common | None = None
    counted: Counted = Counted.REPORTS

    @property
    def share_words(self) -> str:
        """As of a row."""
        return sentence(self.reported, self.expected, self.counted) if self.expected > 1 else ""


@dataclass(frozen=True)
class Trend:
    """An indicator of a unit over periods of one kind, oldest first."""

    unit: Unit
    indicator: Indicator
    borders: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Matrix:
    """Units by indicators over one or more periods (each by its rule over time, formulas computed).

    `cells[unit_id, indicator_id]`: a cell that nobody reported is absent.
    `common[indicator_id]`: figures that several of the units have between them.
    """

    units: tuple[Unit, ...]
    names: dict[int, str]
    indicators: tuple[Indicator, ...]
    periods: tuple[PeriodRow, ...]
    cells: dict[tuple[int, int], Cell]
    common: dict[int, tuple[Group, ...]] = field(default_factory=dict)

    def value(self, unit: Unit, indicator: Indicator) -> Decimal | None:
        """The cell in the indicator's own measure."""
        cell = self.cells.get((unit.pk, indicator.pk))
        return None if cell is None else Decimal(cell.value).scaleb(-indicator.scale)

    def text(self, unit: Unit, indicator: Indicator) -> str:
        """As printed; nothing where nobody reported."""
        cell = self.cells.get((unit.pk, indicator.pk))
        return "" if cell is None else as_printed(cell, indicator)
