"""The part of the reading page that compares: the main figures, or the one that the reader chose, with its chart and its map."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from danvan.reports.illustrating import barred
from danvan.reports.papers.charts import by_unit_of, main_of, over_time
from danvan.reports.papers.figures import Place
from danvan.reports.papers.mapped import mapped
from danvan.reports.rules import KEPT
from danvan.reports.selectors import Matrix, Row
from danvan.reports.selectors.beside import beside
from danvan.reports.selectors.drafts import Before
from danvan.reports.wording import name_of

MAIN = 6


def compared(
    request: HttpRequest, rows: Sequence[Row], place: Place, below: Matrix | None, *, draft: bool, earlier: Sequence[Before] = ()
) -> dict[str, Any]:
    """What the section shows. A code that the table does not have, or has no figure for, shows the main ones. `below`: the units below, as drawn above;
    `draft`: the rows are those of a report in the making; `earlier`: tables of earlier periods that were read already.
    """
    known = [row for row in rows if row.value is not None]
    chosen = next((row for row in known if row.indicator.code == request.GET.get("ct", "")), None)
    shown = [chosen] if chosen else main_of(rows, MAIN)
    shaded = chosen.indicator if chosen else by_unit_of(rows)
    told = beside(place.unit, place.period, shown, place.borders, draft=draft, earlier=earlier)
    chart = over_time(chosen.indicator, place, rows=rows) if chosen else None
    return {
        "chosen": chosen,
        "choices": [(row.indicator.code, name_of(row.indicator)) for row in known],
        "beside": told,
        # A column that would hold nothing but dashes is left out.
        "told": {name: any(getattr(one, name) for one in told) for name in ("year", "share", "sisters")},
        "past": chart,
        "map": mapped(shaded, place, below) if shaded else None,
        "barred": barred(shaded) if shaded and place.unit.level in KEPT else "",
    }
