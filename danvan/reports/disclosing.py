"""Which figures the public may read, and which of them belong together: from what the book says of each indicator. No database."""

from collections.abc import Sequence
from dataclasses import dataclass

from danvan.reports.editions import families
from danvan.reports.gate import Equality, Family
from danvan.reports.models import Disclosure, Indicator, IndicatorKind, OverTime
from danvan.reports.threads import Line
from danvan.units.models import Level

# Below the province: where what counts people one by one is not shown.
LOCAL = (Level.DISTRICT.value, Level.COMMUNE.value)
STRICT = (Disclosure.OPEN, Disclosure.PROTECTED, Disclosure.PROVINCE, Disclosure.NEVER)


@dataclass(frozen=True)
class Told:
    """Indicators that are published together: open ones as they are, the others through the gate. `alone`: of the root itself, never added."""

    family: Family
    open: bool
    alone: bool = False
    never: frozenset[int] = frozenset()
    provincial: frozenset[int] = frozenset()

    def secret(self, line: Line, level: str) -> bool:
        """Is the cell for nobody, whatever its size?"""
        return line[1] in self.never or (line[1] in self.provincial and level in LOCAL)

    def way(self, indicator: int) -> Disclosure:
        """How the indicator is in effect published: what shares a sum with something protected is protected with it."""
        if self.open:
            return Disclosure.OPEN
        if indicator in self.never:
            return Disclosure.NEVER
        return Disclosure.PROVINCE if indicator in self.provincial else Disclosure.PROTECTED


def told(indicators: Sequence[Indicator], equalities: Sequence[Equality] = ()) -> list[Told]:
    """What may be published of the indicators. Formulas are worked out of published numbers; what cannot be guarded is left out.

    So is what the next period opens with: it is told there, and told twice it would tie every year to the one before. And what counts records that their
    own room publishes, with whatever shares a sum with it: no record is in two public products (decision 0037). `equalities`: sums between
    them that offices declare.
    """
    again = {one.closing for one in indicators}
    summed = [one for one in indicators if one.kind not in (IndicatorKind.FORMULA, IndicatorKind.OWN) and one.code not in again]
    rows = {one.pk: one for one in summed if _guardable(one) or one.released or _of(one) in (Disclosure.OPEN, Disclosure.NEVER)}
    known = {pk: one.whole_id for pk, one in rows.items() if one.whole_id in rows}
    tied = [one for one in equalities if rows.keys() >= set(one.members)]
    groups = families(list(rows), known, [one.members for one in tied])
    found = [_told([rows[pk] for pk in group], known, tied) for group in groups]
    own = [one for one in indicators if one.kind == IndicatorKind.OWN and one.disclosure == Disclosure.OPEN and not one.released]
    return [one for one in found if one is not None] + [Told(Family((one.pk,)), open=True, alone=True) for one in own]


def _of(indicator: Indicator) -> Disclosure:
    return Disclosure(indicator.disclosure)


def _guardable(indicator: Indicator) -> bool:
    """Rounding and thresholds are made for counts: neither for money nor for what may be negative."""
    return not indicator.scale and not indicator.signed


def _told(group: Sequence[Indicator], whole_of: dict[int, int], tied: Sequence[Equality]) -> Told | None:
    """A family. Parts of something protected are protected with it: they would give it away."""
    if any(one.released for one in group) or all(one.disclosure == Disclosure.NEVER for one in group):
        return None
    parts: dict[int, tuple[int, ...]] = {}
    for one in group:
        if (whole := whole_of.get(one.pk)) is not None:
            parts[whole] = (*parts.get(whole, ()), one.pk)
    family = Family(
        indicators=tuple(one.pk for one in group),
        parts=parts,
        open_ended=frozenset(one.pk for one in group if one.pk in parts and not one.exhaustive),
        stocks=frozenset(one.pk for one in group if one.over_time == OverTime.LAST),
        openings=frozenset(one.pk for one in group if one.over_time == OverTime.FIRST),
        equalities=tuple(one for one in tied if one.members[0] in {each.pk for each in group}),
    )
    if all(one.disclosure == Disclosure.OPEN for one in group):
        return Told(family, open=True)
    if not all(_guardable(one) for one in group):
        return None
    by = {kind: frozenset(one.pk for one in group if one.disclosure == kind) for kind in STRICT}
    return Told(family, open=False, never=by[Disclosure.NEVER], provincial=by[Disclosure.PROVINCE])
