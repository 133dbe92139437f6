"""The book as lists: no visitor is ever read here."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from danvan.lib.text import fold
from danvan.reception.models import Visit
from danvan.units.models import Unit

ORDER = ("-book_year", "-number", "-id")


@dataclass(frozen=True)
class Wanted:
    """The filters of the book; empty = all."""

    words: str = ""
    kind: str = ""
    outcome: str = ""
    first: date | None = None
    last: date | None = None
    session: int | None = None
    online: bool = False
    groups: int = 0


def book(unit: Unit) -> QuerySet[Visit]:
    """The unit's book with what a row shows."""
    return Visit.objects.filter(unit=unit).select_related("petition", "received_by", "session").defer("folded")


def scoped(found: QuerySet[Visit], wanted: Wanted) -> QuerySet[Visit]:
    """The lines that the filters leave. What a denunciation says is never searched."""
    plain = {
        "kind": wanted.kind,
        "outcome": wanted.outcome,
        "session": wanted.session,
        "received_on__gte": wanted.first,
        "received_on__lte": wanted.last,
        "online": wanted.online or None,
        "people__gte": wanted.groups,
    }
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if not wanted.words:
        return found
    words = Q()
    for word in fold(wanted.words).split():
        words &= Q(folded__contains=word)
    return found.open_to_search().filter(words) if not wanted.words.strip().isdigit() else found.filter(number=int(wanted.words))  # type: ignore[attr-defined]  # our QuerySet
