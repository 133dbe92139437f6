"""Indicators, periods, reports, the figures in them and the totals above them."""

from danvan.reports.models.adjustments import Adjustment, AdjustmentFile
from danvan.reports.models.campaigns import Extension, Reminder, ReminderRule
from danvan.reports.models.comments import Comment
from danvan.reports.models.corrections import Correction, CorrectionFile, CorrectionRequest, Rewording, Takeover
from danvan.reports.models.entered import Entered
from danvan.reports.models.explained import Answer, Relation, RelationSign
from danvan.reports.models.facts import Evidence, Fact, Mixed, Origin, Qualifier, Revision, Source, Tally, Total
from danvan.reports.models.forms import Comparison, Display, Form, FormLine, FormState, Frequency, Heading, Regime
from danvan.reports.models.groups import Group
from danvan.reports.models.illustrations import Drawing, Illustration
from danvan.reports.models.indicators import Apportion, Disclosure, DisclosureDecision, Indicator, IndicatorKind, IndicatorVersion, OverTime
from danvan.reports.models.looks import Look
from danvan.reports.models.releases import Publication, PublishedCell
from danvan.reports.models.reports import FILED, Campaign, Obligation, PeriodRow, Report, ReportState, Submission, Words
from danvan.reports.models.saved import SavedTable
from danvan.reports.models.signing import Capacity, Every, Signing

__all__ = [
    "FILED",
    "Adjustment",
    "AdjustmentFile",
    "Answer",
    "Apportion",
    "Campaign",
    "Capacity",
    "Comment",
    "Comparison",
    "Correction",
    "CorrectionFile",
    "CorrectionRequest",
    "Disclosure",
    "DisclosureDecision",
    "Display",
    "Drawing",
    "Entered",
    "Every",
    "Evidence",
    "Extension",
    "Fact",
    "Form",
    "FormLine",
    "FormState",
    "Frequency",
    "Group",
    "Heading",
    "Illustration",
    "Indicator",
    "IndicatorKind",
    "IndicatorVersion",
    "Look",
    "Mixed",
    "Obligation",
    "Origin",
    "OverTime",
    "PeriodRow",
    "Publication",
    "PublishedCell",
    "Qualifier",
    "Regime",
    "Relation",
    "RelationSign",
    "Reminder",
    "ReminderRule",
    "Report",
    "ReportState",
    "Revision",
    "Rewording",
    "SavedTable",
    "Signing",
    "Source",
    "Submission",
    "Takeover",
    "Tally",
    "Total",
    "Words",
]
