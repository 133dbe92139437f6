"""Both views on the real lineage of Viet Nam: every merged and every divided commune, every province."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from danvan.lib import clock
from danvan.reports import selectors
from danvan.reports.models import Fact, Form, Indicator, Obligation, PeriodRow, Report, ReportState
from danvan.reports.selectors import TODAY, Certainty
from danvan.reports.selectors.answers import Cell
from danvan.reports.selectors.borders import Settled, settle
from danvan.reports.selectors.crosstab import Choice, crosstab
from danvan.reports.selectors.lineage import Lines, lines
from danvan.reports.tables import files
from danvan.reports.tables.layout import Layout
from danvan.reports.tests.factories import filed, indicator, period
from danvan.units.models import Basis, Level, Lineage, Portion, Unit, UnitParent, UnitPath
from danvan.units.rules import parts_per_million

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_units")]

OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)
AFTER = date(2027, 1, 20)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.standing_at(AFTER), translation.override("vi"):
        yield


def communes(day: date) -> list[Unit]:
    return list(Unit.objects.on(day).filter(level=Level.COMMUNE).order_by("pk"))


def provinces_of(day: date) -> dict[int, int]:
    """Commune -> its province of the day."""
    rows = UnitPath.objects.on(day).filter(unit__level=Level.COMMUNE, ancestor__level=Level.PROVINCE)
    return dict(rows.values_list("unit_id", "ancestor_id"))


def figures(seed: int, *, least: int = 1) -> dict[int, Cell]:
    """A figure for every commune of the old map."""
    chance = random.Random(seed)
    return {one.pk: Cell(chance.randint(least, 9_999), 1, "", "typed") for one in communes(OLD)}


def divided() -> dict[int, list[Lineage]]:
    """Every divided commune with its edges."""
    found: dict[int, list[Lineage]] = {}
    for edge in Lineage.objects.filter(whole=False, predecessor__level=Level.COMMUNE).order_by("pk"):
        found.setdefault(edge.predecessor_id, []).append(edge)
    return found


def declare(basis: Basis) -> None:
    """Sizes for the parts of every divided commune."""
    chance = random.Random(7)
    rows = []
    for edges in divided().values():
        parts = parts_per_million([chance.randint(1, 9_999) for _edge in edges])
        rows += [Portion(edge=edge, basis=basis, ppm=ppm) for edge, ppm in zip(edges, parts, strict=True)]
    Portion.objects.bulk_create(rows, batch_size=500)


def by_province(settled: Settled) -> Counter[int]:
    above = provinces_of(NEW)
    sums: Counter[int] = Counter()
    for pk, cell in settled.cells.items():
        sums[above[pk]] += cell.value
    for group in settled.groups:
        (province,) = {above[pk] for pk in group.units}  # no group lies in two provinces
        sums[province] += group.cell.value
    return sums


def by_province_then(given: dict[int, Cell]) -> Counter[int]:
    """The figures of the old provinces, put together by the lineage of provinces alone."""
    above, heirs = (
        provinces_of(OLD),
        dict(Lineage.objects.filter(predecessor__level=Level.PROVINCE).values_list("predecessor", "successor")),
    )
    sums: Counter[int] = Counter()
    for pk, cell in given.items():
        sums[heirs.get(above[pk], above[pk])] += cell.value
    return sums


def test_the_whole_country_is_one_question(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    everyone = communes(NEW)
    with django_assert_num_queries(1):
        found = lines(everyone)
    assert (len(found.makers), len(found.family)) == (3_321, 10_040)


def test_the_lineage_read_here_is_the_measured_one() -> None:
    found = lines(communes(NEW))
    parts = Counter(len(found.ways[pk]) for pk in found.family)
    assert parts == {1: 9_569, 2: 397, 3: 58, 4: 15, 5: 1}
    touched = {unit for unit, makers in found.makers.items() if not all(one.whole for one in makers)}
    assert (len(touched), 3_321 - len(touched)) == (441, 2_880)
    above = provinces_of(NEW)
    assert all(len({above[heir] for heir in found.ways[pk]}) == 1 for pk in found.family)  # 0 over a new province line
    assert max(Counter(Lineage.objects.filter(predecessor__level=Level.PROVINCE).values_list("predecessor", flat=True)).values()) == 1
    several = [{provinces_of_old()[one.unit_id] for one in makers if one.unit_id in found.family} for makers in found.makers.values()]
    assert sum(len(one) > 1 for one in several) == 23
    districts = dict(UnitParent.objects.filter(unit__in=found.family).values_list("unit_id", "parent_id"))
    apart = [{districts[one.unit_id] for one in makers if one.unit_id in found.family} for makers in found.makers.values()]
    assert sum(len(one) > 1 for one in apart) == 317  # by district name 316: two are called Châu Thành


@cache
def provinces_of_old() -> dict[int, int]:
    return provinces_of(OLD)


@pytest.mark.parametrize(("seed", "least"), [(1, 1), (2, 0), (3, -500)])
def test_every_province_and_the_nation_are_equal_in_both_views(seed: int, least: int) -> None:
    given, found = figures(seed, least=least), lines(communes(NEW))
    declare(Basis.HOUSEHOLDS)
    apportioned = lines(communes(NEW))
    for settled in (settle(given, found.ways, ""), settle(given, apportioned.ways, "households"), settle(given, apportioned.ways, "area")):
        assert settled.total == sum(cell.value for cell in given.values())
        assert +by_province(settled) == +by_province_then(given)


def test_every_merged_commune_is_the_sum_of_what_it_was_made_of() -> None:
    given, found = figures(4), lines(communes(NEW))
    settled = settle(given, found.ways, "")
    merged = {unit: makers for unit, makers in found.makers.items() if all(one.whole for one in makers)}
    assert len(merged) == 2_880
    for unit, makers in merged.items():
        cell = settled.cells[unit]
        assert cell.certainty == Certainty.EXACT
        assert cell.value == sum(given[one.unit_id].value for one in makers if one.unit_id in given)
        assert cell.reported == len(makers) - 1


def test_every_divided_commune_that_may_not_be_apportioned_is_in_one_common_figure() -> None:
    given, found = figures(5), lines(communes(NEW))
    settled = settle(given, found.ways, "")
    members = Counter(pk for group in settled.groups for pk in group.units)
    assert len(members) == 441
    assert set(members.values()) == {1}
    assert not members.keys() & settled.cells.keys()
    for before in divided():
        (home,) = [group for group in settled.groups if before in group.makers]
        assert set(found.ways[before]) <= set(home.units)
        assert home.cell.value == sum(given[maker].value for maker in home.makers)


def test_every_divided_commune_whose_parts_are_known_is_apportioned_to_the_last_unit() -> None:
    declare(Basis.POPULATION)
    given, found = figures(6), lines(communes(NEW))
    settled = settle(given, found.ways, "population")
    assert settled.groups == ()
    assert Counter(cell.certainty for cell in settled.cells.values()) == {Certainty.EXACT: 2_880, Certainty.APPORTIONED: 441}
    for before in divided():
        assert sum(share for heir in found.ways[before] if (share := found.ways[before][heir].share("population"))) == 1
        alone = settle({before: given[before]}, found.ways, "population")
        assert alone.total == given[before].value


def test_asking_for_one_commune_gives_what_asking_for_all_gives() -> None:
    given, every = figures(8), lines(communes(NEW))
    everywhere = settle(given, every.ways, "")
    touched = sorted(unit for unit, makers in every.makers.items() if not all(one.whole for one in makers))
    for unit in Unit.objects.filter(pk__in=touched[::40]):
        alone: Lines = lines([unit])
        near = settle({one.unit_id: given[one.unit_id] for one in alone.behind() if one.unit_id in given}, alone.ways, "")
        assert near.group_of(unit.pk) == everywhere.group_of(unit.pk)


# --- series without a break

YEARS = range(2016, 2027)
MADE_OF = {
    "Ninh Bình": ("Ninh Bình", "Hà Nam", "Nam Định"),
    "Hồ Chí Minh": ("Hồ Chí Minh", "Bình Dương", "Bà Rịa - Vũng Tàu"),
    "Khánh Hòa": ("Khánh Hòa", "Ninh Thuận"),
}


@pytest.fixture
def models() -> Indicator:
    """Every province that stood reports each year from 2016 to 2026."""
    counted = indicator("H1", kind="flow", measure="mô hình")
    form = Form.objects.create(code="years", name="Năm", title="Báo cáo năm", levels=["province"], due={"province": {"": "days 30"}})
    form.indicators.set([counted])
    names = {name for parts in MADE_OF.values() for name in parts}
    for year in YEARS:
        for unit in Unit.objects.on(date(year, 12, 31)).filter(level=Level.PROVINCE, name__in=names):
            filed(form, unit, {counted: str(year + unit.pk)}, f"{year}", levels=["province"])
    return counted


def test_eleven_years_of_each_merged_province_read_without_a_break(models: Indicator) -> None:
    merged = Unit.objects.on(NEW).filter(level=Level.PROVINCE, name__in=MADE_OF)
    assert {today.name for today in merged} == set(MADE_OF)
    for today in merged:
        assert_reads_without_a_break(today, models)


def assert_reads_without_a_break(today: Unit, models: Indicator) -> None:
    """Each year is the sum of what the province was made of, known exactly."""
    former = Unit.objects.on(OLD).filter(level=Level.PROVINCE, name__in=MADE_OF[today.name])
    line = selectors.trend(today, models, kind="year", borders=TODAY)
    expected = {year: sum(year + one.pk for one in former) if year < 2025 else year + today.pk for year in YEARS}
    assert {int(point.period.key): point.value for point in line.points} == {year: Decimal(value) for year, value in expected.items()}
    assert {point.certainty for point in line.points} == {Certainty.EXACT}
    assert [point.reported for point in line.points] == [len(former)] * 9 + [1, 1]


def home_communes(name: str, day: date) -> list[Unit]:
    """The communes that lay on the day in what is the province now."""
    parts = Unit.objects.on(day).filter(level=Level.PROVINCE, name__in=MADE_OF[name] if day < NEW else [name])
    below = UnitPath.objects.on(day).filter(ancestor__in=parts, unit__level=Level.COMMUNE)
    return list(Unit.objects.filter(pk__in=below.values("unit")).order_by("pk"))


def reported(form: Form, counted: Indicator, given: PeriodRow, values: dict[int, int]) -> None:
    """Each unit has filed its figure."""
    owed = [Obligation(form=form, period=given, unit_id=pk, due_on=given.last_day) for pk in values]
    Obligation.objects.bulk_create(owed)
    rows = [Report(obligation=one, form=form, unit_id=one.unit_id, period=given, state=ReportState.SUBMITTED) for one in owed]
    Report.objects.bulk_create(rows)
    of_unit = {one.unit_id: one for one in rows}
    facts = [
        Fact(report=of_unit[pk], unit_id=pk, period=given, indicator=counted, value=value, origin="typed", live=True)
        for pk, value in values.items()
    ]
    Fact.objects.bulk_create(facts)


@pytest.mark.parametrize("name", MADE_OF)
def test_every_commune_of_it_reads_without_a_break_too(name: str) -> None:
    """Each year every commune that stood reported; in today's borders each commune of today has its sum, or the one it has in common with others."""
    counted = indicator("H1", kind="flow", measure="mô hình")
    form = Form.objects.create(code="years", name="Năm", title="Báo cáo năm", levels=["commune"], due={"commune": {"": "days 30"}})
    mine = home_communes(name, NEW)
    found, signed = lines(mine), dict[int, dict[int, int]]()
    for year in YEARS:
        signed[year] = {one.pk: year + one.pk for one in home_communes(name, date(year, 12, 31))}
        reported(form, counted, period(f"{year}"), signed[year])
    years = [period(f"{year}") for year in YEARS]
    told = crosstab(Choice(tuple(mine), (counted,), tuple(years), TODAY))
    for one in mine:
        for year, row in zip(YEARS, years, strict=True):
            entry = told.entry(counted, one, row)
            behind = {maker.unit_id for maker in found.makers[one.pk]} & signed[year].keys()
            if not entry.group:
                assert entry.value == sum(signed[year][pk] for pk in behind), (one, year)
            else:
                group = told.settled[row.pk, counted.pk].group_of(one.pk)
                assert group is not None
                assert behind <= set(group.makers)
                assert group.cell.value == sum(signed[year][pk] for pk in group.makers), (one, year)
    for year, row in zip(YEARS, years, strict=True):
        assert told.settled[row.pk, counted.pk].total == sum(signed[year].values())


def test_a_province_of_which_a_part_gave_nothing_says_so_in_every_cell_file_and_page_that_tells_its_sum() -> None:
    """Of today's Ninh Bình one of three provinces of then reported; of today's Hà Tĩnh the only one did."""
    counted = indicator("H1", kind="flow", measure="mô hình")
    form = Form.objects.create(code="years", name="Năm", title="Báo cáo năm", levels=["province"], due={"province": {"": "days 30"}})
    old = Unit.objects.on(OLD).get(level=Level.PROVINCE, name="Ninh Bình")
    form.lines.create(indicator=counted)
    filed(form, old, {counted: "29"}, key="2023", levels=["province"])
    mine = Unit.objects.on(NEW).get(level=Level.PROVINCE, name="Ninh Bình")
    row = period("2023")
    table = crosstab(Choice((mine,), (counted,), (row,), TODAY))
    entry = table.entry(counted, mine, row)
    assert (entry.text, entry.reported, entry.expected) == ("29 (1/3)", 1, 3)
    assert entry.remark == "có trong 1/3 báo cáo; không có số liệu của: Tỉnh Hà Nam, Tỉnh Nam Định."
    [line] = files.rows(table)
    assert [line[one] for one in ("value", "certainty", "reported", "expected")] == ["29", "partial", 1, 3]
    assert "Hà Nam" in line["note"]
    assert any("Hà Nam" in note for note in Layout(table, "don-vi", "ky").notes)
    told = selectors.table(mine, row, borders=TODAY).row("H1")
    assert (told.reported, told.expected) == (1, 3)
    assert [(one.reported, one.expected) for one in selectors.trend(mine, counted, kind="year", borders=TODAY).points] == [(1, 3)]
    then = crosstab(Choice((old,), (counted,), (row,), "then"))
    assert (then.entry(counted, old, row).text, next(files.rows(then))["certainty"]) == ("29", "exact")
