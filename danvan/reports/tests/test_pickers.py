"""What a table can be chosen from: indicators of whose books, periods of every kind, units of today and of the map then."""

from typing import Any
from urllib.parse import urlencode

import pytest

from danvan.reports import services
from danvan.reports.models import PeriodRow
from danvan.reports.tests.factories import MERGED, PERIOD, edge, indicator, unit
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.reports.views.table import MOST_PERIODS
from danvan.units.access import Acting
from danvan.units.models import Unit
from danvan.units.tests.factories import officer

__all__ = ["world"]


def picked(who: Acting, *asked: tuple[str, str]) -> Any:
    """The page of the table with that choice in its address."""
    answer = browser(who).get(f"{place('table')}?{urlencode(asked)}")
    assert answer.status_code == 200
    return answer


def offered(answer: Any, name: str) -> dict[str, bool]:
    """Value -> ticked, of the fields of that name, as the page draws them."""
    groups = {"ct": "indicators", "ky": "periods"}
    context = answer.context
    if name in groups:
        return {value: ticked for _title, rows, _open in context[groups[name]] for value, _label, ticked in rows}
    return {value: ticked for field, value, _label, ticked in context["units"] if field == name}


def test_indicators_are_those_of_the_nation_and_of_the_offices_above_and_below(world: World) -> None:
    land = world.tree
    for code, owner in (("NB1", land.province), ("XA1", land.communes[0]), ("HT1", land.other)):
        indicator(code, owner=owner)
    from_province, from_commune = offered(picked(world.receiver), "ct"), offered(picked(world.maker), "ct")
    assert {"T1", "NB1", "XA1"} <= set(from_province)
    assert {"T1", "NB1", "XA1"} <= set(from_commune)
    assert "HT1" not in {*from_province, *from_commune}
    assert "XA1" not in offered(picked(world.neighbour), "ct")


def test_what_was_chosen_stays_ticked_and_its_group_open(world: World) -> None:
    answer = picked(world.receiver, ("ct", "T1"), ("ky", PERIOD), ("dv", world.commune.key))
    assert [code for code, ticked in offered(answer, "ct").items() if ticked] == ["T1"]
    assert [key for key, ticked in offered(answer, "ky").items() if ticked] == [PERIOD]
    assert [key for key, ticked in offered(answer, "dv").items() if ticked] == [world.commune.key]
    assert [title for title, _rows, opened in answer.context["indicators"] if opened]


def test_an_indicator_that_was_chosen_by_a_link_is_there_though_another_office_keeps_it(world: World) -> None:
    indicator("HT1", owner=world.tree.other)
    assert offered(picked(world.receiver, ("ct", "HT1")), "ct")["HT1"] is True


def test_periods_are_the_latest_of_each_kind_and_the_chosen_one_however_old(world: World) -> None:
    keys = [f"{year}-Q{quarter}" for year in range(2026 - MOST_PERIODS // 4, 2027) for quarter in range(1, 5)]
    for key in (*keys, "2025", "2023-9M", "2026-08", "2025-Q3@15"):
        services.period_of(key)
    shown = offered(picked(world.receiver), "ky")
    quarters = [key for key in shown if "-Q" in key and "@" not in key]
    assert quarters == sorted(keys, reverse=True)[:MOST_PERIODS]
    assert {"2025", "2023-9M", "2026-08", "2025-Q3@15"} <= set(shown)
    assert keys[0] not in shown
    assert offered(picked(world.receiver, ("ky", keys[0])), "ky")[keys[0]] is True


def test_units_are_the_own_one_and_those_below_and_no_stranger(world: World) -> None:
    land = world.tree
    ticks = offered(picked(world.receiver), "dv")
    assert set(ticks) == {land.province.key, *(one.key for one in land.communes)}
    assert set(offered(picked(world.maker), "dv")) == {world.commune.key}
    assert land.other.key not in offered(picked(world.receiver, ("dv", land.other.key)), "dv")


def found(who: Acting, *asked: tuple[str, str]) -> set[str]:
    """The names that a search by name offers to add."""
    told = picked(who, *asked).context["found"]
    return {label for label, _address in told["rows"]} if told else set()


@pytest.fixture
def former(world: World) -> Unit:
    """A commune that stood under a province that is no more, and went into one of today."""
    old = unit("commune", "Gia Vượng", world.tree.former[2], until=MERGED)
    edge(old, world.commune)
    return old


def test_a_former_unit_is_found_for_the_borders_of_then_on_the_map_of_the_days_chosen(world: World, former: Unit) -> None:
    services.period_of("2024-Q3")
    asked = (("them", "gia vuong"), ("dia-gioi", "then"))
    assert found(world.receiver, *asked, ("ky", "2024-Q3")) == {str(former), str(world.commune)}
    only_its_heir = {str(world.commune)}
    assert found(world.receiver, *asked, ("ky", PERIOD)) == only_its_heir
    assert found(world.receiver, ("them", "gia vuong"), ("dia-gioi", "today"), ("ky", "2024-Q3")) == only_its_heir


def test_a_former_unit_out_of_reach_is_not_found(world: World, former: Unit) -> None:
    services.period_of("2024-Q3")
    stranger = officer(world.tree.other)
    assert found(stranger, ("them", "gia vuong"), ("dia-gioi", "then"), ("ky", "2024-Q3")) == set()


def test_adding_a_unit_keeps_the_rest_of_the_choice(world: World, former: Unit) -> None:
    services.period_of("2024-Q3")
    answer = picked(world.receiver, ("them", "Gia Vượng"), ("dia-gioi", "then"), ("ky", "2024-Q3"), ("ct", "T1"))
    [query] = [query for label, query in answer.context["found"]["rows"] if label == str(former)]
    added = browser(world.receiver).get(f"{place('table')}?{query}")
    assert offered(added, "dv")[former.key] is True
    assert offered(added, "ct")["T1"] is True
    assert PeriodRow.objects.get(key="2024-Q3").key in offered(added, "ky")
