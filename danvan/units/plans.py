"""What a reorganisation is to do, as plain typed values that go into `Event.plan` and come back the same."""

from dataclasses import asdict, dataclass, field
from typing import Any

from danvan.units.models import Event
from danvan.units.rules import parts_per_million

WHOLE = 1_000_000


@dataclass(frozen=True)
class Opening:
    """A new unit. `parent` empty: the parent of its first predecessor."""

    kind: str
    name: str
    code: str = ""
    parent: int | None = None


@dataclass(frozen=True)
class Part:
    """What goes from an old unit into the opening at this place. `share_ppm` empty: a part of unknown size; a million: all of it."""

    predecessor: int
    opening: int
    share_ppm: int | None = WHOLE
    basis: str = ""

    @property
    def whole(self) -> bool:
        """All of it went there."""
        return self.share_ppm == WHOLE


@dataclass(frozen=True)
class Renaming:
    """A unit that keeps its territory under another name, kind or code."""

    unit: int
    kind: str
    name: str
    code: str


@dataclass(frozen=True)
class Move:
    """A unit that keeps its territory under another parent."""

    unit: int
    parent: int


@dataclass(frozen=True)
class Plan:
    """One decided change. `placing` says into which opening a child of a divided unit goes; the others go into the main one."""

    kind: str
    openings: tuple[Opening, ...] = ()
    parts: tuple[Part, ...] = ()
    renamings: tuple[Renaming, ...] = ()
    moves: tuple[Move, ...] = ()
    placing: dict[int, int] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        values = asdict(self)
        values["placing"] = {str(child): place for child, place in self.placing.items()}
        return values

    @property
    def predecessors(self) -> list[int]:
        """The units that end, in the order they were named."""
        return list(dict.fromkeys(part.predecessor for part in self.parts))

    @property
    def touched(self) -> set[int]:
        """Every unit that is there already and has a part in it."""
        moved = {pk for row in self.moves for pk in (row.unit, row.parent)}
        return {*self.predecessors, *(row.unit for row in self.renamings), *moved}

    def parts_of(self, predecessor: int) -> list[Part]:
        """Where it goes."""
        return [part for part in self.parts if part.predecessor == predecessor]

    def place_of(self, child: int, parent: int) -> int:
        """Into which opening a child of an ending unit goes."""
        return self.placing.get(child, self.main_part(parent).opening)

    def main_part(self, predecessor: int) -> Part:
        """The largest known part, else the first."""
        return max(self.parts_of(predecessor), key=lambda part: part.share_ppm or 0)


def read(values: dict[str, Any]) -> Plan:
    """The plan that was stored."""
    return Plan(
        kind=values["kind"],
        openings=tuple(Opening(**row) for row in values["openings"]),
        parts=tuple(Part(**row) for row in values["parts"]),
        renamings=tuple(Renaming(**row) for row in values["renamings"]),
        moves=tuple(Move(**row) for row in values["moves"]),
        placing={int(child): place for child, place in values["placing"].items()},
    )


def merge(predecessors: list[int], new: Opening) -> Plan:
    """All of these become one."""
    return Plan(Event.Kind.MERGE, openings=(new,), parts=tuple(Part(pk, 0) for pk in predecessors))


def split(
    predecessor: int, new: list[Opening], weights: list[int] | None = None, basis: str = "", placing: dict[int, int] | None = None
) -> Plan:
    """One becomes several. `weights` (people, hectares...) give exact shares; without them the shares are not known."""
    shares: list[int | None] = [None] * len(new) if weights is None else list(parts_per_million(weights))
    parts = tuple(Part(predecessor, place, share, basis) for place, share in enumerate(shares))
    return Plan(Event.Kind.SPLIT, openings=tuple(new), parts=parts, placing=placing or {})


def rename(unit: int, kind: str, name: str, code: str) -> Plan:
    """The same territory, called otherwise."""
    return Plan(Event.Kind.RENAME, renamings=(Renaming(unit, kind, name, code),))


def transfer(units: list[int], parent: int) -> Plan:
    """The same territories under another parent."""
    return Plan(Event.Kind.TRANSFER, moves=tuple(Move(pk, parent) for pk in units))
