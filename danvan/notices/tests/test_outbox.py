"""Into the outbox: with what it tells of or not at all, once under its key, with nothing in it that a person typed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.notices import services
from danvan.notices.models import Notice, Reason, State
from danvan.notices.tests.factories import MAIL, queued, thing

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 7)


@pytest.fixture(autouse=True)
def _open_channels(settings: Settings) -> None:
    settings.NOTICE_MAIL = settings.NOTICE_SMS = "console"
    settings.NOTICE_WEBHOOK_SECRET = "kept by the operator"


def test_a_notice_waits_to_be_sent_now() -> None:
    with clock.standing_at(DAY):
        notice = queued("mail", about=thing(), language="en")
    notice.refresh_from_db()
    assert (notice.state, notice.next_at, notice.to, notice.language) == (State.QUEUED, clock.moment(DAY), MAIL, "en")
    assert (notice.about_kind, notice.unit_id, notice.params) == ("audit.head", 1, {"reference": "KN26-00001"})


def test_a_notice_goes_with_the_transaction_that_queued_it() -> None:
    def fails_after_queueing() -> None:
        with transaction.atomic():
            queued()
            Notice.objects.create(kind="update", made_at=clock.now())  # open, and yet without a moment

    with pytest.raises(IntegrityError):
        fails_after_queueing()
    assert not Notice.objects.exists()


def test_the_log_tells_of_it_without_the_address() -> None:
    queued("mail")
    entry = Entry.objects.get(act="notices.notice.queue")
    assert entry.data == {"kind": "update", "channel": "mail", "state": "queued"}
    assert MAIL not in str(list(Entry.objects.values()))


def test_under_one_key_it_is_queued_once() -> None:
    first = queued("mail", key="petition:1:step:2:mail")
    again = queued("sms", key="petition:1:step:2:mail", to="0912345678")
    assert again.pk == first.pk
    assert Notice.objects.count() == Entry.objects.filter(act="notices.notice.queue").count() == 1


def test_without_a_key_every_one_counts() -> None:
    assert queued().pk != queued().pk


@pytest.mark.parametrize("key", ["", "Nguyễn Thị Lan", "has space", "x" * 121])
def test_a_key_is_short_and_plain(key: str) -> None:
    with pytest.raises(ValueError):
        queued(key=key)


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "gossip"},
        {"kind": "update", "params": {}},
        {"kind": "update", "params": {"reference": "Bà Lan kiện ông Tư"}},
        {"kind": "update", "params": {"reference": "NGUYEN-LAN"}},
        {"kind": "update", "params": {"reference": "KN26-00001\nhttps://evil.example"}},
        {"kind": "update", "params": {"reference": 260001}},
        {"kind": "update", "params": {"reference": "KN26-00001", "note": "ghé tôi"}},
        {"kind": "update", "params": {"reference": "KN26-00001", "count": 1}},
        {"kind": "update_sealed", "params": {"reference": "KN26-00001"}},
        {"kind": "reminder", "params": {"days": "ba", "count": 1}},
        {"kind": "reminder", "params": {"days": True, "count": 1}},
        {"kind": "reminder", "params": {"days": -1, "count": 1}},
        {"kind": "reminder", "params": {"days": 3.5, "count": 1}},
        {"channel": "console", "language": "fr"},
        {"channel": "zalo"},
    ],
)
def test_nothing_enters_that_is_not_foreseen(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        services.queue(
            by=SYSTEM,
            **{
                "kind": "update",
                "channel": "console",
                "to": "",
                "about": None,
                "unit_id": None,
                "params": {"reference": "KN26-00001"},
                **given,
            },
        )
    assert not Notice.objects.exists()


@pytest.mark.parametrize("channel", ["mail", "sms", "webhook"])
def test_without_a_channel_it_stands_in_the_ledger_as_not_sent(channel: str, settings: Settings) -> None:
    settings.NOTICE_MAIL = settings.NOTICE_SMS = "off"
    settings.NOTICE_WEBHOOK_SECRET = ""
    notice = queued(channel)
    notice.refresh_from_db()
    assert (notice.state, notice.reason, notice.get_reason_display()) == (State.FAILED, Reason.NO_CHANNEL, "không có kênh gửi")


def test_when_the_channel_comes_everything_that_missed_it_can_be_sent(settings: Settings) -> None:
    settings.NOTICE_MAIL = "off"
    missed, other = queued("mail"), queued("sms")
    assert services.resend_all(by=SYSTEM, reason="no_channel") == 0
    settings.NOTICE_MAIL = "console"
    assert services.resend_all(by=SYSTEM, reason="no_channel") == 1
    assert {one.pk: one.state for one in Notice.objects.all()} == {missed.pk: "queued", other.pk: "queued"}


def test_one_that_ended_is_sent_again_as_a_new_message() -> None:
    notice = queued("mail")
    services.send_due(by=SYSTEM)
    again = services.resend(by=SYSTEM, notice=notice)
    assert (again.state, again.tries, again.ended_at, again.forget_at) == (State.QUEUED, 0, None, None)
    assert again.number != notice.number


def test_one_on_its_way_is_not_sent_again() -> None:
    with pytest.raises(Refused, match="đang chờ gửi"):
        services.resend(by=SYSTEM, notice=queued())


def test_a_waiting_one_can_be_cancelled_and_is_not_sent() -> None:
    notice = services.cancel(by=SYSTEM, notice=queued())
    assert notice.state == State.CANCELLED
    assert services.send_due(by=SYSTEM).sent == 0
    with pytest.raises(Refused):
        services.cancel(by=SYSTEM, notice=notice)


def test_the_address_goes_thirty_days_after_the_end_and_then_nothing_can_be_sent_again(settings: Settings) -> None:
    settings.NOTICE_KEEP_DAYS = 30
    with clock.standing_at(DAY):
        sent = queued("mail")
        services.send_due(by=SYSTEM)
        waiting = queued("mail")
    with clock.standing_at(DAY + timedelta(days=29)):
        assert services.purge(by=SYSTEM) == 0
    with clock.standing_at(DAY + timedelta(days=30)):
        assert services.purge(by=SYSTEM) == 1
        assert services.purge(by=SYSTEM) == 0
    sent.refresh_from_db()
    waiting.refresh_from_db()
    assert (sent.to, sent.state, waiting.to) == ("", State.SENT, MAIL)
    with pytest.raises(Refused, match="đã được xóa"):
        services.resend(by=SYSTEM, notice=sent)


def test_the_address_of_a_sealed_notice_goes_with_the_sending() -> None:
    notice = queued("mail", kind="update_sealed", params=None)
    services.send_due(by=SYSTEM)
    notice.refresh_from_db()
    assert (notice.state, notice.to, notice.forget_at) == (State.SENT, "", None)


def test_a_sealed_notice_without_a_channel_keeps_no_address(settings: Settings) -> None:
    settings.NOTICE_MAIL = "off"
    notice = queued("mail", kind="update_sealed", params=None)
    notice.refresh_from_db()
    assert (notice.state, notice.to) == (State.FAILED, "")


def test_what_is_forgotten_is_neither_sent_nor_kept() -> None:
    case, other = thing(), thing()
    sent, kept = queued("mail", about=case), queued("mail", about=other)
    services.send_due(by=SYSTEM)
    waiting = queued("sms", about=case)
    assert services.forget(by=SYSTEM, about=case) == 2
    assert services.send_due(by=SYSTEM).sent == 0
    found = {one.pk: (one.to, one.state) for one in Notice.objects.all()}
    assert found == {sent.pk: ("", "sent"), waiting.pk: ("", "cancelled"), kept.pk: (MAIL, "sent")}
