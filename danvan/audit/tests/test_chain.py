"""The log: one chain, that nobody changes unnoticed."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.accounts.models import User
from danvan.audit.doer import CITIZEN, SYSTEM
from danvan.audit.models import Entry, Head
from danvan.audit.selectors import trail, verify
from danvan.audit.services import FIRST, digest, record
from danvan.lib import clock

pytestmark = pytest.mark.django_db

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    # PostgreSQL keeps no NUL and no half of a surrogate pair in JSON.
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcđ", max_size=4), inner, max_size=3),
    max_leaves=8,
)

MOMENTS = st.builds(
    lambda microseconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds), st.integers(0, 3 * 10**15)
)


@pytest.fixture
def subject() -> User:
    """Something that acts are done to."""
    return User.objects.create_user("doi-tuong", "mat-khau-thu", full_name="Đối tượng")


@contextmanager
def behind_the_back() -> Iterator[Any]:
    """As somebody with the keys to the database: the guards are taken away, then put back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Foreign keys are looked at when the transaction ends; until then PostgreSQL lets nobody alter the table.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
            yield cursor
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'")
        guards = cursor.fetchall()
        assert len(guards) == 3
        for name, _sql in guards:
            cursor.execute(f"DROP TRIGGER {name}")
        yield cursor
        for _name, sql in guards:
            cursor.execute(sql)


def acts(subject: User, count: int) -> list[Entry]:
    """So many entries."""
    return [record("test.thing.change", by=SYSTEM, subject=subject, data={"number": number}) for number in range(count)]


def test_entries_follow_each_other(subject: User) -> None:
    first, second, third = acts(subject, 3)
    assert (second.previous, third.previous) == (first.digest, second.digest)
    verdict = verify()
    assert verdict.whole
    assert (verdict.entries, verdict.digest) == (3, third.digest)


def test_an_empty_log_is_whole() -> None:
    assert verify().whole
    assert verify().digest == FIRST


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    data=st.dictionaries(st.text("xyzư", max_size=4), JSON, max_size=4),
    at=MOMENTS,
    hours=st.integers(-11, 12),
)
def test_a_digest_survives_the_way_through_the_database(subject: User, data: dict[str, Any], at: datetime, hours: int) -> None:
    with clock.standing_at(at.astimezone(timezone(timedelta(hours=hours)))):
        entry = record("test.thing.change", by=CITIZEN, subject=subject, data=data)
    read = Entry.objects.get(pk=entry.pk)
    assert digest(read) == entry.digest == read.digest


def test_numbers_that_databases_write_differently_hash_alike(subject: User) -> None:
    entry = record("test.thing.change", by=SYSTEM, subject=subject, data={"b": 1e16, "a": [-0.0, 0.1, 1e-7, 2.0], 3: (1, 2)})  # type: ignore[dict-item]
    read = Entry.objects.get(pk=entry.pk)
    assert read.data == {"a": [0, 0.1, 1e-7, 2], "b": 10**16, "3": [1, 2]}
    assert digest(read) == entry.digest


def test_what_cannot_be_kept_is_refused(subject: User) -> None:
    with pytest.raises(ValueError):
        record("test.thing.change", by=SYSTEM, subject=subject, data={"share": float("nan")})
    with pytest.raises(TypeError):
        record("test.thing.change", by=SYSTEM, subject=subject, data={"at": datetime(2026, 1, 1, tzinfo=UTC)})
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET act = 'x'", "DELETE FROM audit_entry", "UPDATE audit_entry SET id = id + 100"],
)
def test_the_database_refuses_to_change_or_remove_an_entry(subject: User, statement: str) -> None:
    acts(subject, 2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify().whole


def test_the_ways_around_are_closed_too(subject: User) -> None:
    entry = acts(subject, 1)[0]
    around = (
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE audit_entry"
        if connection.vendor == "postgresql"
        else "REPLACE INTO audit_entry SELECT * FROM audit_entry"
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(around)
    entry.act = "test.thing.other"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.all().delete()
    assert Entry.objects.get().act == "test.thing.change"


@pytest.mark.parametrize("field", ["act", "by_label", "previous", "data", "subject_id", "at"])
def test_a_changed_entry_is_found(subject: User, field: str) -> None:
    entries = acts(subject, 4)
    value = {"data": json.dumps({"number": 7}), "subject_id": 999, "at": "2020-01-01 00:00:00+00:00"}.get(field, "x" * 8)
    with behind_the_back() as cursor:
        cursor.execute(f"UPDATE audit_entry SET {field} = %s WHERE id = %s", [value, entries[2].pk])
    verdict = verify()
    assert not verdict.whole
    assert verdict.broken_id == entries[2].pk
    assert verdict.entries == 2


def test_a_removed_entry_is_found(subject: User) -> None:
    entries = acts(subject, 4)
    with behind_the_back() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [entries[1].pk])
    assert verify().broken_id == entries[2].pk


def test_entries_removed_at_the_end_are_found(subject: User) -> None:
    entries = acts(subject, 4)
    with behind_the_back() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE id >= %s", [entries[2].pk])
    verdict = verify()
    assert "2" in verdict.problem
    assert verdict.entries == 2


def test_an_entry_slipped_in_at_the_end_is_found(subject: User) -> None:
    last = acts(subject, 2)[-1]
    forged = Entry(at=clock.now(), act="x.y.z", by_label="x", subject_kind="x", subject_id=1, previous=last.digest)
    forged.digest = digest(forged)
    forged.save()
    assert not verify().whole


def test_a_forged_tail_with_a_fitting_length_is_found(subject: User) -> None:
    entries = acts(subject, 3)
    with behind_the_back() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [entries[-1].pk])
    forged = Entry(at=clock.now(), act="x.y.z", by_label="x", subject_kind="x", subject_id=1, previous=entries[1].digest)
    forged.digest = digest(forged)
    forged.save()
    assert verify().broken_id == forged.pk


def test_long_chains_are_walked_in_batches(subject: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("danvan.audit.selectors.BATCH", 3)
    acts(subject, 10)
    assert verify().entries == 10


def test_an_act_and_its_entry_roll_back_together(subject: User) -> None:
    acts(subject, 1)

    @transaction.atomic
    def make_twice() -> None:
        User.objects.create_user("moi", "x", full_name="Mới")
        record("test.thing.make", by=SYSTEM, subject=subject)
        User.objects.create_user("moi", "x", full_name="Trùng")

    with pytest.raises(IntegrityError):
        make_twice()
    assert not User.objects.filter(username="moi").exists()
    assert Head.objects.get().length == Entry.objects.count() == 1
    assert verify().whole
    acts(subject, 1)
    assert verify().entries == 2


def test_a_trail_holds_one_things_entries_oldest_first(subject: User) -> None:
    other = User.objects.create_user("khac", "x", full_name="Khác")
    mine = acts(subject, 2)
    acts(other, 1)
    assert list(trail(subject)) == mine


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_keep_one_chain() -> None:
    subject = User.objects.create_user("doi-tuong", "mat-khau-thu", full_name="Đối tượng")
    gate = threading.Barrier(4)
    failures: list[BaseException] = []

    def write() -> None:
        try:
            gate.wait(timeout=60)
            acts(subject, 10)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=120)
    assert failures == []
    verdict = verify()
    assert verdict.problem == ""
    assert verdict.entries == Entry.objects.count() == 40


def test_the_command_says_whole_or_stops_at_the_broken_link(subject: User) -> None:
    entries = acts(subject, 3)
    out = StringIO()
    call_command("audit", "verify", stdout=out)
    assert entries[-1].digest in out.getvalue()
    with behind_the_back() as cursor:
        cursor.execute("UPDATE audit_entry SET by_label = 'ai khác' WHERE id = %s", [entries[1].pk])
    with pytest.raises(CommandError, match=f"#{entries[1].pk}"):
        call_command("audit", "verify")
