"""Questions that every page asks, put into SQL once for each connection.

Django writes the text of a query anew each time it is asked, which for a question of a row or two is several times the work of answering it. Here
the queryset is made and compiled once, with marks in place of the values; afterwards only the values differ. The rows are what the queryset
gives: models with what they are joined to, or tuples. For questions of one shape; a list with filters stays a queryset (decision 0030).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial, update_wrapper
from itertools import count
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet, UUIDField

Row = TypeVar("Row")
Told = Callable[[Any], Any]
# Marks: values that no question of ours has of itself.
FAR_DAY, FAR_NUMBER = datetime(8765, 4, 3, tzinfo=UTC), 2**41 + 1


# Up to so many numbers of a list are told one by one.
SHORT = 4


class Fixed(str):
    """SQL that is asked again and again, and answered in the same way whatever the values: PostgreSQL keeps it planned (`config.postgresql`)."""

    __slots__ = ()


def fetched(text: str, values: Mapping[str, Any], *, fixed: bool = True) -> list[tuple[Any, ...]]:
    """The rows of a text that is the same whatever the values: a list of numbers is written `IN %(name)s`.

    `fixed` False: how it is best answered depends on how long the lists are, so that it is planned anew each time.
    """
    connection, told = connections["default"], dict(values)
    for name in [name for name, value in values.items() if isinstance(value, list)]:
        numbers = told.pop(name)
        # SQLite plans in no time, and well only what it sees: there the numbers stand in the text.
        listed = (
            _listed(name, numbers, told)
            if connection.vendor == "postgresql"
            else f"IN ({', '.join(str(int(number)) for number in numbers)})"
        )
        text = text.replace(f"IN %({name})s", listed)
    with connection.cursor() as cursor:
        cursor.execute(Fixed(text) if fixed else text, told)
        return list(cursor.fetchall())


def _listed(name: str, numbers: list[int], told: dict[str, Any]) -> str:
    """A list for PostgreSQL: a long one is one value, a short one so many values.

    Without seeing it PostgreSQL takes a list for ten long: a plan for ten looks dearer than one made anew for two, and would never be kept.
    """
    if not 0 < len(numbers) <= SHORT:
        told[name] = numbers
        return f"= ANY(%({name})s::bigint[])"
    told |= {f"{name}_{place}": number for place, number in enumerate(numbers)}
    return "IN ({})".format(", ".join(f"%({name}_{place})s" for place in range(len(numbers))))


class Question(Generic[Row]):
    """A function from values to a queryset; asked with values it gives the rows.

    Values: numbers, words, days, moments, UUIDs, and tuples of these. None, True and False, and the length of a tuple, make a question of their own, since
    SQL says it in other words. ValueError if a value does not reach the SQL as it is, TypeError for a value of another kind.
    """

    def __init__(self, ask: Callable[..., QuerySet[Any, Row]]) -> None:
        self.ask = ask
        update_wrapper(self, ask)

    def __call__(self, *values: Any) -> list[Row]:
        """The rows, read at once."""
        connection = connections["default"]
        known: dict[Any, _Compiled] = vars(connection).setdefault("asked_before", {})
        shape = (self.ask, *(_shape(value) for value in values))
        if shape not in known:
            known[shape] = _Compiled(self.ask, values, connection)
        return known[shape].rows(values)


def compiled_once(ask: Callable[..., QuerySet[Any, Row]]) -> Question[Row]:
    """Decorator: the function says the question as a queryset, and whoever calls it gets the rows."""
    return Question(ask)


class _Compiled:
    """One question of one shape on one connection, and so in one thread."""

    def __init__(self, ask: Callable[..., QuerySet[Any, Any]], values: Sequence[Any], connection: BaseDatabaseWrapper) -> None:
        marks = _marked(values, count())
        self.connection = connection
        self.queryset = ask(*marks)
        self.compiler = self.queryset.query.get_compiler(connection=connection)
        text, params = self.compiler.as_sql()
        self.text = Fixed(text)
        self.params = list(params)
        self.slots = self._slots(list(_flat(marks)))
        # From here on Django's own reading of rows asks this compiler, and gets the text that is there already.
        vars(self.queryset.query).update(get_compiler=lambda *_args, **_options: self.compiler)
        vars(self.compiler).update(as_sql=lambda: (self.text, tuple(self.params)))

    def rows(self, values: Sequence[Any]) -> list[Any]:
        """The rows for these values."""
        flat = list(_flat(values))
        for place, index, told in self.slots:
            self.params[place] = told(flat[index])
        reading: Iterable[Any] = self.queryset._iterable_class(self.queryset)  # type: ignore[assignment]  # the stubs know no iterables
        return list(reading)

    def _slots(self, marks: list[Any]) -> list[tuple[int, int, Told]]:
        """Which parameter takes which value, and how the engine is told it."""
        found = [(place, *slot) for place, param in enumerate(self.params) if (slot := self._slot(param, marks))]
        if lost := set(range(len(marks))) - {index for _place, index, _told in found}:
            raise ValueError(f"values {sorted(lost)} do not reach the SQL as they are: {self.text}")
        return found

    def _slot(self, param: Any, marks: list[Any]) -> tuple[int, Told] | None:
        """The mark that this parameter is: a number of the engine's own kind, the mark itself, or a day or moment as the engine writes it."""
        ways: list[tuple[type, Told]] = [
            (int, type(param)),
            (object, _same),
            (datetime, self.connection.ops.adapt_datetimefield_value),
            (date, self.connection.ops.adapt_datefield_value),
            (UUID, partial(UUIDField().get_db_prep_value, connection=self.connection)),
        ]
        for kind, told in ways if isinstance(param, int) else ways[1:]:
            for index, mark in enumerate(marks):
                if isinstance(mark, kind) and told(mark) == param:
                    return index, told
        return None


def _same(value: Any) -> Any:
    return value


def _shape(value: Any) -> Any:
    if isinstance(value, tuple):
        return len(value)
    return value if value is None or isinstance(value, bool) else ""


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, tuple):
            yield from value
        elif value is not None and not isinstance(value, bool):
            yield value


def _marked(values: Iterable[Any], places: Iterator[int]) -> tuple[Any, ...]:
    return tuple(_marked(value, places) if isinstance(value, tuple) else _mark(value, next(places)) for value in values)


def _mark(value: Any, place: int) -> Any:
    match value:
        case bool() | None:
            return value
        case datetime():
            return FAR_DAY + timedelta(days=place)
        case date():
            return (FAR_DAY + timedelta(days=place)).date()
        case int():
            return FAR_NUMBER + place
        case UUID():
            return UUID(int=FAR_NUMBER + place)
        case str():
            return f"\x1f{place}\x1f"
    raise TypeError(f"no value of a question: {value!r}")
