"""The country's number says of how many provinces of its time it is, until all are in it: on pages, in tables, files, papers and sentences alike."""

import csv
import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.lib import clock
from danvan.reports import coverage, selectors, totals
from danvan.reports.coverage import Counted
from danvan.reports.drafting import coverage as said_of
from danvan.reports.models import Fact, Indicator, PeriodRow, Publication, Report
from danvan.reports.papers.figures import remark
from danvan.reports.papers.told import paper_of
from danvan.reports.selectors import THEN, TODAY
from danvan.reports.selectors.beside import beside
from danvan.reports.selectors.consolidating import consolidated
from danvan.reports.selectors.crosstab import Choice, CrossTable, crosstab
from danvan.reports.selectors.direct import direct
from danvan.reports.selectors.drafts import compared, draft_table
from danvan.reports.selectors.meaning import linked
from danvan.reports.tables import files
from danvan.reports.tables.layout import PERIODS, UNITS, Layout
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, PERIOD, counted_figure, filed, started
from danvan.reports.tests.page_world import World, browser, build, place
from danvan.units.models import Unit
from danvan.units.tests.factories import officer

OLD = "2024-Q3"


@pytest.fixture
def land(db: None) -> Iterator[World]:
    """One of two provinces was asked, with its communes: two of three gave 4 and 6. In 2024 one of four provinces gave 29, by itself."""
    with counted_figure(), clock.standing_at(AFTER):
        made = build()
        for commune, value in zip(made.tree.communes, ("4", "6"), strict=False):
            filed(made.book.form, commune, {made.book.typed: value}, root=made.tree.province)
        filed(made.book.form, made.tree.former[2], {made.book.typed: "29"}, key=OLD, levels=["province"])
        yield made


def asked(units: list[Unit], indicators: list[Indicator], keys: tuple[str, ...], borders: str = THEN) -> CrossTable:
    rows = linked(Indicator.objects.get(pk=one.pk) for one in indicators)
    return crosstab(Choice(tuple(units), tuple(rows), tuple(PeriodRow.objects.filter(key__in=keys).order_by("last_day")), borders))


def text(table: CrossTable, unit: Unit | None, key: str = "") -> str:
    period = next((one for one in table.choice.periods if one.key == key), None)
    return table.entry(table.choice.indicators[0], unit, period).text


def test_reports_of_one_province_are_no_share_of_the_country(land: World) -> None:
    row = selectors.table(land.tree.centre, factories.period()).row("T1")
    assert (row.text, row.reported, row.expected, row.counted, row.told_certainty) == ("10", 1, 2, Counted.PROVINCES, "partial")
    assert row.share_words == "có số liệu của 1/2 tỉnh, thành phố"
    below = selectors.table(land.tree.province, factories.period()).row("T1")
    assert (below.share_words, below.counted) == ("có trong 2/4 báo cáo", Counted.REPORTS)


def test_who_was_never_asked_is_in_the_denominator_as_the_map_was_then(land: World) -> None:
    old = selectors.table(land.tree.centre, factories.period(OLD)).row("T1")
    assert (old.text, old.share_words) == ("29", "có số liệu của 1/4 tỉnh, thành phố")


@pytest.mark.parametrize("borders", [THEN, TODAY])
def test_a_table_marks_the_country_as_it_marks_its_parts(land: World, borders: str) -> None:
    table = asked([land.tree.centre], [land.book.typed], (OLD, PERIOD), borders)
    assert [text(table, land.tree.centre, key) for key in (OLD, PERIOD)] == ["29 (1/4 tỉnh)", "10 (1/2 tỉnh)"]
    total = table.entry(table.choice.indicators[0], land.tree.centre, None)
    assert (total.text, total.remark) == ("39 (2/6)", "cộng 2/6 số của tỉnh, thành phố")
    parts = asked([land.tree.province, land.tree.other], [land.book.typed], (PERIOD,), borders)
    assert [text(parts, unit, PERIOD) for unit in parts.choice.units] == ["10 (2/4)", "–"]
    assert text(parts, None, PERIOD) == "10 (1/2 đơn vị)"
    assert any("“tỉnh” hoặc “đơn vị”" in note for note in Layout(parts, UNITS, PERIODS).notes)


def test_in_todays_borders_the_country_and_its_part_are_never_added_up_whatever_the_period(land: World) -> None:
    table = asked([land.tree.province, land.tree.centre], [land.book.typed], (OLD,), TODAY)
    assert not table.over_units
    assert [text(table, unit, OLD) for unit in table.choice.units] == ["29 (1/3)", "29 (1/4 tỉnh)"]


def test_when_every_province_is_in_it_the_reports_are_counted_and_the_centres_own_word_is_no_share(land: World) -> None:
    filed(land.book.form, land.tree.other, {land.book.typed: "5"}, levels=["province"])
    row = selectors.table(land.tree.centre, factories.period()).row("T1")
    assert (row.text, row.share_words) == ("15", "có trong 3/5 báo cáo")
    land.book.form.levels = [*land.book.form.levels, "centre"]
    land.book.form.save()
    filed(land.book.form, land.tree.centre, {land.book.typed: "77"}, key="2024-Q1", levels=["centre"])
    own = selectors.table(land.tree.centre, factories.period("2024-Q1")).row("T1")
    assert (own.text, own.share_words, own.told_certainty) == ("77", "", "exact")


def test_a_share_is_of_the_province_of_which_least_is_known_of_the_parts_of_a_formula(land: World) -> None:
    report = Report.objects.get(unit=land.tree.former[2], period__key=OLD)
    both = {"unit": report.unit, "period": report.period, "value": 5, "origin": "counted", "live": True}
    filed(land.book.form, land.tree.other, {land.book.typed: "21"}, key=OLD, levels=["province"])
    report.facts.update_or_create(indicator=land.book.counted, defaults=both)
    Fact.objects.filter(unit=land.tree.other, indicator=land.book.counted).delete()
    totals.rebuild(report.period)
    row = selectors.table(land.tree.centre, report.period).row("T4")
    assert (row.text, row.reported, row.expected, row.counted) == ("10,0", 1, 4, Counted.PROVINCES)


def test_the_same_is_said_beside_over_time_on_the_page_of_the_number_and_on_paper(land: World) -> None:
    period = factories.period()
    rows = [row for row in selectors.table(land.tree.province, period) if row.indicator == land.book.typed]
    assert beside(land.tree.province, period, rows, THEN)[0].share == "100,0% của cả nước (10; 1/2 tỉnh, thành phố)"
    for borders in (THEN, TODAY):
        points = selectors.trend(land.tree.centre, land.book.typed, borders=borders).points
        assert [(one.text, one.share_words) for one in points if one.value is not None] == [
            ("29", "có số liệu của 1/4 tỉnh, thành phố"),
            ("10", "có số liệu của 1/2 tỉnh, thành phố"),
        ]
    assert remark(selectors.table(land.tree.centre, period).row("T1")).startswith("1/2 tỉnh, thành phố")
    page = browser(officer(land.tree.centre)).get(place("number", land.tree.centre.key, PERIOD, "T1")).content.decode()
    assert "Có số liệu của 1/2 tỉnh, thành phố" in page
    assert "có số liệu của 1/4 tỉnh, thành phố" in page  # in the table of earlier periods


def test_the_page_of_the_country_explains_no_count_of_reports_where_provinces_are_counted(land: World) -> None:
    page = browser(officer(land.tree.centre)).get(place("read", land.tree.centre.key, PERIOD)).content.decode()
    assert "1/2 tỉnh, thành phố" in page
    assert "mẫu số" not in page


def test_files_name_what_they_count(land: World) -> None:
    layout = Layout(asked([land.tree.centre, land.tree.province], [land.book.typed], (PERIOD,)), UNITS, PERIODS)
    lines = list(csv.DictReader(StringIO(files.build(layout, "csv", "").content.decode("utf-8-sig"))))
    told = [(one["reported"], one["expected"], one["counted"], one["certainty"]) for one in lines]
    assert told == [("1", "2", "provinces", "partial"), ("2", "4", "reports", "partial")]
    said = json.loads(files.build(layout, "json", "").content)
    assert said["rows"][0]["counted"] == "provinces"
    assert {"counted"} <= said["columns"].keys()


def test_the_centres_own_report_counts_provinces_in_the_making_filed_and_afterwards(land: World) -> None:
    land.book.form.levels = [*land.book.form.levels, "centre"]
    land.book.form.save()
    report = started(land.book.form, land.tree.centre, levels=["centre", "province"])
    row = draft_table(report).row("T1")
    assert (row.reported, row.expected, row.counted) == (1, 2, Counted.PROVINCES)
    [line] = [one for one in consolidated(report) if one.total.indicator == land.book.typed]
    assert (line.below, line.reported, line.expected) == ("10", 1, 2)
    now = filed(land.book.form, land.tree.centre, {})
    assert now.frozen is not None
    assert now.frozen["table"]["T1"]["counted"] == "provinces"


def test_a_sentence_tells_units_as_before(land: World) -> None:
    row = selectors.table(land.tree.centre, factories.period()).row("T1")
    [figure] = compared(land.tree.centre, factories.period(), [row], THEN, ())
    assert said_of(figure).startswith("1/2 đơn vị có số liệu")


def test_many_provinces_take_as_many_queries_as_few(land: World) -> None:
    def taken() -> int:
        with CaptureQueriesContext(connection) as done:
            selectors.table(land.tree.centre, factories.period())
        return len(done)

    before = taken()
    for number in range(6):
        filed(land.book.form, factories.unit("province", f"Tỉnh {number}", land.tree.centre), {land.book.typed: "1"}, levels=["province"])
    assert taken() == before


@pytest.mark.parametrize("counted", list(Counted))
def test_every_way_of_counting_has_its_words(counted: Counted) -> None:
    for words in (coverage.sentence, coverage.brief, coverage.mark):
        assert "1/2" in words(1, 2, counted)


def test_where_only_some_provinces_owed_a_report_page_and_paper_say_so(land: World) -> None:
    page = browser(officer(land.tree.centre)).get(place("read", land.tree.centre.key, OLD)).content.decode()
    words = "Kỳ này chỉ 1 trong 4 tỉnh, thành phố phải gửi báo cáo."
    assert words in page
    assert words in [getattr(block, "text", "") for block in paper_of(land.tree.centre, factories.period(OLD)).blocks]


@pytest.mark.parametrize("display", ["sentence", "table"])
def test_a_number_of_the_country_stands_under_its_heading_with_how_many_provinces_gave_it(land: World, display: str) -> None:
    land.book.form.lines.update(heading=land.book.heading)
    land.book.form.headings.update(display=display)
    text = browser(officer(land.tree.centre)).get(place("read", land.tree.centre.key, PERIOD)).content.decode()
    under = text.partition("Tình hình")[2].partition('id="phu-luc"')[0]
    assert "(1/2 tỉnh)" in under
    below = browser(land.receiver).get(place("read", land.tree.province.key, PERIOD)).content.decode()
    assert "tỉnh)" not in below.partition("Tình hình")[2].partition('id="phu-luc"')[0]


def test_published_numbers_of_the_country_are_told_of_all_its_provinces_others_of_those_that_owed(land: World) -> None:
    old, now = factories.period(OLD), factories.period(PERIOD)
    editions = [
        Publication(pk=1, root=land.tree.centre, period=old, expected=1),
        Publication(pk=2, root=land.tree.centre, period=now, expected=1),
        Publication(pk=3, root=land.tree.province, period=now, expected=3),
        Publication(pk=4, root=land.tree.communes[0], period=now, expected=0),
    ]
    assert direct(editions) == {1: 4, 2: 2, 3: 3, 4: 0}
