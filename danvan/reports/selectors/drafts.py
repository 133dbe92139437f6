"""What a report in the making says: its figures as they will be when it is filed, what they are compared with, which words cite them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q

from danvan.lib import periods
from danvan.lib.numbers import local, qualified
from danvan.reports import citing, drafting, formulas
from danvan.reports.citing import Cite, Stale
from danvan.reports.drafting import Barrier, Earlier, Figure, Known
from danvan.reports.models import Fact, Indicator, IndicatorKind, PeriodRow, Report, Total, Words
from danvan.reports.rules import KEPT
from danvan.reports.selectors import cells
from danvan.reports.selectors.answers import THEN, TODAY, Cell, Certainty, Row, State, Table, own_cell
from danvan.reports.selectors.asked import asked as ask
from danvan.reports.selectors.asked import estimated, row_of
from danvan.reports.selectors.borders import added
from danvan.reports.selectors.desk import asked
from danvan.reports.selectors.given import Given, given
from danvan.reports.selectors.lineage import lines
from danvan.reports.selectors.names import names_on
from danvan.reports.selectors.tables import earlier_tables
from danvan.reports.wording import name_of
from danvan.units.models import Unit


@dataclass(frozen=True)
class Before:
    """The table of an earlier period. `year`: the same period of last year beside a nearer one."""

    period: periods.Period
    table: Table | None
    year: bool


def draft_table(
    report: Report, coming: Iterable[Fact] = (), *, known: Given | None = None, owing: Mapping[int, int] | None = None
) -> Table:
    """The table as it will be when the report is filed: what the units below gave and the unit's own figures, sent or not. Five queries at most.

    `coming`: own figures of a unit that stands above no other as they are about to be; formulas follow them. `known`: what the unit gives, `owing`: how many
    units owe a report on each form (`owed_on`), if that was asked already.
    """
    unit, period = report.unit, report.period
    indicators = asked(report)
    question = ask([unit], THEN)
    behind = question.makers(unit, period)
    known = known or given(unit, period)
    values = known.sent(cells.with_parts(indicators), {one.pk for one in indicators if one.kind == IndicatorKind.OWN})
    add_unsent(values, report, known.facts)
    for fact in coming:
        figures = values.setdefault((period.pk, fact.indicator_id), {})
        figures.pop(unit.pk, None)
        figures |= {unit.pk: own_cell(fact)} if fact.value is not None else {}
    if owing is None:
        owed = cells.expected(behind, [period], [report.form_id]).get(period.pk, 0) if behind else 0
    else:
        owed = owing.get(report.form_id, 0) if behind else 0
    names = names_on([unit.pk], period.last_day)
    rows = tuple(row_of(one, question.settled(one, period, values), unit.pk, owed, names) for one in indicators)
    return Table(unit, names[unit.pk], period, THEN, rows)


def add_unsent(values: cells.Values, report: Report, facts: Iterable[Fact]) -> None:
    """Put the report's own figures, which are not sent yet, among what was read of its unit; below the provinces also those that another form's report of
    the unit gives and has not sent yet, as the sheet shows them. `facts`: what the unit itself gives for the period.
    """
    alone = report.unit.level in KEPT
    for fact in (one for one in facts if not one.live and (not alone or one.report_id == report.pk)):
        figures = values.setdefault((report.period_id, fact.indicator_id), {})
        figures[report.unit_id] = _with_own(figures.get(report.unit_id), fact)


def _with_own(below: Cell | None, fact: Fact) -> Cell:
    return added([*([below] if below else []), own_cell(fact)])


def figures_of(report: Report, chosen: Sequence[int]) -> list[Figure]:
    """Some figures (by indicator) with what they are compared with, named in the active language. A bounded number of queries."""
    rows = {row.indicator.pk: row for row in draft_table(report)}
    return compared(report.unit, report.period, [rows[pk] for pk in chosen if pk in rows], THEN)


def compared(unit: Unit, period: PeriodRow, now: Sequence[Row], borders: str, earlier: Sequence[Before] = ()) -> list[Figure]:
    """Rows of the unit's table with what they are compared with, in the same borders. A bounded number of queries. `earlier`: tables of earlier periods
    that were read already, for these rows and others.
    """
    wanted = [row.indicator for row in now]
    before = _befores(unit, period, wanted, borders, earlier)
    given = {row.indicator.pk for one in before for row in _rows(one, wanted) if row.value is not None}
    known = given | _ever(unit, period, [one for one in wanted if one.pk not in given])
    return [figure_of(row, before, first=row.indicator.pk not in known) for row in now]


def _rows(before: Before, wanted: Sequence[Indicator]) -> list[Row]:
    return [before.table.row(one.code) for one in wanted] if before.table else []


def _befores(unit: Unit, period: PeriodRow, indicators: Sequence[Indicator], borders: str, known: Sequence[Before] = ()) -> list[Before]:
    """The period before and the same period of last year (one where they are one); of a time before the unit was there, in today's borders.

    A year ago of which nothing at all is known is left out, be it the period before or beside it: every sentence would say so.
    """
    last, year = before_of(period.period), periods.year_before(period.period)
    wanted = [(last, False), (year, True)] if year and last and year.key != last.key else [(last or year, last is None)]
    asked_for = [(one, is_year) for one, is_year in wanted if one]
    read = {one.period.key: one for one in known}
    if all(one.key in read for one, _year in asked_for):
        found = [replace(read[one.key], year=is_year) for one, is_year in asked_for]
    else:
        found = befores(asked_for, unit, indicators, borders)
    return [one for one in found if one.period.key != (year and year.key) or any(row.value is not None for row in _rows(one, indicators))]


def befores(
    wanted: Sequence[tuple[periods.Period, bool]],
    unit: Unit,
    indicators: Sequence[Indicator],
    borders: str,
    near: Iterable[PeriodRow] | None = None,
) -> list[Before]:
    """The tables of earlier periods, each with whether it is that of last year; of a time before the unit was there, in today's borders. `near`: periods
    that were read already, with those that are wanted among them.

    The second half of a year few report by itself (the year tells it): where the calendar does not have it, it is nothing to compare with.
    """
    keys = [one.key for one, _year in wanted]
    rows = {row.key: row for row in (PeriodRow.objects.filter(key__in=keys) if near is None else near) if row.key in keys}
    by_borders: dict[str, list[PeriodRow]] = {}
    for row in rows.values():
        by_borders.setdefault(borders if unit.holds_on(row.last_day) else TODAY, []).append(row)
    tables: dict[int, Table] = {}
    for then, some in by_borders.items():
        tables |= earlier_tables(unit, some, indicators, borders=then)
    told = [(one, is_year) for one, is_year in wanted if one.key in rows or is_year or not periods.is_second_half(one)]
    return [Before(one, tables[rows[one.key].pk] if one.key in rows else None, is_year) for one, is_year in told]


def before_of(period: periods.Period) -> periods.Period | None:
    """The period before; None where there is no such year."""
    try:
        return periods.previous(period)
    except ValueError:
        return None


def _ever(unit: Unit, period: PeriodRow, indicators: Sequence[Indicator]) -> set[int]:
    """The indicators for which the unit, or one that it was made of, gave a number in another period that ended by the end of this one: also in one
    that lies within it, since nine months are not the first to have what their quarters had. A formula counts by what it adds up first.
    """
    if not indicators:
        return set()
    behind = lines([unit]).makers[unit.pk]
    ids, earlier = cells.with_parts(indicators), Q(period__last_day__lte=period.last_day) & ~Q(period=period)
    above, below = cells.kept(behind), cells.plain(behind)
    found: set[int] = set()
    if above:
        found |= set(Total.objects.filter(earlier, unit__in=above, indicator__in=ids).values_list("indicator_id", flat=True).distinct())
    facts = Fact.objects.filter(earlier, unit__in=[*above, *below], indicator__in=ids, live=True, value__isnull=False)
    found |= set(facts.values_list("indicator_id", flat=True).distinct())
    return found | {one.pk for one in indicators if one.operands and all(part.pk in found for part in _first(one))}


def _first(indicator: Indicator) -> list[Indicator]:
    return [indicator.operands[code] for code in formulas.codes(indicator.numerator)]


def figure_of(row: Row, before: Sequence[Before], *, first: bool = False) -> Figure:
    """A row with what it is compared with."""
    indicator = row.indicator
    return Figure(
        code=indicator.code,
        name=name_of(indicator),
        measure=indicator.measure,
        decimals=row.decimals,
        stock=indicator.kind == IndicatorKind.STOCK,
        now=_known(row),
        earlier=tuple(_earlier(one, row) for one in before),
        first=first,
        computable=row.state != State.UNDEFINED,
    )


def _known(row: Row) -> Known:
    return Known(row.value, row.qualifier, row.reported, row.expected)


def _earlier(before: Before, now: Row) -> Earlier:
    if before.table is None:
        return Earlier(before.period, Known(None), year=before.year)
    then = before.table.row(now.indicator.code)
    today = before.table.borders == TODAY
    return Earlier(
        period=before.period,
        known=_known(then),
        barrier=_barrier(then, before.table) if today else Barrier.NONE,
        today=today,
        estimated=then.certainty == Certainty.APPORTIONED,
        year=before.year,
    )


def _barrier(then: Row, table: Table) -> Barrier:
    """In today's borders a number counts only if every unit of then gave its part."""
    if then.state == State.COMMON:
        return Barrier.CUT
    silent = any(not piece.gave for piece in table.pieces) or then.note != estimated(then.indicator, then.certainty)
    return Barrier.PART if then.value is not None and silent else Barrier.NONE


def sentences_of(report: Report, chosen: Sequence[int]) -> list[drafting.Sentence]:
    """The first wording of some figures (by indicator), in the active language."""
    return drafting.sentences(figures_of(report, chosen)) if chosen else []


def said(table: Table) -> dict[str, str]:
    """Code -> the figure in plain words, to see later whether it changed; empty while nobody gave it."""
    return {row.indicator.code: _said(row) for row in table}


def _said(row: Row) -> str:
    return spoken(row.value, row.qualifier)


def spoken(value: Decimal | None, word: str) -> str:
    """A figure in plain words, with the word beside it; empty for none."""
    return "" if value is None else f"{word} {value.normalize():f}".strip()


def readable(value: str, decimals: int) -> str:
    """What `said` kept, as the reader's language prints it; a dash for nothing."""
    if not value:
        return "–"
    qualifier, _space, number = value.rpartition(" ")
    return qualified(local(Decimal(number), decimals), qualifier)


def stale_words(report: Report) -> dict[int, list[Stale]]:
    """Heading -> the sentences under it whose figures changed since they were written. One query where nothing is cited."""
    cited = {one.heading_id: kept(one) for one in Words.objects.filter(report=report).exclude(text="").exclude(cited=[])}
    if not cited:
        return {}
    now = said(draft_table(report))
    found = {heading: citing.stale(some, now) for heading, some in cited.items()}
    return {heading: some for heading, some in found.items() if some}


def kept(words: Words) -> list[Cite]:
    """The cites of a heading's words."""
    return [Cite(*one) for one in words.cited]
