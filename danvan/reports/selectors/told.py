"""What reports told of quantities that another product publishes too, as the disclosure gate reads it."""

from collections.abc import Collection
from datetime import date

from danvan.figures.disclosed import Told
from danvan.lib.disclosure.gate import Family, Quantity
from danvan.reports.disclosing import told
from danvan.reports.models import Indicator
from danvan.reports.selectors.publishing import editions_within, past_of


def told_of(names: Collection[str], year: int) -> Told:
    """The families of the indicators that count these, and every edition of the year. Five queries at most, two where nothing was published."""
    counted = {one.figure: one.pk for one in Indicator.objects.filter(figure__in=names)}
    if not counted:
        return Told(Family(()), {}, [])
    groups = [one.family for one in told(list(Indicator.objects.all())) if set(counted.values()).intersection(one.family.indicators)]
    family = Family(
        indicators=tuple(pk for one in groups for pk in one.indicators),
        parts={whole: parts for one in groups for whole, parts in one.parts.items()},
        open_ended=frozenset[Quantity]().union(*(one.open_ended for one in groups)),
        stocks=frozenset[Quantity]().union(*(one.stocks for one in groups)),
    )
    every = {one.figure: one.pk for one in Indicator.objects.filter(pk__in=family.indicators).exclude(figure="")}
    return Told(family, every, past_of(editions_within(date(year, 1, 1), date(year, 12, 31)), family))
