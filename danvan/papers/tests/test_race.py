"""Two prints at once: different numbers for different papers, one number for one paper. PostgreSQL, where requests truly meet."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.papers.models import Outgoing, Printed, Template
from danvan.papers.tests.conftest import DAY, Play, cast
from danvan.papers.tests.factories import KIND, changed, printed

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
T = TypeVar("T")


@pytest.fixture
def scene(kinds: None) -> Iterator[Play]:
    """The cast, committed."""
    with clock.standing_at(DAY):
        yield cast()


def at_once(works: list[Callable[[], T]]) -> list[T | Refused]:
    """Run them in threads that start together; a refusal is an answer too."""
    ready = Barrier(len(works))

    def run(work: Callable[[], T]) -> T | Refused:
        ready.wait(timeout=60)
        try:
            with clock.standing_at(DAY):
                return work()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_papers_printed_at_once_get_numbers_without_gap_or_double(scene: Play) -> None:
    changed(scene.editor, numbered=True)
    units = [scene.tree.a, scene.tree.b, scene.tree.c, scene.tree.far, scene.tree.province, scene.tree.neighbour]
    at_once([lambda unit=unit: printed(scene.editor, subject=unit) for unit in units])  # type: ignore[misc]  # bound now
    assert sorted(Outgoing.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_one_paper_printed_many_times_at_once_gets_one_number(scene: Play) -> None:
    changed(scene.editor, numbered=True)
    at_once([lambda: printed(scene.editor)] * 6)
    assert list(Outgoing.objects.values_list("number", flat=True)) == [1]
    assert Printed.objects.count() == 6


def test_the_products_own_wording_is_kept_once_by_many_first_prints(scene: Play) -> None:
    at_once([lambda: printed(scene.editor)] * 6)
    assert Template.objects.filter(unit=None, code=KIND.code).count() == 1


def test_versions_made_at_once_are_numbered_in_turn(scene: Play) -> None:
    at_once([lambda turn=turn: changed(scene.editor, body=f"Lời {turn}") for turn in range(5)])  # type: ignore[misc]  # bound now
    assert list(Template.objects.filter(unit=scene.tree.a).order_by("version").values_list("version", flat=True)) == [1, 2, 3, 4, 5]
