"""Of which units of an earlier map a unit of today is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from danvan.units.models import Lineage, Unit

WHOLE = Fraction(1)
MILLION = 1_000_000
Step = tuple[int, int, Fraction | None]


@dataclass(frozen=True, slots=True)
class Maker:
    """A unit whose figures count (in part) for a later one. `share` None: it was cut and nobody knows how much went there."""

    unit_id: int
    level: str
    valid_from: date
    valid_to: date | None
    share: Fraction | None

    def held_on(self, day: date) -> bool:
        """Was it there on the day?"""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def makers(units: Iterable[Unit]) -> dict[int, list[Maker]]:
    """For each unit itself (whole) and all its predecessors, however far back. One query per generation."""
    made = {unit.pk: [Maker(unit.pk, unit.level, unit.valid_from, unit.valid_to, WHOLE)] for unit in units}
    # Each step: the unit asked about, the unit to look behind, the share of the latter that counts for the former.
    edge: list[Step] = [(unit, unit, WHOLE) for unit in made]
    while edge:
        edge = _generation(made, edge)
    return made


def _generation(made: dict[int, list[Maker]], edge: list[Step]) -> list[Step]:
    behind: dict[int, list[Lineage]] = {}
    wanted = {unit for _root, unit, _share in edge}
    for row in Lineage.objects.filter(successor__in=wanted).select_related("predecessor").order_by("id"):
        behind.setdefault(row.successor_id, []).append(row)
    found: list[Step] = []
    for root, unit, share in edge:
        for row in behind.get(unit, ()):
            part = _times(share, _share(row))
            before = row.predecessor
            made[root].append(Maker(before.pk, before.level, before.valid_from, before.valid_to, part))
            found.append((root, before.pk, part))
    return found


def _share(row: Lineage) -> Fraction | None:
    if row.whole:
        return WHOLE
    return None if row.share_ppm is None else Fraction(row.share_ppm, MILLION)


def _times(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one * other


def on_the_day(candidates: Iterable[Maker], day: date) -> list[Maker]:
    """Those of the makers that were there on the day, each once (a unit reached by two ways counts with both shares)."""
    found: dict[int, Maker] = {}
    for one in candidates:
        if not one.held_on(day):
            continue
        known = found.get(one.unit_id)
        share = one.share if known is None else (None if known.share is None or one.share is None else known.share + one.share)
        found[one.unit_id] = Maker(one.unit_id, one.level, one.valid_from, one.valid_to, share)
    return list(found.values())
