"""Totals and what is owed follow the tree: found by `units`, as `figures.py` is found by `figures`."""

from collections.abc import Collection
from datetime import date

from danvan.audit.doer import Doer
from danvan.reports.models import PeriodRow
from danvan.reports.services.echoes import reported
from danvan.reports.services.following import follow_changes, sum_and_tell
from danvan.reports.services.giving_back import give_back
from danvan.units.redrawing import holds_ground, keeps_sums


@keeps_sums()
def totals_of_the_tree(by: Doer, day: date) -> None:
    """Every period that was not over by the day is summed anew: its totals stand on the tree of its last day, and that is another one now.

    What is owed follows first; who has reported a total that is another one now is told, as of a correction below.
    """
    for period in PeriodRow.objects.filter(last_day__gte=day).order_by("pk"):
        was = reported(period)
        follow_changes(by=by, period=period, sums=False)
        sum_and_tell(by=by, period=period, was=was, day=day)


@holds_ground()
def what_is_owed(by: Doer, units: Collection[int]) -> None:
    """A period that was opened after the change was decided made the units that it was to make owe, and receive."""
    give_back(by=by, units=units)
