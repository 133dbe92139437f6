"""Slows down guessing: counts tries by scope and by who, without keeping an address."""

import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from danvan.accounts.models import Attempt
from danvan.lib import clock
from danvan.lib.asking import Question, compiled_once
from danvan.lib.inserting import insert
from danvan.lib.refusal import Refused

KEEP_HOURS = 24
SWEEP_EVERY = 100


def check(scope: str, who: str, *, limit: int, minutes: int) -> None:
    """Let the try go on, or raise `Refused` (saying until when) if there were `limit` tries or more in the last `minutes`."""
    decisive = _nth_latest(limit)(scope, who, clock.now() - timedelta(minutes=minutes))
    if decisive:
        raise Refused(_paused_until(decisive[0] + timedelta(minutes=minutes)))


@cache
def _nth_latest(place: int) -> Question[datetime]:
    """When the try was made that has so many after it, itself counted."""

    @compiled_once
    def nth_latest(scope: str, who: str, since: datetime) -> QuerySet[Attempt, datetime]:
        tries = Attempt.objects.filter(scope=scope, who=who, at__gt=since).order_by("-at").values_list("at", flat=True)
        return tries[place - 1 : place]

    return nth_latest


def note(scope: str, who: str) -> None:
    """Count one try."""
    attempt = insert(Attempt(scope=scope, who=who, at=clock.now()))
    # The table sweeps itself, so that nobody has to remember a nightly job.
    if attempt.pk % SWEEP_EVERY == 0:
        purge()


def forget(scope: str, who: str) -> None:
    """The right answer came: earlier tries no longer count."""
    Attempt.objects.filter(scope=scope, who=who).delete()


def purge() -> int:
    """Remove tries too old to matter; how many."""
    removed, _kinds = Attempt.objects.filter(at__lt=clock.now() - timedelta(hours=KEEP_HOURS)).delete()
    return removed


def who(request: HttpRequest, *, also: str = "") -> str:
    """A keyed hash of the caller's address block (IPv4 /24, IPv6 /64), and of `also`, such as a user name."""
    return hmac.new(settings.CODE_PEPPER.encode(), f"{_block(request)}|{also}".encode(), hashlib.sha256).hexdigest()


def _block(request: HttpRequest) -> str:
    """The network the request came from. Behind a proxy the last forwarded address is the one the proxy itself saw."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rpartition(",")[2].strip()
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    return str(ipaddress.ip_network((known, 24 if known.version == 4 else 64), strict=False))


def _paused_until(moment: datetime) -> str:
    # Rounded up: at the minute the message names, the next try is let through.
    local = (moment + timedelta(seconds=59)).astimezone(clock.VIETNAM)
    return _("Quá nhiều lần thử không đúng. Hãy thử lại sau %(time)s ngày %(day)s.") % {
        "time": f"{local:%H:%M}",
        "day": f"{local:%d/%m/%Y}",
    }
