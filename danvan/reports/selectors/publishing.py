"""What a new edition of published figures is made of: the counts as they are now, and everything a reader may hold already."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from danvan.reports.editions import Draft, Past, Stood
from danvan.reports.gate import Family, Line, MadeOf, Place, itself
from danvan.reports.models import Fact, Indicator, IndicatorKind, PeriodRow, Publication, PublishedCell
from danvan.reports.rules import KEPT
from danvan.reports.selectors.lineage import Maker, lines
from danvan.units.models import Lineage, Unit, valid_on


@dataclass(frozen=True)
class Ground:
    """The units of a table: the root, those whose own figures stand in it, and the editions of those that publish their own."""

    root: Unit
    period: PeriodRow
    offices: tuple[Unit, ...]
    editions: tuple[Publication, ...]
    silent: tuple[Unit, ...]

    @property
    def parts(self) -> tuple[Place, ...]:
        """What adds up to the root with all below it."""
        own = tuple((unit.pk, False) for unit in self.offices)
        return own + tuple((edition.root_id, True) for edition in self.editions)


def ground(root: Unit, period: PeriodRow) -> Ground:
    """The root and what stood directly under it on the period's last day. `silent`: units that should have published first and have not."""
    under = list(Unit.objects.filter(valid_on(period.last_day, "parents__"), parents__parent=root).order_by("pk"))
    below = [unit for unit in under if unit.level in KEPT]
    editions = {one.root_id: one for one in standing().filter(root__in=below, period=period).select_related("root")}
    offices = (root, *(unit for unit in under if unit.level not in KEPT))
    silent = tuple(unit for unit in below if unit.pk not in editions)
    return Ground(root, period, offices, tuple(editions.values()), silent)


def standing() -> QuerySet[Publication]:
    """What stands published: the latest edition of each, unless it was withdrawn."""
    return Publication.objects.filter(current=True, withdrawn_on__isnull=True)


def counts_of(place: Ground, indicators: Iterable[Indicator]) -> dict[Line, int]:
    """The figures that the offices submitted. One query."""
    ids = {one.pk for one in indicators if one.kind != IndicatorKind.FORMULA}
    units = [unit.pk for unit in place.offices]
    facts = Fact.objects.filter(unit__in=units, period=place.period, indicator__in=ids, live=True, value__isnull=False)
    return {((unit, False), indicator): value or 0 for unit, indicator, value in facts.values_list("unit_id", "indicator_id", "value")}


class Archive:
    """Every edition whose period shares a year with the one to be published: withdrawn and replaced ones too."""

    def __init__(self, place: Ground) -> None:
        first, last = date(place.period.first_day.year, 1, 1), date(place.period.last_day.year, 12, 31)
        near = Publication.objects.filter(period__first_day__lte=last, period__last_day__gte=first)
        self.root, self.period = place.root.pk, place.period.pk
        self.publications = list(near.select_related("period").prefetch_related("parts").order_by("pk"))
        marked = PublishedCell.objects.filter(publication__in=self.publications).exclude(mark="").order_by()
        self.hidden = set(marked.values_list("indicator_id", flat=True).distinct())
        self.made_of = _made_of(self.publications, place, first, last)

    def past(self, family: Family) -> list[Past]:
        """The editions with their cells of the family, oldest first. One query: what others showed is no unknown and is not read."""
        rows = PublishedCell.objects.filter(publication__in=self.publications, indicator__in=family.indicators)
        if not family.open_ended:
            rows = rows.filter(~Q(mark="") | Q(publication__root=self.root, publication__period=self.period))
        held: dict[int, dict[Line, Stood]] = {one.pk: {} for one in self.publications}
        named = rows.values_list("pk", "publication_id", "unit_id", "whole", "indicator_id", "count", "mark", "since_id")
        for pk, publication, unit, whole, indicator, count, mark, since in named.iterator():
            held[publication][(unit, whole), indicator] = Stood(count, mark, since or pk)
        return [_past(one, held) for one in self.publications]


def _past(publication: Publication, held: Mapping[int, dict[Line, Stood]]) -> Past:
    below = list(publication.parts.all())
    borrowed = {line: stood for one in below for line, stood in held.get(one.pk, {}).items() if line[0] == (one.root_id, True)}
    parts = (*((unit, False) for unit in publication.places), *((one.root_id, True) for one in below))
    return Past(publication.root_id, publication.period.period, parts, {**borrowed, **held[publication.pk]})


def borrowed(place: Ground, family: Family) -> dict[Line, Stood]:
    """The totals of the parts that published their own table, as they stand there. One query."""
    rows = PublishedCell.objects.filter(publication__in=place.editions, whole=True, indicator__in=family.indicators)
    named = rows.values_list("pk", "unit_id", "indicator_id", "count", "mark", "since_id")
    return {((unit, True), indicator): Stood(count, mark, since or pk) for pk, unit, indicator, count, mark, since in named}


def draft(place: Ground, family: Family, counts: Mapping[Line, int]) -> Draft:
    """The family's part of the table."""
    mine = {line: count for line, count in counts.items() if line[1] in family.indicators}
    return Draft(place.root.pk, place.period.period, place.parts, mine, borrowed(place, family))


def _made_of(publications: Sequence[Publication], place: Ground, first: date, last: date) -> MadeOf:
    """Which units a unit was made of within these years, where nothing was cut; nobody was made of anything in most years."""
    if not Lineage.objects.filter(successor__valid_from__gt=first, successor__valid_from__lte=last).exists():
        return itself
    ids = {unit for one in publications for unit in (one.root_id, *one.places)} | {place.root.pk, *(unit.pk for unit in place.offices)}
    return _looker(lines(Unit.objects.filter(pk__in=ids)).makers)


def _looker(behind: Mapping[int, list[Maker]]) -> Callable[[Place, date], Sequence[Place]]:
    def made_of(wanted: Place, day: date) -> Sequence[Place]:
        there = [one for one in behind.get(wanted[0], ()) if one.held_on(day)]
        return [(one.unit_id, wanted[1]) for one in there] if all(one.whole for one in there) else []

    return made_of
