"""Being told that there is news: only where the office can, only who asked for it."""

import pytest
from django.conf import LazySettings

from danvan.petitions.models import NotifyBy, Sender
from danvan.portal.tests.factories import Person, page, text_of

pytestmark = pytest.mark.django_db


def test_nobody_is_asked_where_nothing_can_be_sent(person: Person) -> None:
    person.walk(until="cong-khai")
    assert person.client.get(page("bao-tin")).status_code in {302, 404}


def test_a_mail_address_is_kept_with_the_wish_and_a_wrong_one_is_told(person: Person, settings: LazySettings) -> None:
    settings.NOTICE_MAIL = "console"
    person.walk(until="cong-khai")
    assert "ten@example.vn" in text_of(person.post("bao-tin", {"by": "mail", "mail": "không phải địa chỉ"}))
    person.post("bao-tin", {"by": "mail", "mail": "Lan@Example.VN"})
    person.post("cong-khai", {"may_publish": "no"})
    person.press(person.submission())
    sender = Sender.objects.get()
    assert (sender.notify_by, sender.mail) == (NotifyBy.MAIL, "Lan@example.vn")


def test_what_was_typed_under_another_way_is_not_kept(person: Person, settings: LazySettings) -> None:
    settings.NOTICE_MAIL = settings.NOTICE_SMS = "console"
    person.walk(until="cong-khai")
    person.post("bao-tin", {"by": "code", "mail": "lan@example.vn", "mobile": "0912345678"})
    person.post("cong-khai", {"may_publish": "no"})
    person.press(person.submission())
    sender = Sender.objects.get()
    assert (sender.notify_by, sender.mail) == ("", "")
