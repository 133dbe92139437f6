"""Groups of indicators as the book has them now: the product's own, under the names that offices gave them, and the offices' own."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from danvan.lib.asking import compiled_once
from danvan.reports.dictionary import in_each_language
from danvan.reports.models import Group, Indicator
from danvan.reports.spoken import spoken
from danvan.reports.wording import GROUPS
from danvan.units.models import Unit


@dataclass(frozen=True)
class Titles:
    """What groups are called in the reader's language; a code without a name is its own."""

    names: Mapping[str, str]

    def of(self, code: str) -> str:
        """The name."""
        return self.names.get(code, code)

    def full(self, code: str) -> str:
        """Code and name, as a heading: "C. Đơn và giải quyết đơn"."""
        return f"{code}. {self.names[code]}" if code in self.names else code


@dataclass(frozen=True)
class Kept:
    """A group on the page of groups: its row where an office said something of it, and how many indicators stand in it."""

    code: str
    name: str
    row: Group | None
    indicators: int

    @property
    def owner(self) -> Unit | None:
        """Whose it is; None: of the national book."""
        return self.row.owner if self.row else None

    @property
    def owner_id(self) -> int | None:
        """The same by its number."""
        return self.row.owner_id if self.row else None


def group_titles() -> Titles:
    """Every group by its code; one query."""
    return _titled(_kept())


def groups_of_book(owner: int | None) -> list[tuple[str, str]]:
    """The groups in which the owner's indicators may stand, as (code, heading): those of the national book and its own."""
    kept = _kept()
    titles, others = _titled(kept), {one.code for one in kept if one.owner_id not in (None, owner)}
    return [(code, titles.full(code)) for code in sorted(titles.names) if code not in others]


def all_groups() -> list[Kept]:
    """Every group, for the page that keeps them. Two queries."""
    rows = {one.code: one for one in Group.objects.select_related("owner")}
    titles, counts = _titled(rows.values()), Counter(Indicator.objects.order_by().values_list("group", flat=True))
    return [Kept(code, titles.of(code), rows.get(code), counts[code]) for code in sorted({*titles.names, *counts})]


def names_of_product(code: str) -> dict[str, str]:
    """What the product calls one of its groups in each language, by the field of `Group` in which an office would say it."""
    told = in_each_language(lambda: {"name": str(GROUPS[code])})
    return {"name": told["vi"]["name"], "name_en": told["en"]["name"], "name_ru": told["ru"]["name"]}


def _titled(kept: Iterable[Group]) -> Titles:
    return Titles({code: str(name) for code, name in GROUPS.items()} | {one.code: spoken(one, "name") for one in kept})


@compiled_once
def _kept() -> QuerySet[Group]:
    """What offices said of groups."""
    return Group.objects.all()
