"""What reports can be asked. Every page, paper and command reads through these."""

from danvan.reports.selectors.answers import (
    THEN,
    TODAY,
    Certainty,
    Common,
    Completeness,
    Matrix,
    Missing,
    Opened,
    Part,
    Piece,
    Point,
    Record,
    Row,
    State,
    Table,
    Trend,
)
from danvan.reports.selectors.desk import own_rows, takes_typing, typable, unfilled, words_below
from danvan.reports.selectors.filing import completeness, completeness_below
from danvan.reports.selectors.numbers import opened, records_behind
from danvan.reports.selectors.tables import matrix, table
from danvan.reports.selectors.trends import trend
from danvan.reports.selectors.waiting import Waiting, waiting_for

__all__ = [
    "THEN",
    "TODAY",
    "Certainty",
    "Common",
    "Completeness",
    "Gathered",
    "GatheredHeading",
    "Matrix",
    "Missing",
    "Opened",
    "Part",
    "Piece",
    "Point",
    "Record",
    "Row",
    "State",
    "Table",
    "Trend",
    "Waiting",
    "completeness",
    "completeness_below",
    "matrix",
    "opened",
    "own_rows",
    "records_behind",
    "table",
    "takes_typing",
    "trend",
    "typable",
    "unfilled",
    "waiting_for",
    "words_below",
]
