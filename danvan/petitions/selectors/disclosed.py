"""What was published of how units answer, as the disclosure gate reads it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from danvan.figures.disclosed import Told
from danvan.lib import periods
from danvan.lib.disclosure.editions import SHOWN, Past, Stood
from danvan.lib.disclosure.gate import Line
from danvan.lib.periods import Period
from danvan.petitions.models import Release
from danvan.petitions.rules import performance as rules
from danvan.petitions.rules.performance import NAMES, PRODUCT, Measure
from danvan.units.models import Level, UnitPath

Key = tuple[str, int]  # a period, a revision
Counts = Mapping[str, Any]


def told_of(names: Collection[str], year: int) -> Told:
    """What was told of the measures and of those they add up with. Two queries."""
    family = rules.family(one for one in Measure if NAMES[one] in names)
    named = {NAMES[one]: one for one in family.indicators}
    return Told(family, named, past(family.indicators, year) if named else [])


def past(measures: Collection[Measure], year: int) -> list[Past]:
    """Every revision of every province of the year, oldest first, with its cells of the measures. Two queries.

    A measure that could not be told safely is not in it.
    """
    rows = Release.objects.filter(period__startswith=str(year)).order_by("revision", "pk")
    held: dict[Key, dict[Line, Stood]] = defaultdict(dict)
    latest: dict[tuple[str, Line], Stood] = {}
    for unit, whole, period, revision, counts, public in rows.values_list(
        "unit_id", "whole", "period", "revision", "counts", "public"
    ).iterator():
        for measure in (one for one in measures if public[one] is not None):
            line: Line = ((unit, whole), measure)
            held[period, revision][line] = latest[period, line] = _stood(line, period, revision, counts, public, latest)
    below = _below(year)
    return [one for (key, _revision), cells in held.items() for one in _blocks(periods.parse(key), cells, below)]


def _stood(line: Line, period: str, revision: int, counts: Counts, public: Counts, latest: dict[tuple[str, Line], Stood]) -> Stood:
    """The cell; the same unknown as in the revision before where it did not move."""
    count, shown = counts[line[1]], public[line[1]]
    before = latest.get((period, line))
    key = before.key if before is not None and before.value == count else (PRODUCT, line, period, revision)
    return Stood(count, SHOWN if isinstance(shown, int) else shown, key)


def _blocks(period: Period, cells: dict[Line, Stood], below: list[tuple[int, int, date, date | None]]) -> list[Past]:
    """One edition for each province: its own offices and the communes that lay below it on the last day."""
    there = {place[0] for place, _name in cells}
    lay = [(province, unit) for province, unit, start, end in below if start <= period.last and (end is None or period.last < end)]
    communes: dict[int, list[int]] = {place[0]: [] for place, _name in cells if place[1]}
    for province, unit in lay:
        if province in communes and unit in there:
            communes[province].append(unit)
    return [_past(province, sorted(units), period, cells) for province, units in sorted(communes.items())]


def _past(province: int, communes: list[int], period: Period, cells: dict[Line, Stood]) -> Past:
    parts = ((province, False), *((unit, False) for unit in communes))
    places = {(province, True), *parts}
    return Past(province, period, parts, {line: stood for line, stood in cells.items() if line[0] in places}, PRODUCT)


def _below(year: int) -> list[tuple[int, int, date, date | None]]:
    """Province, commune, from when and until when, for whatever lay so within the year."""
    ended = Q(valid_to__isnull=True) | Q(valid_to__gt=date(year, 1, 1))
    paths = UnitPath.objects.filter(ended, ancestor__level=Level.PROVINCE, unit__level=Level.COMMUNE, valid_from__lte=date(year, 12, 31))
    return list(paths.values_list("ancestor_id", "unit_id", "valid_from", "valid_to"))
