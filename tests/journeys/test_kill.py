"""A killed process: SIGKILL to the whole server amid 200 submissions loses no petition that got a receipt and leaves none half-written."""

import http.client
import re
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client

from danvan.audit import selectors as audit
from danvan.audit.models import Entry, Head
from danvan.lib import clock
from danvan.lib.hiding import COOKIE, new_key
from danvan.petitions.models import Petition
from danvan.petitions.selectors import by_secret
from danvan.petitions.tests.factories import cast
from danvan.portal.draft import KEY
from danvan.portal.models import Slip
from danvan.portal.tests.factories import Person
from tests.serving import all_at_once, ask, free_port, joined, kill, served, wait_for_a_waiter

MONDAY = date(2026, 9, 7)
PEOPLE = 200
KILLS, KILL_AFTER = 3, 30
CHECK, RECEIPT = "/gui-y-kien/kiem-tra/", "/gui-y-kien/bien-nhan/"
REFERENCE = re.compile(r"KN26-\d{5}")
CODE = re.compile(r'class="receipt-code">([^<]+)<')


@dataclass
class Sender:
    """One person's browser with every page answered: it presses the button, then reads the receipt."""

    number: int
    submission: UUID
    session: str
    key: str = field(default_factory=new_key)
    reference: str = ""
    code: str = ""

    def send(self, port: int) -> bool:
        """Press the button and read the receipt; False if the server went away meanwhile."""
        with suppress(OSError, http.client.HTTPException):
            self._ask(port, CHECK, (302, RECEIPT), {"submission": str(self.submission)})
            page = self._ask(port, RECEIPT, (200, ""))
            reference, code = REFERENCE.search(page), CODE.search(page)
            assert reference, page
            assert code, page
            self.reference, self.code = reference[0], code[1]
            return True
        return False

    def _ask(self, port: int, path: str, wanted: tuple[int, str], form: dict[str, str] | None = None) -> str:
        answer = ask(port, path, session=self.session, number=self.number, form=form, cookies=f"{COOKIE}={self.key}")
        assert (answer.status, answer.location) == wanted, answer.page
        return answer.page


def senders() -> list[Sender]:
    """One person answers every page; the others said the same, each in a session and a submission of their own."""
    person = Person(Client(), cast().unit)
    person.walk()
    draft = person.client.session[KEY]
    found = []
    for number in range(PEOPLE):
        one = Sender(number, uuid4(), "")
        session = SessionStore()
        session[KEY] = {**draft, "submission": str(one.submission)}
        session.create()
        one.session = str(session.session_key)
        found.append(one)
    return found


def assert_nothing_is_half_written() -> None:
    """Every petition has its sender, stay, running clock, step, slip and line in the log, and the log is one chain."""
    rows = ("stays", "clocks", "steps")
    counted = Petition.objects.annotate(**{f"number_of_{name}": Count(name, distinct=True) for name in rows})
    for petition in counted.select_related("sender"):
        assert [getattr(petition, f"number_of_{name}") for name in rows] == [1, 1, 1], petition
        assert petition.due_on == petition.clocks.get().due_on
        assert petition.sender.name
    made = set(Petition.objects.values_list("pk", flat=True))
    logged = Entry.objects.filter(act="petitions.petition.receive").values_list("subject_id", flat=True)
    assert sorted(logged) == sorted(made)
    assert set(Slip.objects.values_list("petition", flat=True)) == made
    assert audit.verify().whole


def killed_amid(people: Sequence[Sender], port: int) -> None:
    """Everybody sends at once; after some receipts the server is killed. What it leaves is whole, and every receipt is true."""
    connection.close()
    enough = threading.Semaphore(0)
    with served(port, MONDAY) as server:
        threads = all_at_once(people, port, enough)
        for _receipt in range(KILL_AFTER):
            assert enough.acquire(timeout=120)
        kill(server)
        joined(threads)
    lost = [one for one in people if not one.reference]
    assert 0 < len(lost) <= len(people) - KILL_AFTER
    assert_nothing_is_half_written()
    assert_receipts_are_true(people)


def assert_receipts_are_true(people: Sequence[Sender]) -> None:
    """Whoever holds a receipt finds their own petition by its code, under its reference."""
    holders = [one for one in people if one.reference]
    found = {one.number: by_secret(one.code) for one in holders}
    true = {number: (petition.reference, petition.submission) for number, petition in found.items() if petition}
    assert true == {one.number: (one.reference, one.submission) for one in holders}


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_server_killed_amid_200_submissions_loses_no_receipt_and_leaves_nothing_half_written() -> None:
    with clock.standing_at(MONDAY):
        people = senders()
    port = free_port()
    for _kill in range(KILLS):
        killed_amid([one for one in people if not one.reference], port)
    had = {one.number: (one.reference, one.code) for one in people if one.reference}
    connection.close()
    with served(port, MONDAY):
        joined(all_at_once(people, port))
    assert {number: (people[number].reference, people[number].code) for number in had} == had
    assert Petition.objects.count() == len({one.reference for one in people}) == PEOPLE
    assert_receipts_are_true(people)
    assert_nothing_is_half_written()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_killed_between_the_rows_of_a_petition_and_its_line_in_the_log_leave_nothing() -> None:
    with clock.standing_at(MONDAY):
        people = senders()[:2]
    port = free_port()
    with served(port, MONDAY) as server:
        with transaction.atomic():
            # Whoever is about to write to the log waits here, with every other row of the petition written.
            Head.objects.select_for_update().get()
            threads = all_at_once(people, port)
            wait_for_a_waiter()
            kill(server)
        joined(threads)
    assert not any(one.reference for one in people)
    assert not Petition.objects.exists()
    assert_nothing_is_half_written()
