"""A product behind its server: started, asked over HTTP, its processor time read from the kernel."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

TICKS = os.sysconf("SC_CLK_TCK")
WAIT_SECONDS = 60
# In /proc/<pid>/stat after the name: who started it; its own time in user and kernel; that of children that ended.
PARENT, TIMES = 1, slice(11, 15)


class Wrong(Exception):
    """An answer that is not the one the bench measures."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


@dataclass
class Browser:
    """One person at one address: cookies are kept, the connection stays open."""

    port: int
    network: str = "10.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)
    connected: http.client.HTTPConnection | None = None

    def close(self) -> None:
        """Close the connection, which others may share: the next request opens it again."""
        if self.connected is not None:
            self.connected.close()

    def get(self, path: str, *, status: int = 200) -> Answer:
        """Ask for a page; anything but this status is an error."""
        return self.ask("GET", path, None, {}, status)

    def post(self, path: str, form: Mapping[str, str], *, status: int = 302) -> Answer:
        """Send a form."""
        return self.ask("POST", path, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"}, status)

    def ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str], status: int) -> Answer:
        """One request and its whole answer."""
        if self.connected is None:
            self.connected = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS)
        said = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "X-Forwarded-For": self.network, **headers}
        self.connected.request(method, path, body, said)
        came = self.connected.getresponse()
        answer = Answer(came.status, came.headers.get("Location", ""), came.read().decode())
        for name, morsel in SimpleCookie("; ".join(came.headers.get_all("Set-Cookie") or [])).items():
            self.cookies[name] = morsel.value
        if answer.status != status:
            raise Wrong(f"{method} {path}: {answer.status}\n{answer.text[:2000]}")
        return answer


@dataclass(frozen=True)
class Served:
    """A running product. `beside`: other processes that work for it, such as the database server."""

    port: int
    process: int
    beside: Sequence[int]

    def seconds(self) -> float:
        """Processor time spent so far by the server, the database and everything they started."""
        return processor_seconds([self.process, *self.beside])


@contextmanager
def served(command: Sequence[str], environment: Mapping[str, str], ready: str, beside: Sequence[int] = ()) -> Iterator[Served]:
    """Start a server on a free port (`{port}` in the command), wait until `ready` answers, stop it at the end."""
    port = free_port()
    words = [word.format(port=port) for word in command]
    with subprocess.Popen(words, env={**os.environ, **environment}, start_new_session=True, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(port, ready, process)
            yield Served(port, process.pid, beside)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(port: int, ready: str, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers."""
    for _try in range(WAIT_SECONDS * 10):
        with suppress(OSError, http.client.HTTPException, Wrong):
            Browser(port).get(ready)
            return
        if process.poll() is not None:
            raise Wrong(f"the server ended with {process.returncode}")
        time.sleep(0.1)
    raise TimeoutError(ready)


def processor_seconds(roots: Sequence[int]) -> float:
    """User and kernel time of these processes and all that they started, those that ended included."""
    stats = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                stats[int(folder.name)] = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    wanted = set(roots)
    while more := {pid for pid, words in stats.items() if int(words[PARENT]) in wanted} - wanted:
        wanted |= more
    return sum(sum(map(int, stats[pid][TIMES])) for pid in wanted if pid in stats) / TICKS
