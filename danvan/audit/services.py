"""The only writer of the log."""

import hashlib
import json
from typing import Any

from django.db import models, transaction

from danvan.audit.doer import Doer
from danvan.audit.models import Entry, Head
from danvan.lib import clock

FIRST = "0" * 64


@transaction.atomic
def record(act: str, *, by: Doer, subject: models.Model, unit_id: int | None = None, data: dict[str, Any] | None = None) -> Entry:
    """Add one entry, in the caller's transaction.

    In: the act (`room.noun.verb`), who, on what, in which unit, and plain JSON details without personal data.
    Out: the entry. The head row is locked until the transaction ends, so entries follow each other in one chain.
    """
    Head.objects.get_or_create(pk=1, defaults={"digest": FIRST})
    head = Head.objects.select_for_update().get(pk=1)
    entry = Entry(
        at=clock.now(),
        act=act,
        user_id=by.user_id,
        post_id=by.post_id,
        by_label=by.label,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        unit_id=unit_id,
        data=data or {},
        previous=head.digest,
    )
    entry.digest = digest(entry)
    entry.save(force_insert=True)
    head.digest, head.length = entry.digest, head.length + 1
    head.save(update_fields=["digest", "length"])
    return entry


def digest(entry: Entry) -> str:
    """The hash of an entry's content and of the entry before it."""
    content = {
        "at": entry.at.timestamp(),
        "act": entry.act,
        "user": entry.user_id,
        "post": entry.post_id,
        "by": entry.by_label,
        "subject": [entry.subject_kind, entry.subject_id],
        "unit": entry.unit_id,
        "data": entry.data,
        "previous": entry.previous,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
