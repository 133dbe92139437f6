"""The cells of a report as they stand: what a page reads them at, and who wrote them last."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from danvan.reports.models import Entered, Fact, Report, Source

EMPTY_MARK = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One cell: its figure, and the last time somebody typed it (both may be missing)."""

    fact: Fact | None = None
    entered: Entered | None = None

    @property
    def mark(self) -> str:
        """What the cell says."""
        return marked(self.fact.value, self.fact.qualifier, self.fact.source) if self.fact else EMPTY_MARK

    @property
    def key(self) -> str:
        """What a page keeps beside the cell. It changes with every typing and with everything else that changes the figure."""
        return f"{self.entered.number if self.entered else 0}:{self.mark}"

    def sent_by(self, page: str, before: int) -> bool:
        """Did that very page write it last, in an earlier batch?"""
        return bool(page) and self.entered is not None and self.entered.page == page and self.entered.turn < before


EMPTY = Version()


def marked(value: int | None, qualifier: str, source: Source | None) -> str:
    """A short name for what a cell says: its number, its word, the words of its source. Nothing for no number."""
    if value is None:
        return EMPTY_MARK
    day = f"{source.published_on:%Y-%m-%d}" if source and source.published_on else ""
    told = [source.title.strip(), source.publisher, day, source.locator] if source else []
    return hashlib.sha256(json.dumps([value, qualifier, *told]).encode()).hexdigest()[:16]


def mark_in(key: str) -> str:
    """What the cell said at that version."""
    return key.partition(":")[2]


def versions(report: Report, indicators: Iterable[int] | None = None) -> dict[int, Version]:
    """By id of the indicator (all, or those), where there is a figure or ever was typed one. Two queries."""
    facts, entered = report.facts.select_related("source", "indicator"), Entered.objects.filter(report=report)
    if indicators is not None:
        ids = list(indicators)
        facts, entered = facts.filter(indicator__in=ids), entered.filter(indicator__in=ids)
    known, typed = {one.indicator_id: one for one in facts}, {one.indicator_id: one for one in entered}
    return {pk: Version(known.get(pk), typed.get(pk)) for pk in known.keys() | typed.keys()}
