"""Every write of the room."""

from danvan.reports.services.book import Loaded, load_book
from danvan.reports.services.checking import explain
from danvan.reports.services.drafts import gather_words, refill, start, write
from danvan.reports.services.figures import FiguresRefused, SourceData, Typed, nothing_happened, type_figure, type_figures
from danvan.reports.services.forms import copy_form, drop_draft, new_form, publish_form, retire_form, revise, save_draft
from danvan.reports.services.indicators import add_indicator, change_indicator
from danvan.reports.services.periods import open_period, parsed, period_of
from danvan.reports.services.publishing import publish, publish_due, set_disclosure, withdraw
from danvan.reports.services.saved import drop_table, save_table
from danvan.reports.services.sheets import take_sheet
from danvan.reports.services.submitting import accept, send_back, submit

__all__ = [
    "FiguresRefused",
    "Loaded",
    "SourceData",
    "Typed",
    "accept",
    "add_indicator",
    "change_indicator",
    "copy_form",
    "drop_draft",
    "drop_table",
    "explain",
    "gather_words",
    "load_book",
    "new_form",
    "nothing_happened",
    "open_period",
    "parsed",
    "period_of",
    "publish",
    "publish_due",
    "publish_form",
    "refill",
    "retire_form",
    "revise",
    "save_draft",
    "save_table",
    "send_back",
    "set_disclosure",
    "start",
    "submit",
    "take_sheet",
    "type_figure",
    "type_figures",
    "withdraw",
    "write",
]
