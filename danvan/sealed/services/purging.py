"""What goes by itself: contents whose day has come, copies whose hours are over, contributions, keys left open, shares of no use."""

from dataclasses import dataclass

from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.sealed import rules
from danvan.sealed.models import Envelope, Opening, OpenKey, Recovery, Rescue, Share
from danvan.sealed.services import envelopes, openings, recovery


@dataclass(frozen=True)
class Purged:
    """How many of each went."""

    envelopes: int
    openings: int
    rescues: int
    keys: int
    shares: int


def purge(*, by: Doer) -> Purged:
    """Wipe everything whose time is over. May run at any time, and again: every quarter of an hour is right for the copies."""
    return Purged(_envelopes(by), _openings(by), _rescues(by), left_open(), _shares())


def left_open() -> int:
    """Forget keys that were not used for a while; how many. (What is left of them opens nothing without its browser.)"""
    removed, _kinds = OpenKey.objects.filter(used_at__lte=clock.now() - rules.IDLE).delete()
    return removed


def _envelopes(by: Doer) -> int:
    due = list(Envelope.objects.whole().filter(delete_on__lte=clock.today()).order_by("id"))
    for envelope in due:
        envelopes.wipe(by=by, envelope=envelope)
    return len(due)


def _openings(by: Doer) -> int:
    over = Opening.objects.filter(state=Opening.State.GRANTED, expires_at__lte=clock.now()).order_by("id")
    return sum(openings.expire(by=by, opening=opening) for opening in list(over))


def _rescues(by: Doer) -> int:
    over = list(Rescue.objects.filter(state=Rescue.State.OPEN, expires_at__lte=clock.now()).order_by("id"))
    for rescue in over:
        recovery.end_rescue(by=by, rescue=rescue)
    return len(over)


def _shares() -> int:
    """Shares of recovery keys that were replaced and under which no envelope lies any more."""
    used = Envelope.objects.whole().exclude(recovery=None).values("recovery")
    removed, _kinds = Share.objects.filter(recovery__in=Recovery.objects.exclude(retired_at=None).exclude(pk__in=used)).delete()
    return removed
