"""Totals and what is owed follow the tree: found by `units`, as `figures.py` is found by `figures`."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.audit.doer import Doer
from danvan.reports import totals
from danvan.reports.models import PeriodRow
from danvan.reports.services.echoes import echo_of_the_map, reported
from danvan.reports.services.following import follow_changes
from danvan.reports.services.giving_back import give_back
from danvan.units.redrawing import holds_ground, keeps_sums


@keeps_sums()
def totals_of_the_tree(by: Doer, day: date) -> None:
    """Every period that was not over by the day is summed anew: its totals stand on the tree of its last day, and that is another one now.

    What is owed follows first; who has reported a total that is another one now is told, as of a correction below.
    """
    with override("vi"):
        reason = _("Thay đổi đơn vị có hiệu lực từ ngày %(day)s.") % {"day": f"{day:%d/%m/%Y}"}
    for period in PeriodRow.objects.filter(last_day__gte=day).order_by("pk"):
        was = reported(period)
        follow_changes(by=by, period=period, sums=False)
        totals.rebuild(period)
        echo_of_the_map(by=by, was=was, reason=reason)


@holds_ground()
def what_is_owed(by: Doer, units: Collection[int]) -> None:
    """A period that was opened after the change was decided made the units that it was to make owe, and receive."""
    give_back(by=by, units=units)
