"""Calls at once: one petition of one idempotency key, no call uncounted. PostgreSQL, where requests truly meet."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from danvan.api import metering
from danvan.api.models import Intake, Usage
from danvan.api.tests.factories import key
from danvan.lib import clock
from danvan.petitions.models import Petition
from danvan.petitions.tests.factories import cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 9, 7)
AT_ONCE = 6


def at_once(work: Callable[[], int]) -> list[int]:
    """The same call from threads that start together."""
    ready = Barrier(AT_ONCE)

    def run(_number: int) -> int:
        ready.wait(timeout=60)
        try:
            with clock.standing_at(DAY):
                return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_one_idempotency_key_sent_many_times_at_once_makes_one_petition() -> None:
    with clock.standing_at(DAY):
        made = key(cast().unit)
    form = {"api_key": made.secret, "service_code": "roads", "description": "Đường hỏng.", "attribute[unit]": "90000"}

    def send() -> int:
        return Client().post("/open311/v2/requests.json", form, headers={"Idempotency-Key": "1"}).status_code

    assert sorted(at_once(send)) == [200] * (AT_ONCE - 1) + [201]
    assert (Petition.objects.count(), Intake.objects.count()) == (1, 1)


def test_calls_at_once_are_all_counted() -> None:
    with clock.standing_at(DAY):
        made = key(cast().unit, per_minute=2)
    waits = at_once(lambda: metering.wait_for(made.key))
    assert Usage.objects.get().calls == AT_ONCE
    # Each sees at least its own call; whoever reads the count after others waits.
    assert waits.count(0) <= 2
