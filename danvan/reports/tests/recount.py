"""The plain definition of kept totals and tallies, in Python, to hold them against."""

from danvan.reports import rules, totals
from danvan.reports.models import Fact, Obligation, Report, Submission, Tally, Total

Cells = dict[tuple[int, int, int], tuple[int, int, str, str]]
Tallies = set[tuple[int, int, int, int, int]]
FILED = ("submitted", "accepted")


def kept() -> Cells:
    """(unit, period, indicator) -> value, reported, qualifier, origin."""
    rows = Total.objects.values_list("unit_id", "period_id", "indicator_id", "value", "reported", "qualifier", "origin")
    return {row[:3]: row[3:] for row in rows}


def plain() -> Cells:
    """For every unit above the communes, the live facts at or below it, as the tree stood on the period's last day."""
    found: dict[tuple[int, int, int], list[Fact]] = {}
    for fact in Fact.objects.filter(live=True, value__isnull=False).exclude(indicator__kind="own").select_related("period"):
        for above in totals.chain(fact.unit_id, fact.period.last_day):
            found.setdefault((above, fact.period_id, fact.indicator_id), []).append(fact)
    return {
        cell: (
            sum(fact.value or 0 for fact in facts),
            len(facts),
            rules.qualifier_of(fact.qualifier for fact in facts),
            rules.origin_of(fact.origin for fact in facts),
        )
        for cell, facts in found.items()
    }


def tallies() -> Tallies:
    """(unit, period, form, expected, filed)."""
    return set(Tally.objects.values_list("unit_id", "period_id", "form_id", "expected", "filed"))


def every_total_is_a_plain_recount_and_a_rebuild() -> None:
    """What is kept is what the definition says, what the recount in the database says, and what a full rebuild makes."""
    before, before_tallies = kept(), tallies()
    assert before == plain()
    assert totals.check() == []
    totals.rebuild()
    assert (kept(), tallies()) == (before, before_tallies)


def every_report_is_its_submission() -> None:
    """What a report says is its last submission, whole, with its hash, whatever was corrected below it since."""
    for report in Report.objects.filter(state__in=FILED):
        assert report.frozen is not None
        assert rules.digest(report.frozen) == report.digest
        assert Submission.objects.get(report=report, revision=report.revision).content == report.frozen


def everybody_who_owes_is_counted_once(centre: int) -> None:
    """At the centre: how many owe and how many have filed, of each period; who is covered has filed when the heir has."""
    wanted: dict[int, list[int]] = {}
    for owed in Obligation.objects.select_related("covered_by__report", "report"):
        of = owed.covered_by or owed
        filed = hasattr(of, "report") and of.report.state in FILED
        counted = wanted.setdefault(owed.period_id, [0, 0])
        counted[0], counted[1] = counted[0] + 1, counted[1] + filed
    assert {period: [expected, filed] for unit, period, _form, expected, filed in tallies() if unit == centre} == wanted
