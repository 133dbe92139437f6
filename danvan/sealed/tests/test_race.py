"""Two requests at once. PostgreSQL, where requests truly meet."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.sealed import services
from danvan.sealed.models import Handover, Key, Opening
from danvan.sealed.tests.conftest import FRIDAY
from danvan.sealed.tests.factories import asked, deposited, keeper, kept, opened

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
T = TypeVar("T")


def at_once(works: list[Callable[[], T]]) -> list[T | Refused]:
    """Run them in threads that start together; a refusal is an answer too."""
    ready = Barrier(len(works))

    def run(work: Callable[[], T]) -> T | Refused:
        ready.wait(timeout=60)
        try:
            with clock.standing_at(FRIDAY):
                return work()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_of_two_deciders_at_once_one_decides(day: object) -> None:
    cast = kept()
    opening = asked(cast.handler, deposited(cast.unit))
    answers = at_once(
        [
            lambda: services.grant(by=cast.first, opening=opening, opened=cast.opened(cast.first)),
            lambda: services.refuse(by=cast.second, opening=opening, reason="Chưa cần."),
            lambda: services.grant(by=cast.second, opening=opening, opened=cast.opened(cast.second)),
        ]
    )
    assert sum(isinstance(answer, Refused) for answer in answers) == 2
    opening.refresh_from_db()
    assert opening.copies.count() == (2 if opening.state == Opening.State.GRANTED else 0)
    assert Entry.objects.filter(act__in=("sealed.opening.granted", "sealed.opening.refused")).count() == 1


def test_asking_twice_at_once_makes_one_request(day: object) -> None:
    cast = kept()
    envelope = deposited(cast.unit)
    answers = at_once([lambda: asked(cast.handler, envelope)] * 4)
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    assert Opening.objects.count() == 1


def test_a_handover_is_completed_once(day: object) -> None:
    cast = kept()
    for name in ("Nhận một", "Nhận hai"):
        opened(keeper(cast.tree.b, name))
    handover = services.hand_over(by=cast.handler, envelope=deposited(cast.unit), to_unit=cast.tree.b)
    answers = at_once(
        [
            lambda who=who: services.complete_handover(by=who, handover=handover, opened=cast.opened(who))  # type: ignore[misc]  # bound now
            for who in (cast.first, cast.second)
        ]
    )
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Handover.objects.get().state == Handover.State.DONE


def test_two_new_keys_at_once_leave_one_working(day: object) -> None:
    cast = kept()
    at_once([lambda: opened(cast.handler)] * 3)
    assert Key.objects.working().filter(user=cast.handler.user).count() == 1
    assert Key.objects.filter(user=cast.handler.user).count() == 4
