"""Both products in turn, round by round: processor time of server and database for one request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench.petitions.databases import Databases
from bench.petitions.ours import Ours, our_side
from bench.petitions.theirs import Theirs, their_side
from bench.petitions.world import Country, World

WARM = 2
# What is slow is asked less often: so many requests are enough to read the processor time.
SLOW = ("list rows", "search", "wizard")
FEWER = 4
Job = Callable[[int], None]


@dataclass
class Line:
    """One job of one side: milliseconds of processor time for each request, by round."""

    side: str
    name: str
    job: Job
    rounds: list[float] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {"side": self.side, "name": self.name, "median": median(self.rounds), "best": min(self.rounds), "rounds": self.rounds}


def measure(
    place: Country, name: str, world: World, stores: Databases, *, peer: Path | None, root: Path, rounds: int, requests: int
) -> list[dict[str, Any]]:
    """Start both, warm both, then one round of the one and one of the other. Without the peer's environment ours alone."""
    with our_side(stores, name, place, world) as ours:
        if peer is None:
            return take_turns([ours], rounds, requests)
        with their_side(stores, peer, root, world.total, len(place.communes)) as theirs:
            return take_turns([ours, theirs], rounds, requests)


def take_turns(sides: list[Ours | Theirs], rounds: int, requests: int) -> list[dict[str, Any]]:
    """All rounds of all sides."""
    lines = [(side, Line(type(side).__name__.lower(), name, job)) for side in sides for name, job in side.jobs().items()]
    for side, line in lines:
        spent(side, line.job, WARM)
    for _round in range(rounds):
        for side, line in lines:
            # What is sent and read was filled in before: as many as were filled in.
            number = max(2, requests // FEWER) if slow(line) else requests
            line.rounds.append(spent(side, line.job, number))
    return [line.plain() for _side, line in lines]


def slow(line: Line) -> bool:
    """Is it asked less often?"""
    filled_in = line.side == "ours" and line.name.startswith(("send", "receipt"))
    return filled_in or (line.side == "theirs" and line.name.startswith(SLOW)) or line.name.startswith("wizard")


def spent(side: Ours | Theirs, job: Job, number: int) -> float:
    """Milliseconds of processor time for each. The connection is opened anew: a server closes one that rested."""
    side.door.close()
    before = side.running.seconds()
    job(number)
    return (side.running.seconds() - before) * 1000 / number
