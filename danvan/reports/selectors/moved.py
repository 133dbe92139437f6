"""How one total came to be what it is: the corrections below that moved it, with what it was and became."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from danvan.audit.doer import known_as
from danvan.reports.models import Correction, Indicator, PeriodRow, Revision, Takeover
from danvan.reports.selectors.corrections import HEAVY, JOINED, change_of, in_period
from danvan.reports.selectors.names import names_on
from danvan.units.models import Unit

# So many are told, the latest first; all of them stand in the list of corrections.
MOST = 20


@dataclass(frozen=True, slots=True)
class Done:
    """What one report of the level did about a correction. `form`: which it is, where the correction came on another or several say the number."""

    state: Takeover.State
    sentence: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A correction below: whose, by whom, why, what the total was and became, and what the reports of the level that keeps the total did about it.

    `form`: on which it was reported, where a report of the level that says the number is on another.
    """

    unit: Unit
    name: str
    at: datetime
    by: str
    reason: str
    was: str
    now: str
    done: tuple[Done, ...]
    form: str = ""

    @property
    def waits(self) -> bool:
        """Does a report of the level still have to take it over or explain?"""
        return any(one.state == Takeover.State.WAITING for one in self.done)


def moved(unit: Unit, period: PeriodRow, indicator: Indicator) -> list[Moved]:
    """Of the unit's total, the latest first; one more than are told where there are more. Three queries; one where nothing below was corrected."""
    if not Takeover.objects.filter(in_period(period), unit=unit).exists():
        return []
    some = _about(unit, period, indicator).select_related("report__form")[: 2 * (MOST + 1)]
    found = [list(each) for _correction, each in groupby(some, lambda one: one.correction_id)]
    names = names_on([each[0].correction.report.unit_id for each in found], period.last_day) if found else {}
    told = (_told(each, indicator, names) for each in found)
    return [one for one in told if one][: MOST + 1]


def _about(unit: Unit, period: PeriodRow, indicator: Indicator) -> QuerySet[Takeover]:
    """A correction's cells are the revisions of its submission; a first report and a change of the map have none, and are asked by what they say."""
    cell = Revision.objects.filter(
        fact__report=OuterRef("correction__report"), fact__indicator=indicator, number=OuterRef("correction__revision")
    )
    about = Q(correction__kind__in=(Correction.Kind.MAP, Correction.Kind.LATE)) | Exists(cell)
    # Of other periods that its own report is bound to: `contradicted`.
    rows = Takeover.objects.filter(about, in_period(period), unit=unit, correction__report__period=period)
    return rows.select_related(*JOINED).defer(*HEAVY, "report__frozen").order_by("-correction_id", "id")


def _told(some: Iterable[Takeover], indicator: Indicator, names: Mapping[int, str]) -> Moved | None:
    """One correction, of which each report of the level that says the number was told: the total moved once."""
    about = [(one, cell) for one in some for cell in one.cells if cell.get("code") == indicator.code and "now" in cell]
    if not about:
        return None
    below = about[0][0].correction.report.form
    # Beside a report that says the number, that the total holds it already needs no line of its own.
    reports = [one for one, _cell in about if one.report] or [one for one, _cell in about]
    apart = len(reports) > 1 or any(one.report and one.report.form != below for one in reports)
    done = tuple(Done(Takeover.State(one.state), one.sentence, one.report.form.label if apart and one.report else "") for one in reports)
    return replace(told_by(*about[0], indicator, names), done=done, form=below.label if apart else "")


def told_by(one: Takeover, cell: Mapping[str, Any], indicator: Indicator, names: Mapping[int, str]) -> Moved:
    """What a correction did to a total, from a cell of what its level was told. `names`: of the units whose reports were corrected."""
    told = one.correction
    was, now = change_of(cell, indicator)
    return Moved(
        told.report.unit,
        names[told.report.unit_id],
        told.at,
        known_as(told.by_label),
        told.reason,
        was,
        now,
        (Done(Takeover.State(one.state), one.sentence),),
    )
