"""The plain definition of kept totals and tallies, in Python, to hold them against."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from danvan.reports import rules, totals
from danvan.reports.models import Fact, Obligation, PeriodRow, Report, Submission, Tally, Total
from danvan.reports.rules import KEPT
from danvan.units.models import Unit, UnitParent, valid_on

Cells = dict[tuple[int, int, int], tuple[int, int, str, str, int, int]]
Tallies = set[tuple[int, int, int, int, int]]
FILED = ("submitted", "accepted")


def kept() -> Cells:
    """(unit, period, indicator) -> value, reported, qualifier, origin, adjusted, adjustments."""
    rows = Total.objects.values_list(
        "unit_id", "period_id", "indicator_id", "value", "reported", "qualifier", "origin", "adjusted", "adjustments"
    )
    return {row[:3]: row[3:] for row in rows}


def plain() -> Cells:
    """For every unit above the communes, the live facts at or below it, as the tree stood on the period's last day."""
    found: dict[tuple[int, int, int], list[Fact]] = {}
    for fact in (
        Fact.objects.filter(live=True, value__isnull=False)
        .exclude(indicator__kind="own")
        .select_related(
            "period", "indicator", "report__obligation__succeeded_by__covered_by__report", "report__obligation__succeeded_by__report"
        )
    ):
        if fact.indicator.over_time == "last" and told_by_the_heir(fact):
            continue
        for above in totals.chain(fact.unit_id, fact.period):
            found.setdefault((above, fact.period_id, fact.indicator_id), []).append(fact)
    return {
        cell: (
            sum(fact.value or 0 for fact in facts),
            len(facts),
            rules.qualifier_of(fact.qualifier for fact in facts),
            rules.origin_of(fact.origin for fact in facts),
            sum(fact.adjusted for fact in facts),
            sum(fact.adjusted_parts for fact in facts),
        )
        for cell, facts in found.items()
    }


def told_by_the_heir(fact: Fact) -> bool:
    """A standing number of a unit that ended, whose main heir has filed."""
    heir = fact.report.obligation.succeeded_by
    return heir is not None and _filed(heir.covered_by or heir)


def tallies() -> Tallies:
    """(unit, period, form, expected, filed)."""
    return set(Tally.objects.values_list("unit_id", "period_id", "form_id", "expected", "filed"))


def every_total_is_a_plain_recount_and_a_rebuild() -> None:
    """What is kept is what the definition says, what the recount in the database says, and what a full rebuild makes."""
    before, before_tallies, before_below = kept(), tallies(), below()
    assert before == plain()
    assert before_below == plain_below(before)
    assert totals.check() == []
    totals.rebuild()
    assert (kept(), tallies(), below()) == (before, before_tallies, before_below)


def below() -> dict[tuple[int, int, int], tuple[int, int]]:
    """(unit, period, indicator) -> how many directly below have it, of how many."""
    return {row[:3]: row[3:] for row in Total.objects.values_list("unit_id", "period_id", "indicator_id", "below", "stood")}


def plain_below(cells: Cells) -> dict[tuple[int, int, int], tuple[int, int]]:
    """The same counted one by one, as the map was on the period's last day."""
    found = {}
    for unit, period, indicator in cells:
        day = PeriodRow.objects.get(pk=period).last_day
        stood = UnitParent.objects.filter(valid_on(day), parent=unit, unit__level__in=KEPT).values_list("unit_id", flat=True)
        found[unit, period, indicator] = (sum((one, period, indicator) in cells for one in stood), len(stood))
    return found


def every_report_is_its_submission() -> None:
    """What a report says is its last submission, whole, with its hash, whatever was corrected below it since."""
    for report in Report.objects.filter(state__in=FILED):
        assert report.frozen is not None
        assert rules.digest(report.frozen) == report.digest
        assert Submission.objects.get(report=report, revision=report.revision).content == report.frozen


def no_level_says_another_total_untold() -> None:
    """A report above the communes says what the totals say, or what makes the difference waits there or was explained. (While a report below is
    sent back its figures are in no total, and completeness says so.)
    """
    back = Report.objects.filter(state="returned").values("period_id")
    for report in (
        Report.objects.filter(state__in=FILED, unit__level__in=rules.KEPT).exclude(period__in=back).select_related("period", "form", "unit")
    ):
        if not report.unit.holds_on(report.period.last_day):
            continue
        told = {cell["code"] for one in report.takeovers.filter(state__in=("waiting", "explained")) for cell in one.cells}
        said = {code: Decimal(line["value"]) for code, line in (report.frozen or {})["table"].items()}
        for one in report.form.indicators.filter(kind__in=("flow", "stock")).exclude(code__in=told):
            now = Total.objects.filter(unit=report.unit_id, period=report.period_id, indicator=one).values_list("value", flat=True).first()
            assert said.get(one.code) == (None if now is None else Decimal(now).scaleb(-one.scale)), (report, one.code)


def everybody_who_owes_is_counted_once(centre: int) -> None:
    """At the centre: how many owe and how many have filed, of each period; who is covered has filed when the heir has."""
    wanted: dict[tuple[int, int], list[int]] = {}
    for owed in _owed():
        _count(wanted, (owed.period_id, owed.form_id), owed)
    assert {(period, form): [expected, filed] for unit, period, form, expected, filed in tallies() if unit == centre} == wanted


def everybody_who_owes_is_counted_where_they_stand() -> None:
    """The same at every unit that stands on a period's last day, once every change has come to its day: who owes is counted where they stand, who
    is covered where the heir stands; a unit that ended after it had filed (and one above communes) where what it owed is received.
    """
    wanted: dict[tuple[int, int, int], list[int]] = {}
    for owed in _owed():
        day, stands = owed.period.last_day, owed if owed.unit.level in rules.KEPT else owed.covered_by or owed
        assert owed.covered_by or owed.unit.holds_on(day) or owed.report.revision, "somebody reports for it"
        for above in totals.chain(stands.unit_id, owed.period):
            _count(wanted, (above, owed.period_id, owed.form_id), owed)
    standing = {(one.pk, row.pk) for row in PeriodRow.objects.all() for one in Unit.objects.on(row.last_day)}
    kept = {(unit, period, form): [expected, filed] for unit, period, form, expected, filed in tallies() if (unit, period) in standing}
    assert kept == {cell: counted for cell, counted in wanted.items() if cell[:2] in standing}


def _owed() -> QuerySet[Obligation]:
    return Obligation.objects.select_related("covered_by__report", "covered_by__unit", "report", "period", "unit")


def _count(wanted: dict[Any, list[int]], cell: tuple[int, ...], owed: Obligation) -> None:
    counted = wanted.setdefault(cell, [0, 0])
    counted[0], counted[1] = counted[0] + 1, counted[1] + _filed(owed.covered_by or owed)


def _filed(owed: Obligation) -> bool:
    return hasattr(owed, "report") and owed.report.state in FILED
