"""What anybody may read: the first page, published answers, who is responsible where, the plain pages."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.petitions import services
from danvan.petitions.tests.factories import LAN, Cast, answered
from danvan.portal.tests.factories import found, text_of
from danvan.units.models import Body
from danvan.units.tests.factories import body

PLAIN = ("home", "answers", "communes", "start", "denunciation", "lookup", "privacy", "accessibility", "help")


def published(play: Cast, title: str = "Đường vào thôn bị hỏng") -> Any:
    """An answer that everybody may read."""
    petition = answered(play.clerk)
    return services.publish(by=play.clerk, petition=petition, title=title, question="Mặt đường bị vỡ.", text="Đã vá xong.")


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_page_has_a_title_a_language_and_one_heading(play: Cast, client: Client, name: str) -> None:
    response = client.get(reverse(f"portal:{name}"))
    text = text_of(response)
    assert response.status_code == 200
    assert '<html lang="vi">' in text
    assert text.count("<h1") == 1
    assert "<title></title>" not in text
    assert "<title> –" not in text


def test_the_first_page_shows_two_doors_and_the_times_of_the_law(play: Cast, client: Client) -> None:
    text = text_of(client.get("/"))
    assert f'class="door-card first" href="{reverse("portal:start")}"' in text
    assert f'class="door-card" href="{reverse("portal:lookup")}"' in text
    for shown in ("Trong 10 ngày làm việc", "Luật Tiếp công dân 42/2013/QH13, Điều 28", "Khiếu nại: 30 ngày", "nhiều nhất 45"):
        assert shown in text


def test_the_first_page_works_before_any_law_or_unit_is_loaded(db: None, client: Client) -> None:
    assert client.get("/").status_code == 200


def test_only_edited_texts_are_published(play: Cast, client: Client) -> None:
    answer = published(play)
    for address in ("/", "/tra-loi/", f"/tra-loi/{answer.pk}/"):
        text = text_of(client.get(address))
        assert "Đường vào thôn bị hỏng" in text
        for hidden in (answer.petition.reference, answer.petition.text, answer.text, LAN.name, LAN.address):
            assert hidden not in text
    assert "Đã vá xong." in text_of(client.get(f"/tra-loi/{answer.pk}/"))


def test_an_answer_that_is_not_published_is_not_found(play: Cast, client: Client) -> None:
    petition = answered(play.clerk)
    assert client.get(f"/tra-loi/{petition.answers.get().pk}/").status_code == 404
    assert "Chưa có trả lời nào được công khai." in text_of(client.get("/tra-loi/"))


def test_the_list_of_answers_costs_the_same_for_few_and_many(play: Cast, client: Client) -> None:
    numbers = []
    for count in (1, 3):
        for _answer in range(count):
            published(play)
        with CaptureQueriesContext(connection) as captured:
            client.get("/tra-loi/")
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= 3


@pytest.mark.parametrize("typed", ["Đông Sơn", "dong son", "xã Đông Sơn", "DONG  SON"])
def test_a_commune_is_found_with_or_without_accents(play: Cast, client: Client, typed: str) -> None:
    assert "Xã Đông Sơn, Tỉnh Hà Bắc" in text_of(client.get("/xa/", {"q": typed}))


def test_an_old_name_says_who_is_responsible_there_today(play: Cast, client: Client) -> None:
    assert "Xã Tây Sơn cũ nay thuộc Xã Đông Sơn" in text_of(client.get("/xa/", {"q": "tay son"}))


def test_names_are_offered_while_one_types(play: Cast, client: Client) -> None:
    offered = client.get("/xa/goi-y/", {"q": "tay s"}).json()
    assert offered == [{"value": play.unit.key, "label": "Xã Đông Sơn, Tỉnh Hà Bắc", "note": "Tên cũ: Xã Tây Sơn"}]
    assert client.get("/xa/goi-y/").json() == []


def test_a_name_that_is_nobodys_says_so_and_stays(play: Cast, client: Client) -> None:
    text = text_of(client.get("/xa/", {"q": "<b>Atlantis"}))
    assert "Không tìm thấy nơi nào tên là “<b>Atlantis”" in text
    assert 'value="<b>Atlantis"' in text
    assert "&lt;b&gt;Atlantis" in client.get("/xa/", {"q": "<b>Atlantis"}).content.decode()


def test_a_commune_page_names_offices_and_former_units(play: Cast, client: Client) -> None:
    body(play.unit, Body.Kind.RECEPTION, "Bộ phận tiếp công dân xã Đông Sơn")
    text = text_of(client.get(reverse("portal:commune", args=(play.unit.key,))))
    for shown in ("Bộ phận tiếp công dân xã Đông Sơn", "Xã Tây Sơn", "Gửi ý kiến đến đây"):
        assert shown in text


def test_a_former_unit_points_to_those_of_today_and_a_divided_one_says_so(play: Cast, client: Client) -> None:
    text = text_of(client.get(reverse("portal:commune", args=(play.tree.old_c.key,))))
    assert reverse("portal:commune", args=(play.tree.b.key,)) in text
    assert reverse("portal:commune", args=(play.tree.c.key,)) in text
    assert "Địa bàn được chia" in text
    assert "Gửi ý kiến đến đây" not in text


def test_no_commune_is_behind_a_made_up_key(play: Cast, client: Client) -> None:
    assert client.get("/xa/khong:co/").status_code == 404


def test_the_language_can_be_switched_on_any_page(play: Cast, client: Client) -> None:
    page = client.get("/tra-cuu/")
    action = found(r'<form class="languages" action="([^"]+)"', page)
    client.post(action, {"language": "en", "next": "/tra-cuu/"})
    assert '<html lang="en">' in text_of(client.get("/tra-cuu/"))


def test_search_engines_stay_out_of_what_belongs_to_one_person(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    for path in ("/gui-y-kien/", "/tra-cuu/", "/lam-viec/"):
        assert f"Disallow: {path}" in text


def test_reading_pages_refuse_to_be_written_to(client: Client) -> None:
    for name in ("home", "answers", "communes", "privacy"):
        assert client.post(reverse(f"portal:{name}")).status_code == 405
