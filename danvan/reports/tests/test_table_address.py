"""The address of a table: what it names and there is not is said by name, and the latest periods are worked out on the day it is opened."""

import json
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from danvan.lib import clock
from danvan.reports.models import SavedTable
from danvan.reports.services import period_of
from danvan.reports.tests.factories import AFTER, counted_figure, filed
from danvan.reports.tests.page_world import World, browser, build, place
from tests.told import told_once


@pytest.fixture
def land(db: None) -> Iterator[World]:
    """A commune's quarters of 2026, from the first on: 1, 4, 10."""
    with counted_figure(), clock.standing_at(AFTER):
        yield reported()


@told_once
def reported() -> World:
    """Its world."""
    made = build()
    for key, value in (("2026-Q1", "1"), ("2026-Q2", "4"), ("2026-Q3", "10")):
        filed(made.book.form, made.commune, {made.book.typed: value}, key=key, root=made.tree.province)
    return made


def page(land: World, query: str) -> str:
    answer = browser(land.receiver).get(f"{place('table')}?{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_period_that_was_never_opened_is_named_and_one_that_cannot_be_read_quoted(land: World) -> None:
    told = page(land, f"dv={land.commune.key}&ct=T1&ky=2026-Q3&ky=2026-6m&ky=2026&ky=bua-nay")
    assert "Bỏ qua 6 tháng đầu năm 2026, năm 2026: kỳ chưa mở cho đơn vị nào." in told
    assert "Bỏ qua kỳ “BUA-NAY”: không đọc được." in told
    assert place("number", land.commune.key, "2026-Q3", "T1") in told


def test_an_unknown_indicator_is_named_where_there_is_a_table_and_where_there_is_none(land: World) -> None:
    for query in ("ct=T1&ct=X99", "ct=X99"):
        assert "Bỏ qua chỉ tiêu “X99”: không có trong sổ chỉ tiêu." in page(land, f"dv={land.commune.key}&ky=2026-Q3&{query}")
    assert "Chưa chọn đủ" in page(land, f"dv={land.commune.key}&ky=2026-Q3&ct=X99")


def test_a_unit_that_ended_is_named_where_todays_borders_do_not_have_it(land: World) -> None:
    former = land.tree.former[2]
    filed(land.book.form, former, {land.book.typed: "29"}, key="2024-Q3", levels=["province"])
    query = f"dv={former.key}&dv={land.tree.province.key}&ct=T1&ky=2024-Q3"
    said = "Bỏ qua Tỉnh Ninh Bình (đến 30/06/2025): không còn trong địa giới hiện nay"
    assert said in page(land, f"{query}&dia-gioi=today")
    assert said not in page(land, f"{query}&dia-gioi=then")


def test_the_files_say_what_was_left_out_too(land: World) -> None:
    client, query = browser(land.receiver), f"dv={land.commune.key}&ct=T1&ky=2026-Q3&ky=2026"
    said = json.loads(client.get(f"{place('table_file', 'json')}?{query}").content)
    assert said["notes"][0] == "Bỏ qua năm 2026: kỳ chưa mở cho đơn vị nào."
    sheet = load_workbook(BytesIO(client.get(f"{place('table_file', 'xlsx')}?{query}").content)).worksheets[0]
    assert any("Bỏ qua năm 2026" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_the_latest_quarters_are_those_of_the_day_on_which_a_kept_table_is_opened(land: World) -> None:
    query = f"dv={land.commune.key}&ct=T1&ky=4Q"
    assert "4 quý gần nhất đã mở, tính ngày 03/10/2026: quý I năm 2026, quý II năm 2026, quý III năm 2026." in page(land, query)
    browser(land.receiver).post(place("table_save"), {"name": "Bốn quý", "query": query})
    kept = SavedTable.objects.get()
    assert "ky=4Q" in kept.query
    for key in ("2026-Q4", "2027-Q1", "2027-Q2"):
        period_of(key)
    with clock.standing_at(date(2027, 2, 1)):
        told = browser(land.receiver).get(place("table_saved", kept.code), follow=True).content.decode()
    assert "tính ngày 01/02/2027: quý II năm 2026, quý III năm 2026, quý IV năm 2026, quý I năm 2027." in told, "the second has not begun"


def test_quarters_of_another_regime_are_none_of_the_latest_and_a_kind_without_any_says_so(land: World) -> None:
    period_of("2026-Q3@15")
    told = page(land, f"dv={land.commune.key}&ct=T1&ky=4Q&ky=2Y&ky=2026-Q3")
    assert "tính ngày 03/10/2026: quý I năm 2026, quý II năm 2026, quý III năm 2026." in told
    assert "2 năm gần nhất đã mở, tính ngày 03/10/2026: chưa có kỳ nào." in told
    assert "3 kỳ" in told
    assert 'value="4Q" checked' in told
