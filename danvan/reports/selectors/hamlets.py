"""What hamlets and street groups report to their commune (decision 0035).

No totals are kept for them: the commune's own figure takes theirs in when its report is counted, and only that one goes up. So what a commune
says is said by the commune, and opens to its hamlets.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from danvan.lib import clock
from danvan.reports.counting import figure_of
from danvan.reports.models import Entered, Fact, Form, Indicator, IndicatorKind, Obligation, PeriodRow, Report
from danvan.reports.rules import KEPT, qualifier_of
from danvan.reports.selectors.names import listed_in
from danvan.units.models import Duty, Holding, Level, Unit, UnitParent, valid_on


@dataclass(frozen=True, slots=True)
class Sum:
    """What the hamlets that gave a number come to, in the units of the indicator, and how many they are."""

    value: int
    qualifier: str
    reported: int


def gathers(form: Form, unit: Unit) -> bool:
    """Does the unit's report on the form take in those of hamlets?"""
    return unit.level == Level.COMMUNE and Level.HAMLET.value in form.levels


def may_ask(indicator: Indicator) -> bool:
    """Is it asked of hamlets? What is counted from records is counted once, by the commune, theirs with it."""
    return figure_of(indicator.figure) is None


def asks(indicator: Indicator, level: str) -> bool:
    """Is the indicator asked of units of the level? Those of a unit alone only above the communes, counted ones not of hamlets."""
    if indicator.kind == IndicatorKind.OWN:
        return level in KEPT
    return level != Level.HAMLET or may_ask(indicator)


def sums(report: Report) -> dict[int, Sum]:
    """Indicator -> what the filed reports of the hamlets come to. One query; none for a report that takes none in."""
    return sums_at(report.unit_id, report) if gathers(report.form, report.unit) else {}


def sums_at(commune: int, of: Report) -> dict[int, Sum]:
    """The same for the commune, by a report of its own or of one of its hamlets on the form and for the period. One query."""
    filed = Fact.objects.filter(
        report__obligation__receiver=commune, report__form=of.form_id, period=of.period_id, live=True, value__isnull=False
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for indicator, value, qualifier in filed.values_list("indicator_id", "value", "qualifier"):
        found.setdefault(indicator, []).append((value or 0, qualifier))
    return {
        one: Sum(sum(value for value, _word in parts), qualifier_of(word for _value, word in parts), len(parts))
        for one, parts in found.items()
    }


def untouched(report: Report, indicators: Iterable[Indicator]) -> list[Indicator]:
    """Those of the indicators that nobody typed in the report: they say what the hamlets come to. One query."""
    typed = set(Entered.objects.filter(report=report).values_list("indicator_id", flat=True))
    return [one for one in indicators if may_ask(one) and not one.summed and one.pk not in typed]


def values(unit: Unit, period: PeriodRow, indicator: Indicator) -> list[tuple[int, str, Fact | None]]:
    """Each hamlet that owes the unit a report that asks for the indicator, by name, with its filed figure. Three queries at most."""
    owed = Obligation.objects.filter(receiver=unit, period=period, unit__level=Level.HAMLET, form__lines__indicator=indicator)
    hamlets = set(owed.values_list("unit_id", flat=True))
    if not hamlets:
        return []
    facts = {one.unit_id: one for one in Fact.objects.filter(unit__in=hamlets, period=period, indicator=indicator, live=True)}
    return [(pk, name, facts.get(pk)) for pk, name in listed_in(hamlets, period).items()]


def without_account(units: Iterable[int]) -> set[int]:
    """Those of the units in which nobody may file today: no post of theirs that files is held by somebody who can sign in. One query."""
    wanted, today = set(units), clock.today()
    held = Holding.objects.on(today).filter(
        valid_on(today, "post__"), valid_on(today, "post__body__"), post__body__unit__in=wanted, user__is_active=True
    )
    rows = held.values_list("post__body__unit_id", "post__duties")
    return wanted - {unit for unit, duties in rows if Duty.FILE_REPORT.value in duties}


def enters_for(commune: Unit, unit: Unit) -> bool:
    """May the commune enter the report of the unit? Of a hamlet right under it in which nobody may file. Two queries for a hamlet, else none."""
    today = clock.today()
    if unit.level != Level.HAMLET or not unit.holds_on(today):
        return False
    under = UnitParent.objects.filter(valid_on(today), unit=unit, parent=commune).exists()
    return under and bool(without_account([unit.pk]))


def entered_for(report: Report) -> bool:
    """Was the report made, or is it being made, by the commune in place of a hamlet?"""
    if report.unit.level != Level.HAMLET:
        return False
    if report.submitted_by_id:
        return report.submitted_by is not None and report.submitted_by.body.unit_id != report.unit_id
    return bool(without_account([report.unit_id]))
