"""One number taken apart: by unit, down to the records or the source behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from danvan.figures.registry import Figure, link_of
from danvan.lib.numbers import local
from danvan.reports import checks, formulas
from danvan.reports.counting import count, figure_of, scope
from danvan.reports.models import Entered, Evidence, Fact, Indicator, IndicatorKind, Origin, PeriodRow, Report, Revision
from danvan.reports.rules import KEPT
from danvan.reports.selectors import cells, hamlets
from danvan.reports.selectors.adjusting import amount_of
from danvan.reports.selectors.answers import THEN, Cell, Opened, Part, Record, Row, State, as_printed, own_cell
from danvan.reports.selectors.asked import asked
from danvan.reports.selectors.corrections import notes_for
from danvan.reports.selectors.drafts import draft_table
from danvan.reports.selectors.filing import holding
from danvan.reports.selectors.lineage import Maker, itself
from danvan.reports.selectors.meaning import as_of
from danvan.reports.selectors.names import ended_by, names_on, until
from danvan.reports.selectors.tables import children, gave, read_table, share_words
from danvan.reports.wording import definition_in
from danvan.units.models import Level, Unit

PAGE = 100


@dataclass
class _Behind:
    """What stands behind a unit's own figure."""

    records: tuple[Record, ...] = ()
    total: int = 0
    live: bool = False
    today: Decimal | None = None
    drift: str = ""
    revisions: tuple[Revision, ...] = field(default_factory=tuple)
    counted_at: datetime | None = None
    entered: Entered | None = None


def opened(
    unit: Unit, period: PeriodRow, indicator: Indicator, *, borders: str = THEN, page: int = 0, draft: Report | None = None
) -> Opened:
    """Everything behind one number of the unit's table. `page` turns the list of records (100 a page). A bounded number of queries.

    `draft`: the unit's own unfinished report, for its own eyes: the number is what its page shows, with what is not filed yet.
    """
    [indicator] = as_of([indicator], period.last_day)
    answer = read_table(unit, period, [indicator], borders=borders)
    question = asked([unit], borders)
    behind = question.makers(unit, period, gave(question.read([period], [indicator])))
    alone = [one.unit_id for one in behind] == [unit.pk]
    fact = _own_fact(unit, period, indicator) if alone else None
    own = _behind(fact, page) if fact else _Behind()
    drafted = {row.indicator.code: row for row in draft_table(draft)} if draft and alone else {}
    parts = _parts(unit, period, indicator, behind, draft, alone=alone)
    # What corrections changed that the unit's reports have not taken over; above the communes the table says it already.
    told = notes_for(unit, period, [indicator], named=True) if fact and unit.level not in KEPT else []
    row = _drafted(drafted[indicator.code]) if indicator.code in drafted else _or_draft(answer.rows[0], fact, unit)
    return Opened(
        unit=unit,
        name=answer.name,
        period=period,
        borders=borders,
        row=row,
        definition=definition_of(indicator),
        formula=formula_of(indicator),
        formula_rows=tuple(drafted.get(row.indicator.code, row) for row in _formula_rows(unit, period, indicator, borders)),
        parts=parts,
        fact=fact,
        report=fact.report if fact else holding(unit, period, [indicator.pk]).get(indicator.pk),
        records=own.records,
        records_total=own.total,
        live=own.live,
        source=fact.source if fact else None,
        revisions=own.revisions,
        counted_at=own.counted_at,
        entered=own.entered,
        today=own.today,
        drift=own.drift,
        drafted=drafted,
        notes=(*answer.notes, *told, *(_apart(row, parts) if alone and unit.level not in KEPT else ())),
    )


def definition_of(indicator: Indicator) -> str:
    """What the book says it means: the one text, on every page and paper. Of what is counted and the book leaves unsaid, the figure's own words."""
    figure = figure_of(indicator.figure)
    return definition_in(indicator) or (str(figure.meaning) if figure else "")


def formula_of(indicator: Indicator) -> str:
    """How the number comes about, in words."""
    if indicator.kind == IndicatorKind.FORMULA:
        words = {"formula": formulas.shown(indicator.numerator, indicator.denominator)}
        return _("%(formula)s, tính sau khi cộng từ các đơn vị") % words
    if indicator.kind == IndicatorKind.OWN:
        return _("số của riêng đơn vị, không cộng từ cấp dưới")
    return _("cộng số của đơn vị và các đơn vị cấp dưới")


def _own_fact(unit: Unit, period: PeriodRow, indicator: Indicator) -> Fact | None:
    facts = Fact.objects.filter(unit=unit, period=period, indicator=indicator)
    return (
        facts.select_related("source", "indicator", "unit", "period", "report__unit", "report__period", "report__form")
        .defer("report__frozen")
        .first()
    )


def _or_draft(row: Row, fact: Fact | None, unit: Unit) -> Row:
    """Before it is submitted, a commune's own figure shows as its draft."""
    if row.value is not None or fact is None or fact.value is None or unit.level in KEPT:
        return row
    state = State.REPORTED if fact.value else State.ZERO
    value = cells.natural(fact.value, row.decimals)
    draft = Row(row.indicator, value, row.decimals, fact.qualifier, fact.origin, state, 0, row.expected, row.note)
    return replace(draft, adjusted=fact.adjusted, adjustments=fact.adjusted_parts).noted(_("Chưa gửi."))


def _drafted(row: Row) -> Row:
    """As the unit's own page shows it while its report is in the making."""
    return row.noted(_("Gồm cả bản đang lập của đơn vị, chưa gửi."))


def _behind(fact: Fact, page: int) -> _Behind:
    revisions = tuple(fact.revisions.select_related("source_was"))
    figure = figure_of(fact.indicator.figure)
    if fact.origin != Origin.COUNTED or figure is None:
        entered = Entered.objects.filter(report=fact.report_id, indicator=fact.indicator_id).first()
        return _Behind(revisions=revisions, entered=entered)
    now = count(figure, scope(fact.report), fact.period.period)
    frozen = Evidence.objects.filter(fact=fact).first() if fact.live else None
    keys = frozen.records if frozen else now.records
    value, base = now.value * 10**fact.indicator.scale, (fact.value or 0) - amount_of(fact)
    # Empty where nobody worked yet: finding no record there today is no change.
    changed = frozen is not None and value != base
    return _Behind(
        records=tuple(_records(figure, keys[page * PAGE : (page + 1) * PAGE])),
        total=len(keys),
        live=frozen is None,
        today=cells.natural(value, fact.indicator.scale) if changed else None,
        drift=_drift(fact, base, value) if changed else "",
        revisions=revisions,
        counted_at=frozen.counted_at if frozen else fact.report.prefilled_at,
    )


def _drift(fact: Fact, base: int, now: int) -> str:
    scale = fact.indicator.scale
    words = {"frozen": checks.printed(base, scale), "today": checks.printed(now, scale)}
    return _("Khi gửi báo cáo đếm được %(frozen)s; đếm lại hôm nay là %(today)s. Hồ sơ đã thay đổi sau khi gửi.") % words


def records_behind(fact: Fact, *, page: int = 0) -> list[Record]:
    """A page of the records that a counted figure counted: those frozen with it, or those of now while it is a draft."""
    return list(_behind(fact, page).records)


def _records(figure: Figure, keys: Sequence[int]) -> list[Record]:
    found = figure.by_key(keys)
    return [_record(key, found.get(key)) for key in keys]


def _record(key: int, record: Any | None) -> Record:
    if record is None:
        return Record(key, _("Hồ sơ #%(number)s không còn") % {"number": key}, "", gone=True)
    return Record(key, str(record), link_of(record))


def _formula_rows(unit: Unit, period: PeriodRow, indicator: Indicator, borders: str) -> tuple[Row, ...]:
    parts = list(indicator.operands.values())
    return read_table(unit, period, parts, borders=borders).rows if parts else ()


def _parts(
    unit: Unit, period: PeriodRow, indicator: Indicator, behind: Sequence[Maker], draft: Report | None, *, alone: bool
) -> tuple[Part, ...]:
    """Down one step: to the units that make up today's unit, or to the units below with the unit's own figure first."""
    if indicator.kind in (IndicatorKind.FORMULA, IndicatorKind.OWN) and alone:
        return ()
    if not alone:
        figures = cells.read(behind, [period.pk], [indicator]).get((period.pk, indicator.pk), {})
        names = names_on([one.unit_id for one in behind], period.last_day)
        return tuple(_part(one, until(names[one.unit_id], one.valid_to), figures.get(one.unit_id), indicator) for one in behind)
    if unit.level not in KEPT:
        given = (
            [(pk, name, _cell(fact)) for pk, name, fact in hamlets.values(unit, period, indicator)] if unit.level == Level.COMMUNE else []
        )
        return tuple(_part(itself(Unit(pk=pk)), name, cell, indicator) for pk, name, cell in given)
    return _parts_below(unit, period, indicator, draft)


def _parts_below(unit: Unit, period: PeriodRow, indicator: Indicator, draft: Report | None) -> tuple[Part, ...]:
    below = [itself(one) for one in sorted(children(unit, [period]), key=lambda one: (one.sort_key, one.pk))]
    figures = cells.read(below, [period.pk], [indicator]).get((period.pk, indicator.pk), {})
    names = names_on([one.unit_id for one in below], period.last_day)
    parts = [_part(one, ended_by(names[one.unit_id], one.valid_to, period), figures.get(one.unit_id), indicator) for one in below]
    seen = Q(live=True) | Q(report=draft) if draft else Q(live=True)
    fact = Fact.objects.filter(seen, unit=unit, period=period, indicator=indicator).first()
    if fact and fact.value is not None:
        name = _("Số của chính đơn vị") if fact.live else _("Số của chính đơn vị, bản đang lập")
        own = _part(itself(unit), name, own_cell(fact), indicator)
        parts.insert(0, Part(own.unit_id, own.name, own.value, own.text, own.state, own.origin, own=True, opens=False))
    return tuple(parts)


def _apart(row: Row, hamlets_gave: Sequence[Part]) -> list[str]:
    """That what hamlets say now does not come to the commune's figure, where it does not: they changed it later, or the commune typed another."""
    told = [one.value for one in hamlets_gave if one.value is not None]
    if not told or row.value is None or sum(told) == row.value:
        return []
    words = {"below": local(sum(told, Decimal(0)), row.decimals), "now": row.text}
    return [_("Thôn, tổ dân phố đã gửi cộng lại là %(below)s; báo cáo của đơn vị ghi %(now)s.") % words]


def _cell(fact: Fact | None) -> Cell | None:
    return Cell(fact.value, 1, fact.qualifier, fact.origin) if fact and fact.value is not None else None


def _part(one: Maker, name: str, cell: Cell | None, indicator: Indicator) -> Part:
    share = share_words(one)
    if cell is None:
        return Part(one.unit_id, name, None, "–", State.MISSING, "", share=share)
    value = cells.natural(cell.value, indicator.scale)
    state = State.REPORTED if cell.value else State.ZERO
    return Part(one.unit_id, name, value, as_printed(cell, indicator), state, cell.origin, share=share)
