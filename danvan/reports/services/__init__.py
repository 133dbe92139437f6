"""Every write of the room."""

from danvan.reports.services.adjusting import AdjustmentData, adjust, withdraw_adjustment
from danvan.reports.services.book import Loaded, load_book
from danvan.reports.services.campaigns import extend, remind, set_rules
from danvan.reports.services.checking import AnswersRefused, explain
from danvan.reports.services.commenting import answer, comment, resolve
from danvan.reports.services.correcting import Corrected, ask_to_correct, decide_request, file_correction, foresee_correction
from danvan.reports.services.disclosure import set_disclosure
from danvan.reports.services.drafts import gather_words, refill, start, write
from danvan.reports.services.entering import Cell, Outcome, Way, enter, put
from danvan.reports.services.figures import FiguresRefused, Sending, SourceData, Typed, nothing_happened, type_figure, type_figures
from danvan.reports.services.following import follow_changes
from danvan.reports.services.forms import copy_form, drop_draft, new_form, publish_form, retire_form, revise, save_draft
from danvan.reports.services.groups import add_group, drop_group, name_group
from danvan.reports.services.indicators import add_indicator, change_indicator, judge_change
from danvan.reports.services.looking import look
from danvan.reports.services.periods import Opening, OwnDay, open_period, parsed, period_of, plan_opening
from danvan.reports.services.proposing import accept_proposals
from danvan.reports.services.publishing import publish, publish_due, withdraw
from danvan.reports.services.relations import add_relation, change_relation
from danvan.reports.services.rewording import Reworded
from danvan.reports.services.saved import drop_table, save_table
from danvan.reports.services.signing import set_signing
from danvan.reports.services.submitting import accept, send_back, submit
from danvan.reports.services.takeovers import coming, explain_correction, take_over
from danvan.reports.services.taking_back import take_back

__all__ = [
    "AdjustmentData",
    "AnswersRefused",
    "Cell",
    "Corrected",
    "FiguresRefused",
    "Loaded",
    "Opening",
    "Outcome",
    "OwnDay",
    "Reworded",
    "Sending",
    "SourceData",
    "Typed",
    "Way",
    "accept",
    "accept_proposals",
    "add_group",
    "add_indicator",
    "add_relation",
    "adjust",
    "answer",
    "ask_to_correct",
    "change_indicator",
    "change_relation",
    "coming",
    "comment",
    "copy_form",
    "decide_request",
    "drop_draft",
    "drop_group",
    "drop_table",
    "enter",
    "explain",
    "explain_correction",
    "extend",
    "file_correction",
    "follow_changes",
    "foresee_correction",
    "gather_words",
    "judge_change",
    "load_book",
    "look",
    "name_group",
    "new_form",
    "nothing_happened",
    "open_period",
    "parsed",
    "period_of",
    "plan_opening",
    "publish",
    "publish_due",
    "publish_form",
    "put",
    "refill",
    "remind",
    "resolve",
    "retire_form",
    "revise",
    "save_draft",
    "save_table",
    "send_back",
    "set_disclosure",
    "set_rules",
    "set_signing",
    "start",
    "submit",
    "take_back",
    "take_over",
    "type_figure",
    "type_figures",
    "withdraw",
    "withdraw_adjustment",
    "write",
]
