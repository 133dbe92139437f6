"""How one total came to be what it is: the corrections below that moved it, with what it was and became."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from danvan.audit.doer import known_as
from danvan.reports.models import Correction, Indicator, PeriodRow, Revision, Takeover
from danvan.reports.selectors.corrections import HEAVY, JOINED, change_of
from danvan.reports.selectors.names import names_on
from danvan.units.models import Unit

# So many are told, the latest first; all of them stand in the list of corrections.
MOST = 20


@dataclass(frozen=True, slots=True)
class Moved:
    """A correction below: whose, by whom, why, what the total was and became, and what the level that keeps the total did about it."""

    unit: Unit
    name: str
    at: datetime
    by: str
    reason: str
    was: str
    now: str
    state: Takeover.State
    sentence: str


def moved(unit: Unit, period: PeriodRow, indicator: Indicator) -> list[Moved]:
    """Of the unit's total, the latest first; one more than are told where there are more. Three queries; one where nothing below was corrected."""
    if not Takeover.objects.filter(unit=unit, correction__report__period=period).exists():
        return []
    found = list(_once(_about(unit, period, indicator)[: 2 * (MOST + 1)], indicator.code))[: MOST + 1]
    names = names_on([one.correction.report.unit_id for one, _cell in found], period.last_day) if found else {}
    return [told_by(one, cell, indicator, names) for one, cell in found]


def _about(unit: Unit, period: PeriodRow, indicator: Indicator) -> QuerySet[Takeover]:
    """A correction's cells are the revisions of its submission; a first report and a change of the map have none, and are asked by what they say."""
    cell = Revision.objects.filter(
        fact__report=OuterRef("correction__report"), fact__indicator=indicator, number=OuterRef("correction__revision")
    )
    about = Q(correction__kind__in=(Correction.Kind.MAP, Correction.Kind.LATE)) | Exists(cell)
    rows = Takeover.objects.filter(about, unit=unit, correction__report__period=period)
    return rows.select_related(*JOINED).defer(*HEAVY, "report__frozen").order_by("-correction_id", "id")


def _once(some: Iterable[Takeover], code: str) -> Iterable[tuple[Takeover, dict[str, Any]]]:
    """Two forms of a level may both say the figure: its total moved once."""
    seen = set[int]()
    for one in some:
        cell = next((cell for cell in one.cells if cell.get("code") == code and "now" in cell), None)
        if cell and one.correction_id not in seen:
            seen.add(one.correction_id)
            yield one, cell


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
        Takeover.State(one.state),
        one.sentence,
    )
