"""On the reading page a figure stands beside its own past, the whole it is a part of and the units of its kind; it is never ranked."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Indicator
from danvan.reports.selectors import THEN, TODAY, table
from danvan.reports.selectors.beside import Beside, beside
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, PERIOD, counted_figure, filed
from danvan.reports.tests.page_world import World, browser, place, seven
from danvan.units.models import Unit


@pytest.fixture
def land(db: None) -> Iterator[World]:
    """Seven communes report 1, 2, 4, 6, 8, 10 and 19; the first also gave 5 the quarter before and 2 a year ago."""
    with counted_figure(), clock.standing_at(AFTER):
        yield seven("19", year_ago="2")


def told(unit: Unit, indicator: Indicator, borders: str = THEN) -> Beside:
    """The figure compared."""
    period = factories.period()
    rows = [row for row in table(unit, period, borders=borders) if row.indicator == indicator]
    return beside(unit, period, rows, borders)[0]


def plain(words: str) -> str:
    """With ordinary spaces."""
    return words.replace("\u00a0", " ")


def test_a_figure_is_told_against_the_period_before_the_year_before_and_the_whole(land: World) -> None:
    one = told(land.commune, land.book.typed)
    assert plain(one.before) == "Giảm 4 cuộc so với quý II năm 2026 (5)"
    assert plain(one.year) == "Giảm 1 cuộc so với cùng kỳ năm 2025 (2)"
    assert one.share == "2,0% của Tỉnh Ninh Bình (50; 7/8 báo cáo)"


def test_sisters_are_told_as_a_middle_and_a_range_and_nobody_is_ranked(land: World) -> None:
    one = told(land.tree.communes[6], land.book.typed)
    assert one.sisters is not None
    assert one.sisters.words == (
        "Trong 7 đơn vị cùng cấp có số liệu, mức giữa là 6; một nửa số đơn vị từ 3 đến 9. Đơn vị này cao hơn khoảng đó."
    )
    page = browser(land.receiver).get(place("read", land.tree.communes[6].key, PERIOD)).content.decode()
    assert "Đơn vị này cao hơn khoảng đó." in page
    assert not re.search(r"xếp thứ|hạng \d|đứng thứ", page)


def test_a_period_from_before_a_division_is_said_not_to_be_comparable(land: World) -> None:
    old = factories.unit("commune", "Xã cũ", land.tree.former[2], until=factories.MERGED)
    filed(land.book.form, old, {land.book.typed: "40"}, key="2025-Q2", root=land.tree.former[2])
    for heir in land.tree.communes[:2]:
        factories.edge(old, heir, whole=False)
        filed(land.book.form, heir, {land.book.typed: "3"}, key="2025-Q3" if heir != land.commune else "2025-Q4", root=land.tree.province)
    period = factories.period("2025-Q3")
    rows = [row for row in table(land.commune, period) if row.indicator == land.book.typed]
    assert "hông so sánh được với quý II năm 2025 vì địa giới" in beside(land.commune, period, rows, THEN)[0].before


def test_the_comparison_stands_in_the_borders_of_the_reader(land: World) -> None:
    for former, value in zip(land.tree.former, ("5", "7", "9"), strict=True):
        filed(land.book.form, former, {land.book.typed: value}, key="2025-Q2", levels=["province"])
    period = factories.period("2025-Q3")
    rows = [row for row in table(land.tree.province, period, borders=TODAY) if row.indicator == land.book.typed]
    assert plain(beside(land.tree.province, period, rows, TODAY)[0].before).startswith("Giảm 19 cuộc")


def test_the_page_compares_the_main_figures_and_the_one_that_is_chosen(land: World) -> None:
    client, address = browser(land.receiver), place("read", land.commune.key, PERIOD)
    page = client.get(address).content.decode().replace("\u00a0", " ")
    assert "Giảm 4 cuộc so với quý II năm 2026 (5)" in page
    assert "So với cùng kỳ năm trước" in page
    chosen = client.get(address, {"ct": "T1"}).content.decode().replace("\u00a0", " ")
    assert "T1: 1 cuộc, giảm 4 cuộc so với quý II năm 2026 (5), giảm 1 cuộc so với cùng kỳ năm 2025 (2)" in chosen
    assert "T1 qua các kỳ" in chosen
    assert client.get(address, {"ct": "không có"}).content.decode().count("Các chỉ tiêu chính") == page.count("Các chỉ tiêu chính")


def test_a_report_in_the_making_is_no_part_of_the_whole_yet(land: World) -> None:
    client, address = browser(land.maker), place("read", land.commune.key, PERIOD)
    assert "Phần trong cấp trên" in client.get(address).content.decode()
    services.send_back(by=land.receiver, report=land.commune.reports.get(period__key=PERIOD), reason="Sai số")
    page = client.get(address).content.decode()
    assert "Các chỉ tiêu chính" in page
    assert "Phần trong cấp trên" not in page


def test_how_many_gave_a_number_stands_beside_what_it_is_compared_with(land: World) -> None:
    assert told(land.tree.province, land.book.typed).coverage.startswith("7/8 đơn vị có số liệu")
    assert told(land.commune, land.book.typed).coverage == ""
    assert "7/8 đơn vị có số liệu" in browser(land.receiver).get(place("read", land.tree.province.key, PERIOD)).content.decode()


def test_a_chart_of_a_report_in_the_making_says_of_its_period_what_the_table_says(land: World) -> None:
    report = land.commune.reports.get(period__key=PERIOD)
    services.send_back(by=land.receiver, report=report, reason="Sai số")
    services.type_figure(by=land.maker, report=report, indicator=land.book.typed, value="7719")
    address = place("read", land.commune.key, PERIOD)
    own, above = (browser(who).get(address, {"ct": "T1"}).content.decode() for who in (land.maker, land.receiver))
    chart = own.partition('<figure class="panel" lang="vi">')[2].partition("</figure>")[0]
    assert ">7.719<" in chart
    assert ">5<" in chart  # the quarter before
    assert "7.719" not in above


def test_the_page_asks_for_nothing_indicator_by_indicator(land: World) -> None:
    address = place("read", land.commune.key, "2026-Q2")
    client = browser(land.receiver)
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    asked = Counter(query["sql"].split(" WHERE ")[0] for query in caught if '"reports_indicator"."id" = ' in query["sql"])
    assert not asked, asked


def test_a_page_without_a_figure_compares_nothing(land: World) -> None:
    page = browser(land.receiver).get(place("read", land.tree.communes[3].key, "2026-Q2")).content.decode()
    assert 'id="so-sanh"' not in page


def test_the_comparison_asks_the_same_number_of_questions_whatever_the_sisters(land: World) -> None:
    period = factories.period()
    asked = []
    for more in (0, 6):
        for number in range(more):
            sister = factories.unit("commune", f"Thêm {number}", land.tree.province, since=factories.MERGED)
            filed(land.book.form, sister, {land.book.typed: "3"}, root=land.tree.province)
        rows = [row for row in table(land.commune, period) if row.value is not None]
        with CaptureQueriesContext(connection) as caught:
            beside(land.commune, period, rows, THEN)
        asked.append(len(caught))
    assert asked[0] == asked[1] <= 30, asked


def test_the_measure_beside_a_compared_number_has_the_form_that_its_number_asks_for(land: World) -> None:
    Indicator.objects.filter(pk=land.book.typed.pk).update(measure="mô hình")
    with override("ru"):
        assert [told(land.tree.communes[place_of], land.book.typed).measure for place_of in (0, 1, 3)] == ["модель", "модели", "моделей"]
