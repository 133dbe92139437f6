"""Short lists that hang on a record, each told as one value: however many kinds there are, a page reads them in one question.

A page of one thing shows a few rows of many kinds. Asked kind by kind, it asks as often as there are kinds; joined, their rows multiply. Here every
kind is a value of its own in the row of the thing: a list, which both engines put together, and which becomes models again.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, JSONField, Model, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.db.models.sql.compiler import SQLCompiler

Found = TypeVar("Found", bound=Model)


@dataclass(frozen=True)
class Listing(Generic[Found]):
    """One kind of thing on a record: its model, which of its fields are read (all, unless named), and which of what it points to.

    `told(rows)` is the value to ask for, `read(value)` what came back, in the order of their ids. A field that is not named is read by a question of
    its own if anybody asks for it, as Django does.
    """

    model: type[Found]
    only: Sequence[str] = ()
    joined: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def told(self, rows: QuerySet[Found]) -> "Listed":
        """These rows as one value, for `values_list` or `annotate`."""
        paths = [f"{beside}__{name}" for beside, named in self.joined.items() for name in ("pk", *named)]
        return Listed(rows.order_by().values(told=JSONObject(**{name: name for name in (*self._names, *paths)})))

    def read(self, value: Iterable[Mapping[str, Any]] | None) -> list[Found]:
        """The rows as models."""
        return sorted((self._one(row) for row in value or ()), key=_by_id)

    def put(self, record: Model, name: str, value: Iterable[Mapping[str, Any]] | None) -> None:
        """The rows as `record.name.all()`, as if they had been prefetched."""
        rows = getattr(record, name).all()
        rows._result_cache, rows._prefetch_done = self.read(value), True  # what Django's own prefetching sets
        vars(record).setdefault("_prefetched_objects_cache", {})[name] = rows

    @property
    def _names(self) -> list[str]:
        return [one.attname for one in _fields(self.model, self.only)]

    def _one(self, row: Mapping[str, Any]) -> Found:
        made: Found = _model(self.model, self.only, row)
        for beside, named in self.joined.items():
            setattr(made, beside, _pointed_to(self.model, beside, named, row))
        return made


class Listed(Subquery):
    """The rows of a question of one JSON column as one JSON list."""

    output_field = JSONField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        """Rows come as text, and are made JSON again."""
        return self.as_sql(compiler, connection, template="(SELECT json_group_array(json(told)) FROM (%(subquery)s) listed)", **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        """No rows at all give NULL."""
        return self.as_sql(compiler, connection, template="(SELECT jsonb_agg(told) FROM (%(subquery)s) listed)", **context)


def _fields(kind: type[Model], names: Sequence[str]) -> list[Field[Any, Any]]:
    """Its id and these fields; all where none is named."""
    return [one for one in kind._meta.concrete_fields if not names or one.primary_key or one.name in names]


def _model(kind: type[Any], names: Sequence[str], row: Mapping[str, Any], before: str = "") -> Any:
    fields = _fields(kind, names)
    return kind.from_db(DEFAULT_DB_ALIAS, [one.attname for one in fields], [_told(one, row[before + _key(one, before)]) for one in fields])


def _key(one: Field[Any, Any], before: str) -> str:
    return "pk" if before and one.primary_key else one.attname


def _pointed_to(kind: type[Model], name: str, named: Sequence[str], row: Mapping[str, Any]) -> Model | None:
    """What a row points to; None where it points to nothing."""
    other: Any = kind._meta.get_field(name).related_model
    found: Model | None = _model(other, named, row, f"{name}__") if row[f"{name}__pk"] is not None else None
    return found


def _told(one: Field[Any, Any], value: Any) -> Any:
    """A value of JSON as the field keeps it: SQLite tells moments without their zone, which is UTC, and JSON within JSON as text."""
    if isinstance(one, JSONField):
        return json.loads(value, cls=one.decoder) if isinstance(value, str) else value
    known = one.to_python(value)
    return known.replace(tzinfo=UTC) if isinstance(known, datetime) and known.tzinfo is None else known


def _by_id(one: Model) -> Any:
    return one.pk
