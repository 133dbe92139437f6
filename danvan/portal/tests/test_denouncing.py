"""Denouncing from afar: sealed when it comes, nothing kept before, upward where the commune itself is meant."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from danvan.petitions.models import Conflict, Petition, PetitionKind, Sender
from danvan.petitions.tests.factories import Cast, cast
from danvan.portal.tests.factories import photo, text_of
from danvan.sealed.models import Envelope
from danvan.sealed.tests.factories import keeper, opened

pytestmark = pytest.mark.django_db
PAGE = "/gui-y-kien/to-cao/gui/"
NAME = "Hoàng Thị Bí Mật"


@pytest.fixture
def play() -> Cast:
    """The commune and the province have each two keepers of the seal."""
    made = cast()
    for unit in (made.unit, made.tree.province):
        for _number in range(2):
            opened(keeper(unit))
    return made


def told(play: Cast, **other: Any) -> dict[str, Any]:
    """A whole form."""
    return {
        "submission": str(uuid4()),
        "place": play.unit.full_name,
        "leaders": "no",
        "topic": "land",
        "text": "Cán bộ địa chính nhận tiền để làm nhanh thủ tục ngày 3/9/2026 tại trụ sở.",
        "name": NAME,
        "address": "Thôn Đoài",
        **other,
    }


def test_what_is_sent_is_a_denunciation_whose_sender_stands_only_in_an_envelope(play: Cast) -> None:
    client = Client()
    scan = SimpleUploadedFile("don.jpg", b"viet tay", "image/jpeg")
    answer = client.post(PAGE, told(play, evidence=photo(), handwriting=scan))
    assert answer["Location"] == "/gui-y-kien/bien-nhan/"
    petition = Petition.objects.get()
    assert (petition.kind, petition.unit, petition.attachments.count()) == (PetitionKind.DENUNCIATION, play.unit, 1)
    assert (Sender.objects.get().name, Envelope.objects.get().has_files) == ("", True)
    assert "receipt-code" in text_of(client.get("/gui-y-kien/bien-nhan/"))


def test_nothing_typed_is_in_the_session_before_or_after(play: Cast) -> None:
    client = Client()
    wrong = client.post(PAGE, told(play, text="ngắn"))
    assert NAME in text_of(wrong)  # on the page again, and nowhere else
    client.post(PAGE, told(play))
    assert not any(NAME in str(row.get_decoded()) for row in Session.objects.all())


def test_what_is_about_the_commune_itself_goes_above_and_the_commune_is_named(play: Cast) -> None:
    Client().post(PAGE, told(play, leaders="yes"))
    petition = Petition.objects.get()
    assert petition.unit == play.tree.province
    assert set(Conflict.objects.values_list("body__unit", flat=True)) == {play.unit.pk}


def test_without_a_name_there_is_no_person_at_all(play: Cast) -> None:
    Client().post(PAGE, told(play, withheld="on", name=NAME))
    assert Petition.objects.get().kind == PetitionKind.DENUNCIATION_INFO
    assert (Envelope.objects.count(), Sender.objects.get().name) == (0, "")


def test_a_name_is_asked_for_or_withheld_on_purpose(play: Cast) -> None:
    answer = Client().post(PAGE, told(play, name="", address=""))
    assert "Tôi không nêu tên" in text_of(answer)
    assert not Petition.objects.exists()


def test_the_same_page_sent_twice_is_one_petition(play: Cast) -> None:
    client, form = Client(), told(play)
    for _time in range(2):
        assert client.post(PAGE, form)["Location"] == "/gui-y-kien/bien-nhan/"
    assert Petition.objects.count() == Envelope.objects.count() == 1


def test_a_place_that_is_none_is_told_beside_its_field_and_nothing_is_lost(play: Cast) -> None:
    answer = client_page(told(play, place="Xã Không Có"))
    assert "Cán bộ địa chính" in answer
    assert not Petition.objects.exists()


def client_page(form: dict[str, Any]) -> str:
    """The page that answers the form."""
    return text_of(Client().post(PAGE, form))
