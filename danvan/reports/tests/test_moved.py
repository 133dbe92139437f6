"""A total says how it came to be what it is."""

import pytest

from danvan.reports import services
from danvan.reports.models import Takeover
from danvan.reports.selectors.moved import moved
from danvan.reports.tests import factories
from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.reports.tests.test_correcting import above, accepted, corrected

__all__ = ["world"]

pytestmark = pytest.mark.django_db
State = Takeover.State


def test_a_total_says_every_correction_below_that_moved_it_and_what_was_done_about_it(world: World) -> None:
    report, province = accepted(world), above(world)
    corrected(world, report)
    services.take_over(by=world.receiver, report=province)
    report.refresh_from_db()
    corrected(world, report, "25")
    told = moved(world.tree.province, factories.period(), world.book.typed)
    assert [(one.was, one.now, one.unit, one.done[0].state) for one in told] == [
        ("21", "26", world.commune, State.WAITING),
        ("13", "21", world.commune, State.TAKEN),
    ]
    assert moved(world.tree.province, factories.period(), world.book.stock) == []
    page = browser(world.receiver).get(place("number", world.tree.province.key, PERIOD, "T1")).content.decode()
    assert all(words in page for words in ("13 → 21", "21 → 26", "Cộng sót một thôn"))
    page = browser(world.receiver).get(place("number", world.tree.province.key, PERIOD, world.book.stock.code)).content.decode()
    assert "Cộng sót một thôn" not in page


def test_a_first_report_that_came_late_moved_the_total_too(world: World) -> None:
    accepted(world)
    above(world)
    world.filed(world.tree.communes[1], {world.book.typed: "5"})
    told = moved(world.tree.province, factories.period(), world.book.typed)
    assert [(one.was, one.now, one.unit) for one in told] == [("13", "18", world.tree.communes[1])]
