"""How often a key may call: so many times in a minute of the clock. One statement counts, so calls at once are all counted."""

from django.db import connection

from danvan.api.models import ApiKey
from danvan.lib import clock

# A new minute begins at one; the words are always the same, so they are not put together for every call.
_COUNT = """INSERT INTO api_usage (key_id, minute, calls, last_at) VALUES (%s, %s, 1, %s)
    ON CONFLICT (key_id) DO UPDATE SET calls = CASE WHEN api_usage.minute = EXCLUDED.minute THEN api_usage.calls + 1 ELSE 1 END,
    minute = EXCLUDED.minute, last_at = EXCLUDED.last_at RETURNING calls"""


def wait_for(key: ApiKey) -> int:
    """Count one call. Out: 0 if it may go on, else the seconds until it may."""
    now = clock.now()
    told = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, (key.pk, told(now.replace(second=0, microsecond=0)), told(now)))
        (calls,) = cursor.fetchone()
    return 60 - now.second if calls > key.per_minute else 0
