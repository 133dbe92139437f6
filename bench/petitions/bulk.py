"""Rows straight into a table: the fast way in that each engine has, with every column that the model has today."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import JSONField, Model

Row = tuple[Any, ...]


class Table:
    """Collects rows of one model. In: the names of the columns a row gives, in order; every other column takes the model's default."""

    def __init__(self, model: type[Model], given: Sequence[str]) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        missing = set(given) - set(fields)
        if missing:
            raise LookupError(f"{model.__name__} has no {', '.join(sorted(missing))}")
        rest = [field for name, field in fields.items() if name not in given]
        self.model, self.rows = model, list[Row]()
        self.columns = [fields[name].column for name in given] + [field.column for field in rest]
        self.rest = tuple(_plain(field) for field in rest)

    def add(self, *values: Any) -> None:
        """One row, as the database takes it: days as ISO text, moments as UTC text, JSON as text."""
        self.rows.append(values + self.rest)

    def flush(self) -> None:
        """Write what was collected."""
        if not self.rows:
            return
        names = ", ".join(f'"{column}"' for column in self.columns)
        into = f'"{self.model._meta.db_table}" ({names})'
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                # Past Django's own cursor, which would look at every value again.
                cursor.cursor.connection.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(self.columns))})", self.rows)
            else:
                with cursor.cursor.copy(f"COPY {into} FROM STDIN") as copy:
                    copy.write(copy_text(self.rows))
        self.rows = []


def copy_text(rows: Iterable[Row]) -> str:
    """PostgreSQL's text format of COPY. None of our texts holds a tab, a line break or a backslash."""
    return "".join(["\t".join(["\\N" if value is None else str(value) for value in row]) + "\n" for row in rows])


def _plain(field: Any) -> Any:
    value = field.get_default()
    if isinstance(field, JSONField):
        return json.dumps(value)
    if isinstance(value, bool):
        return int(value)
    return value


def settle(models: Sequence[type[Model]]) -> None:
    """After rows with ids of their own: the next ids follow, and what a database does by itself in time is done."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
