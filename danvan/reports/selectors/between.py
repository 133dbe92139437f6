"""How chosen periods stand to each other, and what a total over them must say of the time between them."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from danvan.lib import periods
from danvan.reports.models import PeriodRow

# So many of the spans between are named.
MOST = 6
ONE_DAY = timedelta(days=1)


def share_no_day(some: Sequence[PeriodRow]) -> bool:
    """Do the periods follow each other without sharing a day?"""
    return all(one.last_day < other.first_day for one, other in pairwise(_ordered(some)))


def between(some: Sequence[PeriodRow]) -> list[periods.Period]:
    """What lies between periods that share no day, in its order."""
    ends = ((one.last_day + ONE_DAY, other.first_day - ONE_DAY) for one, other in pairwise(_ordered(some)))
    return [periods.of_days(first, last) for first, last in ends if first <= last]


def left_out(some: Sequence[PeriodRow]) -> list[str]:
    """That a total over the periods is of them alone, and of which time between them it tells nothing; nothing where there is none."""
    labels = [periods.label(one) for one in between(some)]
    if not labels:
        return []
    named, more = "; ".join(labels[:MOST]), len(labels) - MOST
    if more > 0:
        named = _("%(names)s; và %(count)s khoảng khác") % {"names": named, "count": more}
    return [_("Các kỳ đã chọn không liền nhau; cộng các kỳ không gồm: %(gaps)s.") % {"gaps": named}]


def _ordered(some: Sequence[PeriodRow]) -> list[PeriodRow]:
    return sorted(some, key=lambda one: one.first_day)
