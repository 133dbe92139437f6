"""Webhooks and the gateway of short messages, against a real receiver on loopback; and where a webhook may not go."""

import hashlib
import hmac
import json
from datetime import date

import pytest
from pytest_django.fixtures import Settings

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.notices import services
from danvan.notices.models import Delivery, Notice, Reason, State
from danvan.notices.senders.webhook import key_for
from danvan.notices.tests.factories import queued
from danvan.notices.tests.servers import ANY, CERTIFICATE, Receiver, receiver

pytestmark = pytest.mark.django_db


def posted(to: str, **given: object) -> Notice:
    """A webhook queued, and a round of sending."""
    notice = queued("webhook", to=to, **given)
    services.send_due(by=SYSTEM)
    notice.refresh_from_db()
    return notice


def outcome(notice: Notice) -> tuple[str, str, str]:
    """The notice's state, its reason, and the code of its last attempt."""
    last = notice.deliveries.last()
    return notice.state, notice.reason, last.detail if last else ""


def test_a_receiver_can_check_who_sent_it_and_when(hook: Receiver) -> None:
    with clock.standing_at(date(2026, 9, 7)):
        notice = posted(hook.url)
    (post,) = hook.posts
    stamp = post.headers["X-Danvan-Timestamp"]
    assert int(stamp) == clock.moment(date(2026, 9, 7)).timestamp()
    wanted = hmac.new(key_for(ANY).encode(), stamp.encode() + b"." + post.body, hashlib.sha256).hexdigest()
    assert post.headers["X-Danvan-Signature"] == f"sha256={wanted}"
    assert post.headers["X-Danvan-Message"] == str(notice.number)
    assert post.path == "/danvan?token=abc"
    assert outcome(notice) == (State.SENT, "", "HTTP 204")


def test_a_receiver_gets_the_number_of_the_case_and_nothing_else_of_it(hook: Receiver) -> None:
    notice = posted(hook.url, language="vi")
    assert json.loads(hook.posts[0].body) == {
        "id": str(notice.number),
        "kind": "update",
        "language": "vi",
        "made_at": notice.made_at.isoformat(),
        "reference": "KN26-00001",
        "text": "Có tin mới về đơn KN26-00001. Hãy tra cứu bằng mã biên nhận tại http://testserver/tra-cuu/",
    }


def test_each_receiver_has_a_key_of_its_own(settings: Settings) -> None:
    settings.NOTICE_WEBHOOK_SECRET = "kept by the operator"
    assert key_for("a.example.vn") == key_for("A.example.vn") != key_for("b.example.vn")


@pytest.mark.parametrize(
    ("status", "reason", "again"),
    [
        (500, Reason.LATER, True),
        (503, Reason.LATER, True),
        (429, Reason.LATER, True),
        (408, Reason.LATER, True),
        (401, Reason.SIGN_IN, True),
        (403, Reason.SIGN_IN, True),
        (400, Reason.REFUSED, False),
        (404, Reason.REFUSED, False),
        (410, Reason.REFUSED, False),
    ],
)
def test_the_status_decides_whether_to_try_again(status: int, reason: Reason, again: bool, hook: Receiver) -> None:
    hook.statuses = [status]
    assert outcome(posted(hook.url)) == (State.QUEUED if again else State.FAILED, reason, f"HTTP {status}")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int, hook: Receiver) -> None:
    hook.statuses, hook.location = [status], hook.url + "&again"
    assert outcome(posted(hook.url)) == (State.FAILED, Reason.REDIRECTED, f"HTTP {status}")
    assert len(hook.posts) == 1


@pytest.mark.parametrize("silent", ["status", "headers"])
def test_a_receiver_that_does_not_finish_is_left_in_time(silent: str, hook: Receiver, settings: Settings) -> None:
    settings.NOTICE_TIMEOUT = 0.2
    hook.silent = silent
    assert outcome(posted(hook.url)) == (State.QUEUED, Reason.TIMEOUT, "")


def test_a_receiver_that_was_down_gets_it_later_with_the_same_number(hook: Receiver) -> None:
    hook.statuses = [503, 200]
    notice = posted(hook.url)
    with clock.standing_at(notice.next_at or clock.now()):
        services.send_due(by=SYSTEM)
    assert [post.headers["X-Danvan-Message"] for post in hook.posts] == [str(notice.number)] * 2
    notice.refresh_from_db()
    assert notice.state == State.SENT


def test_one_that_is_not_there_is_tried_again(hook: Receiver) -> None:
    assert outcome(posted(f"http://{ANY}:1/")) == (State.QUEUED, Reason.UNREACHABLE, "ConnectionRefusedError")


def test_over_tls_the_certificate_is_checked(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.NOTICE_WEBHOOK_SECRET, settings.NOTICE_WEBHOOK_PRIVATE = "s", True
    with receiver(secure=True) as house:
        url = f"https://localhost:{house.port}/"
        assert outcome(posted(url))[:2] == (State.QUEUED, Reason.UNTRUSTED)
        assert house.posts == []
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        assert outcome(posted(url))[0] == State.SENT
        assert house.posts[0].headers["Host"] == f"localhost:{house.port}"


@pytest.mark.parametrize(
    "to",
    [
        "http://hook.example.vn/",
        "ftp://hook.example.vn/",
        "https://user:word@hook.example.vn/",
        "https://hook.example.vn:0/",
        "https://hook.example.vn:99999/",
        "https:///path",
        "https://10.0.0.8/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://hook.example.vn/ /x",
        "https://hook.example.vn/\r\nX-More: 1",
        "https://máy.example.vn/",
        "https://hook.example.vn/" + "x" * 500,
        "mailto:a@b.vn",
        "",
    ],
)
def test_an_address_that_is_none_or_lies_within_is_refused_where_it_is_typed(to: str, settings: Settings) -> None:
    settings.NOTICE_WEBHOOK_SECRET = "s"
    with pytest.raises(Refused) as refused:
        queued("webhook", to=to)
    assert refused.value.field == "to"


def test_a_name_that_leads_within_is_not_followed_when_it_is_sent(hook: Receiver, settings: Settings) -> None:
    settings.NOTICE_WEBHOOK_PRIVATE = False
    notice = posted(f"https://localhost:{hook.port}/")
    assert outcome(notice)[:2] == (State.FAILED, Reason.NOT_ALLOWED)
    assert hook.posts == []


def test_a_gateway_outside_is_not_spoken_to_in_plain(settings: Settings) -> None:
    settings.NOTICE_SMS, settings.NOTICE_SMS_URL, settings.NOTICE_SMS_SECRET = "webhook", "http://1.1.1.1/send", "key"
    notice = queued("sms")
    services.send_due(by=SYSTEM)
    notice.refresh_from_db()
    assert outcome(notice)[:2] == (State.FAILED, Reason.NOT_ALLOWED)


def test_the_ledger_and_the_log_hold_no_address(hook: Receiver) -> None:
    posted(hook.url)
    written = str([*Delivery.objects.values(), *Entry.objects.values()])
    assert "token" not in written
    assert ANY not in written


def test_a_short_message_goes_through_the_gateway_signed(hook: Receiver, settings: Settings) -> None:
    settings.NOTICE_SMS, settings.NOTICE_SMS_URL, settings.NOTICE_SMS_SECRET = "webhook", hook.url, "gateway key"
    notice = queued("sms", to="0912 345 678")
    services.send_due(by=SYSTEM)
    (post,) = hook.posts
    assert json.loads(post.body) == {
        "id": str(notice.number),
        "text": "Có tin mới về đơn KN26-00001. Tra cứu bằng mã biên nhận: http://testserver/tra-cuu/",
        "to": "+84912345678",
    }
    stamp = post.headers["X-Danvan-Timestamp"].encode()
    wanted = hmac.new(b"gateway key", stamp + b"." + post.body, hashlib.sha256).hexdigest()
    assert post.headers["X-Danvan-Signature"] == f"sha256={wanted}"
