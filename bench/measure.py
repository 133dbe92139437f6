"""Measuring: the product's own reads and writes beside the same in hand-written SQL, each answer checked against the others."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from http import HTTPStatus
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bench import plain_sql as sql
from bench.world import World, officer_of
from danvan.reports import selectors, services, totals
from danvan.reports.models import Fact, Report
from danvan.reports.papers import files as paper_files
from danvan.reports.papers.told import told
from danvan.reports.selectors.filing_matrix import filing_matrix
from danvan.reports.services.correcting import Corrected
from danvan.reports.tables.asking import BELOW, INDICATOR, PERIOD
from danvan.units.models import Unit

WARM, RUNS = 3, 25
# A way that takes seconds is not run 25 times.
ENOUGH_SECONDS = 20.0
# A province of about this many communes, with this many indicators told for each.
PAPER_COMMUNES, PAPER_INDICATORS = 130, 80
Way = Callable[[], Any]


class Disagree(Exception):
    """Two ways gave different answers."""


@dataclass(frozen=True)
class Line:
    """One question: medians in milliseconds, and our best run. `totals` and `facts` are hand-written SQL; empty where there is no such way.

    `inside` is what our statements cost in the database, `bare` what the hand-written ones on the totals cost there.
    """

    name: str
    ours: float
    best: float
    totals: float | None
    facts: float | None
    roll_up: bool
    inside: float | None = None
    bare: float | None = None
    statements: int = 0

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def clock_ms(way: Way, runs: int = RUNS) -> tuple[float, float]:
    """The median and the best of some runs, after warming up."""
    spent: list[float] = []
    for _warm in range(WARM):
        started = perf_counter()
        way()
        if perf_counter() - started > 1:
            break
    while len(spent) < runs and sum(spent) < ENOUGH_SECONDS:
        started = perf_counter()
        way()
        spent.append(perf_counter() - started)
    return median(spent) * 1000, min(spent) * 1000


def median_ms(way: Way | None, runs: int = RUNS) -> float | None:
    """The median; None where there is no such way."""
    return clock_ms(way, runs)[0] if way else None


def statements_of(way: Way) -> list[tuple[str, Any]]:
    """Every statement that a way sends to the database."""
    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        way()
    return seen


def inside_ms(way: Way | None) -> tuple[float | None, int]:
    """The median of what a way's statements cost in the database: the same statements sent again and all rows fetched, nothing made of them."""
    if way is None:
        return None, 0
    sent = statements_of(way)

    def again() -> None:
        with connection.cursor() as cursor:
            for sql, params in sent:
                cursor.execute(sql, params)
                cursor.fetchall()

    return median_ms(again), len(sent)


def compare(
    name: str, ours: Way, from_totals: Way | None, from_facts: Way | None, *, same: Callable[[Any], Any], roll_up: bool = True
) -> Line:
    """Check that the answers are one, then time each. `same` turns the product's answer into the plain one."""
    expected = same(ours())
    for way in (from_totals, from_facts):
        if way is not None and way() != expected:
            raise Disagree(name)
    (inside, sent), (bare, _few) = inside_ms(ours), inside_ms(from_totals)
    return Line(name, *clock_ms(ours), median_ms(from_totals), median_ms(from_facts, runs=5), roll_up, inside, bare, sent)


def reads(world: World) -> list[Line]:
    """Tables, trends, completeness, drilling down."""
    asked = (_matrix, _trend, _national_table, _province_table, _todays_table, _page, _completeness, _filing, _drill)
    return [one(world) for one in asked]


def _matrix(world: World) -> Line:
    four = world.quarters[-4:]
    ids, last, day, nation = [one.pk for one in four], four[-1].pk, four[-1].last_day, world.nation.pk
    return compare(
        "province × indicator, 4 quarters",
        lambda: selectors.matrix(world.nation, four),
        lambda: sql.matrix_from_totals(nation, ids, last, day),
        lambda: sql.matrix_from_facts(nation, ids, last, day),
        same=lambda answer: {at: cell.value for at, cell in answer.cells.items()},
    )


def _trend(world: World) -> Line:
    indicator, count = world.indicators[0], len(world.quarters)
    return compare(
        f"national trend, {count} quarters",
        lambda: selectors.trend(world.nation, indicator, count=count, borders=selectors.THEN),
        lambda: [(key, value) for key, value, *_rest in sql.trend_from_totals(world.nation.pk, indicator.pk, count)],
        lambda: sql.trend_from_facts(indicator.pk, count),
        same=lambda answer: [(point.period.key, int(point.value)) for point in answer.points],
    )


def _table(world: World, name: str, unit: Any, borders: str = selectors.THEN) -> Line:
    period = world.quarters[-1]
    return compare(
        name,
        lambda: selectors.table(unit, period, borders=borders),
        lambda: {row[0]: row[-1] for row in sql.table_from_totals(unit.pk, period.pk, period.last_day, today=borders == selectors.TODAY)},
        lambda: sql.table_from_facts(unit.pk, period.pk, period.last_day),
        same=lambda answer: {row.indicator.pk: int(row.value) for row in answer if row.value is not None},
    )


def _national_table(world: World) -> Line:
    return _table(world, "national table, all indicators", world.nation)


def _province_table(world: World) -> Line:
    return _table(world, "a province's table, all indicators", world.provinces[-1])


def _todays_table(world: World) -> Line:
    return _table(world, "a province's table in today's borders", world.provinces[-1], selectors.TODAY)


def _page(world: World) -> Line:
    """The whole page of a province: table, charts, who filed. There is no hand-written way: it is held to the limit alone."""
    unit, period = world.provinces[-1], world.quarters[-1]
    return compare("page of a unit and period", lambda: told(unit, period), None, None, same=lambda answer: answer.figures.name)


def _filing(world: World) -> Line:
    periods, nation = world.quarters, world.nation
    ids, day = [one.pk for one in periods], periods[-1].last_day
    return compare(
        f"completeness matrix, province × {len(periods)} periods",
        lambda: filing_matrix(nation, periods),
        lambda: sql.filing_from_tallies(nation.pk, ids, day),
        None,
        same=lambda answer: {cell: (one.expected, one.filed) for cell, one in answer.cells.items()},
    )


def _completeness(world: World) -> Line:
    period, nation = world.quarters[-1], world.nation
    return compare(
        "completeness per province",
        lambda: selectors.completeness_below(nation, period),
        lambda: sql.completeness_from_headers(nation.pk, period.pk, period.last_day),
        lambda: sql.completeness_from_facts(nation.pk, period.pk, period.last_day),
        same=lambda answer: {one.unit.pk: (one.expected, one.filed) for one in answer},
    )


def _drill(world: World) -> Line:
    province, period, indicator = world.provinces[-1], world.quarters[-1], world.indicators[0]
    return compare(
        "one number opened to its communes",
        lambda: selectors.opened(province, period, indicator),
        None,
        lambda: sql.drill(province.pk, period.pk, indicator.pk, period.last_day),
        same=lambda answer: {part.unit_id: int(part.value) for part in answer.parts if part.value is not None},
    )


def pages(world: World) -> list[Line]:
    """Whole pages as an officer of a province gets them, from the address to the last byte: who they are and what they may read included."""
    unit, period, indicator = world.provinces[-1], world.quarters[-1], world.indicators[0]
    reader = Client(SERVER_NAME="localhost")
    reader.force_login(officer_of(unit).user)
    chosen = {BELOW: unit.key, INDICATOR: [one.code for one in world.indicators[:4]], PERIOD: [one.key for one in world.quarters[-4:]]}
    asked = {
        "whole page: a unit and period": reverse("reports:read", args=[unit.key, period.key]),
        "whole page: one number, its parts and its years": reverse("reports:number", args=[unit.key, period.key, indicator.code]),
        "whole page: completeness, communes × periods": reverse("reports:filing", args=[unit.key, period.key]),
        "whole page: a table of 4 indicators × communes × 4 quarters": f"{reverse('reports:table')}?{urlencode(chosen, doseq=True)}",
    }
    return [_whole(name, reader, address) for name, address in asked.items()]


def _whole(name: str, reader: Client, address: str) -> Line:
    def ours() -> None:
        answer = reader.get(address)
        if answer.status_code != HTTPStatus.OK:
            raise Disagree(f"{name}: {answer.status_code}")

    ours()  # what only a first visit does (a mark that somebody looked) is not the page
    inside, sent = inside_ms(ours)
    return Line(name, *clock_ms(ours), None, None, roll_up=False, inside=inside, statements=sent)


def papers(world: World) -> list[Line]:
    """A province's report with every figure of every commune in its annex, as the download gives it: from the database to the file."""
    return [_paper(world, kind) for kind in ("docx", "pdf")]


def _paper(world: World, kind: str) -> Line:
    period = world.quarters[-1]
    below = {one.pk: len(selectors.matrix(one, [period], indicators=world.indicators[:1]).units) for one in world.provinces}
    province = min(world.provinces, key=lambda one: abs(below[one.pk] - PAPER_COMMUNES))
    chosen = [one.code for one in world.indicators[:PAPER_INDICATORS]]
    name = f"a province's paper as {kind.upper()}, {len(chosen)} indicators × {below[province.pk]} communes"
    spent = clock_ms(lambda: paper_files.build(province, period, kind, form=world.form, by_unit=chosen), runs=5)
    return Line(name, *spent, None, None, roll_up=False)


def writes(world: World) -> list[Line]:
    """Corrections with the totals above them. The figures end as they began, and the totals are checked against a recount."""
    lines = [_one_figure(world), _correction(world), _whole_report(world)]
    if totals.check(world.quarters[0]):
        raise Disagree("totals after corrections")
    return lines


def _one_figure(world: World) -> Line:
    period, indicator = world.quarters[0], world.indicators[0]
    fact = Fact.objects.get(unit=world.communes[-1], period=period, indicator=indicator)
    value, province = fact.value or 0, world.provinces[-1]

    def ours() -> None:
        with transaction.atomic():
            Fact.objects.filter(pk=fact.pk).update(value=value)
            totals.resum(period, fact.unit_id, [indicator.pk], filing=False)

    def by_hand() -> None:
        with transaction.atomic():
            sql.correct_fact(fact.pk, value)
            sql.resum_by_hand(province.pk, world.nation.pk, period.pk, indicator.pk, period.last_day)

    def alone() -> None:
        with transaction.atomic():
            sql.correct_fact(fact.pk, value)

    return Line("one figure corrected, totals re-summed", *clock_ms(ours), median_ms(by_hand), median_ms(alone), roll_up=False)


def _correction(world: World) -> Line:
    """A correction as an officer files it: checked, kept as a revision with its snapshot, told to every level above, in the log; every ancestor's total.

    The figure goes up and down by one, and ends as it began.
    """
    unit, period, indicator = world.communes[-1], world.quarters[0], world.indicators[0]
    by = officer_of(Unit.objects.get(pk=unit))
    report = Report.objects.get(unit=unit, period=period)
    value = Fact.objects.get(unit=unit, period=period, indicator=indicator).value or 0
    told: dict[str, str] = {}

    def ours() -> None:
        seen = Report.objects.get(pk=report.pk).revision
        cell = Corrected(indicator, str(value + seen % 2), reason="Counted again.", evidence="1/BC")
        try:
            services.file_correction(by=by, report=report, cells=[cell], seen=seen, sentences=told)
        except services.AnswersRefused as wanted:  # while warming up: what the checks ask of either number
            told.update(dict.fromkeys(wanted.errors, "Counted again, and so it is."))
            ours()

    spent = clock_ms(ours)
    if Report.objects.get(pk=report.pk).revision % 2 == 0:
        ours()
    return Line("a correction filed, whole", *spent, None, None, roll_up=False)


def _whole_report(world: World) -> Line:
    period, unit = world.quarters[0], world.communes[-1]
    ids = [one.pk for one in world.indicators]

    def ours() -> None:
        with transaction.atomic():
            Fact.objects.filter(unit=unit, period=period).update(live=True)
            totals.resum(period, unit, ids)

    def alone() -> None:
        with transaction.atomic():
            Fact.objects.filter(unit=unit, period=period).update(live=True)

    return Line("a whole report enters the totals", *clock_ms(ours), None, median_ms(alone), roll_up=False)
