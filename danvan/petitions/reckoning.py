"""Due dates follow the calendar: found by `documents`, as `figures.py` is found by `figures`."""

from datetime import date

from danvan.audit.doer import Doer
from danvan.documents.reckoning import counts_days
from danvan.petitions import services


@counts_days()
def clocks_across(*, by: Doer, day: date) -> int:
    """The running clocks that count the day."""
    return services.recompute_clocks(by=by, day=day)
