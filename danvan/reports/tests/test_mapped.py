"""Units below on a map: in classes, each with its number and link; missing shown as missing; never by what people bring; the same as a table."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.lib import clock
from danvan.reports.illustrating import barred
from danvan.reports.models import Indicator
from danvan.reports.papers.figures import Place
from danvan.reports.papers.mapped import mapped
from danvan.reports.selectors import TODAY
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, PERIOD, counted_figure, edge, filed
from danvan.reports.tests.page_world import World, browser, build, place
from danvan.units import ground
from danvan.units.models import Unit
from tests.told import told_once


@pytest.fixture
def land(db: None) -> Iterator[World]:
    """The country of `reported`."""
    with counted_figure(), clock.standing_at(AFTER):
        yield reported()


@told_once
def reported() -> World:
    """Four communes near each other: 3, 8, nothing happened, not reported."""
    made = build(4)
    for number, commune in enumerate(made.tree.communes):
        Unit.objects.filter(pk=commune.pk).update(longitude=105.9 + number / 20, latitude=18.3)
    for commune, value in zip(made.tree.communes, ("3", "8", "0"), strict=False):
        filed(made.book.form, commune, {made.book.typed: value}, root=made.tree.province)
    return made


def shown(land: World, **asked: str) -> str:
    """The province's page."""
    return browser(land.receiver).get(place("read", land.tree.province.key, PERIOD), asked).content.decode()


def test_every_unit_is_on_the_map_with_its_number_its_class_and_its_link(land: World) -> None:
    page = shown(land, ct="T1")
    found = re.findall(r'<a href="([^"]+)" aria-label="(Xã [^"]+)"', page)
    assert [label for _href, label in found] == [
        "Xã Xã 000: 3 (mức 1)",
        "Xã Xã 001: 8 (mức 2)",
        "Xã Xã 002: 0 (không phát sinh)",
        "Xã Xã 003: – (chưa có số liệu)",
    ]
    assert found[0][0] == place("number", land.tree.communes[0].key, PERIOD, "T1")


def test_the_table_beside_it_says_the_same(land: World) -> None:
    said = mapped(land.book.typed, Place(land.tree.province, factories.period()))
    assert said is not None
    assert [(one.text, one.words) for one in said.lines] == [
        ("3", "mức 1"),
        ("8", "mức 2"),
        ("0", "không phát sinh"),
        ("–", "chưa có số liệu"),
    ]
    assert [(one.number, one.words, one.count) for one in said.legend] == [
        (1, "3", 1),
        (2, "8", 1),
        (0, "không phát sinh", 1),
        (None, "chưa có số liệu riêng", 1),
    ]


def test_units_whose_place_is_not_known_have_the_table_alone(land: World) -> None:
    Unit.objects.update(longitude=None)
    page = shown(land, ct="T1")
    assert "Chưa biết vị trí của các đơn vị này" in page
    assert "Bản đồ bằng bảng" in page


def test_what_people_bring_is_never_put_on_a_map_and_the_page_says_why(land: World) -> None:
    for figure in ("petitions.received", "petitions.denunciations", "reception.people"):
        assert barred(Indicator(figure=figure, kind="flow"))
    assert not barred(Indicator(figure="petitions.settled", kind="flow"))
    assert barred(land.book.own)
    Indicator.objects.filter(pk=land.book.typed.pk).update(figure="petitions.received")
    page = shown(land, ct="T1")
    assert "không được dùng để so các đơn vị với nhau" in page
    assert 'id="ban-do"' not in page


def test_a_unit_that_has_only_a_common_figure_says_so(land: World) -> None:
    old = factories.unit("commune", "Xã cũ", land.tree.former[2], until=factories.MERGED)
    filed(land.book.form, old, {land.book.typed: "40"}, key="2025-Q2", root=land.tree.former[2])
    for heir in land.tree.communes[:2]:
        edge(old, heir, whole=False)
    whole = factories.unit("commune", "Xã khác", land.tree.former[2], until=factories.MERGED)
    other = factories.unit("commune", "Xã khác nữa", land.tree.former[2], until=factories.MERGED)
    for before, heir in ((whole, land.tree.communes[2]), (other, land.tree.communes[3])):
        filed(land.book.form, before, {land.book.typed: "7"}, key="2025-Q2", root=land.tree.former[2])
        edge(before, heir)
    said = mapped(land.book.typed, Place(land.tree.province, factories.period("2025-Q2"), TODAY))
    assert said is not None
    assert [one.words for one in said.lines] == ["chỉ có số chung", "chỉ có số chung", "mức 1", "mức 1"]


def test_a_commune_and_a_single_known_figure_have_no_map(land: World) -> None:
    assert mapped(land.book.typed, Place(land.commune, factories.period())) is None
    assert mapped(land.book.stock, Place(land.tree.province, factories.period())) is None


def test_the_map_asks_the_same_number_of_questions_whatever_the_size(land: World) -> None:
    asked = []
    for more in (0, 8):
        for number in range(more):
            sister = factories.unit("commune", f"Thêm {number}", land.tree.province, since=factories.MERGED)
            filed(land.book.form, sister, {land.book.typed: "3"}, root=land.tree.province)
        with CaptureQueriesContext(connection) as caught:
            mapped(land.book.typed, Place(land.tree.province, factories.period()))
        asked.append(len(caught))
    assert asked[0] == asked[1] <= 6, asked


def test_each_of_the_34_provinces_lies_on_its_communes_and_the_archipelagos_on_theirs() -> None:
    assert len(ground.by_province()) == 34
    assert (112.135, 16.568) in ground.by_province()["2025:48"]
    assert (114.45, 9.71) in ground.by_province()["2025:56"]
    assert sorted(ground.middles()) == sorted(point for points in ground.by_province().values() for point in points)


@pytest.mark.django_db
def test_the_centre_reads_its_provinces_as_areas_with_the_archipelagos_named() -> None:
    call_command("units", "load", verbosity=0)
    with counted_figure(), clock.standing_at(AFTER):
        book, centre = factories.book(), Unit.objects.get(level="centre")
        for key, value in (("2025:48", "3"), ("2025:56", "9"), ("2004:42", "5")):
            filed(book.form, Unit.objects.get(key=key), {book.typed: value}, levels=["province"], root=Unit.objects.get(key=key))
        said = mapped(book.typed, Place(centre, factories.period()))
    assert said is not None
    assert said.svg.count('class="area area-') == 34
    assert [said.svg.count(f'class="area area-{one}"') for one in ("1", "2", "3", "none")] == [1, 1, 1, 31]
    assert "Quần đảo Hoàng Sa" in said.svg
    assert "Quần đảo Trường Sa" in said.svg
    assert Unit.objects.get(key="2025:48").holds_on(date(2026, 9, 30))
