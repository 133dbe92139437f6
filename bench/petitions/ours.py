"""Our side beside the peer: what a citizen, a piece of software and an officer ask for over HTTP."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.test import Client

from bench.petitions.databases import Databases
from bench.petitions.letters import COMMON, RARE, letters
from bench.petitions.server import Browser, Served, Wrong, served
from bench.petitions.world import Country, World
from danvan.api.models import Scope
from danvan.api.services import make_key
from danvan.audit.doer import SYSTEM
from danvan.petitions.models import Clock, Petition, Step
from danvan.portal.tests.factories import Person
from danvan.units.models import Unit, UnitName

START, CHECK, RECEIPT = "/gui-y-kien/", "/gui-y-kien/kiem-tra/", "/gui-y-kien/bien-nhan/"
LIST, LOOKUP, CASE = "/lam-viec/y-kien/", "/tra-cuu/", "/tra-cuu/don/"
REQUESTS = "/open311/v2/requests.json"
REFERENCE = re.compile(r"KN\d\d-\d{5,}")
SUBMISSION = re.compile(r'name="submission" value="([^"]+)"')
# Every sender stands in a network of their own: the pause for one network is no part of this.
_numbers = count(1)
Job = Callable[[int], None]


@dataclass
class Ours:
    """The product being asked. Each job makes so many requests (or walks so many wizards) and fails if one went wrong."""

    running: Served
    place: Country
    world: World
    key: str
    sessions: dict[str, str]
    waiting: list[Browser] = field(default_factory=list)
    submissions: list[str] = field(default_factory=list)
    sent: list[Browser] = field(default_factory=list)

    def __post_init__(self) -> None:
        """A few letters to send, and one connection for everybody, as a proxy in front keeps it."""
        self.texts = [letter.text for letter in letters(200, 2)]
        self.door = Browser(self.running.port)
        self.door.get("/healthz")

    def jobs(self) -> dict[str, Job]:
        """What is measured, in order: what is sent was filled in before."""
        return {
            "wizard, every page and answer before sending": self.walk,
            "send: the petition is created": self.send,
            "receipt page": self.receipt,
            "Open311 POST: the petition is created": self.open311,
            "worklist of a commune, matter and open": lambda number: self.pages("commune", f"{LIST}?topic=roads", number),
            "worklist of the whole country, matter and open": lambda number: self.pages("centre", f"{LIST}?topic=roads", number),
            "search in the whole country, a rare word": lambda number: self.pages("centre", f"{LIST}?q={RARE}", number),
            "search in the whole country, a common word": lambda number: self.pages("centre", f"{LIST}?q={quote(COMMON)}", number),
            "search in the whole country, a common word and a matter": lambda number: self.pages(
                "centre", f"{LIST}?q={quote(COMMON)}&topic=roads", number
            ),
            "look up by code: typed, and the case": self.track,
        }

    def citizen(self) -> Browser:
        """A new browser in a network of its own."""
        number = next(_numbers)
        return Browser(self.running.port, network=f"10.{number >> 8 & 255}.{number & 255}.1", connected=self.door.connected)

    def walk(self, number: int) -> None:
        """Every page of the wizard read and answered, up to the page of answers."""
        for _person in range(number):
            browser = self.citizen()
            browser.get(START)
            for slug, answer in self.answers().items():
                browser.get(f"{START}{slug}/")
                browser.post(f"{START}{slug}/", {**answer, "csrfmiddlewaretoken": browser.cookies["csrftoken"]})
            found = SUBMISSION.search(browser.get(CHECK).text)
            if found is None:
                raise Wrong("the wizard did not reach its last page")
            self.waiting.append(browser)
            self.submissions.append(found[1])

    def answers(self) -> dict[str, dict[str, Any]]:
        """What the person says, of about eighty words."""
        unit = self.place.commune.unit
        said: dict[str, dict[str, Any] | None] = {
            "noi": {"place": UnitName.objects.filter(unit=unit)[0].folded, "province": ""},
            "noi-dung": {"text": self.texts[len(self.submissions) % len(self.texts)]},
        }
        return Person(Client(), unit, said).answers()

    def send(self, number: int) -> None:
        """The button of the page of answers."""
        before = Petition.objects.count()
        for _person in range(number):
            browser, submission = self.waiting.pop(), self.submissions.pop()
            answer = browser.post(CHECK, {"submission": submission, "csrfmiddlewaretoken": browser.cookies["csrftoken"]})
            if answer.location != RECEIPT:
                raise Wrong(f"no receipt: {answer.text}")
            self.sent.append(browser)
        must_be(Petition.objects.count() - before, number)

    def receipt(self, number: int) -> None:
        """What the browser shows next."""
        seen = {found[0] for found in (REFERENCE.search(self.sent.pop().get(RECEIPT).text) for _person in range(number)) if found}
        must_be(len(seen), number)
        for reference in seen:
            whole = Petition.objects.get(reference=reference)
            must_be(Clock.objects.filter(petition=whole).count(), Step.objects.filter(petition=whole).count())

    def open311(self, number: int) -> None:
        """The same by software with a key."""
        before, unit = Petition.objects.count(), self.place.commune.unit
        for turn in range(number):
            said = {
                "api_key": self.key,
                "service_code": "roads",
                "description": self.texts[turn % len(self.texts)],
                "attribute[unit]": unit.key,
            }
            answer = self.citizen().post(REQUESTS, said, status=201)
            if "service_request_id" not in answer.text:
                raise Wrong(answer.text)
        must_be(Petition.objects.count() - before, number)

    def pages(self, who: str, path: str, number: int) -> None:
        """A page of an officer, with rows."""
        browser = Browser(self.running.port, cookies={"sessionid": self.sessions[who]}, connected=self.door.connected)
        for _time in range(number):
            if f'href="{LIST}' not in unescape(browser.get(path).text):
                raise Wrong(f"{path} has no rows")

    def track(self, number: int) -> None:
        """A code is typed, the case opens."""
        for turn in range(number):
            browser = self.citizen()
            browser.cookies["csrftoken"] = "b" * 32
            browser.post(LOOKUP, {"code": self.world.codes[turn % len(self.world.codes)], "csrfmiddlewaretoken": "b" * 32})
            browser.get(CASE)


def must_be(found: int, wanted: int) -> None:
    """An error counted as a fast answer would be no measurement."""
    if found != wanted:
        raise Wrong(f"{found} instead of {wanted}")


@contextmanager
def our_side(stores: Databases, name: str, place: Country, world: World) -> Iterator[Ours]:
    """`danvan serve` on this database, with two officers signed in and a key for software."""
    stores.stand_on(name)
    made = make_key(
        by=SYSTEM,
        unit=Unit.objects.get(pk=place.centre.unit.pk),
        name="bench",
        owner="bench",
        contact="bench",
        scopes=tuple(Scope),
        per_minute=1000,
    )
    sessions = {who: session_of(office.chair.user) for who, office in (("commune", place.commune), ("centre", place.centre))}
    connection.close()
    command = [sys.executable, "-m", "danvan.config.cli", "serve", "--port", "{port}"]
    with served(command, {"DATABASE_URL": stores.address(name)}, "/healthz", stores.processes()) as running:
        yield Ours(running, place, world, made.secret, sessions)


def session_of(user: Any) -> str:
    """The officer's session, as signing in makes it."""
    client = Client()
    client.force_login(user)
    return str(client.cookies["sessionid"].value)
