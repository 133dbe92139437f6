"""One cell of a chosen table, or a total in it: the number, of how many it is, and what must be said of it."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from danvan.lib.text import mid_sentence
from danvan.reports.coverage import Counted, mark, sentence
from danvan.reports.models import Indicator, OverTime, PeriodRow
from danvan.reports.selectors import cells
from danvan.reports.selectors.answers import Cell, State, adjusted_words, as_printed
from danvan.reports.selectors.asked import estimated
from danvan.units.models import Unit

AT_AN_END = (OverTime.LAST, OverTime.FIRST)


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell. `unit` or `period` empty: the total over them, of `known` parts out of `parts`. `group`: the number of its note.

    It is in `reported` of the `expected` reports that owe it, in today's borders those of every unit of then; `silent` names those that gave none.
    `apart`: what the units that it was made of said of themselves, where that has no sum. `longer`: the period of all of them together, whose own
    reports give the number where the shorter ones have no sum.
    """

    indicator: Indicator
    unit: Unit | None
    period: PeriodRow | None
    cell: Cell | None
    state: State
    group: int = 0
    known: int = 1
    parts: int = 1
    apart: str = ""
    longer: PeriodRow | None = None
    reported: int = 1
    expected: int = 1
    silent: str = ""
    counted: Counted = Counted.REPORTS

    @property
    def text(self) -> str:
        """As printed: "hơn 2.200", "≈ 12" where estimated, "190 (63/70)", "193 (1/34 tỉnh)" where some lack, "(1)" for a common figure, a dash for nothing."""
        if self.group:
            return f"({self.group})"
        # Where numbers of several periods are added, what lacks is not so many provinces.
        counted = self.counted if self.period or over_periods(self.indicator) in AT_AN_END else Counted.REPORTS
        return f"{self.number} ({mark(self.reported, self.expected, counted)})" if self.partial else self.number

    @property
    def number(self) -> str:
        """The number alone, as printed."""
        return "–" if self.cell is None else as_printed(self.cell, self.indicator)

    @property
    def partial(self) -> bool:
        """Is it a sum that some reports should be in and are not?"""
        return self.cell is not None and self.reported < self.expected

    @property
    def total(self) -> bool:
        """Is it a total over units or periods?"""
        return self.unit is None or self.period is None

    @property
    def value(self) -> Decimal | None:
        """In the indicator's own measure."""
        return None if self.cell is None else cells.natural(self.cell.value, self.indicator.scale)

    @property
    def remark(self) -> str:
        """What must be said of it: estimated by what; adjusted by how much; in how many reports and whose are missing; of which longer period's reports."""
        said = estimated(self.indicator, self.cell.certainty) if self.cell else ""
        adjusted = adjusted_words(self.cell, self.indicator) if self.cell else ""
        share = self._share if self.partial else ""
        share = f"{share}; {mid_sentence(self.silent)}" if self.silent else share
        source = _("theo báo cáo %(period)s") % {"period": self.longer.label} if self.longer else ""
        return " ".join(part for part in (said, adjusted, share, source, self.apart) if part)

    @property
    def _share(self) -> str:
        """In how many it is; of how many numbers a sum is put together."""
        if not self.total or (self.unit and over_periods(self.indicator) in AT_AN_END):
            return sentence(self.reported, self.expected, self.counted)
        words = {"known": self.reported, "parts": self.expected}
        if self.counted is Counted.PROVINCES:
            return _("cộng %(known)s/%(parts)s số của tỉnh, thành phố") % words
        return _("cộng %(known)s/%(parts)s") % words


def over_periods(indicator: Indicator) -> str:
    """How its figure of several periods comes about: added, or that of the last or the first of them; empty where it is neither, or its parts differ."""
    rules = {part.over_time for part in indicator.addends}
    rule = rules.pop() if len(rules) == 1 else ""
    return rule if rule in (OverTime.ADDED, *AT_AN_END) else ""
