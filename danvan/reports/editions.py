"""Making an edition of published figures: what stands as it was, what is hidden, what is shown. Pure; the service reads and writes.

Between two editions of a period only changes of ten and more are told, and they are told where they happened: every total is the sum of what
stands below it. So the difference of two editions tells of no small count either.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from danvan.lib.disclosure import HIDDEN, LEAST, SMALL, Key, protect_all
from danvan.lib.periods import Period
from danvan.reports.gate import Family, Known, in_two_minds, table
from danvan.reports.threads import ALONE, Edition, Kinship, Line, Place

SHOWN, SECRET = "", "secret"


@dataclass(frozen=True)
class Stood:
    """A cell as an edition published it: the exact count it stands on, how it is shown, and the unknown that it is to a reader."""

    value: int
    mark: str
    key: Key


@dataclass(frozen=True)
class Past:
    """An edition that was published, with the cells of its parts that were published apart (`borrowed`)."""

    root: int
    period: Period
    parts: tuple[Place, ...]
    cells: Mapping[Line, Stood]

    def edition(self) -> Edition:
        """As the gate reads it: what was shown is no unknown."""
        unknown = {line: stood.key for line, stood in self.cells.items() if stood.mark != SHOWN}
        return Edition(self.root, self.period, self.parts, {line: stood.value for line, stood in self.cells.items()}, unknown)


@dataclass(frozen=True)
class Draft:
    """What is to be published: a root, a period, its parts with their counts; `borrowed` cells were published by a part itself and stay."""

    root: int
    period: Period
    parts: tuple[Place, ...]
    counts: Mapping[Line, int]
    borrowed: Mapping[Line, Stood]

    @property
    def whole(self) -> Place:
        """The root with all below it."""
        return (self.root, True)

    def without(self, indicators: Collection[int]) -> "Draft":
        """The same, some indicators left out."""
        counts = {line: count for line, count in self.counts.items() if line[1] not in indicators}
        return replace(self, counts=counts, borrowed={line: stood for line, stood in self.borrowed.items() if line[1] not in indicators})


def standing(draft: Draft, before: Mapping[Line, Stood], family: Family) -> dict[Line, int]:
    """The counts to publish: each part as before unless it moved by ten or more; wholes and totals summed from what stands."""
    now: dict[Line, int] = {}
    borrowed = {place for place, _indicator in draft.borrowed}
    for place in (one for one in draft.parts if one not in borrowed):
        for indicator in _leaves_first(family):
            _stand(now, draft, before, family, (place, indicator))
    now |= {line: stood.value for line, stood in draft.borrowed.items()}
    for indicator in family.indicators:
        there = [now[place, indicator] for place in draft.parts if (place, indicator) in now]
        if there:
            now[draft.whole, indicator] = sum(there)
    return now


def _leaves_first(family: Family) -> list[int]:
    """Indicators in an order in which parts come before their wholes."""
    order: list[int] = []

    def visit(one: int) -> None:
        for part in family.parts.get(one, ()):
            visit(part)
        if one not in order:
            order.append(one)

    for one in family.indicators:
        visit(one)
    return order


def _stand(now: dict[Line, int], draft: Draft, before: Mapping[Line, Stood], family: Family, line: Line) -> None:
    """The count by itself, or what a whole has beside its parts that are told: kept unless it moved by ten or more.

    A part that was not told beside its whole stays untold; where one is told no more, the whole itself is compared with what it was.
    """
    place, indicator = line
    if line not in before and any(indicator in parts and (place, whole) in before for whole, parts in family.parts.items()):
        return
    parts = [(place, part) for part in family.parts.get(indicator, ())]
    told = [part for part in parts if part in now]
    beside = told if told == [part for part in parts if part in before] else []
    old, new = (_beside(counts, line, beside) for counts in ({one: stood.value for one, stood in before.items()}, draft.counts))
    keeps = bool(before) and abs(new - old) < LEAST
    if (line in before) if keeps else (line in draft.counts):
        now[line] = max((old if keeps else new) + sum(now[part] for part in beside), sum(now[part] for part in told))


def _beside(counts: Mapping[Line, int], line: Line, parts: Sequence[Line]) -> int:
    return counts.get(line, 0) - sum(counts.get(part, 0) for part in parts)


def settle(
    draft: Draft, past: Sequence[Past], family: Family, *, secret: Callable[[Line], bool] = lambda _line: False, kin: Kinship = ALONE
) -> dict[Line, Stood]:
    """The cells of the new edition, protected against everything published so far. Raises disclosure.Impossible.

    `past`: every edition that a reader may hold, oldest first, withdrawn ones too.
    """
    before = next((one.cells for one in reversed(past) if (one.root, one.period.key) == (draft.root, draft.period.key)), {})
    counts = standing(draft, before, family)
    known = Known({stood.key: stood.value for one in past for stood in one.cells.values() if stood.mark != SHOWN})
    known.hidden = set(known.values)
    known.secret = {stood.key for one in past for stood in one.cells.values() if stood.mark == SECRET}
    cells = {line: _unknown(line, count, draft, len(past), before.get(line), known) for line, count in counts.items()}
    known.secret |= {key for line, key in cells.items() if secret(line)}
    old_and_shown = {line for line, stood in before.items() if stood.mark == SHOWN and stood.key == cells.get(line)}
    old_and_shown |= {line for line, stood in draft.borrowed.items() if stood.mark == SHOWN}
    new = Edition(draft.root, draft.period, draft.parts, counts, {line: key for line, key in cells.items() if line not in old_and_shown})
    known.values |= {key: counts[line] for line, key in new.cells.items()}
    hide = _hidden(known, [*(one.edition() for one in past), new], family, kin)
    return {line: Stood(counts[line], _mark(counts[line], key, known, hide), key) for line, key in cells.items()}


def _hidden(known: Known, there: Sequence[Edition], family: Family, kin: Kinship) -> frozenset[Key]:
    """What is not told: enough for a reader who goes by what a correction hid, and for one who goes by the correction.

    Only what is tied to the cells of the new edition is looked at: other provinces, whose wholes are shown, were proved when they were published.
    """
    new = frozenset(there[-1].cells.values())
    systems = [table(known, there, family, kin)]
    systems += [table(known, there, family, kin, recall=True)] if in_two_minds(there, kin) else []
    hide: frozenset[Key] = frozenset()
    while True:
        before = hide
        for one in systems:
            hide |= protect_all(replace(one, hidden=one.hidden | hide).tied(new))
        if len(systems) == 1 or hide == before:
            return hide


def _unknown(line: Line, count: int, draft: Draft, number: int, before: Stood | None, known: Known) -> Key:
    """What the cell is to a reader: as before if it did not move; else a new unknown, at a known distance from one that was hidden."""
    if line in draft.borrowed:
        return draft.borrowed[line].key
    if before is not None and before.value == count:
        return before.key
    key = ("new", draft.root, draft.period.key, number, line)
    if before is not None and before.mark != SHOWN:
        known.moved.append((key, before.key))
        known.hidden.add(key)
    return key


def _mark(count: int, key: Key, known: Known, hide: frozenset[Key]) -> str:
    if key in known.secret:
        return SECRET
    if key not in hide:
        return SHOWN
    return SMALL if count < LEAST else HIDDEN


def families(indicators: Sequence[int], whole_of: Mapping[int, int], tied: Iterable[Sequence[int]] = ()) -> list[tuple[int, ...]]:
    """The indicators in groups that sums tie together, each in the given order; `tied`: those that a further sum ties."""
    head = {one: one for one in indicators}
    pairs = [(part, whole) for part, whole in product(indicators, indicators) if whole_of.get(part) == whole]
    for part, whole in [*pairs, *((one, some[0]) for some in tied for one in some)]:
        old, new = head[part], head[whole]
        head = {one: new if top == old else top for one, top in head.items()}
    return [tuple(one for one in indicators if head[one] == top) for top in dict.fromkeys(head.values())]
