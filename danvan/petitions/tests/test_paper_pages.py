"""The pages that offer papers, show and print them, and the book."""

import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from danvan.lib import clock
from danvan.papers import services as printer
from danvan.papers.models import Printed
from danvan.petitions.models import Conflict, Sender
from danvan.petitions.papers import Book
from danvan.petitions.tests.factories import LAN, Cast, accepted, classified, registered
from danvan.petitions.tests.test_papers import COMPLAINT, DENUNCIATION, MARKER, PAPER, printed, settled, words
from danvan.units.access import Acting
from danvan.units.models import Duty
from danvan.units.tests.factories import officer


def browser(who: Acting) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(who.user)
    return client


def test_the_pages_offer_show_and_print(play: Cast) -> None:
    petition = accepted(play.clerk, COMPLAINT)
    client = browser(play.clerk)
    assert "Thông báo thụ lý" in client.get(petition.get_absolute_url()).content.decode()
    assert "Thông báo thụ lý" in client.get(reverse("petitions:papers", args=[petition.pk])).content.decode()
    page = client.get(reverse("petitions:paper", args=[petition.pk, "acceptance"])).content.decode()
    assert LAN.name in page
    assert Printed.objects.count() == 0
    address = reverse("petitions:print_paper", args=[petition.pk, "acceptance", "pdf"])
    assert client.get(address).status_code == 405
    answer = client.post(address)
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"
    row = Printed.objects.get()
    assert (row.about, row.post_id) == (petition.reference, play.clerk.post_id)
    assert "PDF · bản 1" in client.get(reverse("petitions:papers", args=[petition.pk])).content.decode()


@pytest.mark.parametrize("name", ["conclusion", "nothing", "urging"])
def test_a_paper_that_does_not_fit_is_not_there(play: Cast, name: str) -> None:
    petition = accepted(play.clerk, COMPLAINT)
    client = browser(play.clerk)
    assert client.get(reverse("petitions:paper", args=[petition.pk, name])).status_code == 404
    assert client.post(reverse("petitions:print_paper", args=[petition.pk, name, "docx"])).status_code == 404
    assert client.post(reverse("petitions:print_paper", args=[petition.pk, "acceptance", "exe"])).status_code == 404


def test_a_neighbour_and_an_officer_who_is_named_print_nothing(play: Cast) -> None:
    petition = accepted(play.clerk, COMPLAINT)
    named = officer(play.unit, Duty.RECEIVE, Duty.HANDLE)
    Conflict.objects.create(petition=petition, user=named.user, entered_at=clock.now())
    for who in (play.neighbour, named):
        assert browser(who).get(reverse("petitions:papers", args=[petition.pk])).status_code == 404
        assert browser(who).post(reverse("petitions:print_paper", args=[petition.pk, "receipt", "docx"])).status_code == 404
    assert Printed.objects.count() == 0


def test_words_that_would_name_the_denouncer_are_told_on_the_page(play: Cast) -> None:
    petition = settled(play, DENUNCIATION, **PAPER)
    petition.answers.update(text="Số điện thoại 0912 345 678")
    for method, name, args in (("get", "paper", ["conclusion"]), ("post", "print_paper", ["conclusion", "docx"])):
        answer = getattr(browser(play.clerk), method)(reverse(f"petitions:{name}", args=[petition.pk, *args]), follow=True)
        assert "làm lộ người gửi" in answer.content.decode()
    assert Printed.objects.count() == 0


def test_the_book_lists_the_lines_of_the_days_and_names_nobody_of_a_denunciation(play: Cast) -> None:
    registered(play.clerk)
    petition = classified(play.clerk, DENUNCIATION, **PAPER, text="Bí mật")
    Sender.objects.filter(petition=petition).update(name=MARKER)
    with clock.standing_at(clock.today() + timedelta(days=40)):
        registered(play.clerk)
    book = Book(play.unit, date(2026, 9, 1), date(2026, 9, 30))
    for form in ("docx", "html"):
        file = printer.render(by=play.clerk, code="petitions.book", subject=book, unit=play.unit, form=form)
        text = words(file.content, form)
        assert LAN.name in text
        assert MARKER not in text
        assert "Bí mật" not in text
        assert "Tổng số: 2 đơn" in text
    file = printer.render(by=play.clerk, code="petitions.book", subject=book, unit=play.unit, form="xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[-2:]] == ["1", "2"]


def test_the_page_of_the_book_shows_the_days_and_hands_over_the_file(play: Cast) -> None:
    petition = registered(play.clerk)
    client = browser(play.clerk)
    assert petition.reference in client.get(reverse("petitions:book")).content.decode()
    assert petition.reference not in client.get(reverse("petitions:book"), {"first": "1/8/2026", "last": "31/8/2026"}).content.decode()
    assert "Ngày cuối phải từ ngày đầu" in client.get(reverse("petitions:book"), {"first": "2/9/2026", "last": "1/9/2026"}).content.decode()
    for form in ("xlsx", "docx", "pdf"):
        answer = client.post(reverse("petitions:print_book", args=[form]), {"first": "1/9/2026", "last": "30/9/2026"})
        assert answer.status_code == 200
        assert f".{form}" in answer["Content-Disposition"]
    assert client.post(reverse("petitions:print_book", args=["exe"])).status_code == 404
    assert browser(play.neighbour).get(reverse("petitions:book")).content.decode().count(petition.reference) == 0
    assert browser(play.leader).get(reverse("petitions:book")).status_code == 403


def test_the_book_hides_from_an_officer_what_names_them(play: Cast) -> None:
    petition = registered(play.clerk)
    Conflict.objects.create(petition=petition, user=play.clerk.user, entered_at=clock.now())
    assert petition.reference not in browser(play.clerk).get(reverse("petitions:book")).content.decode()


@pytest.mark.parametrize("more", [1, 8])
def test_pages_cost_the_same_however_much_was_printed(play: Cast, more: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    petition = settled(play, COMPLAINT)
    for _turn in range(more):
        printed(play.clerk, petition, "receipt")
        registered(play.clerk)
    client = browser(play.clerk)
    for url in (
        reverse("petitions:papers", args=[petition.pk]),
        reverse("petitions:paper", args=[petition.pk, "receipt"]),
        reverse("petitions:book"),
    ):
        with django_assert_max_num_queries(15):
            client.get(url)
