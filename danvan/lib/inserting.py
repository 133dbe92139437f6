"""New rows written with a statement that is put together once for each table.

Every act writes several rows, and Django makes each INSERT anew from the model: twice the work of the database itself. No signal is sent and no
parent table filled: our rows have neither (a test looks).
"""

from collections.abc import Iterable
from functools import cache
from itertools import chain
from typing import Any, TypeVar

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

from danvan.lib.asking import Fixed

Row = TypeVar("Row", bound=models.Model)


def insert(row: Row) -> Row:
    """Write a new row, as `row.save(force_insert=True)` does; it has its key afterwards. Raises what the database refuses, as saving does."""
    model = type(row)
    using = router.db_for_write(model, instance=row)
    connection = connections[using]
    statement, fields, asks = _statement(model, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(row, fields, connection))
        if asks:
            row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, using
    return row


def insert_all(rows: Iterable[models.Model]) -> None:
    """Write new rows of one table by the thousand: half the work of `bulk_create`. They do not learn the keys that the database gives them."""
    coming = iter(rows)
    for first in coming:
        connection = connections[router.db_for_write(type(first), instance=first)]
        statement, fields, _asks = _statement(type(first), connection.vendor, told=False)
        with connection.cursor() as cursor:
            cursor.executemany(statement, [_values(row, fields, connection) for row in chain([first], coming)])


def _values(row: models.Model, fields: Iterable[Any], connection: BaseDatabaseWrapper) -> list[Any]:
    """As the database takes them."""
    return [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]


@cache
def _statement(model: type[models.Model], vendor: str, *, told: bool = True) -> tuple[str, tuple[Any, ...], bool]:
    """The text, the fields whose values it takes, and whether the database gives the key (and tells it, if it shall be told)."""
    meta = model._meta
    asks = isinstance(meta.pk, models.AutoField)
    fields = tuple(field for field in meta.concrete_fields if not (asks and field.primary_key))
    quote = connections["default"].ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    key = f" RETURNING {quote(str(meta.pk.column))}" if asks and told else ""
    return Fixed(f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({marks}){key}"), fields, asks  # noqa: S608 - names of our own tables
