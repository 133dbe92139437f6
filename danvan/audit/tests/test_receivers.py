"""Log-ins, log-outs and passwords reach the log although their room does not know it."""

import pytest
from django.test import Client
from django.urls import reverse

from danvan.accounts import operators
from danvan.accounts.models import User
from danvan.audit.selectors import trail, verify

pytestmark = pytest.mark.django_db
OLD, NEW = "mot cau de nho 2026", "mot cau khac han 2027"


def test_a_day_of_one_account_is_told_in_order(client: Client) -> None:
    user = operators.add_user(username="can-bo", full_name="Cán bộ Thử", password=OLD)
    client.post(reverse("accounts:login"), {"username": "can-bo", "password": OLD})
    client.post(reverse("accounts:password"), {"old_password": OLD, "new_password1": NEW, "new_password2": NEW})
    client.post(reverse("accounts:logout"))
    operators.set_password(username="can-bo", password=OLD)
    told = [(entry.act, entry.data) for entry in trail(user)]
    assert told == [
        ("accounts.user.password", {"by_operator": True}),
        ("accounts.user.login", {}),
        ("accounts.user.password", {"by_operator": False}),
        ("accounts.user.logout", {}),
        ("accounts.user.password", {"by_operator": True}),
    ]
    assert {(entry.user_id, entry.by_label, entry.post_id) for entry in trail(user)} == {(user.pk, "Cán bộ Thử", None)}
    assert verify().whole


def test_a_wrong_password_leaves_no_entry(client: Client) -> None:
    user = User.objects.create_user("can-bo", OLD, full_name="Cán bộ Thử")
    client.post(reverse("accounts:login"), {"username": "can-bo", "password": "sai"})
    assert not trail(user).exists()


def test_ending_a_session_that_nobody_was_in_leaves_no_entry(client: Client) -> None:
    client.post(reverse("accounts:logout"))
    assert verify().entries == 0
