"""Sweeping: files of drafts that were not sent, codes past their half hour, sessions that ended."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.core.management import call_command

from danvan.audit.doer import SYSTEM
from danvan.files.models import File
from danvan.lib import clock
from danvan.portal import services
from danvan.portal.models import DraftFile, Slip
from danvan.portal.tests.factories import Person, photo


def test_files_of_an_unsent_draft_go_after_a_day(person: Person, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    person.said = {"anh": {"files": [photo()]}}
    person.walk()
    stored = File.objects.get().content
    with clock.standing_at(clock.now() + timedelta(hours=23)):
        assert services.tidy(by=SYSTEM).files == 0
    with clock.standing_at(clock.now() + timedelta(hours=25)), django_capture_on_commit_callbacks(execute=True):
        assert services.tidy(by=SYSTEM).files == 1
    assert not DraftFile.objects.exists()
    assert not File.objects.exists()
    assert not stored.storage.exists(str(stored.name))


def test_files_of_a_sent_petition_stay(person: Person) -> None:
    person.said = {"anh": {"files": [photo()]}}
    person.send()
    with clock.standing_at(clock.now() + timedelta(days=3)):
        assert services.tidy(by=SYSTEM).files == 0
    assert File.objects.count() == 1


def test_a_sealed_code_is_wiped_after_its_half_hour(person: Person) -> None:
    person.send()
    assert services.tidy(by=SYSTEM).slips == 0
    with clock.standing_at(clock.now() + timedelta(minutes=31)):
        assert services.tidy(by=SYSTEM).slips == 1
        assert services.tidy(by=SYSTEM).slips == 0
    assert Slip.objects.get().sealed == ""


def test_the_command_sweeps_and_says_how_much(person: Person, capsys: Any) -> None:
    person.send()
    Session.objects.update(expire_date=clock.moment(date(2020, 1, 1)))
    with clock.standing_at(clock.now() + timedelta(minutes=31)):
        call_command("portal", "tidy")
    assert "receipt codes wiped: 1" in capsys.readouterr().out
    assert not Session.objects.exists()
