"""Figures of earlier maps in today's borders: the arithmetic, and small cases through the tables."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from danvan.lib import clock
from danvan.reports import selectors
from danvan.reports.models import Apportion, Indicator
from danvan.reports.selectors import TODAY, Certainty, State
from danvan.reports.selectors.answers import Cell
from danvan.reports.selectors.borders import largest_remainder, settle, settle_formula, together
from danvan.reports.selectors.cells import worked_out
from danvan.reports.selectors.lineage import ITSELF, Way, lines
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, Book, Tree, filed, unit
from danvan.units.models import Unit
from tests.told import told_once

NINE = "2023-9M"
NEWS = range(100, 106)


@st.composite
def maps(draw: st.DrawFn) -> tuple[dict[int, Cell], dict[int, dict[int, Way]]]:
    """Units of then with a figure each, and how they live on in six units of today: whole, by known shares, or nobody knows."""
    figures: dict[int, Cell] = {}
    ways: dict[int, dict[int, Way]] = {}
    for old in range(draw(st.integers(1, 8))):
        heirs = draw(st.lists(st.sampled_from(NEWS), min_size=1, max_size=4, unique=True))
        weights = draw(st.lists(st.integers(1, 9), min_size=len(heirs), max_size=len(heirs)))
        known = draw(st.booleans())
        shares = [{"area": Fraction(weight, sum(weights))} if known else {} for weight in weights]
        ways[old] = {heir: ITSELF if len(heirs) == 1 else Way(False, share) for heir, share in zip(heirs, shares, strict=True)}
        figures[old] = Cell(draw(st.integers(-50, 10_000)), 1, "", "typed")
    return figures, ways


@given(maps(), st.sampled_from(["", "area"]))
def test_nothing_is_lost_and_nothing_counted_twice(drawn: tuple[dict[int, Cell], dict[int, dict[int, Way]]], basis: str) -> None:
    figures, ways = drawn
    found = settle(figures, ways, basis)
    assert found.total == sum(cell.value for cell in figures.values())
    grouped = [pk for one in found.groups for pk in one.units]
    assert len(grouped) == len(set(grouped))
    assert not set(grouped) & found.cells.keys()
    assert set(grouped) | found.cells.keys() == {heir for old in figures for heir in ways[old]}


@given(maps())
def test_what_may_not_be_divided_is_never_estimated(drawn: tuple[dict[int, Cell], dict[int, dict[int, Way]]]) -> None:
    figures, ways = drawn
    found = settle(figures, ways, "")
    assert {cell.certainty for cell in found.cells.values()} <= {Certainty.EXACT}
    for pk, cell in found.cells.items():
        assert cell.value == sum(figures[old].value for old in figures if pk in ways[old])


@given(st.integers(-(10**6), 10**6), st.lists(st.integers(1, 10**6), min_size=1, max_size=6))
def test_parts_add_up_to_what_was_signed_and_none_is_off_by_one(value: int, weights: list[int]) -> None:
    shares = {pk: Fraction(weight, sum(weights)) for pk, weight in enumerate(weights)}
    parts = largest_remainder(value, shares)
    assert sum(parts.values()) == value
    assert all(abs(parts[pk] - shares[pk] * value) < 1 for pk in shares)


def test_units_that_share_a_divided_one_stand_together_however_long_the_chain() -> None:
    part = Way(whole=False)
    ways = {1: {10: part, 11: part}, 2: {12: part, 13: part}, 3: {11: part, 12: part}, 4: {20: part, 21: part}}
    assert sorted(sorted(one) for one in together([1, 2, 3, 4], ways)) == [[10, 11, 12, 13], [20, 21]]


def test_a_figure_of_nought_divides_without_a_guess() -> None:
    part = Way(whole=False)
    found = settle({1: Cell(0, 1, "", "typed")}, {1: {10: part, 11: part}}, "")
    assert ({pk: cell.value for pk, cell in found.cells.items()}, found.groups) == ({10: 0, 11: 0}, ())


def test_a_ratio_is_divided_after_both_sums_stand_in_the_same_borders() -> None:
    part = Way(whole=False)
    ways = {1: {10: part, 11: part}, 2: {10: ITSELF}, 3: {11: ITSELF}}
    half = Indicator(kind="ratio", numerator="A", denominator="B", measure="%")
    half.operands = {"A": Indicator(pk=1, code="A"), "B": Indicator(pk=2, code="B")}
    top = {1: Cell(0, 1, "", "typed"), 2: Cell(1, 1, "", "typed"), 3: Cell(3, 1, "", "typed")}
    bottom = {1: Cell(4, 1, "", "typed"), 2: Cell(2, 1, "", "typed"), 3: Cell(2, 1, "", "typed")}
    found = settle_formula({1: (top, ""), 2: (bottom, "")}, ways, lambda parts: worked_out(half, parts))
    assert [(one.units, one.cell.value) for one in found.groups] == [((10, 11), 50)]
    assert found.cells == {}


# --- through the tables


@pytest.fixture(name="told")
def _told(db: None) -> Iterator[None]:
    with factories.counted_figure(), clock.standing_at(AFTER), translation.override("vi"):
        yield


@pytest.fixture
def land(told: None) -> tuple[Tree, Book, list[Unit]]:
    """The country of `divided`."""
    return divided()


@told_once
def divided() -> tuple[Tree, Book, list[Unit]]:
    """Commune One went whole into 000, Two was divided between 000 and 001, Three went whole into 001."""
    tree, book = factories.tree(), factories.book()
    olds = [unit("commune", name, tree.former[0], until=factories.MERGED) for name in ("Một", "Hai", "Ba")]
    factories.edge(olds[0], tree.communes[0])
    factories.edge(olds[1], tree.communes[0], whole=False, ppm=250_000)
    factories.edge(olds[1], tree.communes[1], whole=False, ppm=750_000)
    factories.edge(olds[2], tree.communes[1])
    for one, figure in zip(olds, ("10", "9", "5"), strict=True):
        filed(book.form, one, {book.typed: figure, book.stock: "3"}, key=NINE)
    return tree, book, olds


def allow(indicator: Indicator, how: str) -> None:
    indicator.apportion = how
    indicator.save(update_fields=["apportion"])


def test_what_may_not_be_divided_is_shown_at_the_common_ancestor(land: tuple[Tree, Book, list[Unit]]) -> None:
    tree, _book, _olds = land
    row = selectors.table(tree.communes[0], factories.period(NINE), borders=TODAY).row("T1")
    assert (row.value, row.state, row.certainty) == (None, State.COMMON, Certainty.COMMON)
    assert row.common is not None
    assert (row.common.units, row.common.value) == ((tree.communes[0].pk, tree.communes[1].pk), Decimal(24))
    assert row.note == "Chỉ có số chung của Xã Xã 000, Xã Xã 001: 24."


def test_what_may_be_divided_is_estimated_by_its_measure_and_says_so(land: tuple[Tree, Book, list[Unit]]) -> None:
    tree, book, _olds = land
    allow(book.typed, Apportion.POPULATION)
    tables = [selectors.table(one, factories.period(NINE), borders=TODAY) for one in tree.communes[:2]]
    assert [table.row("T1").value for table in tables] == [Decimal(12), Decimal(12)]
    assert {table.row("T1").note for table in tables} == {"Ước tính theo dân số."}
    assert [table.row("T2").state for table in tables] == [State.COMMON] * 2
    assert "Bị chia cho nhiều đơn vị: Xã Hai." in tables[0].notes[1]


def test_a_measure_that_is_not_known_of_the_unit_divides_nothing(land: tuple[Tree, Book, list[Unit]]) -> None:
    tree, book, _olds = land
    allow(book.typed, Apportion.AREA)
    assert selectors.table(tree.communes[0], factories.period(NINE), borders=TODAY).row("T1").state == State.COMMON


def test_a_matrix_keeps_the_common_figure_beside_the_units_it_belongs_to(land: tuple[Tree, Book, list[Unit]]) -> None:
    tree, book, _olds = land
    seen = selectors.matrix(tree.province, [factories.period(NINE)], indicators=[book.typed], borders=TODAY)
    assert [(group.units, group.cell.value) for group in seen.common[book.typed.pk]] == [((tree.communes[0].pk, tree.communes[1].pk), 24)]
    assert seen.cells == {}


def test_a_trend_says_where_only_a_common_figure_is_known(land: tuple[Tree, Book, list[Unit]]) -> None:
    tree, book, _olds = land
    line = selectors.trend(tree.communes[1], book.typed, kind="nine")
    assert [(point.state, point.common and point.common.value) for point in line.points] == [(State.COMMON, Decimal(24))]


def test_the_number_opens_to_the_divided_unit_with_its_share(land: tuple[Tree, Book, list[Unit]]) -> None:
    tree, book, _olds = land
    opened = selectors.opened(tree.communes[1], factories.period(NINE), book.typed, borders=TODAY)
    assert [(part.name, part.text, part.share) for part in opened.parts] == [
        ("Xã Hai (đến 30/06/2025)", "9", "75 % dân số"),
        ("Xã Ba (đến 30/06/2025)", "5", ""),
    ]


def test_lineage_is_followed_through_two_reorganisations(land: tuple[Tree, Book, list[Unit]]) -> None:
    tree, _book, olds = land
    older = unit("commune", "Cổ", tree.former[0], until=factories.MERGED)
    factories.edge(older, olds[1])
    found = lines([tree.communes[0]])
    assert found.ways[older.pk][tree.communes[0].pk].share("population") == Fraction(1, 4)
    assert found.ways[older.pk][tree.communes[1].pk].share("area") is None
