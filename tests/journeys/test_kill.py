"""A killed process: SIGKILL to the whole server amid 200 submissions loses no petition that got a receipt and leaves none half-written."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.conf import settings
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

MONDAY = date(2026, 9, 7)
PEOPLE = 200
KILLS, KILL_AFTER = 3, 30
CSRF = "k" * 32
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
            self._ask(port, "POST", CHECK, {"submission": str(self.submission), "csrfmiddlewaretoken": CSRF})
            page = self._ask(port, "GET", RECEIPT)
            reference, code = REFERENCE.search(page), CODE.search(page)
            assert reference, page
            assert code, page
            self.reference, self.code = reference[0], code[1]
            return True
        return False

    def _ask(self, port: int, method: str, path: str, form: dict[str, str] | None = None) -> str:
        connected = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session}; csrftoken={CSRF}; {COOKIE}={self.key}",
            "Content-Type": "application/x-www-form-urlencoded",
            # Each person stands in a network of their own: the pause for one network is no part of this.
            "X-Forwarded-For": f"10.{self.number // 250}.{self.number % 250}.1",
        }
        try:
            connected.request(method, path, urlencode(form or {}) if method == "POST" else None, headers)
            answer = connected.getresponse()
            page = unescape(answer.read().decode())
            assert (answer.status, answer.headers.get("Location")) == ((302, RECEIPT) if method == "POST" else (200, None)), page
            return page
        finally:
            connected.close()


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


@contextmanager
def served(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The product as `danvan serve` runs it, on this test's own database, in a process group of its own; killed at the end if it lives."""
    environment = os.environ | {
        "ALLOWED_HOSTS": "127.0.0.1",
        "BEHIND_PROXY": "True",
        "DANVAN_TODAY": MONDAY.isoformat(),
        "DATABASE_URL": address_of_database(),
        "DJANGO_SETTINGS_MODULE": "danvan.config.settings",
    }
    workers = "2" if connection.vendor == "postgresql" else "1"
    command = [sys.executable, "-m", "danvan.config.cli", "serve", "--port", str(port), "--workers", workers]
    with subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(port)
            yield process
        finally:
            kill(process)


def address_of_database() -> str:
    """The database that this test stands on, as an operator would name it."""
    here = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{here['NAME']}"
    host, port = (f"?host={here['HOST']}", "") if str(here["HOST"]).startswith("/") else ("", f"{here['HOST']}:{here['PORT']}")
    return f"postgresql://{here['USER']}:{here['PASSWORD']}@{port}/{here['NAME']}{host}"


def wait_for(port: int) -> None:
    """Until the server answers; half a minute at most."""
    for _try in range(300):
        with suppress(OSError, http.client.HTTPException):
            connected = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connected.request("GET", "/healthz")
            assert connected.getresponse().read() == b'{"status": "ok"}'
            connected.close()
            return
        time.sleep(0.1)
    raise TimeoutError(f"no server on port {port}")


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to every process of the server at once: none can tidy up."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def all_at_once(people: Sequence[Sender], port: int, enough: threading.Semaphore | None = None) -> list[threading.Thread]:
    """Everybody presses the button in the same moment; `enough` counts the receipts as they come."""
    start = threading.Barrier(len(people))

    def press(one: Sender) -> None:
        start.wait(timeout=60)
        if one.send(port) and enough is not None:
            enough.release()

    threads = [threading.Thread(target=press, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    return threads


def joined(threads: Sequence[threading.Thread]) -> None:
    """Everybody got an answer, or lost the connection."""
    for thread in threads:
        thread.join(timeout=120)
    assert not [thread for thread in threads if thread.is_alive()]


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
    with served(port) as server:
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


@pytest.mark.django_db(transaction=True)
def test_a_server_killed_amid_200_submissions_loses_no_receipt_and_leaves_nothing_half_written() -> None:
    with clock.standing_at(MONDAY):
        people = senders()
    port = free_port()
    for _kill in range(KILLS):
        killed_amid([one for one in people if not one.reference], port)
    had = {one.number: (one.reference, one.code) for one in people if one.reference}
    connection.close()
    with served(port):
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
    with served(port) as server:
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


def wait_for_a_waiter() -> None:
    """Until another connection waits for a lock of ours; half a minute at most.

    Asked of the locks: who is connected is remembered within a transaction, so whoever connects later would never be seen.
    """
    with connection.cursor() as cursor:
        for _try in range(300):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.1)
    raise TimeoutError("nobody waits")
