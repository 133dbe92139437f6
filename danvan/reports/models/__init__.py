"""Indicators, periods, reports, the figures in them and the totals above them."""

from danvan.reports.models.facts import Evidence, Fact, Mixed, Origin, Qualifier, Revision, Source, Tally, Total
from danvan.reports.models.indicators import Form, Heading, Indicator, IndicatorKind
from danvan.reports.models.reports import Obligation, PeriodRow, Report, ReportState, Submission, Words

__all__ = [
    "Evidence",
    "Fact",
    "Form",
    "Heading",
    "Indicator",
    "IndicatorKind",
    "Mixed",
    "Obligation",
    "Origin",
    "PeriodRow",
    "Qualifier",
    "Report",
    "ReportState",
    "Revision",
    "Source",
    "Submission",
    "Tally",
    "Total",
    "Words",
]
