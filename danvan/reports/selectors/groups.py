"""Groups of indicators as the book has them now: the product's own, under the names that offices gave them, and the offices' own."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import override

from danvan.lib.asking import compiled_once
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


def group_titles() -> Titles:
    """Every group by its code; one query."""
    return Titles(_product() | {one.code: spoken(one, "name") for one in _kept()})


def groups_of_book(owner: int | None) -> list[tuple[str, str]]:
    """The groups in which the owner's indicators may stand, as (code, heading): those of the national book and its own."""
    titles, kept = group_titles(), {one.code: one.owner_id for one in _kept()}
    codes = [code for code in titles.names if kept.get(code) in (None, owner)]
    return [(code, titles.full(code)) for code in sorted(codes)]


def all_groups() -> list[Kept]:
    """Every group, for the page that keeps them. Three queries."""
    titles = group_titles()
    rows = {one.code: one for one in Group.objects.select_related("owner")}
    codes: list[str] = list(Indicator.objects.order_by().values_list("group", flat=True))
    return [Kept(code, titles.of(code), rows.get(code), codes.count(code)) for code in sorted({*titles.names, *codes})]


def names_of_product(code: str) -> dict[str, str]:
    """What the product calls one of its groups in each language, by the field of `Group` in which an office would say it."""
    found = {}
    for language, field in (("vi", "name"), ("en", "name_en"), ("ru", "name_ru")):
        with override(language):
            found[field] = str(GROUPS[code])
    return found


def _product() -> dict[str, str]:
    return {code: str(name) for code, name in GROUPS.items()}


@compiled_once
def _kept() -> QuerySet[Group]:
    """What offices said of groups."""
    return Group.objects.all()
