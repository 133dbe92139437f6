"""What a unit puts together: its own figure beside the total of those below, their sum, who is missing in it, and what changed below since."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from danvan.lib.numbers import local, qualified
from danvan.reports import marks
from danvan.reports.coverage import Counted
from danvan.reports.models import FILED, IndicatorKind, Obligation, Report, ReportState, Tally
from danvan.reports.selectors.answers import Row
from danvan.reports.selectors.corrections import takeovers
from danvan.reports.selectors.desk import own_rows
from danvan.reports.selectors.drafts import draft_table
from danvan.reports.selectors.filing import completeness
from danvan.reports.selectors.moved import Moved, told_by
from danvan.reports.selectors.names import listed_in, names_on
from danvan.reports.selectors.tables import table
from danvan.units.models import Level

ADDITIVE = (IndicatorKind.FLOW, IndicatorKind.STOCK)
# So many corrections of one period are told on the page; the list of corrections has all.
MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator. `below` is empty for what does not add up; of `expected` reports below `filed` have come, `reported` of them gave it."""

    total: Row
    own: Row
    below: str
    reported: int
    filed: int
    expected: int
    moved: tuple[Moved, ...] = ()

    @property
    def silent(self) -> int:
        """How many reports came from below without a figure for it."""
        return max(0, self.filed - self.reported) if self.total.indicator.kind in ADDITIVE else 0

    @property
    def waiting(self) -> bool:
        """Does the unit still have to take over or explain one of the corrections?"""
        return any(one.waits for one in self.moved)


@dataclass(frozen=True, slots=True)
class Returned:
    """A report below that went back: its figures are in no total until it is sent again."""

    name: str
    reason: str


def consolidated(report: Report) -> list[Line]:
    """The report's indicators, filed or not. A bounded number of queries, however many units lie below."""
    own = {row.indicator.pk: row for row in own_rows(report)}
    moved = _moved(report)
    expected, filed = _below_of(report)
    sent = report.state in FILED
    totals = table(report.unit, report.period, form=report.form) if sent else draft_table(report)
    # The table of a report that was sent may hold what another form of the period asks no longer of the unit itself.
    return [
        Line(row, mine, _below(row, mine), min(expected, _given(row, mine)), filed, expected, tuple(moved.get(row.indicator.code, ())))
        for row in totals
        if (mine := own.get(row.indicator.pk))
    ]


def _below_of(report: Report) -> tuple[int, int]:
    """How many reports are owed below the unit, and how many have come: the kept tally without the report itself. Two queries. Of the country: provinces'."""
    if report.unit.level == Level.CENTRE:
        filing = completeness(report.unit, report.period, form=report.form)
        return filing.expected, filing.filed
    tally = Tally.objects.filter(unit=report.unit, period=report.period, form=report.form).values_list("expected", "filed").first()
    expected, filed = tally or (0, 0)
    mine = Obligation.objects.filter(unit=report.unit, period=report.period, form=report.form).count()
    return max(0, expected - mine), max(0, filed - (mine if report.state in FILED else 0))


def _given(total: Row, own: Row) -> int:
    """How many reports below gave the figure."""
    if total.counted is Counted.PROVINCES:
        return total.reported
    return max(0, total.reported - int(own.value is not None))


def _below(total: Row, own: Row) -> str:
    """The total without the own figure, as printed: a dash where nobody below gave one; nothing where there is no such sum."""
    if total.indicator.kind not in ADDITIVE:
        return ""
    if total.value is None or not _given(total, own):
        return "–"
    # The word of the sum may come from the own figure alone; said of the rest it errs to the safe side.
    text = qualified(local(total.value - (own.value or Decimal(0)), total.decimals), total.qualifier)
    return marks.marked(text, total.adjustments - own.adjustments)


def _moved(report: Report) -> dict[str, list[Moved]]:
    """Code -> what corrections below did to the unit's total, the latest first."""
    live = Q(report__isnull=True, correction__report__form=report.form)
    rows = takeovers(report.unit).filter(Q(report=report) | live, correction__report__period=report.period)
    told = list(rows.order_by("-id")[:MOST])
    if not told:
        return {}
    book = {one.code: one for one in report.form.indicators.all()}
    names = names_on({one.correction.report.unit_id for one in told}, report.period.last_day)
    found: dict[str, list[Moved]] = {}
    for one in told:
        for cell in one.cells:
            if indicator := book.get(cell.get("code", "")):
                found.setdefault(indicator.code, []).append(told_by(one, cell, indicator, names))
    return found


def returned(report: Report) -> list[Returned]:
    """The reports below that were sent back and have not come again, by name."""
    back = Report.objects.filter(
        obligation__receiver=report.unit, period=report.period, form=report.form, state=ReportState.RETURNED
    ).values_list("unit_id", "return_reason")
    why = dict(back)
    names = listed_in(why, report.period) if why else {}
    return [Returned(name, why[unit]) for unit, name in names.items()]
