"""Every write of the room."""

from danvan.reports.services.book import Loaded, load_book
from danvan.reports.services.drafts import SourceData, gather_words, nothing_happened, refill, start, type_figure, write
from danvan.reports.services.periods import open_period, parsed, period_of
from danvan.reports.services.submitting import accept, send_back, submit

__all__ = [
    "Loaded",
    "SourceData",
    "accept",
    "gather_words",
    "load_book",
    "nothing_happened",
    "open_period",
    "parsed",
    "period_of",
    "refill",
    "send_back",
    "start",
    "submit",
    "type_figure",
    "write",
]
