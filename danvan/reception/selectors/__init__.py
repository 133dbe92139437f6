"""Reads of this room that more than one caller needs."""

from danvan.reception.selectors.agenda import Line, announce_limit, lines, open_planned, public_calendar, sessions_of
from danvan.reception.selectors.book import Wanted, book, scoped
from danvan.reception.selectors.duties import Candidate, candidates, duties_on, limits, norms_of
from danvan.reception.selectors.standing import Leader, leaders, months_of, units_below

__all__ = [
    "Candidate",
    "Leader",
    "Line",
    "Wanted",
    "announce_limit",
    "book",
    "candidates",
    "duties_on",
    "leaders",
    "limits",
    "lines",
    "months_of",
    "norms_of",
    "open_planned",
    "public_calendar",
    "scoped",
    "sessions_of",
    "units_below",
]
