"""Two requests at once: one petition of one submission, book numbers without gap or double. PostgreSQL, where requests truly meet."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import TypeVar
from uuid import uuid4

import pytest
from django.db import connection

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions import services
from danvan.petitions.models import Petition, Step
from danvan.petitions.tests.factories import bring, cast, received

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
T = TypeVar("T")
DAY = date(2026, 9, 7)


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


def test_a_submission_sent_many_times_at_once_makes_one_petition() -> None:
    with clock.standing_at(DAY):
        play, number = cast(), uuid4()
    receipts = at_once([lambda: bring(play.unit, submission=number)] * 6)
    assert Petition.objects.count() == 1
    secrets = [receipt.secret for receipt in receipts if not isinstance(receipt, Refused) and receipt.secret]
    assert len(secrets) == 1


def test_petitions_received_and_registered_at_once_are_numbered_without_gap_or_double() -> None:
    with clock.standing_at(DAY):
        play = cast()
    made = at_once([lambda: received(play.unit)] * 6)
    petitions = [one for one in made if isinstance(one, Petition)]
    assert sorted(one.reference for one in petitions) == [f"KN26-0000{number}" for number in range(1, 7)]
    at_once([lambda one=one: services.register(by=play.clerk, petition=one) for one in petitions])  # type: ignore[misc]  # bound now
    assert list(Petition.objects.order_by("book_number").values_list("book_number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_the_same_act_done_twice_at_once_happens_once() -> None:
    with clock.standing_at(DAY):
        play = cast()
        petition = received(play.unit)
    answers = at_once([lambda: services.register(by=play.clerk, petition=petition)] * 4)
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    assert Step.objects.filter(act="register").count() == 1
