"""A unit's figures beside its own past, beside the whole it is a part of, and beside the units of its kind. Never a ranking."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danvan.lib.numbers import printed
from danvan.reports.coverage import brief
from danvan.reports.drafting import Earlier, Figure, against, coverage, sentences
from danvan.reports.models import IndicatorKind, PeriodRow
from danvan.reports.selectors.answers import Row
from danvan.reports.selectors.comparing import Sisters, sisters_of
from danvan.reports.selectors.drafts import Before, compared
from danvan.reports.selectors.names import names_on
from danvan.reports.selectors.tables import read_table
from danvan.reports.wording import measure_beside, name_of
from danvan.units.models import Level, Unit
from danvan.units.selectors import parent_of

ADDITIVE = (IndicatorKind.FLOW, IndicatorKind.STOCK)


@dataclass(frozen=True)
class Beside:
    """One figure and what it is compared with, each in words; empty where there is nothing to say. `coverage`: how many gave it, where that is not all."""

    row: Row
    name: str
    measure: str
    coverage: str
    before: str
    year: str
    share: str
    sisters: Sisters | None
    sentence: str


def beside(
    unit: Unit, period: PeriodRow, rows: Sequence[Row], borders: str, *, draft: bool = False, earlier: Sequence[Before] = ()
) -> list[Beside]:
    """The rows (with a value) compared, in the borders of the reader. A bounded number of queries, however many rows and sisters.

    `earlier`: tables of earlier periods that were read already.
    `draft`: they are those of a report in the making: no part of the whole above yet, so that no share of it is told.
    """
    if not rows:
        return []
    figures = {figure.code: figure for figure in compared(unit, period, rows, borders, earlier)}
    shares = {} if draft else _shares(unit, period, rows, borders)
    others = sisters_of(unit, period, [row.indicator for row in rows], borders)
    return [_beside(row, figures[row.indicator.code], shares, others) for row in rows]


def _beside(row: Row, figure: Figure, shares: dict[str, str], others: dict[str, Sisters]) -> Beside:
    code = row.indicator.code
    told = sentences([figure])
    before = _("lần đầu có số liệu") if figure.first else _told(figure, year=False)
    return Beside(
        row=row,
        name=name_of(row.indicator),
        measure=measure_beside(row.indicator, row.value, row.qualifier),
        coverage=coverage(figure),
        before=capfirst(before),
        year="" if figure.first else capfirst(_told(figure, year=True)),
        share=shares.get(code, ""),
        sisters=others.get(code),
        sentence=told[0].text.replace(f" [{code}]", "") if told else "",
    )


def _told(figure: Figure, *, year: bool) -> str:
    one: Earlier | None = next((each for each in figure.earlier if each.year == year), None)
    return against(figure, one) if one else ""


def _shares(unit: Unit, period: PeriodRow, rows: Sequence[Row], borders: str) -> dict[str, str]:
    """Code -> "12,5% của Tỉnh Hà Tĩnh (510)": of figures that add up, and are not below nought."""
    day = period.last_day if unit.holds_on(period.last_day) else unit.valid_from
    above = parent_of(unit, day)
    wanted = [row.indicator for row in rows if row.indicator.kind in ADDITIVE and not row.indicator.signed]
    if above is None or not wanted:
        return {}
    whole = read_table(above, period, wanted, borders=borders, plain=True)
    own = {row.indicator.code: row for row in rows}
    name = _("cả nước") if above.level == Level.CENTRE else names_on([above.pk], period.last_day)[above.pk]
    return {one.indicator.code: _share(own[one.indicator.code], one, name) for one in whole if one.value}


def _share(own: Row, whole: Row, name: str) -> str:
    language = get_language() or "vi"
    assert own.value is not None
    assert whole.value
    words = {"share": printed(100 * own.value / whole.value, 1, language), "whole": name, "total": whole.text}
    if whole.reported < whole.expected:
        words |= {"coverage": brief(whole.reported, whole.expected, whole.counted)}
        return _("%(share)s%% của %(whole)s (%(total)s; %(coverage)s)") % words
    return _("%(share)s%% của %(whole)s (%(total)s)") % words
