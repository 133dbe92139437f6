"""Shared reads of petitions."""

from danvan.petitions.selectors.case import (
    Beside,
    Line,
    Standing,
    by_secret,
    clocks_of,
    own_timeline,
    public_timeline,
    published_answers,
    sides_of,
    standing,
    standing_of,
    steps_of,
    time_bar,
    timeline,
)
from danvan.petitions.selectors.worklist import Wanted, counts, filtered, find, for_officer, groups, scoped

__all__ = [
    "Beside",
    "Line",
    "Standing",
    "Wanted",
    "by_secret",
    "clocks_of",
    "counts",
    "filtered",
    "find",
    "for_officer",
    "groups",
    "own_timeline",
    "public_timeline",
    "published_answers",
    "scoped",
    "sides_of",
    "standing",
    "standing_of",
    "steps_of",
    "time_bar",
    "timeline",
]
