"""The end of a notice, in one place: sent, given up, or cancelled."""

from datetime import timedelta

from django.conf import settings

from danvan.lib import clock
from danvan.notices import kinds
from danvan.notices.models import Notice, State

FIELDS = ["state", "reason", "next_at", "ended_at", "forget_at", "to"]


def end(notice: Notice, state: State, reason: str = "") -> None:
    """Set the notice's fields (`FIELDS`; the caller saves). The address stays for `NOTICE_KEEP_DAYS`; that of a sealed one goes at once."""
    now = clock.now()
    notice.state, notice.reason, notice.next_at, notice.ended_at = state, reason, None, now
    if notice.kind in kinds.SEALED:
        notice.to = ""
    notice.forget_at = now + timedelta(days=settings.NOTICE_KEEP_DAYS) if notice.to else None


def start(notice: Notice) -> None:
    """Set the fields of a notice that waits for its first try."""
    notice.state, notice.reason, notice.next_at, notice.ended_at, notice.forget_at = State.QUEUED, "", clock.now(), None, None
    notice.tries = 0
