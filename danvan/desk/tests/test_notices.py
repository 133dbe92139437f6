"""The ledger of delivery: what did not arrive and why, masked, within reach; sent again by those whose unit it is."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries, Settings
from python_calamine import CalamineWorkbook

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.notices import services
from danvan.notices.models import Notice, State
from danvan.notices.selectors import DAYS
from danvan.petitions.models import Conflict, Petition
from danvan.petitions.tests.factories import Cast, cast, received
from danvan.units.access import Acting
from danvan.units.models import Duty, Unit
from danvan.units.tests.factories import officer

MONDAY = date(2026, 9, 7)
MAIL = "lan.nguyen@xa.example.vn"


@pytest.fixture
def play(db: None, settings: Settings) -> Iterator[Cast]:
    """The cast, on Monday 7 September 2026; mail goes to the console, short messages nowhere."""
    settings.NOTICE_MAIL, settings.NOTICE_SMS = "console", "off"
    with clock.standing_at(MONDAY):
        yield cast()


def browser(who: Acting) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(who.user)
    return client


def told(petition: Petition, channel: str = "mail", to: str = MAIL, **given: Any) -> Notice:
    """A notice about the petition."""
    said: dict[str, Any] = {"kind": "update", "params": {"reference": petition.reference}, "unit_id": petition.unit_id, **given}
    return services.queue(by=SYSTEM, channel=channel, to=to, about=petition, **said)


def failed(unit: Unit) -> Notice:
    """A short message that no gateway takes."""
    return told(received(unit), "sms", "0912345678")


def text_of(client: Client, **params: str) -> str:
    """The page as text."""
    return client.get(reverse("desk:notices"), params).content.decode()


def test_who_is_not_signed_in_goes_to_the_login_page(client: Client, db: None) -> None:
    assert client.get(reverse("desk:notices")).status_code == 302


def test_the_officer_sees_what_was_told_how_it_went_and_of_which_petition_but_no_address(play: Cast) -> None:
    petition = received(play.unit)
    told(petition)
    services.send_due(by=SYSTEM)
    failed(play.unit)
    page = text_of(browser(play.clerk))
    assert f'href="{petition.get_absolute_url()}"' in page
    assert "l***@xa.example.vn" in page
    assert "***678" in page
    assert "Không có kênh gửi" in page
    assert MAIL not in page
    assert "912345" not in page


def test_every_number_opens_to_a_list_of_that_many(play: Cast) -> None:
    told(received(play.unit))
    services.send_due(by=SYSTEM)
    failed(play.unit)
    failed(play.unit)
    told(received(play.unit))
    client = browser(play.clerk)
    page = client.get(reverse("desk:notices"))
    assert {state.value: number for state, number, _tone in page.context["tiles"]} == {"queued": 1, "sent": 1, "failed": 2}
    for state, number, _tone in page.context["tiles"]:
        assert len(client.get(reverse("desk:notices"), {"state": state.value}).context["rows"]) == number
    for reason, number in page.context["reasons"]:
        assert len(client.get(reverse("desk:notices"), {"reason": reason.value}).context["rows"]) == number == 2


def test_nonsense_in_the_address_is_no_filter(play: Cast) -> None:
    failed(play.unit)
    page = browser(play.clerk).get(reverse("desk:notices"), {"state": "x", "channel": "pigeon", "sau": "!!"})
    assert len(page.context["rows"]) == 1


def test_a_neighbour_sees_nothing_and_a_superior_sees_it_with_the_units_name(play: Cast) -> None:
    failed(play.unit)
    assert browser(play.neighbour).get(reverse("desk:notices")).context["rows"] == []
    page = text_of(browser(play.superior))
    assert play.unit.full_name in page
    assert "***678" in page


def test_an_officer_named_in_the_petition_does_not_see_what_was_told_about_it(play: Cast) -> None:
    petition = received(play.unit)
    notice = told(petition, "sms", "0912345678")
    Conflict.objects.create(petition=petition, user=play.clerk.user, entered_at=clock.now())
    client = browser(play.clerk)
    page = client.get(reverse("desk:notices"))
    assert page.context["rows"] == []
    assert page.context["reasons"] == []
    assert client.post(reverse("desk:notice_resend", args=[notice.pk])).status_code == 404


def test_the_officer_sends_it_again_and_is_back_where_the_button_was(play: Cast, settings: Settings) -> None:
    notice = failed(play.unit)
    settings.NOTICE_SMS = "console"
    address = reverse("desk:notices") + "?state=failed"
    client = browser(play.clerk)
    answer = client.post(reverse("desk:notice_resend", args=[notice.pk]), {"next": address})
    assert (answer.status_code, answer["Location"]) == (302, address)
    notice.refresh_from_db()
    assert notice.state == State.QUEUED
    assert Entry.objects.get(act="notices.notice.resend").user_id == play.clerk.user_id
    assert "hàng chờ gửi" in client.get(address).content.decode()


def test_while_there_is_no_channel_the_page_says_so_and_nothing_changes(play: Cast) -> None:
    notice = failed(play.unit)
    client = browser(play.clerk)
    page = client.post(reverse("desk:notice_resend", args=[notice.pk]), follow=True)
    assert "Chưa có kênh gửi này" in page.content.decode()
    notice.refresh_from_db()
    assert notice.state == State.FAILED


def test_the_way_back_never_leads_elsewhere(play: Cast, settings: Settings) -> None:
    notice = failed(play.unit)
    settings.NOTICE_SMS = "console"
    answer = browser(play.clerk).post(reverse("desk:notice_resend", args=[notice.pk]), {"next": "https://evil.example/"})
    assert answer["Location"] == reverse("desk:notices")


def test_nobody_else_sends_it_again(play: Cast) -> None:
    notice = failed(play.unit)
    address = reverse("desk:notice_resend", args=[notice.pk])
    assert browser(play.neighbour).post(address).status_code == 404
    assert browser(play.superior).post(address).status_code == 403
    assert browser(play.clerk).get(address).status_code == 405
    assert 'action="' + address not in text_of(browser(play.superior))
    assert browser(officer(play.unit, Duty.ARRANGE_UNITS, title="Nội vụ")).get(reverse("desk:notices")).status_code == 403


def test_a_sealed_notice_shows_neither_case_nor_address(play: Cast, settings: Settings) -> None:
    settings.NOTICE_SMS = "console"
    petition = received(play.unit)
    told(petition, "sms", "0912345678", kind="update_sealed", params=None)
    page = text_of(browser(play.clerk))
    assert "không nêu việc gì" in page
    assert petition.reference not in page
    assert "678" not in page


def test_what_is_older_than_the_days_is_not_counted_here(play: Cast) -> None:
    failed(play.unit)
    with clock.standing_at(MONDAY + timedelta(days=DAYS + 1)):
        page = browser(play.clerk).get(reverse("desk:notices"))
    assert page.context["rows"] == []
    assert page.context["reasons"] == []


def test_the_list_can_be_taken_along_masked(play: Cast) -> None:
    told(received(play.unit), to="=lan@xa.example.vn")
    failed(play.unit)
    client = browser(play.clerk)
    answer = client.get(reverse("desk:notices_export", args=["csv"]), {"channel": "mail"})
    heads, row = csv.reader(StringIO(b"".join(answer).decode("utf-8-sig")))
    assert row[heads.index("Gửi tới")] == "'=***@xa.example.vn"
    answer = client.get(reverse("desk:notices_export", args=["xlsx"]))
    cells = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer))).get_sheet_by_index(0).to_python()
    assert any("***678" in row for row in cells)
    assert client.get(reverse("desk:notices_export", args=["pdf"])).status_code == 404


def test_a_ledger_longer_than_a_chunk_is_taken_along_whole(play: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("danvan.desk.views.notices.CHUNK", 2)
    petition = received(play.unit)
    for _number in range(5):
        told(petition)
    table = b"".join(browser(play.superior).get(reverse("desk:notices_export", args=["csv"]))).decode()
    assert len(table.splitlines()) == 6
    assert table.count(play.unit.full_name) == 5


@pytest.mark.parametrize("size", [2, 20])
def test_it_costs_the_same_however_many_there_are(play: Cast, size: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    petition = received(play.unit)
    for _number in range(size):
        told(petition)
    services.send_due(by=SYSTEM)
    client = browser(play.superior)
    with django_assert_max_num_queries(12):
        assert len(client.get(reverse("desk:notices")).context["rows"]) == size
