"""The public client `three` (PyPI) against a running danvan: lists, creates, reads and filters."""

import importlib
import itertools
import warnings
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from danvan.api.tests.factories import key, published
from danvan.lib import clock
from danvan.petitions import services
from danvan.petitions.models import Petition
from danvan.petitions.tests.factories import Cast, cast


@pytest.fixture
def going(transactional_db: None) -> Cast:
    """The cast, today: the server's thread knows no other day."""
    return cast()


@pytest.fixture
def three(live_server: LiveServer, going: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The client with a key. It was written for Python 2 and asks for one name that is gone; nothing else is touched."""
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its and relaxml's patterns, compiled the first time
        module = importlib.import_module("three.core")
    client = module.Three(f"{live_server.url}/open311/v2", api_key=key(going.unit).secret)
    with client.session:
        yield client
    _end_idle_sessions()


def _end_idle_sessions() -> None:
    """A thread of the server outlives the client's last connection, and its session would hold the test database beyond the test."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def test_three_lists_creates_reads_and_filters(three: Any, going: Cast) -> None:
    secret = three.api_key
    assert {one["service_code"] for one in three.services()} >= {"roads", "water"}
    assert three.services("roads")["attributes"][0]["code"] == "unit"

    roads, water = (
        three.post(code, address="Thôn Đoài, Xã Đông Sơn, Tỉnh Hà Bắc", name="Lan Nguyễn", phone="0912 345 678", description="Hỏng rồi.")[0]
        for code in ("roads", "water")
    )
    assert roads["receipt_code"]
    (found,) = three.request(roads["service_request_id"], api_key=secret)
    assert (found["service_code"], found["status"]) == ("roads", "open")
    assert three.token(roads["token"])[0]["service_request_id"] == roads["service_request_id"]

    def ids(**asked: Any) -> set[str]:
        return {one["service_request_id"] for one in three.requests(api_key=secret, **asked)}

    both = {roads["service_request_id"], water["service_request_id"]}
    assert ids() == both
    assert ids(code="water") == {water["service_request_id"]}
    assert len(ids(count=1)) == 1
    since, until = (f"{clock.today() + timedelta(days):%m-%d-%Y}" for days in (-30, 1))
    assert ids(start=since, end=until) == both
    assert ids(between=["01-01-2020", "02-01-2020"]) == set()

    services.withdraw(by=going.clerk, petition=Petition.objects.get(reference=water["service_request_id"]), reason="Đã xong")
    assert ids(status="closed") == {water["service_request_id"]}
    assert ids(status="open") == {roads["service_request_id"]}


def test_three_reads_published_answers_without_a_key_and_hears_why_not(three: Any, going: Cast) -> None:
    answer = published(going)
    assert three.requests()[0]["service_request_id"] == f"TL-{answer.pk}"
    assert three.discovery()["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    refused = three.post("roads", api_key="nobody", description="Hỏng rồi.")
    assert (three.post_response.status_code, refused[0]["code"]) == (403, 403)
