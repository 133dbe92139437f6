"""Reading cells: totals where they are kept, facts elsewhere, put together over the units asked about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Sum

from danvan.reports import rules
from danvan.reports.models import Fact, Indicator, IndicatorKind, Obligation, PeriodRow, ReportState, Tally, Total
from danvan.reports.rules import KEPT
from danvan.reports.selectors.answers import Certainty
from danvan.reports.selectors.lineage import WHOLE, Maker

Key = tuple[int, int, int]  # unit, period, indicator


@dataclass(frozen=True, slots=True)
class Cell:
    """A sum in 10^-scale units of its indicator, of how many units, with its words."""

    value: int
    reported: int
    qualifier: str
    origin: str
    certainty: Certainty = Certainty.EXACT


def kept(makers: Iterable[Maker]) -> list[int]:
    """The units among them that keep totals."""
    return [one.unit_id for one in makers if one.level in KEPT]


def plain(makers: Iterable[Maker]) -> list[int]:
    """The units among them whose facts are their totals."""
    return [one.unit_id for one in makers if one.level not in KEPT]


def read(makers: Sequence[Maker], periods: Sequence[int], indicators: Sequence[Indicator]) -> dict[Key, Cell]:
    """Every cell of the units, periods and indicators (and of the parts of ratios among them) that has a value. Three queries at most."""
    ids = with_parts(indicators)
    cells: dict[Key, Cell] = {}
    above, below = kept(makers), plain(makers)
    if above:
        rows = Total.objects.filter(unit__in=above, period__in=periods, indicator__in=ids)
        named = rows.values_list("unit_id", "period_id", "indicator_id", "value", "reported", "qualifier", "origin")
        cells = {(unit, period, indicator): Cell(value, n, word, origin) for unit, period, indicator, value, n, word, origin in named}
    own = [one.pk for one in indicators if one.kind == IndicatorKind.OWN]
    if above and own:
        cells.update(_facts(above, periods, own))
    if below:
        cells.update(_facts(below, periods, ids))
    return cells


def _facts(units: Sequence[int], periods: Sequence[int], indicators: Iterable[int]) -> dict[Key, Cell]:
    rows = Fact.objects.filter(unit__in=units, period__in=periods, indicator__in=indicators, live=True, value__isnull=False)
    named = rows.values_list("unit_id", "period_id", "indicator_id", "value", "qualifier", "origin")
    return {
        (unit, period, indicator): Cell(value or 0, 1, qualifier, origin) for unit, period, indicator, value, qualifier, origin in named
    }


def with_parts(indicators: Iterable[Indicator]) -> list[int]:
    """The ids of the indicators and of the numerators and denominators of ratios among them."""
    ids: set[int] = set()
    for one in indicators:
        ids |= {one.pk, *(part for part in (one.numerator_id, one.denominator_id) if part)}
    return sorted(ids)


def join(cells: dict[Key, Cell], makers: Sequence[Maker], period: int, indicator: int) -> Cell | None:
    """The cell of the makers together: whole parts added exactly, shares rounded once at the end, parts of unknown share left out and said."""
    found = [(one.share, cells[one.unit_id, period, indicator]) for one in makers if (one.unit_id, period, indicator) in cells]
    known = [(share, cell) for share, cell in found if share is not None]
    if not known:
        return None
    if len(known) == len(found) == 1 and known[0][0] == WHOLE:
        return known[0][1]
    value = sum((share * cell.value for share, cell in known), Fraction(0))
    return Cell(
        value=round(value),
        reported=sum(cell.reported for _share, cell in known),
        qualifier=rules.qualifier_of(cell.qualifier for _share, cell in known),
        origin=rules.origin_of(cell.origin for _share, cell in known),
        certainty=certainty(share for share, _cell in found),
    )


def certainty(shares: Iterable[Fraction | None]) -> Certainty:
    """Exact if all parts are whole, unknown if any share is not known."""
    parts = list(shares)
    if any(share is None for share in parts):
        return Certainty.UNKNOWN
    return Certainty.EXACT if all(share == WHOLE for share in parts) else Certainty.APPORTIONED


def ratio(indicator: Indicator, top: Cell | None, bottom: Cell | None) -> Cell | None:
    """A ratio from the sums of its two parts; None while a part is missing or the denominator is zero."""
    if top is None or bottom is None or indicator.numerator is None or indicator.denominator is None:
        return None
    parts = natural(top.value, indicator.numerator.scale), natural(bottom.value, indicator.denominator.scale)
    value = rules.ratio(*parts, scale=indicator.scale, percent=indicator.measure == "%")
    if value is None:
        return None
    word = rules.qualifier_of((top.qualifier, bottom.qualifier))
    # A ratio of "over" and anything is neither over nor under: only "about" can be said of it.
    worst = max((top.certainty, bottom.certainty), key=list(Certainty).index)
    return Cell(value, min(top.reported, bottom.reported), "about" if word else "", "computed", worst)


def natural(value: int, scale: int) -> Decimal:
    """A stored whole number in the indicator's own measure."""
    return Decimal(value).scaleb(-scale)


def expected(makers: Sequence[Maker], periods: Sequence[int], forms: Sequence[int] | None = None) -> dict[int, int]:
    """Period -> how many units at or below the makers owe a report: the most that any one form asks. One query, or two."""
    sums: dict[tuple[int, int], int] = {}
    above, below = kept(makers), plain(makers)
    if above:
        tallies = Tally.objects.filter(unit__in=above, period__in=periods)
        if forms is not None:
            tallies = tallies.filter(form__in=forms)
        for period, form, owed in tallies.order_by().values_list("period_id", "form_id").annotate(Sum("expected")):
            sums[period, form] = sums.get((period, form), 0) + owed
    if below:
        for period, form in Obligation.objects.filter(unit__in=below, period__in=periods).values_list("period_id", "form_id"):
            sums[period, form] = sums.get((period, form), 0) + 1
    most: dict[int, int] = {}
    for (period, _form), owed in sums.items():
        most[period] = max(most.get(period, 0), owed)
    return most


def frozen_values(unit_id: int, period: PeriodRow) -> dict[str, Decimal]:
    """What the unit's own submitted report said in its table, by indicator code."""
    from_reports = period.reports.filter(unit=unit_id, state__in=(ReportState.SUBMITTED, ReportState.ACCEPTED))
    said: dict[str, Decimal] = {}
    for content in from_reports.values_list("frozen", flat=True):
        said.update({code: Decimal(line["value"]) for code, line in ((content or {}).get("table") or {}).items()})
    return said
