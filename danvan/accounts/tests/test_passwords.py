"""Changing passwords, on the page and at the shell."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from danvan.accounts.models import User

pytestmark = pytest.mark.django_db
OLD, NEW = "mot cau de nho 2026", "mot cau khac han 2027"


@pytest.fixture
def officer(client: Client) -> User:
    """Somebody logged in."""
    user = User.objects.create_user("can-bo", OLD, full_name="Cán bộ Thử")
    client.force_login(user)
    return user


def change(client: Client, old: str, new: str, again: str) -> str:
    """The page after trying to change, messages included."""
    data = {"old_password": old, "new_password1": new, "new_password2": again}
    return client.post(reverse("accounts:password"), data, follow=True).content.decode()


def test_a_changed_password_counts_and_other_sessions_end(client: Client, officer: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(officer)
    assert "Đã đổi mật khẩu" in change(client, OLD, NEW, NEW)
    officer.refresh_from_db()
    assert officer.check_password(NEW)
    assert client.get(reverse("accounts:password")).status_code == 200
    assert elsewhere.get(reverse("accounts:password")).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("sai", NEW, NEW, "Mật khẩu hiện tại không đúng"),
        (OLD, NEW, "khac", "không giống nhau"),
        (OLD, "ngan", "ngan", "cần ít nhất 10 ký tự"),
        (OLD, "1234567890", "1234567890", "quá phổ biến"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(client: Client, officer: User, old: str, new: str, again: str, message: str) -> None:
    page = change(client, old, new, again)
    assert message in page
    assert "Đã đổi mật khẩu" not in page
    officer.refresh_from_db()
    assert officer.check_password(OLD)


def test_a_stranger_is_sent_to_the_login_page(client: Client) -> None:
    answer = client.get(reverse("accounts:password"))
    assert answer["Location"].startswith(reverse("accounts:login"))


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let the password come from standard input."""
    monkeypatch.setattr("sys.stdin", StringIO(text))


def test_an_operator_makes_a_user_and_sets_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, f"{OLD}\n")
    call_command("user", "add", "lan", "--full-name", "Trần Thị Lan", stdout=StringIO())
    user = User.objects.get(username="lan")
    assert user.check_password(OLD)
    typed(monkeypatch, f"{NEW}\n")
    call_command("user", "password", "lan", stdout=StringIO())
    user.refresh_from_db()
    assert user.check_password(NEW)


@pytest.mark.parametrize(
    ("words", "password", "message"),
    [
        (("add", "lan", "--full-name", "Lan"), "ngan", "10"),
        (("add", "LAN-CU", "--full-name", "Lan"), NEW, "đã có"),
        (("add", " ", "--full-name", "Lan"), NEW, "Cần tên"),
        (("password", "khong-co"), NEW, "Không có"),
        (("password", "lan-cu"), "ngan", "10"),
    ],
)
def test_an_operator_is_told_what_is_wrong(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], password: str, message: str) -> None:
    User.objects.create_user("lan-cu", OLD, full_name="Lan cũ")
    typed(monkeypatch, password)
    with pytest.raises(CommandError, match=message):
        call_command("user", *words, stdout=StringIO())
    assert User.objects.get().check_password(OLD)


def test_the_password_is_never_an_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="unrecognized"):
        call_command("user", "add", "lan", "--full-name", "Lan", OLD)


def test_typing_it_twice_must_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = StringIO()
    stdin.isatty = lambda: True  # type: ignore[method-assign]  # a terminal
    monkeypatch.setattr("sys.stdin", stdin)
    answers = iter([OLD, NEW])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    with pytest.raises(CommandError, match="không giống"):
        call_command("user", "add", "lan", "--full-name", "Lan")
