"""Questions put into SQL once give what the queryset gives, for every value."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from danvan.accounts.models import User
from danvan.lib import clock
from danvan.lib.asking import SHORT, Question, compiled_once, fetched
from danvan.lib.text import alphabetical
from danvan.units.models import EARLIEST, Kind, Level, Post, Unit, UnitName
from danvan.units.tests import factories as make

DAYS = (date(2025, 6, 30), date(2025, 7, 1), date(2026, 7, 1))


def commune(name: str) -> Unit:
    """One that stands alone."""
    return Unit.objects.create(level=Level.COMMUNE, kind=Kind.WARD, name=name, sort_key=alphabetical(name), key=name, valid_from=EARLIEST)


def by_name(name: str, on: date, level: str | None) -> QuerySet[Unit]:
    """With a word, a day, and a value that SQL may say in two ways."""
    found = Unit.objects.on(on).filter(name=name).order_by("pk")
    return found if level is None else found.filter(level=level)


@pytest.mark.django_db
def test_rows_are_those_of_the_queryset_for_every_value() -> None:
    for name in ("Ế Ẩm", "O'Brien; DROP TABLE", "%s"):
        commune(name)
    asked: Question[Unit] = compiled_once(by_name)
    for name in ("Ế Ẩm", "O'Brien; DROP TABLE", "%s", "'"):
        for day in DAYS:
            for level in (None, "commune", "province"):
                assert asked(name, day, level) == list(by_name(name, day, level))


@pytest.mark.django_db
def test_the_text_is_made_once_for_each_shape() -> None:
    made: list[tuple[Any, ...]] = []

    def ask(pks: tuple[int, ...], open_only: bool) -> QuerySet[Unit, int]:
        made.append((pks, open_only))
        return (
            Unit.objects.filter(pk__in=pks, **({"valid_to__isnull": True} if open_only else {})).order_by("pk").values_list("pk", flat=True)
        )

    units = [commune(f"Xã {number}").pk for number in range(3)]
    asked = compiled_once(ask)
    for pks in ((units[0],), (units[2],), tuple(units[:2]), tuple(units[1:])):
        for open_only in (True, False):
            assert asked(pks, open_only) == sorted(pks)
    assert len(made) == 4  # one and two numbers, closed ones with them or not


@pytest.mark.django_db
def test_what_rows_are_joined_to_comes_with_them() -> None:
    officer = make.officer(commune("Xã A"))

    @compiled_once
    def posts(unit: int) -> QuerySet[Post]:
        return Post.objects.filter(body__unit_id=unit).select_related("body__unit")

    for _again in range(2):
        with CaptureQueriesContext(connection) as asked:
            [post] = posts(officer.unit.pk)
            assert (post, post.body.unit.name) == (officer.post, officer.unit.name)
        assert len(asked) == 1


@pytest.mark.django_db
def test_a_moment_is_told_as_the_engine_takes_it() -> None:
    now = clock.now()
    kept = Session.objects.create(session_key="k" * 32, session_data="", expire_date=now)

    @compiled_once
    def ended(before: Any) -> QuerySet[Session]:
        return Session.objects.filter(expire_date__lt=before)

    assert ended(now) == []
    assert ended(now + timedelta(microseconds=1)) == [kept]
    assert ended(now) == []


@pytest.mark.django_db
def test_a_value_that_sql_would_get_changed_is_refused() -> None:
    @compiled_once
    def holding(word: str) -> QuerySet[UnitName]:
        return UnitName.objects.filter(name__contains=word)

    with pytest.raises(ValueError, match="do not reach the SQL"):
        holding("Ba")


@pytest.mark.django_db
def test_what_is_no_value_is_refused() -> None:
    @compiled_once
    def wide(area: Any) -> QuerySet[Unit]:
        return Unit.objects.filter(area_km2=area)

    with pytest.raises(TypeError):
        wide(Decimal(1))


@pytest.mark.django_db
def test_two_users_are_two_answers() -> None:
    first, second = (User.objects.create_user(name, "mat-khau-thu") for name in ("an", "binh"))

    @compiled_once
    def known(pk: int) -> QuerySet[User]:
        return User.objects.filter(pk=pk)

    assert [known(first.pk), known(second.pk), known(first.pk), known(0)] == [[first], [second], [first], []]


@pytest.mark.django_db
@pytest.mark.parametrize("length", range(SHORT + 3))
def test_a_list_of_any_length_finds_its_rows(length: int) -> None:
    units = [commune(f"Xã {number}").pk for number in range(SHORT + 3)]
    text = "SELECT id FROM units_unit WHERE id IN %(units)s AND valid_from <= %(day)s ORDER BY id"
    assert fetched(text, {"units": units[:length], "day": DAYS[0]}) == [(pk,) for pk in sorted(units[:length])]
