"""Our side of the bench: the real country with three offices, and any number of letters with everything a real petition has beside it."""

import hashlib
import json
from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from time import perf_counter
from uuid import UUID

from django.core.management import call_command
from django.db import connection, transaction

from bench.petitions.bulk import Table, settle
from bench.petitions.letters import TODAY, Letter, letters
from danvan.audit.doer import CITIZEN
from danvan.audit.models import Entry, Head
from danvan.audit.selectors import verify
from danvan.demo.people import Office, staff
from danvan.documents import selectors as documents
from danvan.lib import codes
from danvan.lib.text import fold
from danvan.petitions import index
from danvan.petitions.models import Clock, Counter, Petition, PetitionKind, Sender, Stay, Step, Topic
from danvan.petitions.rules import Act
from danvan.petitions.selectors import by_secret
from danvan.petitions.services import hash_of
from danvan.petitions.services.intake import first_title
from danvan.units.models import Level, Unit
from danvan.units.tests.factories import small_tree

CHUNK = 20_000
SMALL = 10_000
FILLED = (Petition, Sender, Stay, Clock, Step, Entry)
TRACKED = 60
MEASURED = "Ba Đình"
# The acts a letter went through, by the state it is in.
ROADS: dict[str, tuple[tuple[str, str], ...]] = {"received": ((Act.RECEIVE, "received"),)}
ROADS["registered"] = (*ROADS["received"], (Act.REGISTER, "registered"))
ROADS["classified"] = (*ROADS["registered"], (Act.CLASSIFY, "classified"))
ROADS["accepted"] = (*ROADS["classified"], (Act.CHECK, "classified"), (Act.ACCEPT, "accepted"))
ROADS["answered"] = (*ROADS["accepted"], (Act.ANSWER, "answered"))
ROADS["guided"] = (*ROADS["classified"], (Act.GUIDE, "guided"))
ROADS["returned"] = (*ROADS["classified"], (Act.SEND_BACK, "returned"))
ROADS["transferred"] = (*ROADS["classified"], (Act.TRANSFER, "transferred"))
ROADS["filed"] = (*ROADS["classified"], (Act.FILE_AWAY, "filed"))
DATA = {
    Act.REGISTER: {"book": "1/2026"},
    Act.CLASSIFY: {"kind": "recommendation"},
    Act.CHECK: {"eligible": True, "within_authority": True},
}


@dataclass(frozen=True)
class Country:
    """The units that letters come to, the measured commune first, and who works in it, above it and at the centre."""

    communes: list[int]
    commune: Office
    province: Office
    centre: Office


@dataclass(frozen=True)
class World:
    """A database full of letters: how many, in how many seconds, secret codes that open some of them, and references that there are."""

    total: int
    seconds: float
    codes: list[str]
    references: list[str]


def country(*, whole: bool) -> Country:
    """Units (all of Viet Nam, or the small tree of the tests), the law, and three offices."""
    if whole:
        call_command("units", "load", verbosity=0)
    else:
        small_tree()
    call_command("law", "load", verbosity=0)
    standing = Unit.objects.on(TODAY)
    communes = list(standing.filter(level=Level.COMMUNE).order_by("key"))
    mine = next((one for one in communes if one.name == MEASURED), communes[0])
    above = standing.filter(level=Level.PROVINCE, children__unit=mine).first() or mine.parents.get(valid_to__isnull=True).parent
    offices = [staff(unit, prefix) for unit, prefix in ((mine, "xa"), (above, "tinh"), (standing.get(level=Level.CENTRE), "tw"))]
    return Country([mine.pk, *(one.pk for one in communes if one != mine)], *offices)


@dataclass
class _Writer:
    """Everything of a letter into its tables."""

    country: Country
    limit: int
    days: int
    counting: str
    codes: dict[int, str]
    entries_before: int
    head: str
    step_id: int = 0
    years: Tally[int] = field(default_factory=Tally)
    books: Tally[tuple[int, int]] = field(default_factory=Tally)
    references: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """The columns that differ from letter to letter."""
        end = ("kind", "state", "holder_id", "book_number", "book_year", "received_at", "received_on", "registered_on", "accepted_on")
        given = ("id", "reference", "secret_hash", "submission", "unit_id", "place", "channel", "topic", "title", "text", "folded", *end)
        self.petitions = Table(Petition, (*given, "answered_on", "closed_on", "due_on", "owed"))
        self.senders = Table(Sender, ("id", "petition_id", "name", "address", "phone", "purge_on"))
        stay = (
            "id",
            "petition_id",
            "unit_id",
            "letter",
            "arrived_on",
            "registered_on",
            "book_year",
            "book_number",
            "classified_on",
            "kind",
        )
        self.stays = Table(Stay, (*stay, "left_on", "outcome"))
        clock = ("id", "petition_id", "limit_id", "days", "counting", "started_on", "first_due_on", "due_on", "stopped_on")
        self.clocks = Table(Clock, clock)
        self.steps = Table(Step, ("id", "petition_id", "stay_id", "at", "act", "state", "by_label", "post_id", "data"))
        entry = ("id", "at", "act", "by_label", "subject_kind", "subject_id", "unit_id", "data", "previous", "digest")
        self.entries = Table(Entry, entry)
        self.titles = {topic: first_title(topic) for topic in Topic.values}
        self.folded_titles = {topic: fold(title) for topic, title in self.titles.items()}
        self.plain_data = {act: json.dumps(DATA.get(act, {})) for act in Act}

    def add(self, letter: Letter) -> None:
        """One letter."""
        unit, year = self.country.communes[letter.commune], letter.received_on.year
        self.years[year] += 1
        reference = f"KN{year % 100:02d}-{self.years[year]:05d}"
        if letter.number in self.codes:
            self.references.append(reference)
        at = f"{letter.received_on} 02:30:00"
        book = None
        if letter.state != "received":
            self.books[unit, year] += 1
            book = self.books[unit, year]
        self._petition(letter, unit, reference, at, book)
        self._clock(letter)
        self._steps(letter, at)
        self._entry(letter, unit, reference)

    def _petition(self, letter: Letter, unit: int, reference: str, at: str, book: int | None) -> None:
        number, day, ended = letter.number, letter.received_on, letter.settled_on
        entered = None if book is None else day
        year = None if book is None else day.year
        sorted_out = letter.state not in {"received", "registered"}
        kind = PetitionKind.RECOMMENDATION.value if sorted_out else ""
        secret = hash_of(self.codes[number]) if number in self.codes else hashlib.sha256(b"%d" % number).hexdigest()
        self.petitions.add(
            *(number, reference, secret, UUID(int=number).hex, unit, letter.place, "web", letter.topic, self.titles[letter.topic]),
            *(letter.text, f"{reference.lower()} {self.folded_titles[letter.topic]} {letter.folded} {fold(letter.place)}"),
            *(kind, letter.state, None, book, year, at, day, entered, day if letter.state in {"accepted", "answered"} else None),
            *(ended if letter.state == "answered" else None, ended, letter.due_on if letter.is_open else None, int(letter.is_open)),
        )
        self.senders.add(number, number, "Nguyễn Văn Thử", letter.place, "0912345678", (ended or TODAY) + timedelta(days=365))
        outcome = "" if letter.is_open else letter.state
        self.stays.add(number, number, unit, 1, day, entered, year, book, day if sorted_out else None, kind, ended, outcome)

    def _clock(self, letter: Letter) -> None:
        number, due = letter.number, letter.due_on
        self.clocks.add(number, number, self.limit, self.days, self.counting, letter.received_on, due, due, letter.settled_on)

    def _steps(self, letter: Letter, at: str) -> None:
        clerk = self.country.commune.clerk
        for act, state in ROADS[letter.state]:
            self.step_id += 1
            by, post = (CITIZEN.label, None) if act == Act.RECEIVE else (clerk.label, clerk.post.pk)
            self.steps.add(self.step_id, letter.number, letter.number, at, str(act), state, by, post, self.plain_data[Act(act)])

    def _entry(self, letter: Letter, unit: int, reference: str) -> None:
        """The line of its reception, in the chain as `danvan audit verify` reads it."""
        data = f'{{"channel": "web", "reference": "{reference}", "state": "received"}}'
        told = (
            f'{{"act": "petitions.petition.receive", "at": "{letter.received_on}T02:30:00.000000+00:00", "by": "{CITIZEN.label}", "data": {data}, '
            f'"post": null, "previous": "{self.head}", "subject": ["petitions.petition", {letter.number}], "unit": {unit}, "user": null}}'
        )
        digest = hashlib.sha256(told.encode()).hexdigest()
        act, at = "petitions.petition.receive", f"{letter.received_on} 02:30:00"
        self.entries.add(
            self.entries_before + letter.number, at, act, CITIZEN.label, "petitions.petition", letter.number, unit, data, self.head, digest
        )
        self.head = digest

    def flush(self) -> None:
        """Write what was collected."""
        with transaction.atomic(), trusted():
            for table in (self.petitions, self.senders, self.stays, self.clocks, self.steps, self.entries):
                table.flush()


@contextmanager
def trusted() -> Iterator[None]:
    """PostgreSQL does not look up every reference of rows that come by the million, and the index of words is filled at the end."""
    if connection.vendor == "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield


@contextmanager
def room_to_work() -> Iterator[None]:
    """SQLite with memory for a million rows, no waiting for the disk and its indexes made at the end; afterwards as the product opens it."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA cache_size=-1048576")
        tables = ", ".join(f"'{model._meta.db_table}'" for model in FILLED)
        cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({tables})")
        indexes = cursor.fetchall()
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, made in indexes:
            cursor.execute(made)
    connection.close()


def fill(place: Country, total: int) -> World:
    """Put this many letters into the database, which holds a country and nothing else."""
    started = perf_counter()
    limit = documents.limit("any", "notify", TODAY)
    assert limit is not None
    assert limit.days is not None
    tracked = {total * part // TRACKED: codes.new_code() for part in range(1, TRACKED + 1)}
    head = Head.objects.get(pk=1)
    last = Entry.objects.order_by("-pk")[0].pk
    writer = _Writer(place, limit.pk, limit.days, limit.counting, tracked, last, head.digest)
    with room_to_work():
        for letter in letters(total, len(place.communes)):
            writer.add(letter)
            if letter.number % CHUNK == 0:
                writer.flush()
        writer.flush()
        if connection.vendor == "postgresql":
            index.rebuild(connection)
        Head.objects.filter(pk=1).update(digest=writer.head, length=head.length + total)
        Counter.objects.bulk_create(Counter(series=f"reference:{year}", last=number) for year, number in writer.years.items())
    settle([*FILLED, Counter])
    return World(total, perf_counter() - started, list(tracked.values()), writer.references)


def check(filled: World) -> None:
    """The rows are what the services would have made: each petition with all that belongs to it, found by its code, and the log is one chain."""
    for model in (Petition, Sender, Stay, Clock):
        if model.objects.count() != filled.total:
            raise AssertionError(f"{model.__name__}: {model.objects.count()} rows")
    for code, reference in zip(filled.codes, filled.references, strict=True):
        petition = by_secret(code)
        assert petition is not None
        assert petition.reference == reference
        assert petition.folded == fold(f"{petition.reference} {petition.title} {petition.text} {petition.place}")
        assert (petition.closed_on is None) == petition.owed
    if filled.total <= SMALL and not verify().whole:
        raise AssertionError("the log is broken")
