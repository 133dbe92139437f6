"""Indicators, periods, reports, the figures in them and the totals above them."""

from danvan.reports.models.facts import Evidence, Fact, Origin, Qualifier, Revision, Source, Total
from danvan.reports.models.indicators import Form, Heading, Indicator, IndicatorKind
from danvan.reports.models.reports import Obligation, PeriodRow, Report, ReportState, Words

__all__ = [
    "Evidence",
    "Fact",
    "Form",
    "Heading",
    "Indicator",
    "IndicatorKind",
    "Obligation",
    "Origin",
    "PeriodRow",
    "Qualifier",
    "Report",
    "ReportState",
    "Revision",
    "Source",
    "Total",
    "Words",
]
