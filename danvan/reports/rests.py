"""What a reader learns from a long period beside shorter ones that do not fill it (`gaps`), with the numbers before them. Pure.

Such a rest is one more unknown of the system (`gate`), shown to nobody and no secret.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from danvan.lib.disclosure import LEAST, Key, Sum
from danvan.lib.periods import Period
from danvan.reports.threads import Kinship, Line, Thread

InPeriod = tuple[Line, str]


@dataclass(frozen=True)
class Reading:
    """A thread as a reader has it before them: which cells are unknown (`chosen`), what stands in those that are shown, what is behind the unknown,
    and which of them are shown to nobody, whatever their size.
    """

    thread: Thread
    indicator: int
    chosen: Mapping[InPeriod, Key]
    counts: Mapping[InPeriod, int]
    values: Mapping[Key, int]
    secret: Collection[Key] = ()

    def cells(self, period: Period) -> list[InPeriod]:
        """The cells of the thread in a period; none where one of them tells nothing of the indicator."""
        cells = [((place, self.indicator), period.key) for place in self.thread.told.get(period.key, ())]
        return cells if all(cell in self.chosen or cell in self.counts for cell in cells) else []

    def sum(self, cells: Sequence[InPeriod]) -> int:
        """What they come to."""
        return sum(self.values[self.chosen[cell]] if cell in self.chosen else self.counts[cell] for cell in cells)

    def ends(self, cell: InPeriod) -> tuple[float, float]:
        """The least and the most that a reader takes it for, by its mark; one that is large may be shown or not."""
        key = self.chosen.get(cell)
        if key is None:
            return self.counts[cell], self.counts[cell]
        if key in self.secret:
            return 0, inf
        return (0, LEAST - 1) if self.values[key] < LEAST else (LEAST, inf)

    def tells(self, whole: Iterable[InPeriod], parts: Iterable[InPeriod]) -> bool:
        """Could the parts be more than the whole, as far as their marks say? Else that they are not says nothing."""
        return sum(self.ends(cell)[1] for cell in parts) > sum(self.ends(cell)[0] for cell in whole)

    def unknown(self, cells: Iterable[InPeriod]) -> tuple[Key, ...]:
        """Those that are not shown."""
        return tuple(self.chosen[cell] for cell in cells if cell in self.chosen)


def at_most(read: Reading, kin: Kinship, spare: dict[Key, int]) -> Iterator[Sum]:
    """What each gap in the thread says of the unknown cells. Adds to `spare` what a long period has beside the others."""
    for long, inside in read.thread.gaps:
        whole = read.cells(long)
        parts = [cell for one in inside if _holds(kin, whole, cells := read.cells(one)) for cell in cells]
        above, there, rest = read.unknown(whole), read.unknown(parts), read.sum(whole) - read.sum(parts)
        if there and rest >= 0 and read.tells(whole, parts):  # where they come to more nobody can go by it
            key = ("gap", above, there, long.key, tuple(one.key for one in inside), read.indicator)
            spare[key] = rest
            yield Sum(above[0] if above else ("shown", key), (*there, key), beside=above[1:])


def _holds(kin: Kinship, whole: Iterable[InPeriod], cells: Sequence[InPeriod]) -> bool:
    """Is the time that the cells tell of told by the whole too: by the same places, or by those that stand for them?"""
    places = [place for (place, _indicator), _period in whole]
    return all(any(kin.holds(one, place) for one in places) for (place, _indicator), _period in cells)
