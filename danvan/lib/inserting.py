"""New rows written with a statement that is put together once for each table.

Every act writes several rows, and Django makes each INSERT anew from the model: twice the work of the database itself. No signal is sent and no
parent table filled: our rows have neither (a test looks).
"""

from functools import cache
from typing import Any, TypeVar

from django.db import connections, models, router

from danvan.lib.asking import Fixed

Row = TypeVar("Row", bound=models.Model)


def insert(row: Row) -> Row:
    """Write a new row, as `row.save(force_insert=True)` does; it has its key afterwards. Raises what the database refuses, as saving does."""
    model = type(row)
    using = router.db_for_write(model, instance=row)
    connection = connections[using]
    statement, fields, asks = _statement(model, connection.vendor)
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        if asks:
            row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, using
    return row


@cache
def _statement(model: type[models.Model], vendor: str) -> tuple[str, tuple[Any, ...], bool]:
    """The text, the fields whose values it takes, and whether it tells the key that the database gave."""
    meta = model._meta
    asks = isinstance(meta.pk, models.AutoField)
    fields = tuple(field for field in meta.concrete_fields if not (asks and field.primary_key))
    quote = connections["default"].ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    told = f" RETURNING {quote(str(meta.pk.column))}" if asks else ""
    return Fixed(f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({marks}){told}"), fields, asks  # noqa: S608 - names of our own tables
