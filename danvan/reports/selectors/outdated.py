"""Which public figures no longer say what the reports say, because a report was corrected after they were published."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from danvan.lib import clock
from danvan.lib.disclosure import LEAST
from danvan.reports.models import Disclosure, IndicatorKind, Publication, PublishedCell, Report, Revision
from danvan.units.models import Unit

# So many of the latest editions are looked at for a first page.
LATEST = 24


@dataclass(frozen=True, slots=True)
class Outdated:
    """An edition with how many of its figures are others by now, and how many of the tables below that it adds up were published anew or taken back."""

    edition: Publication
    figures: int
    parts: int


def outdated(root: Unit, periods: Collection[int] | None = None) -> dict[int, Outdated]:
    """Period -> its edition, of those that stand and are outdated (the latest, or of the periods). Three queries at most.

    A further edition is the publisher's to make: until then everybody reads what was published.
    """
    moved = Count("parts", filter=Q(parts__current=False) | Q(parts__withdrawn_on__isnull=False))
    rows = _in_force().filter(root=root).annotate(moved=moved).select_related("root", "period")
    chosen = rows if periods is None else rows.filter(period__in=periods)
    standing = list(chosen.order_by("-period__last_day", "-pk")[:LATEST])
    other = _others(standing, _since(standing)) if standing else Counter[int]()
    found = {one.period_id: Outdated(one, other[one.pk], one.moved) for one in standing}
    return {period: one for period, one in found.items() if one.figures or one.parts}


def outdated_by(report: Report, roots: Collection[int]) -> list[tuple[Publication, int]]:
    """The editions of these units that tell a figure which the present revision of the report made another, each with how many. Three queries at most."""
    standing = list(_in_force().filter(root__in=roots, period=report.period_id).select_related("root").order_by("pk"))
    if not standing:
        return []
    other = _others(standing, Revision.objects.filter(fact__report=report, number=report.revision))
    return [(one, other[one.pk]) for one in standing if other[one.pk]]


def _in_force() -> QuerySet[Publication]:
    return Publication.objects.filter(current=True, withdrawn_on__isnull=True)


def _since(standing: Collection[Publication]) -> QuerySet[Revision]:
    """What was revised since the first of the editions. A day is a day: what was revised on the same day is compared too."""
    units, periods = {unit for one in standing for unit in (*one.places, one.root_id)}, {one.period_id for one in standing}
    since = clock.moment(min(one.released_on for one in standing), 0)
    return Revision.objects.filter(at__gte=since, fact__period__in=periods, fact__unit__in=units)


def _others(standing: Collection[Publication], revised: QuerySet[Revision]) -> Counter[int]:
    """Edition -> how many of its counts the revisions have made a number that a further edition would tell."""
    now = {
        (period, unit, indicator): value
        for period, unit, indicator, value in revised.filter(fact__live=True)
        .order_by()
        .values_list("fact__period_id", "fact__unit_id", "fact__indicator_id", "fact__value")
    }
    if not now:
        return Counter()
    _periods, of_units, of_indicators = zip(*now, strict=True)
    told = PublishedCell.objects.filter(
        # What is of a unit alone stands as the whole of its own table.
        Q(whole=False) | Q(indicator__kind=IndicatorKind.OWN),
        publication__in=[one.pk for one in standing],
        unit__in=set(of_units),
        indicator__in=set(of_indicators),
    )
    rows = told.order_by().values_list("publication_id", "publication__period_id", "unit_id", "indicator_id", "count", "indicator__code")
    ways = {one.pk: one.ways for one in standing}
    return Counter(
        pk
        for pk, period, unit, indicator, count, code in rows
        if _moved(count, now.get((period, unit, indicator), count), ways[pk].get(code, ""))
    )


def _moved(count: int, now: int | None, way: str) -> bool:
    """An open figure by anything, any other by ten or more: less is not told (`editions.standing`). What is never told is not told otherwise either."""
    return way != Disclosure.NEVER and abs((now or 0) - count) >= (1 if way == Disclosure.OPEN else LEAST)
