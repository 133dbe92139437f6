"""Small builders that call services."""

from functools import cache

from danvan.documents import services
from danvan.documents.rules import Terms
from danvan.units.access import Acting
from danvan.units.models import Duty
from danvan.units.tests.factories import officer, small_tree

YEARS = range(2024, 2028)


def law() -> None:
    """Limits and days, as every installation has them."""
    services.load_limits()
    services.load_days(YEARS)


def keeper() -> Acting:
    """Who may edit the law's data."""
    return officer(small_tree().province, Duty.KEEP_CALENDAR)


def reader() -> Acting:
    """An officer who may only read it."""
    return officer(small_tree().a, Duty.HANDLE)


@cache
def ten_days() -> Terms:
    """Ten calendar days of some decree."""
    return Terms(days=10, counting="calendar", instrument="Nghị định thử", article="Điều 1")
