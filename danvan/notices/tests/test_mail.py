"""Mail, against a real server on loopback that behaves, refuses, hangs up or says nothing."""

from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.notices import rules, services
from danvan.notices.models import Delivery, Notice, Reason, State
from danvan.notices.tests.conftest import use
from danvan.notices.tests.factories import MAIL, queued
from danvan.notices.tests.servers import CERTIFICATE, MailServer, mail_server

pytestmark = pytest.mark.django_db


def sent(**given: object) -> Notice:
    """A mail queued, and a round of sending."""
    notice = queued("mail", **given)
    services.send_due(by=SYSTEM)
    notice.refresh_from_db()
    return notice


def outcome(notice: Notice) -> tuple[str, str, str]:
    """The notice's state, its reason, and the code of its last attempt."""
    last = notice.deliveries.last()
    return notice.state, notice.reason, last.detail if last else ""


def test_a_mail_arrives_with_its_number_and_is_in_the_ledger(post_office: MailServer) -> None:
    notice = sent(language="vi")
    (mail,) = post_office.mails
    assert post_office.receivers == [MAIL]
    assert mail["Subject"] == "Có tin mới về đơn KN26-00001"
    assert mail["Message-ID"] == f"<{notice.number}@danvan.example.vn>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "Tiếp công dân" in mail["From"]
    assert "http://testserver/tra-cuu/" in mail.get_content()
    assert outcome(notice) == (State.SENT, "", "SMTP 250")
    assert [one.result for one in notice.deliveries.all()] == ["sent"]


def test_it_is_sent_once(post_office: MailServer) -> None:
    sent()
    services.send_due(by=SYSTEM)
    assert len(post_office.mails) == 1


def test_a_sealed_mail_names_neither_the_case_nor_the_site(post_office: MailServer) -> None:
    sent(kind="update_sealed", params=None)
    (mail,) = post_office.mails
    written = f"{mail['Subject']} {mail.get_content()}"
    assert "KN26" not in written
    assert "http" not in written


@pytest.mark.parametrize(
    ("word", "reply", "reason", "again"),
    [
        ("GREETING", "421 too busy", Reason.LATER, True),
        ("MAIL", "451 later", Reason.LATER, True),
        ("RCPT", "450 mailbox busy", Reason.LATER, True),
        ("RCPT", f"550 no {MAIL} here", Reason.BAD_ADDRESS, False),
        ("RCPT", "554 not wanted", Reason.REFUSED, False),
        ("MAILED", "554 not wanted", Reason.REFUSED, False),
        ("MAILED", "452 disk full", Reason.LATER, True),
    ],
)
def test_what_the_server_says_decides_whether_to_try_again(
    word: str, reply: str, reason: Reason, again: bool, post_office: MailServer
) -> None:
    post_office.replies[word] = reply
    notice = sent()
    assert outcome(notice) == (State.QUEUED if again else State.FAILED, reason, f"SMTP {reply[:3]}")
    assert MAIL not in str([*Delivery.objects.values(), *Entry.objects.values()])


def test_a_server_that_is_not_there_is_tried_again_later(post_office: MailServer, settings: Settings) -> None:
    settings.EMAIL_PORT = 1  # nobody listens there
    with clock.standing_at(clock.now()):
        notice = sent()
        assert outcome(notice) == (State.QUEUED, Reason.UNREACHABLE, "ConnectionRefusedError")
        assert notice.next_at == clock.now() + rules.wait_after(1)


def test_when_the_server_is_there_again_the_mail_arrives(post_office: MailServer) -> None:
    post_office.replies["MAIL"] = "451 later"
    with clock.standing_at(clock.now()):
        notice = sent()
        post_office.replies.clear()
        assert services.send_due(by=SYSTEM).sent == 0
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        assert services.send_due(by=SYSTEM).sent == 1
    assert [one.result for one in notice.deliveries.all()] == ["failed", "sent"]


def test_after_nine_tries_it_is_given_up_and_an_officer_can_send_it_again(post_office: MailServer) -> None:
    post_office.replies["MAIL"] = "451 later"
    moment = clock.now()
    with clock.standing_at(moment):
        notice = queued("mail")
    while notice.is_open:
        with clock.standing_at(moment):
            services.send_due(by=SYSTEM)
        notice.refresh_from_db()
        moment = notice.next_at or moment
    assert (notice.state, notice.reason, notice.tries) == (State.FAILED, Reason.LATER, rules.MOST_TRIES)
    post_office.replies.clear()
    services.resend(by=SYSTEM, notice=notice)
    assert services.send_due(by=SYSTEM).sent == 1


@pytest.mark.parametrize("word", ["GREETING", "EHLO", "RCPT", "MAILED"])
def test_a_server_that_says_nothing_is_left_in_time(word: str, post_office: MailServer, settings: Settings) -> None:
    settings.NOTICE_TIMEOUT = 0.1
    post_office.silent_at = word
    assert outcome(sent())[:2] == (State.QUEUED, Reason.TIMEOUT)


def test_a_server_that_hangs_up_is_tried_again(post_office: MailServer) -> None:
    post_office.hangs_up_at = "RCPT"
    assert outcome(sent())[:2] == (State.QUEUED, Reason.UNREACHABLE)


def test_a_goodbye_that_fails_does_not_send_the_mail_twice(post_office: MailServer) -> None:
    post_office.hangs_up_at = "QUIT"
    assert outcome(sent())[0] == State.SENT


def test_a_mail_taken_by_a_server_that_dies_before_it_says_so_comes_again_with_the_same_number(post_office: MailServer) -> None:
    post_office.hangs_up_at = "MAILED"
    notice = sent()
    post_office.hangs_up_at = ""
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        services.send_due(by=SYSTEM)
    assert [mail["Message-ID"] for mail in post_office.mails] == [f"<{notice.number}@danvan.example.vn>"] * 2


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_with_tls_the_mail_is_encrypted_and_the_sender_signs_in(way: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with mail_server(secure=way == "tls") as house:
        use(settings, house)
        settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = way == "starttls", way == "tls"
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "danvan", "secret"
        assert outcome(sent())[0] == State.SENT
    assert house.encrypted == [True]
    assert house.signed_in == ["\0danvan\0secret"]


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_not_trusted(way: str, settings: Settings) -> None:
    with mail_server(secure=way == "tls") as house:
        use(settings, house)
        settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = way == "starttls", way == "tls"
        assert outcome(sent())[:2] == (State.QUEUED, Reason.UNTRUSTED)
    assert house.mails == []


def test_a_wrong_password_is_the_operators_to_mend(post_office: MailServer, settings: Settings) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "danvan", "wrong"
    post_office.replies["AUTH"] = "535 no"
    assert outcome(sent()) == (State.QUEUED, Reason.SIGN_IN, "SMTP 535")


def test_one_bad_address_does_not_keep_the_others_waiting(post_office: MailServer) -> None:
    post_office.replies["RCPT"] = "550 unknown"
    bad = sent()
    post_office.replies.clear()
    queued("mail")
    queued("mail")
    assert services.send_due(by=SYSTEM) == services.Round(sent=2)
    assert bad.state == State.FAILED
