"""Keyset paging: a page is "the rows after this one", so it costs the same at the end of a long list and loses no row while others are added."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, QueryDict

AFTER, BEFORE = "sau", "truoc"
# Rows of a page.
SIZE = 25
DECODERS: dict[str, Callable[[str], object]] = {"date": date.fromisoformat, "moment": datetime.fromisoformat, "number": Decimal}


@dataclass(frozen=True)
class Page:
    """`rows` in order; `next` and `previous` are query strings, empty where there is nothing more."""

    rows: list[Any]
    next: str
    previous: str


@dataclass(frozen=True)
class Key:
    """One column of the order. Empty values come last, whichever way it runs."""

    path: str
    down: bool
    empties: bool

    def order(self, *, backward: bool) -> OrderBy:
        """The ORDER BY term."""
        down = self.down != backward
        ends = {"nulls_first": True} if backward else {"nulls_last": True}
        ends = ends if self.empties else {}
        return F(self.path).desc(**ends) if down else F(self.path).asc(**ends)

    def same(self, value: object) -> Q:
        """Rows with the same value."""
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def beyond(self, value: object, *, backward: bool) -> Q | None:
        """Rows strictly after (or before) the value; None if there can be none."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if backward else None
        wanted = Q(**{f"{self.path}__{'lt' if self.down != backward else 'gt'}": value})
        return wanted | Q(**{f"{self.path}__isnull": True}) if self.empties and not backward else wanted

    def value(self, row: object) -> object:
        """What the row has in this column; an annotation of that name counts as well."""
        if hasattr(row, self.path):
            return getattr(row, self.path)
        for part in self.path.split("__"):
            row = getattr(row, part, None)
        return row


def page(queryset: QuerySet[Any], request: HttpRequest, *, order: Sequence[str | Key], size: int = SIZE) -> Page:
    """The page that the request asks for (`?sau=` or `?truoc=` a mark; the first without one, or with a mark that is nonsense).

    `order`: names as in order_by (`-received_on`, `clock__due_on`), or keys where a name cannot say it, ending in a unique one.
    """
    keys = [name if isinstance(name, Key) else _key(queryset.model, name) for name in order]
    try:
        return _page(queryset, request.GET, keys, size)
    except (ValueError, TypeError, ValidationError):  # a mark with values of another list
        return _page(queryset, _without_mark(request.GET), keys, size)


def _page(queryset: QuerySet[Any], params: QueryDict, keys: list[Key], size: int) -> Page:
    backward = BEFORE in params
    mark = _decode(params.get(BEFORE if backward else AFTER, ""), len(keys))
    backward = backward and mark is not None
    rows = _rows(queryset, keys, mark, size + 1, backward=backward)
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    return Page(
        rows,
        next=_link(params, AFTER, keys, rows[-1]) if rows and (more or backward) else "",
        previous=_link(params, BEFORE, keys, rows[0]) if rows and (more if backward else mark is not None) else "",
    )


def _rows(queryset: QuerySet[Any], keys: list[Key], mark: list[object] | None, size: int, *, backward: bool) -> list[Any]:
    """The first rows past the mark.

    Where the first column may be empty, the filled ones and the empty ones are read one after the other: an index gives each part in order,
    and both together on PostgreSQL only.
    """
    first = keys[0]
    if not first.empties:
        return list(_part(queryset, keys, mark, backward=backward)[:size])
    rows: list[Any] = []
    for empty in (True, False) if backward else (False, True):
        if mark is not None and (mark[0] is None) != empty:
            continue  # the mark stands in the other part, which comes later
        part = queryset.filter(**{f"{first.path}__isnull": empty})
        own, rest = (keys[1:], mark and mark[1:]) if empty else ([replace(first, empties=False), *keys[1:]], mark)
        rows += _part(part, own, rest, backward=backward)[: size - len(rows)]
        mark = None
        if len(rows) == size:
            break
    return rows


def _part(queryset: QuerySet[Any], keys: list[Key], mark: list[object] | None, *, backward: bool) -> QuerySet[Any]:
    """The rows in order, past the mark if there is one."""
    chosen = queryset.order_by(*(key.order(backward=backward) for key in keys))
    if mark is None:
        return chosen
    past = _past(keys, mark, backward=backward)
    first = keys[0]
    if first.empties or mark[0] is None:
        return chosen.filter(past)
    # Said twice, so that an index is entered at the mark and not at its beginning.
    return chosen.filter(past, **{f"{first.path}__{'lte' if first.down != backward else 'gte'}": mark[0]})


def _key(model: type[Model], name: str) -> Key:
    path = name.removeprefix("-")
    return Key(path, name.startswith("-"), _may_be_empty(model, path))


def _may_be_empty(model: type[Model], path: str) -> bool:
    """True for a column, or a relation on the way, that may be empty; annotations count as such."""
    here: type[Model] | None = model
    for part in path.split("__"):
        try:
            column = (here or model)._meta.pk if part == "pk" else (here or model)._meta.get_field(part)
        except FieldDoesNotExist:
            return True
        if not isinstance(column, Field) or column.null:
            return True
        here = column.related_model if isinstance(column.related_model, type) else None
    return False


def _past(keys: list[Key], mark: list[object], *, backward: bool) -> Q:
    """Row comparison spelled out, so that it is the same on both engines and with mixed directions."""
    found, same = Q(pk__in=[]), Q()
    for key, value in zip(keys, mark, strict=True):
        beyond = key.beyond(value, backward=backward)
        if beyond is not None:
            found |= same & beyond
        same &= key.same(value)
    return found


def _without_mark(params: QueryDict) -> QueryDict:
    """The filters, without the place in the list."""
    bare = params.copy()
    bare.pop(AFTER, None)
    bare.pop(BEFORE, None)
    return bare


def _link(params: QueryDict, name: str, keys: list[Key], row: object) -> str:
    linked = _without_mark(params)
    linked[name] = _encode([key.value(row) for key in keys])
    return "?" + linked.urlencode()


def _encode(values: list[object]) -> str:
    return base64.urlsafe_b64encode(json.dumps([_plain(value) for value in values]).encode()).decode().rstrip("=")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    return value if value is None or isinstance(value, int | str) else str(value)


def _decode(text: str, length: int) -> list[object] | None:
    """The values of a mark; None for none, and for one that somebody made up."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        found = [_rich(value) for value in values]
    except (binascii.Error, ValueError, KeyError, TypeError, ArithmeticError):
        return None
    return found if len(found) == length else None


def _rich(value: object) -> object:
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        if not isinstance(text, str):
            raise ValueError("not a value of a mark")
        return DECODERS[kind](text)
    if isinstance(value, list | float) or (isinstance(value, int) and abs(value) >= 2**63):
        raise ValueError("not a value of a mark")
    return value
