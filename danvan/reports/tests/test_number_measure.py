"""The big number of a number's page is read together with what it counts, as the reader's language counts it."""

import pytest
from django.test import Client

from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import World, browser, place, world

__all__ = ["world"]


def said(client: Client, world: World, code: str, language: str) -> str:
    """The number of the page, tags away."""
    page = client.get(place("number", world.commune.key, PERIOD, code), headers={"accept-language": language}).content.decode()
    value = page.partition('<span class="stat-value">')[2].partition('<span class="stat-label">')[0]
    return value.replace('<span class="stat-unit">', "").replace("</span>", "")


@pytest.mark.parametrize(
    ("value", "language", "words"),
    [
        ("12", "vi", "12 cuộc"),
        ("1", "en", "1 event"),
        ("12", "en", "12 events"),
        ("1", "ru", "1 мероприятие"),
        ("22", "ru", "22 мероприятия"),
        ("12", "ru", "12 мероприятий"),
    ],
)
def test_the_measure_stands_beside_the_number_in_the_form_it_asks_for(world: World, value: str, language: str, words: str) -> None:
    world.filed(figures={world.book.typed: value})
    assert said(browser(world.maker), world, world.book.typed.code, language) == words.replace(" ", "\u00a0")


@pytest.mark.parametrize(("language", "words"), [("vi", "25,0%"), ("en", "25.0%"), ("ru", "25,0\u00a0%")])
def test_a_per_cent_sign_stands_as_the_language_writes_it_and_its_parts_have_their_measure(world: World, language: str, words: str) -> None:
    world.filed(figures={world.book.typed: "12"})
    assert said(browser(world.maker), world, world.book.ratio.code, language) == words


def test_a_number_that_is_not_there_has_no_measure(world: World) -> None:
    world.filed()
    assert said(browser(world.maker), world, world.book.stock.code, "vi") == "–"


def test_the_parts_of_a_share_have_their_measure_too(world: World) -> None:
    world.filed(figures={world.book.typed: "1"})
    address = place("number", world.commune.key, PERIOD, world.book.ratio.code)
    page = browser(world.maker).get(address, headers={"accept-language": "en"}).content.decode()
    assert "1</a>\u00a0event</dd>" in page
    assert "3</a>\u00a0events</dd>" in page
