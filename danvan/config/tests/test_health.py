from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404
from django.test import RequestFactory

from danvan.config import health


@pytest.fixture
def asked(rf: RequestFactory) -> Any:
    """A request from this machine."""
    return rf.get("/healthz", REMOTE_ADDR="127.0.0.1")


@pytest.mark.django_db
def test_well_is_200_and_tells_nothing_else(asked: Any) -> None:
    answer = health.healthz(asked)
    assert (answer.status_code, answer.content) == (200, b'{"status": "ok"}')


@pytest.mark.django_db
def test_a_missing_migration_is_503(asked: Any) -> None:
    MigrationRecorder.Migration.objects.filter(app="audit").delete()
    answer = health.healthz(asked)
    assert answer.status_code == 503
    assert b"not applied" in answer.content


@pytest.mark.django_db
def test_metrics_count_what_there_is(asked: Any) -> None:
    text = health.metrics(asked).content.decode()
    assert "danvan_petitions_open 0" in text
    assert text.count("# TYPE") == len(health.COUNTS) + 1


STRANGERS = [{"REMOTE_ADDR": "192.0.2.7"}, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, {"REMOTE_ADDR": ""}]


@pytest.mark.parametrize("caller", STRANGERS)
def test_metrics_are_not_for_strangers(rf: RequestFactory, caller: dict[str, str]) -> None:
    request = rf.get("/metrics")
    request.META = caller
    with pytest.raises(Http404):
        health.metrics(request)
