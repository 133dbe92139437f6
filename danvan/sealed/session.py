"""A key held open for one browser: the database has it sealed, only the browser's cookie opens that, and only for this sign-in.

Decryption happens in the memory of the web process while a request of its owner runs. Neither the database nor the cookie alone
reads the key; a quarter of an hour without use, closing, or signing out ends it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from danvan.accounts import throttle
from danvan.accounts.models import User
from danvan.lib import clock
from danvan.sealed import crypto, rules
from danvan.sealed.models import OpenKey
from danvan.sealed.opened import Opened
from danvan.sealed.services.keys import session_mark

COOKIE = "khoa"
SCOPE, TRIES, MINUTES = "seal", 5, 15
# How exact "last used" is: not every page writes a row.
EXACT_SECONDS = 60


def opened(request: HttpRequest) -> Opened | None:
    """The person's key in hand, if this browser holds it open; None otherwise. Being used keeps it open."""
    private = request.COOKIES.get(COOKIE, "")
    if not private or not isinstance(request.user, User):
        return None
    row = OpenKey.objects.select_related("key__user").filter(user=request.user).first()
    if row is None or not _holds(request, row):
        return None
    try:
        found = Opened(row.key, crypto.unseal(row.sealed, private).decode("ascii"))
    except crypto.Unreadable:
        return None
    _touch(row)
    return found


def keep(response: HttpResponseBase, private: str) -> None:
    """Put the browser's half into its cookie: for this room only, never for scripts, never from another site."""
    response.set_cookie(COOKIE, private, path=_path(), httponly=True, samesite="Strict", secure=settings.HTTPS)


def drop(response: HttpResponseBase) -> None:
    """Take it back."""
    response.delete_cookie(COOKIE, path=_path(), samesite="Strict")


def mark_of(request: HttpRequest) -> str:
    """The sign-in's own key, to bind an opened key to it."""
    return request.session.session_key or ""


@contextmanager
def guarded(user: User) -> Iterator[None]:
    """Around a try of a passphrase: Refused after five wrong ones in a quarter of an hour, wherever they came from; a right one clears them.

    Noted before it is looked at: a burst of requests at once cannot all slip through, nor make the machine work for nothing.
    """
    who = counted_as(user)
    throttle.check(SCOPE, who, limit=TRIES, minutes=MINUTES)
    throttle.note(SCOPE, who)
    throttle.check(SCOPE, who, limit=TRIES + 1, minutes=MINUTES)
    yield
    throttle.forget(SCOPE, who)


def counted_as(user: User) -> str:
    """Under which name a person's tries are counted: not by network, since only the person's own browser gets so far."""
    return f"user {user.pk}"


def _path() -> str:
    return reverse("sealed:home")


def _holds(request: HttpRequest, row: OpenKey) -> bool:
    same = row.session == session_mark(mark_of(request))
    return same and row.key.retired_at is None and row.used_at > clock.now() - rules.IDLE


def _touch(row: OpenKey) -> None:
    now = clock.now()
    if (now - row.used_at).total_seconds() >= EXACT_SECONDS:
        OpenKey.objects.filter(pk=row.pk).update(used_at=now)
