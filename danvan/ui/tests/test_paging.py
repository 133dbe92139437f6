"""Keyset paging: no row is lost or shown twice, in either direction, with ties and empty values."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.contrib.sessions.models import Session
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import NullIf
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.lib import clock
from danvan.ui.paging import AFTER, BEFORE, Page, page

ORDERS = [("due", "expire_date", "session_key"), ("-due", "-session_key"), ("expire_date", "-session_key"), ("-expire_date", "due", "pk")]
START = clock.moment(clock.now().date())


def rows() -> QuerySet[Session]:
    """Sessions stand in for any table: `due` may be empty and has ties."""
    return Session.objects.annotate(due=NullIf("session_data", Value(""), output_field=CharField()))


def get(queryset: QuerySet[Session], query: str, order: Sequence[str], size: int = 3) -> Page:
    return page(queryset, RequestFactory().get("/" + query), order=order, size=size)


def walk(order: Sequence[str], query: str, name: str, size: int) -> list[list[str]]:
    """Follow one kind of link to the end."""
    pages = []
    while True:
        got = get(rows(), query, order, size)
        pages.append([row.session_key for row in got.rows])
        query = got.next if name == AFTER else got.previous
        if not query:
            return pages


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(st.tuples(st.sampled_from(["", "a", "b", "c"]), st.integers(0, 2)), max_size=14),
    order=st.sampled_from(ORDERS),
    size=st.integers(1, 5),
)
def test_no_row_is_lost_or_comes_twice(values: list[tuple[str, int]], order: tuple[str, ...], size: int) -> None:
    Session.objects.all().delete()
    Session.objects.bulk_create(
        Session(session_key=f"{n:03}", session_data=text, expire_date=START + timedelta(days=day)) for n, (text, day) in enumerate(values)
    )
    whole = [row.session_key for row in get(rows(), "", order, 99).rows]
    assert sorted(whole) == [f"{n:03}" for n in range(len(values))]
    assert _joined(walk(order, "", AFTER, size)) == whole
    last = _last_page(order, size)
    before = walk(order, last.previous, BEFORE, size) if last.previous else []
    assert _joined(reversed(before)) + [row.session_key for row in last.rows] == whole


def _joined(pages: Iterable[list[str]]) -> list[str]:
    return [key for keys in pages for key in keys]


def _last_page(order: Sequence[str], size: int) -> Page:
    got = get(rows(), "", order, size)
    while got.next:
        got = get(rows(), got.next, order, size)
    return got


@pytest.mark.django_db
def test_rows_added_while_one_reads_do_not_shift_the_next_page() -> None:
    _add("b", "d", "f", "h")
    first = get(rows(), "", ("session_key",), 2)
    _add("a", "c")
    assert [row.session_key for row in get(rows(), first.next, ("session_key",), 2).rows] == ["f", "h"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "mark",
    [
        "rubbish",
        "W10",
        "WzFd",
        "eyJhIjoxfQ",
        "W3siZGF0ZSI6IngifV0",
        "WzFlOTksMV0",
        "Wy0xXQ",
        "%00",
        "W1tdXQ",
        "WzEwMDAwMDAwMDAwMDAwMDAwMDAwMF0",
    ],
)
def test_a_mark_that_somebody_made_up_gives_the_first_page(mark: str) -> None:
    _add("b", "d", "f")
    for name in (AFTER, BEFORE):
        got = get(rows(), f"?{name}={mark}", ("expire_date",), 2)
        assert len(got.rows) == 2


@pytest.mark.django_db
def test_links_keep_the_filters() -> None:
    _add("b", "d", "f")
    got = get(rows(), "?q=a&loai=x", ("session_key",), 1)
    assert {**parse_qs(got.next[1:])} | {AFTER: None} == {"q": ["a"], "loai": ["x"], AFTER: None}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [3, 30])
def test_a_page_is_one_query_whatever_the_size(count: int, django_assert_num_queries: object) -> None:
    _add(*(f"{n:03}" for n in range(count)))
    with django_assert_num_queries(1):  # type: ignore[operator] # a fixture without a type
        get(rows(), "", ("expire_date", "session_key"), 2)


def _add(*keys: str) -> None:
    Session.objects.bulk_create(Session(session_key=key, session_data="x", expire_date=START) for key in keys)
