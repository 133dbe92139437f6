"""What may be counted. A figure is a query: the number and the list behind it come from the same QuerySet, so they cannot disagree."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Model, QuerySet, Sum
from django.utils.functional import Promise

Rows = Callable[[date, date], "QuerySet[Any]"]


@dataclass(frozen=True)
class Figure:
    """A named, additive count per unit and period.

    `rows(first, last)` gives the records counted for the days (both included); `unit` names their field that holds the unit's id;
    `measure` is empty to count rows, or the field to sum. `label` and `meaning` are what people read. `released`: the room publishes these records
    in a product of its own, so nobody else publishes any count of them (decision 0037).
    """

    code: str
    label: "str | Promise"
    meaning: "str | Promise"
    rows: Rows
    unit: str = "unit_id"
    measure: str = ""
    released: bool = False

    def by_key(self, keys: Sequence[int]) -> "dict[int, Any]":
        """Records by primary key, also such as would not be counted any more, with the same related rows as the figure loads. One query."""
        counted = self.rows(date.min, date.min)
        every = counted.model._default_manager.all()
        every.query.select_related = counted.query.select_related
        found: dict[int, Any] = every.in_bulk(list(keys))
        return found

    def records(self, units: Any, first: date, last: date) -> "QuerySet[Any]":
        """The records behind the number, for units given as a QuerySet or list of ids."""
        return self.rows(first, last).filter(**{f"{self.unit}__in": units})

    def value(self, units: Any, first: date, last: date) -> int:
        """The number for the units together: one query."""
        records = self.records(units, first, last)
        if not self.measure:
            return records.count()
        return records.aggregate(total=Sum(self.measure))["total"] or 0

    def by_unit(self, units: Any, first: date, last: date) -> dict[int, int]:
        """The number for each unit that has any: one query for all of them."""
        total = Sum(self.measure) if self.measure else Count("pk")
        pairs = self.records(units, first, last).order_by().values_list(self.unit).annotate(total=total)
        return {unit: value or 0 for unit, value in pairs}


@dataclass
class Registry:
    """All figures by code. The same code twice is an error."""

    figures: dict[str, Figure] = field(default_factory=dict)

    def add(self, figure: Figure) -> Figure:
        """Declare a figure; refuses a code that is taken."""
        if figure.code in self.figures:
            raise ValueError(f"figure {figure.code!r} is declared twice")
        self.figures[figure.code] = figure
        return figure

    def __getitem__(self, code: str) -> Figure:
        return self.figures[code]

    def __contains__(self, code: str) -> bool:
        return code in self.figures

    def released(self, code: str) -> bool:
        """Are the records of the figure published by their own room, and so by nobody else? No, where there is no such figure."""
        return code in self.figures and self.figures[code].released


registry = Registry()


def figure(
    code: str, *, label: "str | Promise", meaning: "str | Promise", unit: str = "unit_id", measure: str = "", released: bool = False
) -> Callable[[Rows], Rows]:
    """Decorator: declare the function's rows as a figure."""

    def declare(rows: Rows) -> Rows:
        registry.add(Figure(code, label, meaning, rows, unit, measure, released))
        return rows

    return declare


def link_of(record: Model) -> str:
    """Where a record opens for an officer."""
    return str(record.get_absolute_url()) if hasattr(record, "get_absolute_url") else ""
