"""Shared reads of petitions."""

from danvan.petitions.selectors.case import (
    Line,
    Standing,
    by_secret,
    clocks_of,
    due_proof,
    public_timeline,
    published_answers,
    standing,
    timeline,
)
from danvan.petitions.selectors.worklist import Wanted, counts, filtered, for_officer, groups, overdue_below

__all__ = [
    "Line",
    "Standing",
    "Wanted",
    "by_secret",
    "clocks_of",
    "counts",
    "due_proof",
    "filtered",
    "for_officer",
    "groups",
    "overdue_below",
    "public_timeline",
    "published_answers",
    "standing",
    "timeline",
]
