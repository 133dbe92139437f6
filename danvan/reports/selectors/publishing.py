"""What a new edition of published figures is made of: the counts as they are now, and everything a reader may hold already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q, QuerySet

from danvan.reports.editions import Draft, Past, Stood
from danvan.reports.gate import Family
from danvan.reports.models import FILED, Fact, Indicator, IndicatorKind, Obligation, PeriodRow, Publication, PublishedCell
from danvan.reports.rules import KEPT
from danvan.reports.selectors.cells import of_offices
from danvan.reports.selectors.filing import STATE
from danvan.reports.selectors.tables import children
from danvan.reports.threads import Kinship, Line, Place
from danvan.units.models import Lineage, Unit
from danvan.units.selectors import main_line


@dataclass(frozen=True)
class Ground:
    """The units of a table: the root, those whose own figures stand in it, and the editions of those that publish their own.

    Who ended within the period and had filed by itself stands where what it owed is received, as in every sum (decision 0032).
    """

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
    """The root and what lies directly under it in the period. `silent`: units that should have published first and have not."""
    under = sorted(children(root, [period]), key=lambda unit: unit.pk)
    below = [unit for unit in under if unit.level in KEPT]
    editions = {one.root_id: one for one in standing().filter(root__in=below, period=period).select_related("root")}
    offices = (root, *(unit for unit in under if unit.level not in KEPT))
    silent = tuple(sorted((unit for unit in below if unit.pk not in editions), key=lambda unit: unit.sort_key))
    return Ground(root, period, offices, tuple(editions.values()), silent)


def standing() -> QuerySet[Publication]:
    """What stands published: the latest edition of each, unless it was withdrawn."""
    return Publication.objects.filter(current=True, withdrawn_on__isnull=True)


def reported(place: Ground, indicators: Iterable[Indicator]) -> dict[Line, tuple[int, str]]:
    """The figures that the offices submitted, as they count in every sum, with their words. One query; another where one ended."""
    wanted = {one.pk for one in indicators if one.kind != IndicatorKind.FORMULA}
    values = of_offices(place.offices, place.period, wanted)
    return {
        ((unit, False), indicator): (cell.value, cell.qualifier)
        for (_period, indicator), held in values.items()
        for unit, cell in held.items()
    }


def sent_to(root: Unit, period: PeriodRow) -> tuple[int, int]:
    """How many units directly below owe it a report, on the form that most of them owe, and how many have sent that. One query.

    A unit that owes reports on several forms is one unit.
    """
    owed = Obligation.objects.filter(receiver=root, period=period).annotate(stands=STATE).order_by()
    forms = owed.values_list("form").annotate(expected=Count("pk"), filed=Count("pk", filter=Q(stands__in=FILED)))
    return max(((expected, filed) for _form, expected, filed in forms), default=(0, 0))


def words_of(publications: Iterable[Publication], *, whole: bool | None = None) -> dict[Line, str]:
    """The words beside the numbers of some editions; `whole`: of their totals alone. One query; none for no edition."""
    chosen = list(publications)
    rows = PublishedCell.objects.filter(publication__in=chosen).exclude(word="") if chosen else PublishedCell.objects.none()
    rows = rows if whole is None else rows.filter(whole=whole)
    return {
        ((unit, of_all), indicator): word for unit, of_all, indicator, word in rows.values_list("unit_id", "whole", "indicator_id", "word")
    }


class Archive:
    """Every edition whose period shares a year with the one to be published: withdrawn and replaced ones too."""

    def __init__(self, place: Ground) -> None:
        first, last = date(place.period.first_day.year, 1, 1), date(place.period.last_day.year, 12, 31)
        near = Publication.objects.filter(period__first_day__lte=last, period__last_day__gte=first)
        self.root, self.period = place.root.pk, place.period.pk
        self.publications = list(near.select_related("period").prefetch_related("parts").order_by("pk"))
        marked = PublishedCell.objects.filter(publication__in=self.publications).exclude(mark="").order_by()
        self.hidden = set(marked.values_list("indicator_id", flat=True).distinct())
        self.who = _kinship(self.publications, place)
        self.apart = _reported_themselves(self.who, [place.period, *(one.period for one in self.publications)])

    def kin(self, family: Family) -> Kinship:
        """Who stands for whom, and who of those that ended reported figures of the family by itself."""
        told = {(unit, key) for unit, key, indicator in self.apart if indicator in family.indicators}
        return replace(self.who, apart=frozenset(((unit, whole), key) for unit, key in told for whole in (False, True)))

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


def _kinship(publications: Sequence[Publication], place: Ground) -> Kinship:
    """Who stands for whom of the units published within these years and their heirs. One query in years in which no unit ended or began."""
    days = [(one.first_day, one.last_day) for one in (place.period, *(each.period for each in publications))]
    first, last = min(first for first, _last in days), max(last for _first, last in days)
    moved = Unit.objects.filter(Q(valid_to__gt=first, valid_to__lte=last) | Q(valid_from__gt=first, valid_from__lte=last))
    rows = list(moved.values_list("pk", "valid_from", "valid_to"))
    ended = {unit: end for unit, _first, end in rows if end is not None and end <= last}
    born = {(unit, False): day for unit, day, _end in rows if day > first}
    told = {unit for one in publications for unit in (one.root_id, *one.places)} | {unit.pk for unit in place.offices}
    heirs: dict[int, int] = {}
    pending = told & ended.keys()
    while pending:
        found = main_line(pending, last)
        heirs |= found
        pending = (set(found.values()) & ended.keys()) - heirs.keys()
    offices = {(unit, False): ((heir, False), ended[unit]) for unit, heir in heirs.items()}
    roots = {one.root_id for one in publications}
    whole = _went_whole({unit: heir for unit, heir in heirs.items() if unit in roots})
    wholes = {(unit, True): ((heir, True), ended[unit]) for unit, heir in whole.items()}
    return Kinship({**offices, **wholes}, born)


def _reported_themselves(who: Kinship, periods: Iterable[PeriodRow]) -> list[tuple[int, str, int]]:
    """Unit, period and indicator of what units that ended within a period reported of it by themselves. One query, if any ended."""
    ends = {unit: day for (unit, _whole), (_heir, day) in who.heirs.items()}
    late = {one.pk for one in periods if ends and one.last_day >= min(ends.values())}
    rows = Fact.objects.filter(unit__in=ends, period__in=late, report__revision__gte=1) if late else Fact.objects.none()
    return list(rows.order_by().values_list("unit_id", "period__key", "indicator_id"))


def _went_whole(heirs: Mapping[int, int]) -> dict[int, int]:
    """Those that went into their heirs with everything below them, where nothing else of another went along. One query."""
    rows = Lineage.objects.filter(successor__in=set(heirs.values())) if heirs else Lineage.objects.none()
    edges = list(rows.values_list("predecessor_id", "successor_id", "whole"))
    cut = {after for _before, after, whole in edges if not whole}
    return {before: after for before, after, _whole in edges if heirs.get(before) == after and after not in cut}
