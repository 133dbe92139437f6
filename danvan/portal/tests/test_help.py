"""Help in plain words: every kind has its page, its days come from the rows of the law, and nothing on it is out of date."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.documents import selectors as documents
from danvan.documents.models import TimeLimit
from danvan.petitions.models import PetitionKind
from danvan.petitions.tests.factories import Cast
from danvan.portal import kinds
from danvan.portal.tests.conftest import MONDAY
from danvan.portal.tests.factories import page, text_of

SLUGS = [kind.slug for kind in kinds.KINDS]


def test_there_is_a_page_for_every_kind_of_petition(play: Cast, client: Client) -> None:
    assert len(SLUGS) == len(PetitionKind.values)
    text = text_of(client.get(reverse("portal:help")))
    for slug in SLUGS:
        assert reverse("portal:help_kind", args=(slug,)) in text


@pytest.mark.parametrize("slug", SLUGS)
def test_a_kind_says_who_what_until_when_and_what_then(play: Cast, client: Client, slug: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        text = text_of(client.get(reverse("portal:help_kind", args=(slug,))))
    assert len(captured) <= 3
    for heading in ("Ai gửi được", "Viết gì", "Hạn bao lâu", "Bạn nhận được gì", "Quá hạn hoặc không đồng ý"):
        assert f"<h2>{heading}</h2>" in text
    assert "Chưa có thời hạn nào được nhập." not in text
    assert kinds.BY_SLUG[slug].denounces == (reverse("portal:denunciation") in text)


def test_days_are_those_of_the_law_and_say_where_nobody_compared_them(play: Cast, client: Client) -> None:
    address = reverse("portal:help_kind", args=("khieu-nai",))
    text = text_of(client.get(address))
    for shown in ("<strong>30 ngày</strong>", "nhiều nhất 45 ngày", "Điều 28", "chưa đối chiếu bản gốc"):
        assert shown in text
    TimeLimit.objects.filter(matter="complaint", step="settle").update(days=28)
    assert "<strong>28 ngày</strong>" in text_of(client.get(address))


def test_all_limits_at_once_are_those_asked_one_by_one(play: Cast) -> None:
    found = documents.limits(MONDAY)
    for matter, step in found:
        assert documents.limit(matter, step, MONDAY) == found[matter, step]


def test_no_page_says_any_more_that_denunciations_are_not_taken_here(play: Cast, client: Client) -> None:
    for address in (*(reverse(f"portal:{name}") for name in ("help", "start", "privacy", "denunciation")), page("loai")):
        text = text_of(client.get(address))
        for old in ("chưa nhận qua mạng", "đem đến nơi tiếp công dân</a>"):
            assert old not in text, address
    assert "iêm phong" in text_of(client.get(reverse("portal:privacy")))


def test_the_question_of_the_kind_leads_to_the_help(play: Cast, client: Client) -> None:
    assert reverse("portal:help") in text_of(client.get(page("loai")))


def test_there_is_no_help_for_what_there_is_not(play: Cast, client: Client) -> None:
    assert client.get("/tro-giup/khong-co/").status_code == 404
