"""Bringing the tables in line with the files of the product, without treading on what an office changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from danvan.audit.doer import SYSTEM, Doer
from danvan.audit.services import record
from danvan.documents import sources
from danvan.documents.models import DayRule, TimeLimit


@dataclass
class Loaded:
    """What a load did. `kept` names rows that differ from the file because an office changed them."""

    added: int = 0
    changed: int = 0
    same: int = 0
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load_limits(*, by: Doer = SYSTEM) -> Loaded:
    """Bring the table in line with `data/time_limits.csv`. Idempotent; rows an office edited stay, and are named."""
    loaded = Loaded()
    for row in sources.limits():
        _load_limit(row, loaded)
    _note_load("documents.limits.load", loaded, TimeLimit.objects.first(), by)
    return loaded


def _load_limit(row: TimeLimit, loaded: Loaded) -> None:
    standing = TimeLimit.objects.filter(code=row.code, valid_from=row.valid_from).first()
    if standing is None:
        if _office_covers(row):
            loaded.kept.append(f"{row.code} ({row.valid_from})")
            return
        row.save(force_insert=True)
        loaded.added += 1
    elif not (differing := [name for name in sources.LIMIT_FIELDS if getattr(standing, name) != getattr(row, name)]):
        loaded.same += 1
    elif standing.edited:
        loaded.kept.append(f"{row.code} ({row.valid_from})")
    else:
        for name in differing:
            setattr(standing, name, getattr(row, name))
        standing.save(update_fields=differing)
        loaded.changed += 1


def _office_covers(row: TimeLimit) -> bool:
    """Has an office entered its own version of this limit for a time the row would overlap?"""
    own = TimeLimit.objects.filter(code=row.code, edited=True)
    return any((row.valid_to is None or o.valid_from < row.valid_to) and (o.valid_to is None or row.valid_from < o.valid_to) for o in own)


@transaction.atomic
def load_days(years: Iterable[int], *, by: Doer = SYSTEM) -> Loaded:
    """Bring the days off and the worked weekend days of those years in line with their sources. Idempotent.

    Days entered by hand are never touched, and named where the sources say otherwise.
    """
    wanted = sorted(set(years))
    found = sources.days(wanted)
    loaded = Loaded()
    for standing in DayRule.objects.filter(day__year__in=wanted):
        _load_day(standing, found.pop(standing.day, None), loaded)
    loaded.added = len(DayRule.objects.bulk_create(found.values()))
    _note_load("documents.days.load", loaded, DayRule.objects.first(), by)
    return loaded


def _load_day(standing: DayRule, row: DayRule | None, loaded: Loaded) -> None:
    if row is not None and (standing.kind, standing.name, standing.source) == (row.kind, row.name, row.source):
        loaded.same += 1
    elif standing.entered_by_hand:
        if row is not None and standing.kind != row.kind:
            loaded.kept.append(f"{standing.day} {standing.name}")
        else:
            loaded.same += 1
    elif row is None:
        # The library withdrew it: a day that is off no more must not go on stretching deadlines.
        standing.delete()
        loaded.changed += 1
    else:
        standing.kind, standing.name, standing.source = row.kind, row.name, row.source
        standing.save(update_fields=["kind", "name", "source"])
        loaded.changed += 1


def _note_load(act: str, loaded: Loaded, subject: TimeLimit | DayRule | None, by: Doer) -> None:
    if subject is not None and (loaded.added or loaded.changed):
        record(act, by=by, subject=subject, data={"added": loaded.added, "changed": loaded.changed, "kept": len(loaded.kept)})
