"""Which word of its source a published number keeps: "about", "over", "under". Pure (decision 0057).

A word stands beside a number that is told, never beside one that is not. Where it was worked out from others, it is worked out from those that are told,
so it is a function of what everybody reads: of numbers that are hidden nobody learns even whether a word stood there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from danvan.lib.disclosure import rounded
from danvan.reports.editions import SHOWN, Stood
from danvan.reports.rules import qualifier_of
from danvan.reports.threads import Line, Place

ABOUT, OVER, UNDER = "about", "over", "under"


@dataclass(frozen=True)
class Words:
    """What is known of words before a table is published, line by line.

    `written`: the counts that offices reported, with their words; `borrowed`: words beside totals that parts published themselves; `before`: those of the
    edition before. `summed`: indicators that are worked out as their parts (whole -> parts). `plain`: indicators published as they are.
    """

    written: Mapping[Line, tuple[int, str]] = field(default_factory=dict)
    borrowed: Mapping[Line, str] = field(default_factory=dict)
    before: Mapping[Line, str] = field(default_factory=dict)
    summed: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    plain: frozenset[int] | set[int] = frozenset()


def words(cells: Mapping[Line, Stood], known: Words, root: Place, parts: Sequence[Place]) -> dict[Line, str]:
    """The word beside each number that is told and has one."""
    own: dict[Line, str] = {}
    for line in (one for one in _leaves_first(cells, known.summed) if one[0] != root and cells[one].mark == SHOWN):
        if word := _own(line, cells, known, own):
            own[line] = word
    totals = {line: _total(line, cells, known, own, parts) for line in cells if line[0] == root and cells[line].mark == SHOWN}
    return {
        line: word if line[1] in known.plain else as_rounded(word, cells[line].value) for line, word in {**own, **totals}.items() if word
    }


def as_rounded(word: str, count: int) -> str:
    """The word beside the number rounded to five: "over" and "under" where that leaves them true, else "about".

    It tells on which side the count lies, and the gate takes the count of every number that is told for known to the unit.
    """
    shown = rounded(count)
    true = (word == OVER and shown <= count) or (word == UNDER and shown >= count)
    return word if true else ABOUT


def _leaves_first(cells: Iterable[Line], summed: Mapping[int, tuple[int, ...]]) -> list[Line]:
    """What is worked out as its parts comes after them."""
    return sorted(cells, key=lambda line: _height(line[1], summed))


def _height(indicator: int, summed: Mapping[int, tuple[int, ...]]) -> int:
    return 1 + max((_height(part, summed) for part in summed[indicator]), default=0) if indicator in summed else 0


def _own(line: Line, cells: Mapping[Line, Stood], known: Words, own: Mapping[Line, str]) -> str:
    """Of a part: as it published it itself, as its parts that are told, as it was reported; a number that was kept keeps its word."""
    if line in known.borrowed:
        return known.borrowed[line]
    place, indicator = line
    if indicator in known.summed and any((place, part) in cells for part in known.summed[indicator]):
        return qualifier_of(own.get((place, part), "") for part in known.summed[indicator])
    count, word = known.written.get(line, (None, ""))
    return word if count == cells[line].value else known.before.get(line, "")


def _total(line: Line, cells: Mapping[Line, Stood], known: Words, own: Mapping[Line, str], parts: Sequence[Place]) -> str:
    """Of the root with all below it: as its parts that are told; what never adds up is of the root alone."""
    places = [place for place in parts if (place, line[1]) in cells]
    if places:
        return qualifier_of(own.get((place, line[1]), "") for place in places)
    alone = ((line[0][0], False), line[1])
    return known.written.get(alone, (None, ""))[1]
