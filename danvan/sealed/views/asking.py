"""What the pages of this room share: a key in hand or the way to open one, one page that asks and calls one service."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused
from danvan.sealed import session
from danvan.sealed.opened import Opened


def to_open(request: HttpRequest, back: str) -> HttpResponse:
    """To the page that opens one's key, and from there back."""
    messages.info(request, _("Việc này cần khóa của bạn đang mở."))
    return redirect(f"{reverse('sealed:key_open')}?{urlencode({'next': back})}")


def with_key(request: HttpRequest, *, back: str, to: str, perform: Callable[[Opened], str]) -> HttpResponse:
    """Do a thing that needs one's key: open it first if it is closed, show a refusal as a message, then go on `to`.

    `perform` gives what is said when it is done.
    """
    opened = session.opened(request)
    if opened is None:
        return to_open(request, back)
    try:
        done = perform(opened)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(back)
    messages.success(request, done)
    return redirect(to)
