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
    there = list(TimeLimit.objects.all())
    known = {(row.code, row.valid_from): row for row in there}
    own = [row for row in there if row.edited]
    new = []
    for row in sources.limits():
        standing = known.get((row.code, row.valid_from))
        if standing is not None:
            _correct(standing, row, loaded)
        elif any(_overlap(row, other) for other in own):
            loaded.kept.append(_name(row))
        else:
            new.append(row)
    loaded.added = len(TimeLimit.objects.bulk_create(new))
    _note_load("documents.limits.load", loaded, TimeLimit.objects.first(), by)
    return loaded


def _correct(standing: TimeLimit, row: TimeLimit, loaded: Loaded) -> None:
    """Give the row that stands the values of the file, unless an office edited it."""
    differing = [name for name in sources.LIMIT_FIELDS if getattr(standing, name) != getattr(row, name)]
    if not differing:
        loaded.same += 1
    elif standing.edited:
        loaded.kept.append(_name(standing))
    else:
        for name in differing:
            setattr(standing, name, getattr(row, name))
        standing.save(update_fields=differing)
        loaded.changed += 1


def _overlap(one: TimeLimit, other: TimeLimit) -> bool:
    """Are both versions of one limit, in force on a common day?"""
    begins_in_time = one.valid_to is None or other.valid_from < one.valid_to
    ends_in_time = other.valid_to is None or one.valid_from < other.valid_to
    return one.code == other.code and begins_in_time and ends_in_time


def _name(row: TimeLimit) -> str:
    return f"{row.code} ({row.valid_from})"


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
