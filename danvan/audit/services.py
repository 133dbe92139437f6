"""The only writer of the log."""

import hashlib
import json
import math
from datetime import UTC
from typing import Any

from django.db import connection, models, transaction

from danvan.audit.doer import Doer
from danvan.audit.models import Entry, Head
from danvan.lib import clock
from danvan.lib.inserting import insert

FIRST = "0" * 64
HEAD = "SELECT digest FROM audit_head WHERE id = 1"
HEAD_LOCKED = f"{HEAD} FOR UPDATE"


def record(act: str, *, by: Doer, subject: models.Model, unit_id: int | None = None, data: dict[str, Any] | None = None) -> Entry:
    """Add one entry, in the caller's transaction.

    In: the act (`room.noun.verb`), who, on what, in which unit, and plain JSON details without personal data.
    Out: the entry. The head row is locked until the transaction ends, so entries follow each other in one chain.
    Raises ValueError for a number that is none (NaN, infinity) and TypeError for what JSON cannot hold, before anything is written.
    """
    entry = Entry(
        at=clock.now(),
        act=act,
        user_id=by.user_id,
        post_id=by.post_id,
        by_label=by.label,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        unit_id=unit_id,
        data=_plain(data or {}),
    )
    json.dumps(entry.data)
    _append(entry)
    return entry


# Without a savepoint of its own: what fails here fails the act, which must not stand without its entry.
@transaction.atomic(savepoint=False)
def _append(entry: Entry) -> None:
    entry.previous = _locked_head()
    entry.digest = digest(entry)
    insert(entry)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_head SET digest = %s, length = length + 1 WHERE id = 1", [entry.digest])


def _locked_head() -> str:
    """The digest at the end of the chain, ours until the transaction ends. Every write comes by here: plain text, nothing to put together."""
    with connection.cursor() as cursor:
        cursor.execute(HEAD_LOCKED if connection.features.has_select_for_update else HEAD)
        if found := cursor.fetchone():
            return str(found[0])
    Head.objects.get_or_create(pk=1, defaults={"digest": FIRST})
    return _locked_head()


def digest(entry: Entry) -> str:
    """The hash of an entry's content and of the entry before it: the same before saving and after reading, on either database."""
    content = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "act": entry.act,
        "user": entry.user_id,
        "post": entry.post_id,
        "by": entry.by_label,
        "subject": [entry.subject_kind, entry.subject_id],
        "unit": entry.unit_id,
        "data": _plain(entry.data),
        "previous": entry.previous,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The value as both databases give it back: text keys, lists, and whole numbers without a point.

    PostgreSQL keeps 1e16 as a whole number and forgets the sign of -0.0; a hash over the float would not survive the way back.
    """
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} is not a number that can be kept")
        return int(value) if value.is_integer() else value
    return value
