"""The disclosure gate: what of a table of counts may be published. One rule for every room."""

from danvan.lib.disclosure.sums import (
    HIDDEN,
    LEAST,
    MOST_SMALL,
    SMALL,
    STEP,
    Impossible,
    Shown,
    Sum,
    Table,
    determined,
    protect,
    protect_all,
    rounded,
    safe,
    shown,
)
from danvan.lib.disclosure.worlds import APART, Key

__all__ = [
    "APART",
    "HIDDEN",
    "LEAST",
    "MOST_SMALL",
    "SMALL",
    "STEP",
    "Impossible",
    "Key",
    "Shown",
    "Sum",
    "Table",
    "determined",
    "protect",
    "protect_all",
    "rounded",
    "safe",
    "shown",
]
