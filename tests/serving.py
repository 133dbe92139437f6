"""The product as `danvan serve` runs it, on a test's own database, and many people who press a button in the same moment."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

CSRF = "k" * 32


class Presser(Protocol):
    """Somebody at a browser."""

    def send(self, port: int) -> bool:
        """Press the button and read the answer; False if the server went away meanwhile."""
        ...


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    page: str


def ask(port: int, path: str, *, session: str, number: int, form: dict[str, str] | None = None, cookies: str = "") -> Answer:
    """Open the address, or send the form to it. Raises OSError or HTTPException if the server goes away."""
    connected = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={CSRF}; {cookies}",
        "Content-Type": "application/x-www-form-urlencoded",
        # Each person stands in a network of their own: the pause for one network is no part of this.
        "X-Forwarded-For": f"10.{number // 250}.{number % 250}.1",
    }
    sent = None if form is None else urlencode({**form, "csrfmiddlewaretoken": CSRF})
    try:
        connected.request("GET" if sent is None else "POST", path, sent, headers)
        answer = connected.getresponse()
        return Answer(answer.status, answer.headers.get("Location") or "", unescape(answer.read().decode()))
    finally:
        connected.close()


@contextmanager
def served(port: int, today: date) -> Iterator[subprocess.Popen[bytes]]:
    """The server on this test's own database, standing at the day, in a process group of its own; killed at the end if it lives."""
    environment = os.environ | {
        "ALLOWED_HOSTS": "127.0.0.1",
        "BEHIND_PROXY": "True",
        "DANVAN_TODAY": today.isoformat(),
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
    """Until the server answers; two minutes at most."""
    for _try in range(1200):
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
    process.wait(timeout=120)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def all_at_once(people: Sequence[Presser], port: int, enough: threading.Semaphore | None = None) -> list[threading.Thread]:
    """Everybody presses the button in the same moment; `enough` counts the answers as they come."""
    start = threading.Barrier(len(people))

    def press(one: Presser) -> None:
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


def wait_for_a_waiter() -> None:
    """Until another connection waits for a lock of ours; two minutes at most. PostgreSQL only.

    Asked of the locks: who is connected is remembered within a transaction, so whoever connects later would never be seen.
    """
    with connection.cursor() as cursor:
        for _try in range(1200):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.1)
    raise TimeoutError("nobody waits")
