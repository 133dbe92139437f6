"""What rooms publish of the same records, in one place: every product that is about to publish asks here what readers hold already.

A room that publishes declares its product, with the past editions as `lib.disclosure` reads them, and how its quantities lie to those of others:
all letters received are those without denunciations and a rest that is nobody's to know. Rooms do not know each other; readers know them all.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import connection

from danvan.lib.disclosure.editions import Past
from danvan.lib.disclosure.gate import Family, Joint, Quantity


@dataclass(frozen=True)
class Told:
    """What a product told within a year of some quantities and all that its own sums tie to them: oldest edition first, withdrawn ones too.

    `named`: its quantities by the names under which other rooms know them.
    """

    family: Family
    named: Mapping[str, Quantity]
    past: Sequence[Past]


@dataclass(frozen=True)
class Relation:
    """A whole of one product, its parts in another; `guarded`: what is left is a count that nobody may work out."""

    whole: str
    parts: tuple[str, ...]
    guarded: bool

    @property
    def names(self) -> set[str]:
        """Everything it ties together."""
        return {self.whole, *self.parts}

    def joint(self, own: Mapping[str, Quantity], others: Mapping[str, Quantity]) -> Joint | None:
        """The relation between what is told; None where too little of it is. A rest that is no secret takes in what is not told."""
        named = {**own, **others}
        parts = tuple(named[one] for one in self.parts if one in named)
        there = self.whole in named and parts and not (self.guarded and len(parts) < len(self.parts))
        between = self.names & own.keys() and self.names & others.keys()
        return Joint(named[self.whole], parts, self.guarded) if there and between else None


ToldOf = Callable[[Collection[str], int], Told]


@dataclass
class Ledger:
    """All products, and the relations between them."""

    products: dict[str, ToldOf] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)

    def publishes(self, product: str, told: ToldOf) -> None:
        """Declare a product by how it says what it told; a name twice is an error."""
        if product in self.products:
            raise ValueError(f"product {product!r} is declared twice")
        self.products[product] = told

    def relate(self, whole: str, parts: tuple[str, ...], *, guarded: bool) -> None:
        """Declare how quantities of two products lie to each other."""
        self.relations.append(Relation(whole, parts, guarded))

    def beside(self, product: str, family: Family, named: Mapping[str, Quantity], year: int) -> tuple[Family, list[Past]]:
        """The family of a product with what others tell beside it, and their editions of the year. `named`: its quantities by their names.

        The other products are asked once each, none where nothing is told of the same.
        """
        near = [one.names for one in self.relations if one.names & named.keys()]
        wanted = set[str]().union(*near) - named.keys()
        found = [told(wanted, year) for name, told in self.products.items() if wanted and name != product]
        return _joined(family, found, self._joints(named, found)), [edition for one in found for edition in one.past]

    def _joints(self, named: Mapping[str, Quantity], found: Sequence[Told]) -> tuple[Joint, ...]:
        others = {name: quantity for one in found for name, quantity in one.named.items()}
        joints = (one.joint(named, others) for one in self.relations)
        return tuple(one for one in joints if one is not None)


def _joined(family: Family, found: Sequence[Told], joints: tuple[Joint, ...]) -> Family:
    """One family of all of them."""
    every = [family, *(one.family for one in found)]
    return replace(
        family,
        indicators=(*(quantity for one in every for quantity in one.indicators), *(one.rest for one in joints)),
        parts={whole: parts for one in every for whole, parts in one.parts.items()},
        open_ended=frozenset[Quantity]().union(*(one.open_ended for one in every)),
        stocks=frozenset[Quantity]().union(*(one.stocks for one in every)),
        joints=joints,
    )


ledger = Ledger()
# Any number that nobody else locks.
LOCK = 20_330_033


def one_at_a_time() -> None:
    """Wait until no other product is being published, and keep the others waiting until this transaction ends: each must see the other's cells.

    SQLite lets one transaction write at a time; on PostgreSQL it is a lock of its own.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
