"""A long list of periods, narrowed by its reader to one kind or one year."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest

from danvan.reports.models import PeriodRow
from danvan.reports.wording import kind_order, kind_title

KIND, YEAR = "loai", "nam"


@dataclass(frozen=True)
class Narrowed:
    """What may be chosen, with what is; and the periods that are left."""

    kinds: list[tuple[str, str, bool]]
    years: list[tuple[str, bool]]
    rows: QuerySet[PeriodRow]

    @property
    def worth(self) -> bool:
        """Is there anything to choose?"""
        return len(self.kinds) > 1 or len(self.years) > 1

    @property
    def chosen(self) -> bool:
        """Was anything chosen?"""
        return any(taken for _key, _words, taken in self.kinds) or any(taken for _year, taken in self.years)


def narrowed(rows: QuerySet[PeriodRow], request: HttpRequest) -> Narrowed:
    """The periods of the kind and the year that the address names, where there are such. Two queries.

    A period stands in the year in which it ends.
    """
    kinds = sorted(rows.order_by().values_list("kind", flat=True).distinct(), key=kind_order)
    years = [f"{one.year}" for one in rows.order_by().dates("last_day", "year", order="DESC")]
    kind, year = request.GET.get(KIND, ""), request.GET.get(YEAR, "")
    left = rows.filter(kind=kind) if kind in kinds else rows
    left = left.filter(last_day__year=int(year)) if year in years else left
    return Narrowed([(one, kind_title(one), one == kind) for one in kinds], [(one, one == year) for one in years], left)
