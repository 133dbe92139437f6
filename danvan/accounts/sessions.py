"""Sessions in the database, as Django keeps them; that a page belongs to one is asked in SQL that is put together once."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from danvan.lib.asking import compiled_once


class SessionStore(db.SessionStore):
    """Django's, but for how one session is found."""

    def _get_session_from_db(self) -> Session | None:
        # Django says by the real clock when a session ends, on a fixed day too.
        found = _running(self.session_key, timezone.now()) if self.session_key else []  # noqa: TID251
        if found:
            return found[0]
        self._session_key = None
        return None


@compiled_once
def _running(key: str, now: datetime) -> QuerySet[Session]:
    """The session of this key that has not ended."""
    return Session.objects.filter(session_key=key, expire_date__gt=now)
