"""Finding units by what people type."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.lib.refusal import Refused
from danvan.units import selectors
from danvan.units.models import Level, UnitName
from danvan.units.tests import factories
from danvan.units.tests.factories import ROUND, Tree

BEFORE = date(2025, 6, 30)
TODAY = date(2026, 11, 20)


@pytest.fixture
def tree(db: None) -> Tree:
    return factories.small_tree()


def test_one_code_is_another_unit_on_another_day(tree: Tree) -> None:
    assert selectors.by_code("90000", BEFORE) == tree.old_a
    assert selectors.by_code("90000", ROUND) == tree.a
    assert selectors.by_code(tree.a.key, ROUND) == tree.a


def test_a_code_nobody_bears_that_day_is_refused(tree: Tree) -> None:
    with pytest.raises(Refused):
        selectors.by_code("90003", ROUND)


def test_names_are_found_without_accents_and_by_their_beginning(tree: Tree) -> None:
    assert selectors.search("dong", on=TODAY) == [tree.a]
    assert selectors.search("ĐÔNG sơn", on=TODAY) == [tree.a]
    assert tree.b in selectors.search("son", on=TODAY)


def test_the_name_of_a_former_commune_leads_to_its_heir_and_says_so(tree: Tree) -> None:
    match = selectors.find("tay son", on=TODAY)[0]
    assert (match.unit, match.by) == (tree.a, "Xã Tây Sơn")


def test_a_whole_label_finds_its_unit_again(tree: Tree) -> None:
    for unit in (tree.a, tree.province, tree.far):
        assert selectors.by_name(selectors.path_label(unit, TODAY), TODAY) == unit


def test_signs_of_a_pattern_are_taken_literally(tree: Tree) -> None:
    assert selectors.search("%", on=TODAY) == []
    assert selectors.search("_", on=TODAY) == []


def test_two_of_one_name_are_refused_and_both_are_named(tree: Tree) -> None:
    factories.unit(Level.COMMUNE, tree.a.kind, "Đông Sơn", tree.neighbour, code="96000", since=ROUND)  # type: ignore[arg-type]  # a stored kind
    with pytest.raises(Refused, match="Hà Nam Ninh"):
        selectors.by_name("Đông Sơn", TODAY)
    assert selectors.by_name("Đông Sơn, Hà Bắc", TODAY) == tree.a


@pytest.mark.usefixtures("real_units")
@pytest.mark.parametrize(
    ("typed", "expected"), [("hue", "Thành phố Huế"), ("tp ho chi minh", "Thành phố Hồ Chí Minh"), ("thua thien", "Thành phố Huế")]
)
def test_provinces_are_found_by_what_people_write(typed: str, expected: str) -> None:
    assert str(selectors.search(typed, on=TODAY, levels=[Level.PROVINCE])[0]) == expected


@pytest.mark.usefixtures("real_units")
def test_a_search_asks_the_database_as_often_for_few_as_for_many() -> None:
    asked = []
    for text in ("ben nghe", "an"):
        with CaptureQueriesContext(connection) as captured:
            found = selectors.find(text, on=TODAY, limit=20)
            selectors.path_labels([match.unit for match in found], TODAY)
        asked.append(len(captured))
    assert max(asked) <= 16


@pytest.mark.usefixtures("real_units")
@pytest.mark.sqlite
def test_a_search_by_beginning_uses_the_index() -> None:
    plan = UnitName.objects.filter(folded__begins="ha tinh").explain()
    assert "USING INDEX units_unitname_folded" in plan


@pytest.mark.usefixtures("real_units")
def test_ha_tinh_has_69_communes_today_and_their_heirs_are_known() -> None:
    ha_tinh = selectors.by_code("42", TODAY)
    assert selectors.children(ha_tinh, TODAY).count() == 69
    former = selectors.by_code("30", BEFORE)
    assert [str(unit) for unit in selectors.today(former)] == ["Thành phố Hải Phòng"]


@pytest.mark.usefixtures("real_units")
def test_heirs_tell_whole_from_part() -> None:
    whole, divided = selectors.by_code("37", BEFORE), selectors.by_key("2004:00007")
    assert all(heir.whole for heir in selectors.heirs([whole.pk], TODAY)[whole.pk])
    assert [heir.whole for heir in selectors.heirs([divided.pk], TODAY)[divided.pk]] == [False, False]
