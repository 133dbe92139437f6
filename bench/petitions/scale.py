"""The same pages at two sizes: how long they take, how many queries they make, how many rows they show."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.petitions.databases import Databases
from bench.petitions.letters import COMMON, PAIR, RARE
from bench.petitions.world import Country, World
from danvan.accounts.models import User
from danvan.lib.text import fold
from danvan.petitions.models import Petition

MOST_QUERIES, MOST_TIMES = 15, 1.5
LIST = "/lam-viec/y-kien/"
ROW = re.compile(rb'href="/lam-viec/y-kien/(\d+)/"')
LOOKUP, CASE = "/tra-cuu/", "/tra-cuu/don/"
# What opens and closes a transaction asks for nothing.
TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
# A page that takes seconds is not asked as often as one that takes milliseconds.
ENOUGH_SECONDS = 4.0
Ask = Callable[[World], Any]


@dataclass
class Page:
    """One page, and what was seen of it by size: milliseconds of each asking, queries, rows in its list."""

    group: str
    name: str
    ask: Ask
    times: dict[int, list[float]] = field(default_factory=dict)
    queries: dict[int, int] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    slowest: dict[int, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        small, large = min(self.times), max(self.times)
        middle = {size: median(times) for size, times in self.times.items()}
        return {
            "group": self.group,
            "name": self.name,
            "ms": middle,
            "times": middle[large] / middle[small],
            "queries": self.queries,
            "rows": self.rows,
            "slowest": self.slowest[large],
        }


def pages(place: Country) -> list[Page]:
    """Worklists, searches and look-ups, as three officers and a citizen ask for them."""
    found = []
    for who, office in (("commune", place.commune), ("province", place.province), ("centre", place.centre)):
        for name, query in (*worklists(), *searches()):
            group = "search" if name.startswith("search") else "worklist"
            found.append(Page(group, f"{who}: {name}", officer(office.chair.user, query)))
        found.append(Page("worklist", f"{who}: second page", second_page(office.chair.user)))
        found.append(Page("worklist", f"{who}: first page of the day", at("/lam-viec/", office.chair.user)))
    found.append(Page("worklist", "commune: one case", one_case(place)))
    found.append(Page("tracking", "citizen: the secret code is typed", code_typed))
    found.append(Page("tracking", "citizen: the case", the_case))
    found.append(Page("tracking", "citizen: a code that is nobody's", wrong_code))
    return found


def worklists() -> list[tuple[str, str]]:
    """Lists by filter."""
    return [
        ("open", ""),
        ("open, one matter", "?topic=land"),
        ("being settled", "?state=accepted"),
        ("being settled, one matter", "?state=accepted&topic=roads"),
        ("overdue", "?group=overdue"),
        ("answered", "?state=answered"),
        ("own unit", "?unit=own"),
    ]


def searches() -> list[tuple[str, str]]:
    """Words of every kind."""
    return [
        ("search, a rare word", f"?q={RARE}"),
        ("search, a word in most letters", f"?q={COMMON}"),
        ("search, the same without accents", f"?q={fold(COMMON)}"),
        ("search, two words", f"?q={PAIR}"),
        ("search, a common word, matter and state", f"?q={COMMON}&topic=roads&state=accepted"),
        ("search, a reference", "?q={reference}"),
        ("search, a word that is nowhere", "?q=khongtonglai"),
    ]


def officer(user: User, query: str) -> Ask:
    """The worklist with this query."""

    def ask(world: World) -> Any:
        return signed_in(user).get(LIST + query.format(reference=world.references[-1]))

    return ask


def at(path: str, user: User) -> Ask:
    """A page at a fixed address."""
    return lambda _world: signed_in(user).get(path)


def second_page(user: User) -> Ask:
    """What the link at the end of the first page leads to; the first page is asked once for each database."""
    links: dict[int, str] = {}

    def ask(world: World) -> Any:
        if world.total not in links:
            found = re.search(r'href="(\?[^"]*sau=[^"]+)"', signed_in(user).get(LIST).content.decode())
            links[world.total] = found[1].replace("&amp;", "&") if found else ""
        return signed_in(user).get(LIST + links[world.total])

    return ask


def one_case(place: Country) -> Ask:
    """An open case of the officer's own commune."""
    known: dict[int, int] = {}

    def ask(world: World) -> Any:
        if world.total not in known:
            open_ones = Petition.objects.filter(unit=place.commune.unit, state="accepted").order_by("pk")
            known[world.total] = open_ones.values_list("pk", flat=True)[open_ones.count() // 2]
        return signed_in(place.commune.chair.user).get(f"{LIST}{known[world.total]}/")

    return ask


def code_typed(world: World) -> Any:
    """A code is typed: the way to the case, in a new session."""
    sent = Client().post(LOOKUP, {"code": world.codes[len(world.codes) // 3]})
    assert sent.headers.get("Location") == CASE, sent.content.decode()
    return sent


_readers: dict[int, Client] = {}


def the_case(world: World) -> Any:
    """The case of somebody who typed the code."""
    if world.total not in _readers:
        _readers[world.total] = Client()
        _readers[world.total].post(LOOKUP, {"code": world.codes[len(world.codes) // 3]})
    return _readers[world.total].get(CASE)


def wrong_code(world: World) -> Any:
    """A code with a slip of the pen: the same form again."""
    return Client().post(LOOKUP, {"code": world.codes[0][:-1] + "?"})


_clients: dict[tuple[str, int], Client] = {}


def signed_in(user: User) -> Client:
    """The officer's browser, signed in once for each database."""
    key = (str(connection.settings_dict["NAME"]), user.pk)
    if key not in _clients:
        _clients[key] = Client()
        _clients[key].force_login(user)
    return _clients[key]


def measure(place: Country, worlds: dict[str, World], stores: Databases, *, runs: int, rounds: int) -> list[dict[str, Any]]:
    """Ask for each page at one size and at the other, several rounds, so that what else the machine does falls on both alike."""
    found = pages(place)
    for turn in range(rounds):
        for page in found:
            for name, world in worlds.items():
                stores.stand_on(name)
                if turn == 0:
                    look_closely(page, world)
                page.times.setdefault(world.total, []).extend(timed(page.ask, world, runs))
    return [page.plain() for page in found]


def look_closely(page: Page, world: World) -> None:
    """Count queries and rows once, and see that it is the page and no error."""
    page.ask(world)
    with CaptureQueriesContext(connection) as seen:
        answer = page.ask(world)
    if answer.status_code not in {200, 302}:
        raise AssertionError(f"{page.name}: {answer.status_code}")
    page.queries[world.total] = sum(not query["sql"].startswith(TRANSACTION) for query in seen.captured_queries)
    page.rows[world.total] = len(set(ROW.findall(answer.content)))
    page.slowest[world.total] = max(seen.captured_queries, key=lambda query: float(query["time"]))["sql"] if len(seen) else ""


def timed(ask: Ask, world: World, runs: int) -> list[float]:
    """Milliseconds of some askings after one that does not count."""
    ask(world)
    spent: list[float] = []
    while len(spent) < runs and sum(spent) < ENOUGH_SECONDS * 1000:
        started = perf_counter()
        ask(world)
        spent.append((perf_counter() - started) * 1000)
    return spent
