"""Which public figures no longer say what the reports say, because a report was corrected, or came in, after they were published."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from danvan.lib import clock
from danvan.lib.disclosure import LEAST
from danvan.reports.models import Disclosure, Fact, Indicator, IndicatorKind, Publication, PublishedCell, Report, Revision
from danvan.reports.qualifying import as_rounded
from danvan.reports.rules import KEPT
from danvan.units.models import Unit

# So many of the latest editions are looked at for a first page.
LATEST = 24


# Period, unit, indicator.
Place = tuple[int, int, int]
NOW = ("fact__period_id", "fact__unit_id", "fact__indicator_id", "fact__value", "fact__qualifier")


@dataclass(frozen=True, slots=True)
class Said:
    """What a report says by now; `received_by`: whose table a report stands in that came after the edition."""

    value: int | None
    word: str
    received_by: int | None = None


@dataclass(frozen=True, slots=True)
class Outdated:
    """An edition with how many of its figures are others by now, or were not there, and how many of the tables below that it adds up were published anew
    or taken back.
    """

    edition: Publication
    figures: int
    parts: int


def outdated(root: Unit, periods: Collection[int] | None = None) -> dict[int, Outdated]:
    """Period -> its edition, of those that stand and are outdated (the latest, or of the periods). Five queries at most.

    A further edition is the publisher's to make: until then everybody reads what was published.
    """
    moved = Count("parts", filter=Q(parts__current=False) | Q(parts__withdrawn_on__isnull=False))
    rows = _in_force().filter(root=root).annotate(moved=moved).select_related("root", "period")
    chosen = rows if periods is None else rows.filter(period__in=periods)
    standing = list(chosen.order_by("-period__last_day", "-pk")[:LATEST])
    other = _others(standing, _late(standing) | _revised(_since(standing))) if standing else Counter[int]()
    found = {one.period_id: Outdated(one, other[one.pk], one.moved) for one in standing}
    return {period: one for period, one in found.items() if one.figures or one.parts}


def outdated_by(report: Report, roots: Collection[int]) -> list[tuple[Publication, int]]:
    """The editions of these units that tell a figure which the present revision of the report made another, or lack one that came with it, each with how
    many. Four queries at most.
    """
    standing = list(_in_force().filter(root__in=roots, period=report.period_id).select_related("root").order_by("pk"))
    if not standing:
        return []
    first = report.revision == 1
    now = (
        _came(Fact.objects.filter(report=report))
        if first
        else _revised(Revision.objects.filter(fact__report=report, number=report.revision))
    )
    other = _others(standing, now)
    return [(one, other[one.pk]) for one in standing if other[one.pk]]


def _in_force() -> QuerySet[Publication]:
    return Publication.objects.filter(current=True, withdrawn_on__isnull=True)


def _moment(standing: Collection[Publication]) -> datetime:
    """When the first of the editions was published. A day is a day: what came on the same day is compared too."""
    return clock.moment(min(one.released_on for one in standing), 0)


def _since(standing: Collection[Publication]) -> QuerySet[Revision]:
    """What was revised since the first of the editions."""
    units, periods = {unit for one in standing for unit in (*one.places, one.root_id)}, {one.period_id for one in standing}
    return Revision.objects.filter(at__gte=_moment(standing), fact__period__in=periods, fact__unit__in=units)


def _late(standing: Collection[Publication]) -> dict[Place, Said]:
    """What reports say that were sent since the first of the editions. One query."""
    roots, periods = {one.root_id for one in standing}, {one.period_id for one in standing}
    theirs = Q(unit__in=roots) | (Q(report__obligation__receiver__in=roots) & ~Q(unit__level__in=KEPT))
    return _came(Fact.objects.filter(theirs, period__in=periods, report__submitted_at__gte=_moment(standing)))


def _came(facts: QuerySet[Fact]) -> dict[Place, Said]:
    rows = facts.filter(live=True, value__isnull=False).order_by()
    named = rows.values_list("period_id", "unit_id", "indicator_id", "value", "qualifier", "report__obligation__receiver_id")
    return {(period, unit, one): Said(value, word, receiver) for period, unit, one, value, word, receiver in named}


def _revised(revised: QuerySet[Revision]) -> dict[Place, Said]:
    rows = revised.filter(fact__live=True).order_by().values_list(*NOW)
    return {(period, unit, one): Said(value, word) for period, unit, one, value, word in rows}


def _others(standing: Collection[Publication], now: Mapping[Place, Said]) -> Counter[int]:
    """Edition -> how many of its numbers are others by now, or were not there, so that a further edition would tell it."""
    if not now:
        return Counter()
    _periods, of_units, of_indicators = zip(*now, strict=True)
    book = Indicator.objects.in_bulk(set(of_indicators))
    cells = PublishedCell.objects.filter(
        # What is of a unit alone stands as the whole of its own table.
        Q(whole=False) | Q(indicator__kind=IndicatorKind.OWN),
        publication__in=[one.pk for one in standing],
        unit__in=set(of_units),
        indicator__in=book,
    )
    told = {(one.publication_id, one.unit_id, one.indicator_id): one for one in cells}
    found: Counter[int] = Counter()
    for edition in standing:
        mine = {place: said for place, said in now.items() if place[0] == edition.period_id}
        for (_period, unit, indicator), said in mine.items():
            cell = told.get((edition.pk, unit, indicator))
            if cell is not None:
                found[edition.pk] += _moved(cell, said, edition.ways.get(book[indicator].code, ""), book[indicator])
            elif _stands_in(unit, said, edition, book[indicator]):
                found[edition.pk] += _came_since(said, edition, book[indicator])
    return found


def _stands_in(unit: int, said: Said, edition: Publication, indicator: Indicator) -> bool:
    """Would the figure stand in the edition's table? What never adds up stands there of its root alone."""
    if unit == edition.root_id or indicator.kind == IndicatorKind.OWN:
        return unit == edition.root_id
    return unit in edition.places or said.received_by == edition.root_id


def _moved(cell: PublishedCell, said: Said, way: str, indicator: Indicator) -> bool:
    """An open figure by anything, any other by ten or more: less is not told (`editions.standing`). What is never told is not told otherwise either.

    Of a number that is told also the word beside it, unless the system works it out.
    """
    if way == Disclosure.NEVER:
        return False
    if cell.count != said.value or cell.mark or indicator.summed:
        return abs((said.value or 0) - cell.count) >= (1 if way == Disclosure.OPEN else LEAST)
    word = said.word if way == Disclosure.OPEN or not said.word else as_rounded(said.word, cell.count)
    return word != cell.word


def _came_since(said: Said, edition: Publication, indicator: Indicator) -> bool:
    """A figure that was not there: an open one whatever it is, another where the edition tells its indicator and it is ten or more."""
    if said.value is None:
        return False
    if indicator.code in edition.ways and edition.ways[indicator.code] != Disclosure.OPEN:
        return edition.ways[indicator.code] != Disclosure.NEVER and said.value >= LEAST
    return indicator.disclosure == Disclosure.OPEN and not indicator.released
