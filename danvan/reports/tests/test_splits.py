"""A number opens into what it is divided into: the parts of the book, and every declared sum of it, one beside the other."""

import re
from datetime import date
from decimal import Decimal

import pytest

from danvan.audit.doer import SYSTEM
from danvan.reports import services
from danvan.reports.models import FormLine, Indicator
from danvan.reports.selectors import THEN, opened
from danvan.reports.selectors.splits import splits_of
from danvan.reports.services.relations import RelationContent
from danvan.reports.tests import factories
from danvan.reports.tests.factories import OLD, PERIOD, period
from danvan.reports.tests.page_world import World, browser, place, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db


def divided(world: World) -> list[Indicator]:
    """T1 has two parts by field; an office declares that it is also the sum of two by level."""
    fields = [factories.indicator(code, whole=world.book.typed) for code in ("TA", "TB")]
    levels = [factories.indicator(code) for code in ("TC", "TD")]
    for one in (*fields, *levels):
        FormLine.objects.create(form=world.book.form, indicator=one)
    services.add_relation(by=SYSTEM, content=RelationContent(("T1",), "equal", ("TC", "TD"), OLD), owner=world.tree.province)
    return [*fields, *levels]


def told(world: World, code: str = "T1") -> list[tuple[list[tuple[str, Decimal | None]], Decimal | None]]:
    number = opened(world.commune, period(), Indicator.objects.get(code=code))
    ways = splits_of(number.row, world.commune, period(), THEN, {})
    return [([(row.indicator.code, row.value) for row in way.rows], way.rest) for way in ways]


def test_one_figure_may_be_divided_in_several_ways(world: World) -> None:
    parts = divided(world)
    figures = dict(zip(parts, ("7", "3", "8", "4"), strict=True))
    world.filed(figures={world.book.typed: "12", **figures})
    assert told(world) == [
        ([("TA", Decimal(7)), ("TB", Decimal(3))], Decimal(2)),
        ([("TC", Decimal(8)), ("TD", Decimal(4))], None),
    ]
    page = browser(world.receiver).get(place("number", world.commune.key, PERIOD, "T1")).content.decode()
    for words in ("Gồm các phần", "Không thuộc phần nào ở trên", "Chia theo cách khác", place("number", world.commune.key, PERIOD, "TC")):
        assert words in page
    assert told(world, "TA") == []


def test_a_sum_declared_of_the_very_parts_that_the_book_names_is_told_once(world: World) -> None:
    parts = divided(world)
    services.add_relation(by=SYSTEM, content=RelationContent(("TB", "TA"), "equal", ("T1",), OLD), owner=world.tree.province)
    world.filed(figures={world.book.typed: "12", **dict(zip(parts, ("7", "5", "8", "4"), strict=True))})
    assert [[code for code, _value in way] for way, _rest in told(world)] == [["TA", "TB"], ["TC", "TD"]]


def test_of_parts_that_nobody_gave_nothing_is_told(world: World) -> None:
    divided(world)
    world.filed(figures={world.book.typed: "12"})
    assert told(world) == []
    page = browser(world.receiver).get(place("number", world.commune.key, PERIOD, "T1")).content.decode()
    assert "Gồm các phần" not in page


def test_a_sum_that_another_office_declared_divides_nothing_here(world: World) -> None:
    parts = divided(world)
    services.add_relation(by=SYSTEM, content=RelationContent(("T1",), "equal", ("TA", "TC"), date(2026, 1, 1)), owner=world.tree.other)
    world.filed(figures={world.book.typed: "12", **dict(zip(parts, ("7", "5", "8", "4"), strict=True))})
    assert [[code for code, _value in way] for way, _rest in told(world)] == [["TA", "TB"], ["TC", "TD"]]


def test_parts_that_do_not_come_to_the_figure_are_never_said_to(world: World) -> None:
    parts = divided(world)
    world.filed(figures={world.book.typed: "12", **dict(zip(parts[:2], ("7", "3"), strict=True))})
    Indicator.objects.filter(code="T1").update(exhaustive=True)
    page = browser(world.receiver).get(place("number", world.commune.key, PERIOD, "T1")).content.decode()
    assert re.findall(r'<tfoot><tr><th scope="row">([^<]+)</th><td class="number">([^<]+)<', page)[0] == ("Cộng các phần ở trên", "10")
    assert "Các phần cộng lại không bằng số của chỉ tiêu." in page


def test_a_sum_with_a_part_still_missing_says_so(world: World) -> None:
    parts = divided(world)
    world.filed(figures={world.book.typed: "12", parts[0]: "7"})
    page = browser(world.receiver).get(place("number", world.commune.key, PERIOD, "T1")).content.decode()
    assert "Có phần chưa có số liệu" in page
    assert "Không thuộc phần nào ở trên" not in page
