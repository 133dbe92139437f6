"""How often a key may call: so many times in a minute of the clock. One statement counts, so calls at once are all counted."""

from datetime import datetime

from django.db.models import Case, F, PositiveIntegerField, Value, When

from danvan.api.models import ApiKey, Usage
from danvan.lib import clock


def wait_for(key: ApiKey) -> int:
    """Count one call. Out: 0 if it may go on, else the seconds until it may."""
    now = clock.now()
    minute = now.replace(second=0, microsecond=0)
    if not _counted(key, minute, now):
        Usage.objects.get_or_create(key=key, defaults={"minute": minute})
        _counted(key, minute, now)
    calls = Usage.objects.filter(key=key, minute=minute).values_list("calls", flat=True).first() or 0
    return 60 - now.second if calls > key.per_minute else 0


def _counted(key: ApiKey, minute: datetime, now: datetime) -> int:
    again = Case(When(minute=minute, then=F("calls") + 1), default=Value(1), output_field=PositiveIntegerField())
    return Usage.objects.filter(key=key).update(calls=again, minute=minute, last_at=now)
