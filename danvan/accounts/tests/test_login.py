"""Logging in and out, and what happens to who guesses."""

from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory
from django.urls import reverse

from danvan.accounts import throttle
from danvan.accounts.forms import MINUTES, TRIES
from danvan.accounts.models import Attempt, User
from danvan.lib import clock
from danvan.lib.refusal import Refused

pytestmark = pytest.mark.django_db
LOGIN = "/dang-nhap/"
PASSWORD = "mot cau de nho 2026"
MORNING = clock.moment(date(2026, 10, 5), 8)


@pytest.fixture
def officer() -> User:
    """Somebody who may log in."""
    return User.objects.create_user("can-bo", PASSWORD, full_name="Cán bộ Thử")


def attempt(client: Client, password: str, username: str = "can-bo", address: str = "10.0.0.7") -> str:
    """The page after a try, or "in" if it let in."""
    answer = client.post(LOGIN, {"username": username, "password": password, "next": "/mat-khau/"}, REMOTE_ADDR=address)
    return "in" if answer.status_code == 302 else answer.content.decode()


def test_the_right_password_leads_to_where_one_was_going(client: Client, officer: User) -> None:
    answer = client.post(LOGIN, {"username": "can-bo", "password": PASSWORD, "next": "/mat-khau/"})
    assert answer["Location"] == "/mat-khau/"


def test_a_page_elsewhere_is_not_gone_to(client: Client, officer: User) -> None:
    answer = client.post(LOGIN, {"username": "can-bo", "password": PASSWORD, "next": "https://example.invalid/"})
    assert "example" not in answer["Location"]


def test_a_wrong_password_and_an_unknown_name_read_alike(client: Client, officer: User) -> None:
    wrong = attempt(client, "sai")
    unknown = attempt(client, "sai", username="khong-co")
    assert "không đúng" in wrong
    assert "không đúng" in unknown
    assert 'value="can-bo"' in wrong


def test_an_account_that_ended_does_not_let_in(client: Client, officer: User) -> None:
    officer.is_active = False
    officer.save(update_fields=["is_active"])
    assert attempt(client, PASSWORD) != "in"


def test_after_seven_wrong_tries_even_the_right_password_waits(client: Client, officer: User) -> None:
    with clock.standing_at(MORNING):
        for _ in range(TRIES):
            assert "không đúng. Hãy kiểm tra" in attempt(client, "sai")
        page = attempt(client, PASSWORD)
        assert "Hãy thử lại sau 08:15 ngày 05/10/2026" in page
        # Neither case nor marks of the name open another door, nor does the neighbouring address.
        assert "Quá nhiều" in attempt(client, PASSWORD, username="CAN-BO", address="10.0.0.9")
    with clock.standing_at(MORNING + timedelta(minutes=MINUTES)):
        assert attempt(client, PASSWORD) == "in"


def test_tries_during_the_pause_do_not_make_it_longer(client: Client, officer: User) -> None:
    with clock.standing_at(MORNING):
        for _ in range(TRIES):
            attempt(client, "sai")
    with clock.standing_at(MORNING + timedelta(minutes=14)):
        assert "08:15" in attempt(client, "sai")
    with clock.standing_at(MORNING + timedelta(minutes=15)):
        assert attempt(client, PASSWORD) == "in"


def test_another_network_and_another_name_are_not_held_up(client: Client, officer: User) -> None:
    with clock.standing_at(MORNING):
        for _ in range(TRIES):
            attempt(client, "sai")
        assert "Quá nhiều" not in attempt(client, "sai", username="nguoi-khac")
        assert attempt(client, PASSWORD, address="10.0.1.7") == "in"


def test_the_right_password_forgets_the_wrong_tries_before(client: Client, officer: User) -> None:
    for _ in range(2):
        for _ in range(TRIES - 1):
            attempt(client, "sai")
        assert attempt(client, PASSWORD) == "in"
        client.post(reverse("accounts:logout"))


def test_one_network_that_tries_many_names_is_held_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("danvan.accounts.forms.TRIES_OF_A_BLOCK", 8)
    with clock.standing_at(MORNING):
        for number in range(8):
            attempt(client, "sai", username=f"ten{number}")
        assert "Quá nhiều" in attempt(client, "sai", username="ten-moi")


def test_logging_out_takes_a_post(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert client.get(reverse("accounts:logout")).status_code == 405
    client.post(reverse("accounts:logout"))
    assert client.get(reverse("accounts:password")).status_code == 302


def test_no_address_is_ever_kept(client: Client, officer: User) -> None:
    attempt(client, "sai", address="10.0.0.7")
    for kept in Attempt.objects.all():
        assert "10.0" not in kept.who
        assert len(kept.who) == 64


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.5", "203.0.113.250", True),
        ("203.0.113.5", "203.0.114.5", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.5", "203.0.113.9", True),
        ("", "nonsense", True),
    ],
)
def test_neighbours_in_a_network_block_count_together(one: str, other: str, same: bool) -> None:
    asked = [throttle.who(RequestFactory().get("/", REMOTE_ADDR=address)) for address in (one, other)]
    assert (asked[0] == asked[1]) == same
    assert throttle.who(RequestFactory().get("/", REMOTE_ADDR=one), also="lan") != asked[0]


def test_behind_a_proxy_the_address_that_the_proxy_saw_counts(settings: LazySettings) -> None:
    def asked(forwarded: str) -> str:
        return throttle.who(RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=forwarded))

    assert asked("203.0.113.5") == asked("198.51.100.1")
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert asked("203.0.113.5") != asked("198.51.100.1")
    # What a client writes in front itself opens no new count.
    assert asked("9.9.9.9, 203.0.113.5") == asked("203.0.113.5")


def test_a_scope_has_its_own_count_and_pause() -> None:
    with clock.standing_at(MORNING):
        for _ in range(5):
            throttle.check("code", "someone", limit=5, minutes=15)
            throttle.note("code", "someone")
        with pytest.raises(Refused, match="08:15"):
            throttle.check("code", "someone", limit=5, minutes=15)
        throttle.check("other", "someone", limit=5, minutes=15)
        throttle.check("code", "someone else", limit=5, minutes=15)


def test_old_tries_are_swept() -> None:
    with clock.standing_at(MORNING):
        throttle.note("code", "someone")
    with clock.standing_at(MORNING + timedelta(hours=25)):
        throttle.note("code", "someone")
        assert throttle.purge() == 1
    assert Attempt.objects.count() == 1


def test_the_table_of_tries_sweeps_itself() -> None:
    with clock.standing_at(MORNING):
        throttle.note("code", "old")
    with clock.standing_at(MORNING + timedelta(days=2)):
        for _ in range(throttle.SWEEP_EVERY):
            throttle.note("code", "new")
    assert not Attempt.objects.filter(who="old").exists()
