"""Worlds told once: what a builder wrote through services is put back, row for row, when it is asked for again.

Most tests begin with the same few people in the same few units. Opening those through services takes a third of a second, each time with the same
rows at the end; putting the rows back takes some milliseconds. The first telling in a process goes through services as ever.
"""

import pickle
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import AutoField, Model
from django.utils import translation

from danvan.lib import clock

P = ParamSpec("P")
R = TypeVar("R")
Rows = dict[type[Model], list[str]]
PLAIN = (str, int, date, type(None))
# A table that holds more (the real units) is no part of a small world: over it one tells anew.
SMALL = 500


@dataclass(frozen=True)
class World:
    """What a builder wrote, as statements, and what it returned, packed so that no test changes it for the next."""

    tables: list[str]
    statements: list[str]
    returned: bytes

    def fits(self) -> bool:
        """Whether the tables it fills are empty."""
        filled = " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in self.tables)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {filled}")
            return not cursor.fetchone()[0]

    def put_back(self) -> object:
        """Write the rows again, under the keys they had. Out: what the builder returned, as new objects."""
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in self.statements:
                cursor.execute(statement)
        return pickle.loads(self.returned)  # noqa: S301 - packed by this very process


_worlds: dict[Hashable, World] = {}


def told_once(build: Callable[P, R]) -> Callable[P, R]:
    """Let a builder tell its world once in a process, for each of its (plain) arguments, each moment and each language it is told at.

    For builders that read nothing but what they write. Where one of its tables holds something already, it tells its world anew.
    """

    @wraps(build)
    def tell(*args: P.args, **named: P.kwargs) -> R:
        assert all(isinstance(one, PLAIN) for one in (*args, *named.values())), f"{build.__qualname__}: worlds are told by plain values"
        key = (build.__module__, build.__qualname__, args, tuple(sorted(named.items())), _moment(), translation.get_language())
        world = _worlds.get(key)
        if world is not None and world.fits():
            return world.put_back()  # type: ignore[return-value]  # what `build` returned
        before = None if world else _rows()
        made = build(*args, **named)
        if before is not None:
            _keep(key, before, made)
        return made

    return tell


def _moment() -> datetime | date:
    """The moment the test stands at; where time runs, the day."""
    return clock._standing_at.get() or clock.today()


def _keep(key: Hashable, before: Rows, made: object) -> None:
    """Remember the tables that were filled, if nothing was written into others."""
    after = _rows()
    if after is None or any(after.get(model) != rows for model, rows in before.items()):
        return
    new = {model: rows for model, rows in after.items() if model not in before}
    statements = [_insert(model, rows) for model, rows in new.items()]
    if connection.vendor == "postgresql":
        statements = ["; ".join([*statements, *filter(None, map(_counter, new))])]
    if new:
        _worlds[key] = World([_table(model) for model in new], statements, pickle.dumps(made))


def _rows() -> Rows | None:
    """The rows of every table of ours that holds any, each as the literals of its columns. None: more than a small world has."""
    literal = "quote({})" if connection.vendor == "sqlite" else "quote_nullable({}::text)"
    found: Rows = {}
    with connection.cursor() as cursor:
        for model in _models():
            columns = " || ',' || ".join(literal.format(column) for column in _columns(model))
            # In the order of their keys: PostgreSQL gives rows as they happen to lie.
            cursor.execute(f"SELECT {columns} FROM {_table(model)} ORDER BY {_quoted(str(model._meta.pk.column))} LIMIT {SMALL + 1}")
            rows = [row for (row,) in cursor.fetchall()]
            if len(rows) > SMALL:
                return None
            if rows:
                found[model] = rows
    return found


def _models() -> Iterator[type[Model]]:
    """Every model of our rooms, those between two others among them."""
    for room in settings.ROOMS:
        for model in apps.get_app_config(room).get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                yield model


def _insert(model: type[Model], rows: Iterable[str]) -> str:
    values = ", ".join(f"({row})" for row in rows)
    return f"INSERT INTO {_table(model)} ({', '.join(_columns(model))}) VALUES {values}"


def _counter(model: type[Model]) -> str:
    """PostgreSQL: keys to come follow those that are put back."""
    key = model._meta.pk
    if not isinstance(key, AutoField):
        return ""
    counter = f"pg_get_serial_sequence('{_table(model)}', '{key.column}')"
    return f"SELECT setval({counter}, GREATEST(nextval({counter}), (SELECT max({_quoted(str(key.column))}) FROM {_table(model)})))"


def _table(model: type[Model]) -> str:
    return _quoted(model._meta.db_table)


def _columns(model: type[Model]) -> list[str]:
    return [_quoted(field.column) for field in model._meta.local_concrete_fields if field.column]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
