"""A world that is told again is the world that was told: the same rows, objects of its own, and keys that nobody else gets."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from django.utils import translation

from danvan.audit import selectors as audit
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.units.models import Kind, Level, Post, Unit
from danvan.units.tests.factories import Tree, officer, small_tree, unit
from tests import told
from tests.told import told_once

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 7)
telling: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "_worlds", {})
    telling.clear()


@told_once
def country(name: str = "Đông Sơn") -> Tree:
    """A small country with an officer; each telling through services is noted."""
    telling.append(name)
    made = small_tree()
    officer(made.a)
    return made


@told_once
def nation() -> Unit:
    """A unit without a key."""
    telling.append("nation")
    return unit(Level.CENTRE, Kind.NATION, "Việt Nam", None)


@told_once
def renamed() -> int:
    """Changes what others wrote."""
    telling.append("renamed")
    nation()
    return Post.objects.update(title="Chức danh khác")


def passing(build: Callable[[], object]) -> told.Rows:
    """The rows that stand there when the builder is done; none of them stays."""
    with transaction.atomic():
        build()
        assert audit.verify().whole
        rows = told._rows()
        transaction.set_rollback(True)
    assert rows
    return rows


def test_it_is_the_same_row_for_row_and_built_once() -> None:
    with clock.standing_at(DAY):
        once, again = passing(country), passing(country)
    assert telling == ["Đông Sơn"]
    assert once == again
    assert {"units_unit", "units_unitpath", "units_post", "audit_entry"} <= {model._meta.db_table for model in once}


def test_what_a_test_does_to_its_objects_stays_with_it() -> None:
    with clock.standing_at(DAY):
        passing(country)
        with transaction.atomic():
            country().a.name = "Tên khác"
            transaction.set_rollback(True)
        assert country().a.name == "Đông Sơn"
    assert len(telling) == 1


def test_rows_that_come_after_it_get_keys_of_their_own() -> None:
    with clock.standing_at(DAY):
        passing(country)
        made = country()
        before = Post.objects.count()
        for one in (made.b, made.c):
            officer(one)
    assert Post.objects.count() == before + 2
    assert audit.verify().whole


def test_another_argument_moment_or_language_is_another_world() -> None:
    for at, name, language in ((DAY, "a", "vi"), (DAY, "b", "vi"), (date(2026, 9, 8), "a", "vi"), (DAY, "a", "en"), (DAY, "a", "vi")):
        with clock.standing_at(at), translation.override(language):
            passing(lambda name=name: country(name))  # type: ignore[misc]  # a default, bound here
            assert not Entry.objects.exists()
    assert telling == ["a", "b", "a", "a"]


def test_where_something_stands_already_it_is_told_anew() -> None:
    passing(nation)
    nation()
    nation()
    assert telling == ["nation", "nation"]
    assert Unit.objects.filter(level=Level.CENTRE).count() == 2
    assert audit.verify().whole


def test_what_changes_what_others_wrote_is_never_put_back() -> None:
    country()
    telling.clear()
    for _time in range(2):
        passing(renamed)
    assert telling.count("renamed") == 2


def test_a_world_told_by_more_than_plain_values_is_refused() -> None:
    with pytest.raises(AssertionError, match="plain values"):
        told_once(str)(Unit())
