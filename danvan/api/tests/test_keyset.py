"""Paging by keyset: walking on meets every row once, whatever is added meanwhile."""

import base64
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from danvan.api import keyset
from danvan.api.problems import Problem
from danvan.petitions.models import Counter
from danvan.petitions.tests.factories import Cast


def add(count: int) -> list[int]:
    """So many more rows."""
    return [Counter.objects.create(series=uuid4().hex[:40]).pk for _ in range(count)]


class Walking(TestCase):
    """Each example in a transaction of its own."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        first=st.integers(0, 17), limit=st.integers(1, 6), added=st.lists(st.integers(0, 3), max_size=8), gone=st.sets(st.integers(0, 16))
    )
    def test_pages_cover_everything_once_while_rows_come_and_go(self, first: int, limit: int, added: list[int], gone: set[int]) -> None:
        there = add(first)
        seen: list[int] = []
        cursor: str | None = ""
        more = iter(added)
        while cursor is not None:
            rows, cursor = keyset.page(Counter.objects.all(), cursor, limit)
            assert len(rows) <= limit
            seen += [row.pk for row in rows]
            there += add(next(more, 0))
            # A row that was read may go; the walk does not stumble over its cursor.
            Counter.objects.filter(pk__in=[pk for place, pk in enumerate(seen) if place in gone]).delete()
        assert len(seen) == len(set(seen))
        assert seen == sorted(seen)
        assert set(there[:first]) <= set(seen)
        assert set(there) - set(seen) <= set(there[first:])


@pytest.mark.parametrize(
    "cursor",
    ["x", "djEu", "é", "====", *(base64.urlsafe_b64encode(text.encode()).decode() for text in ("v1.-1", "v2.5", f"v1.{2**63}", "v1.٣"))],
)
def test_a_cursor_that_was_not_given_out_is_refused(cursor: str) -> None:
    with pytest.raises(Problem) as refused:
        keyset.page(Counter.objects.all(), cursor, 5)
    assert refused.value.status == 422


def test_a_walk_over_http_meets_every_unit_once(play: Cast, client: Client) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get("/api/v1/units", {"limit": "2", "cursor": cursor}).json()
        seen += [row["key"] for row in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 7
