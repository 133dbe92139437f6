"""The peer's side: django-helpdesk's own pages and endpoints for the same wishes."""

import json
import os
import re
import subprocess
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from bench.petitions.databases import Databases
from bench.petitions.letters import COMMON, RARE, letters
from bench.petitions.server import Browser, Served, Wrong, served

SUBMIT, ROWS, TICKETS = "/helpdesk/tickets/submit/", "/helpdesk/datatables_ticket_list/", "/helpdesk/tickets/"
NEW = re.compile(r"\?ticket=([a-z]+-\d+)&email=([^&]+)&key=(\S+)")
OPEN = 1
_numbers = count(1)
Job = Callable[[int], None]


@dataclass
class Theirs:
    """The peer being asked."""

    running: Served
    queues: dict[str, int]
    session: str
    made: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """The same letters to send; one connection for everybody."""
        self.texts = [letter.text for letter in letters(200, 2)]
        self.door = Browser(self.running.port)
        self.door.get(SUBMIT)

    def jobs(self) -> dict[str, Job]:
        """What is measured, in order."""
        roads = {"queue__id__in": [self.queues["roads"]]}
        return {
            "form page": lambda number: self.plain(self.citizen(), SUBMIT, number),
            "form POST: the ticket is created": self.create,
            "ticket page after it": self.view,
            "list page, the frame without rows": lambda number: self.plain(self.officer(), f"{TICKETS}?status={OPEN}", number),
            "list rows, queue and open": lambda number: self.rows({**roads, "status__in": [OPEN]}, "", number),
            "search, a rare word": lambda number: self.rows({}, RARE, number),
            "search, a common word": lambda number: self.rows({}, COMMON, number),
            "search, a common word and a queue": lambda number: self.rows(roads, COMMON, number),
            "look up by number, mail and key": self.view_again,
        }

    def citizen(self) -> Browser:
        """Somebody without a session."""
        return Browser(self.running.port, cookies=dict(self.door.cookies), connected=self.door.connected)

    def officer(self) -> Browser:
        """An officer who sees every queue."""
        return Browser(self.running.port, cookies={"sessionid": self.session}, connected=self.door.connected)

    def plain(self, browser: Browser, path: str, number: int) -> None:
        """A page as it is."""
        for _time in range(number):
            browser.get(path)

    def create(self, number: int) -> None:
        """The public form; the answer leads to the new ticket."""
        browser = self.citizen()
        for _time in range(number):
            turn = next(_numbers)
            text = self.texts[turn % len(self.texts)]
            said = {"queue": str(self.queues["roads"]), "title": text[:80], "body": text, "submitter_email": f"new{turn}@example.com"}
            said |= {"priority": "3", "due_date": "", "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
            found = NEW.search(browser.post(SUBMIT, said).location)
            if found is None:
                raise Wrong("no ticket")
            self.made.append(f"/helpdesk/view/{found[0]}")
        if len(set(self.made)) != len(self.made):
            raise Wrong("one ticket twice")

    def view(self, number: int) -> None:
        """What the browser shows next."""
        for path in self.made[-number:]:
            self.citizen().get(path)

    def view_again(self, number: int) -> None:
        """The same page, later."""
        for turn in range(number):
            self.citizen().get(self.made[turn % len(self.made)])

    def rows(self, filters: dict[str, Any], words: str, number: int) -> None:
        """The endpoint that fills the officer's list."""
        asked = {"filtering": filters, "filtering_null": {}, "sorting": "created", "sortreverse": False, "search_string": words}
        path = ROWS + b64encode(json.dumps(asked).encode()).decode()
        browser = self.officer()
        for _time in range(number):
            found = json.loads(browser.get(f"{path}?draw=1&start=0&length=25").text)
            if not found["data"]:
                raise Wrong(f"no rows for {asked}")


@contextmanager
def their_side(stores: Databases, python: Path, root: Path, total: int, communes: int) -> Iterator[Theirs]:
    """The peer on the same engine with the same letters, behind the same server."""
    stores.create("peer")
    environment = {"DATABASE_URL": stores.address("peer"), "DJANGO_SETTINGS_MODULE": "bench.peer.settings"}
    command = [str(python), "-m", "bench.peer.load", str(total), str(communes)]
    load = subprocess.run(command, check=True, env={**os.environ, **environment}, cwd=root, stdout=subprocess.PIPE, text=True)
    known = json.loads(load.stdout.splitlines()[-1])
    with served([str(python), "-m", "bench.peer.serve", "{port}"], environment, SUBMIT, stores.processes()) as running:
        yield Theirs(running, known["queues"], known["session"])
