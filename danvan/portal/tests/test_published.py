"""Published answers: found by place, matter and words of the edited text; on a map, and as a feed."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.petitions import services
from danvan.petitions.tests.factories import LAN, Cast, answered
from danvan.portal.tests.factories import text_of
from danvan.portal.tests.test_performance import release
from danvan.portal.tests.test_weight import LIMIT, weight
from danvan.units.access import Acting
from danvan.units.models import Unit

ROAD, WATER = "Đường vào thôn bị hỏng", "Nước sạch đục"


def publish(who: Acting, title: str, topic: str = "roads") -> None:
    """An answer of the officer's unit that everybody may read."""
    petition = answered(who, topic=topic)
    services.publish(by=who, petition=petition, title=title, question="Mặt đường bị vỡ.", text="Đã vá xong.")


@pytest.fixture
def two(play: Cast) -> Cast:
    """A road in one commune, water in the next; both communes have a place on the map."""
    publish(play.clerk, ROAD)
    publish(play.neighbour, WATER, "water")
    Unit.objects.filter(pk__in=(play.unit.pk, play.tree.b.pk)).update(latitude=18.3, longitude=105.9)
    return play


def shown(client: Client, query: str) -> set[str]:
    """Which of the two are in the list."""
    text = text_of(client.get(reverse("portal:answers") + query))
    return {title for title in (ROAD, WATER) if f">{title}</a>" in text}


def test_answers_are_found_by_place_matter_and_words_without_accents(two: Cast, client: Client) -> None:
    assert shown(client, "") == {ROAD, WATER}
    assert shown(client, "?viec=water") == {WATER}
    assert shown(client, f"?noi={two.unit.key}") == {ROAD}
    assert shown(client, f"?noi={two.tree.province.key}") == {ROAD, WATER}
    assert shown(client, f"?noi={two.tree.neighbour.key}") == set()
    for words in ("duong hong", "THÔN", "va xong duong vao"):
        assert shown(client, f"?q={words}") == {ROAD}, words


def test_nonsense_in_the_address_is_nothing(two: Cast, client: Client) -> None:
    assert shown(client, "?viec=x&noi=khong:co") == {ROAD, WATER}
    assert shown(client, "?q=%25") == set()


def test_words_of_the_petition_itself_find_nothing(two: Cast, client: Client) -> None:
    """The sender wrote of rain; the edited text does not."""
    assert shown(client, "?q=khi+mưa") == set()
    assert shown(client, f"?q={LAN.name}") == set()


def test_the_map_shows_a_disc_for_each_commune_and_the_same_as_a_list(two: Cast, client: Client) -> None:
    page = client.get(reverse("portal:answers_map"))
    text = text_of(page)
    assert text.count('class="map-dot"') == 2
    for name in ("Quần đảo Hoàng Sa", "Quần đảo Trường Sa", "(Việt Nam)"):
        assert name in text
    for unit in (two.unit, two.tree.b):
        assert text.count(f"/tra-loi/?noi={unit.key.replace(':', '%3A')}") == 2
    assert weight(page.content) <= LIMIT
    assert 'class="map-dot"' in text_of(client.get(reverse("portal:answers_map") + "?viec=water"))
    assert two.unit.full_name not in text_of(client.get(reverse("portal:answers_map") + "?viec=water"))


def test_the_feed_is_atom_with_the_edited_text_only(two: Cast, client: Client) -> None:
    response = client.get(reverse("portal:answers_feed") + "?viec=roads")
    assert response["Content-Type"].startswith("application/atom+xml")
    text = text_of(response)
    assert re.findall(r"<entry><title>([^<]*)</title>", text) == [ROAD]
    assert "<updated>2026-09-07T00:00:00+07:00</updated>" in text
    for hidden in (LAN.name, LAN.address, "khi mưa", "KN26"):
        assert hidden not in response.content.decode()


def test_lists_map_and_feed_cost_the_same_for_few_and_many(play: Cast, client: Client) -> None:
    numbers = []
    for count in (1, 3):
        for _answer in range(count):
            publish(play.clerk, ROAD)
        with CaptureQueriesContext(connection) as captured:
            for name in ("answers", "answers_map", "answers_feed"):
                client.get(reverse(f"portal:{name}"), {"noi": play.unit.key, "q": "duong"})
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= 30


def test_public_pages_of_results_and_answers_are_light(two: Cast, client: Client) -> None:
    release()
    names = [reverse("portal:results"), reverse("portal:results_method"), reverse("portal:answers"), reverse("portal:help")]
    for address in (*names, reverse("portal:result", args=(two.unit.key,))):
        assert weight(client.get(address).content) <= LIMIT, address
