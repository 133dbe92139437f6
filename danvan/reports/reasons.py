"""Why a figure stands in public as it does: what the officer who publishes reads beside the real one. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from danvan.lib.disclosure import SMALL
from danvan.reports.editions import SECRET, SHOWN, Stood
from danvan.reports.gate import Family
from danvan.reports.threads import Line, Place


class Why(StrEnum):
    """The one thing that decided."""

    PLAIN = "plain"  # an act of an authority: as it is
    ROUNDED = "rounded"
    SMALL = "small"  # primary
    NOBODY = "nobody"
    BEFORE = "before"  # hidden by an earlier edition, so hidden still
    UNITS = "units"  # secondary: beside a small count of another unit
    PARTS = "parts"  # secondary: beside a small part, or the whole, of the same unit
    TIME = "time"  # secondary: beside other periods or editions


@dataclass(frozen=True)
class Reason:
    """Why, and beside which cells."""

    why: Why
    beside: tuple[Line, ...] = ()


def reason(line: Line, cells: Mapping[Line, Stood], family: Family, places: Sequence[Place], *, as_it_is: bool, was: str | None) -> Reason:
    """`places`: what stands in one sum with the cell's place; `was`: the mark in the edition before, None where there is none."""
    mark = cells[line].mark
    if mark == SHOWN:
        return Reason(Why.PLAIN if as_it_is else Why.ROUNDED)
    if mark == SECRET:
        return Reason(Why.NOBODY)
    if mark == SMALL:
        return Reason(Why.SMALL)
    if was:
        return Reason(Why.BEFORE)
    place, indicator = line
    for why, there in (
        (Why.UNITS, [(one, indicator) for one in places]),
        (Why.PARTS, [(place, one) for one in family.indicators]),
    ):
        small = tuple(one for one in there if one != line and one in cells and cells[one].mark in (SMALL, SECRET))
        if small:
            return Reason(why, small)
    return Reason(Why.TIME)
