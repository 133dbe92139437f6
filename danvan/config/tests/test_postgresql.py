"""What the server is told is what was meant."""

import pytest
from django.db import DataError, connection
from django.db.models import BigIntegerField, F, IntegerField, Value
from django.db.models.functions import Cast, Coalesce

from danvan.accounts.models import Attempt, User
from danvan.accounts.sessions import SessionStore
from danvan.lib.asking import fetched

WIDE = (2**31 - 1, 2**31, -(2**31) - 1, 3_000_000_000, 2**63 - 1, -(2**63))

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> int:
    """Any row to hang an expression on."""
    return User.objects.create_user("an", "mat-khau-thu").pk


@pytest.mark.parametrize("number", WIDE)
def test_a_number_within_an_expression_is_not_cut(row: int, number: int) -> None:
    found = User.objects.filter(pk=row).annotate(
        told=Coalesce(Value(None, BigIntegerField()), number), cast=Cast(Value(number), BigIntegerField())
    )
    assert found.values_list("told", "cast").get() == (number, number)


def test_a_sum_goes_past_four_bytes(row: int) -> None:
    assert User.objects.annotate(more=F("pk") + 3_000_000_000).values_list("more", flat=True).get(pk=row) == row + 3_000_000_000


@pytest.mark.postgres
def test_a_question_put_together_once_is_kept_planned_and_no_other(row: int) -> None:
    SessionStore("k" * 32).load()
    for _time in range(12):
        list(Attempt.objects.filter(pk=row))
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        prepared = [text for (text,) in cursor.fetchall()]
    assert not [text for text in prepared if 'FROM "accounts_attempt"' in text]
    assert [text for text in prepared if 'FROM "django_session"' in text and "$1" in text]


@pytest.mark.postgres
def test_the_plan_of_a_text_with_a_short_list_is_kept_whatever_the_numbers(row: int) -> None:
    for number in range(12):
        fetched("SELECT id, 'short' FROM accounts_user WHERE id IN %(users)s", {"users": [row, row + number]})
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans > 0 FROM pg_prepared_statements WHERE statement LIKE %s", ("SELECT id, 'short'%",))
        assert cursor.fetchall() == [(True,)]


@pytest.mark.postgres
def test_a_number_too_wide_for_its_column_is_refused_by_the_server(row: int) -> None:
    with pytest.raises(DataError):
        User.objects.filter(pk=row).annotate(cut=Cast(Value(2**40), IntegerField())).values_list("cut", flat=True).get()
