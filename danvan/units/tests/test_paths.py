"""The kept paths say what a walk up the tree says, on every day."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.lib.text import alphabetical
from danvan.units import paths
from danvan.units.models import Kind, Level, Unit, UnitParent, UnitPath
from danvan.units.rules import Edge, Span, meet, parts_per_million, ways_up
from tests.machine import examples

START = date(2025, 1, 1)
DAYS = 24
SHAPE = (1, 2, 3, 5)  # how many units on each level

Tree = tuple[dict[int, Span], dict[int, list[Edge]]]


def day(number: int) -> date:
    return START + timedelta(days=number)


def span(first: int, last: int | None) -> Span:
    return Span(day(first), None if last is None else day(last))


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Levels of units; each non-root unit lives for a while under one parent after another, gaps and early ends of parents included."""
    spans = {0: span(0, None)}
    edges: dict[int, list[Edge]] = {}
    above, number = [0], 1
    for size in SHAPE[1:]:
        here = list(range(number, number + size))
        number += size
        for unit in here:
            first = draw(st.integers(0, DAYS - 2))
            spans[unit] = span(first, draw(st.one_of(st.none(), st.integers(first, DAYS))))
            cuts = sorted(draw(st.sets(st.integers(first, DAYS), max_size=3)) | {first})
            ends: list[int | None] = [*cuts[1:], None]
            edges[unit] = [Edge(draw(st.sampled_from(above)), span(*dates)) for dates in zip(cuts, ends, strict=True)]
        above = here
    return spans, edges


def holds(life: Span, on: date) -> bool:
    return life.first <= on and (life.after is None or on < life.after)


def walk(tree: Tree, unit: int, on: date) -> list[int]:
    """Up from the unit, step by step; it stops where a parent is not there on the day."""
    spans, edges = tree
    found: list[int] = []
    current: int | None = unit
    while current is not None and holds(spans[current], on):
        found.append(current)
        current = next((edge.parent for edge in edges.get(current, []) if holds(edge.span, on)), None)
    return found


@given(trees())
def test_ways_up_equal_a_naive_walk_on_every_day(tree: Tree) -> None:
    ways = ways_up(*tree)
    for unit in tree[0]:
        for number in range(DAYS + 1):
            kept = {(up.depth, up.ancestor) for up in ways[unit] if holds(up.span, day(number))}
            assert kept == set(enumerate(walk(tree, unit, day(number))))


@given(trees())
def test_on_no_day_does_a_unit_have_two_ancestors_of_one_depth(tree: Tree) -> None:
    for ups in ways_up(*tree).values():
        for one in ups:
            others = [up for up in ups if up is not one and (up.depth == one.depth or up.ancestor == one.ancestor)]
            assert not any(meet(one.span, other.span) for other in others)


def test_a_unit_above_itself_is_refused() -> None:
    life = span(0, None)
    with pytest.raises(ValueError):
        ways_up({1: life, 2: life}, {1: [Edge(2, life)], 2: [Edge(1, life)]})


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any))
def test_shares_add_up_to_exactly_a_million(weights: list[int]) -> None:
    assert sum(parts_per_million(weights)) == 1_000_000


@pytest.mark.django_db
@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees(), st.data())
def test_rebuilding_a_branch_after_an_edge_changed_equals_building_everything_anew(tree: Tree, data: st.DataObject) -> None:
    UnitParent.objects.all().delete()
    Unit.objects.all().delete()
    ids = write(tree)
    paths.rebuild(ids.values())
    changed = data.draw(st.sampled_from([unit for unit in tree[1] if unit <= 3]))
    edge = UnitParent.objects.filter(unit=ids[changed]).order_by("valid_from")[0]
    edge.delete()
    paths.rebuild([ids[changed]])
    spans, edges = tree
    kept = {unit: [one for one in rows if unit != changed or one.span.first != edge.valid_from] for unit, rows in edges.items()}
    wanted = {
        (ids[unit], ids[up.ancestor], up.depth, up.span.first, up.span.after) for unit, ups in ways_up(spans, kept).items() for up in ups
    }
    assert set(UnitPath.objects.values_list("unit", "ancestor", "depth", "valid_from", "valid_to")) == wanted


def write(tree: Tree) -> dict[int, int]:
    spans, edges = tree
    ids = {
        unit: Unit.objects.create(
            key=f"t:{unit}",
            level=Level.COMMUNE,
            kind=Kind.COMMUNE,
            name=str(unit),
            sort_key=alphabetical(str(unit)),
            valid_from=life.first,
            valid_to=life.after,
        ).pk
        for unit, life in spans.items()
    }
    for unit, rows in edges.items():
        for one in rows:
            UnitParent.objects.create(unit_id=ids[unit], parent_id=ids[one.parent], valid_from=one.span.first, valid_to=one.span.after)
    return ids


@pytest.mark.usefixtures("real_units")
@pytest.mark.parametrize("on", [date(2016, 1, 1), date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 22)])
def test_every_real_unit_has_exactly_one_path_to_the_centre(on: date) -> None:
    standing = Unit.objects.on(on).count()
    to_the_centre = UnitPath.objects.on(on).filter(ancestor__key="vn").values_list("unit", flat=True)
    assert len(to_the_centre) == len(set(to_the_centre)) == standing
