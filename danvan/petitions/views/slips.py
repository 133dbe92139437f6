"""From the form to the slip: the secret code waits in the session hidden under a key that only the officer's browser holds, for that one page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from danvan.lib import codes
from danvan.lib.hiding import COOKIE, new_key, seal, unseal
from danvan.petitions.models import Petition
from danvan.petitions.services import Receipt

SLIP = "petition_slip"


def to_slip(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    """To the page of the slip. A receipt without a code (the form was sent twice) leaves what waits there already."""
    petition = receipt.petition
    response = redirect("petitions:slip", petition.pk)
    if receipt.secret is not None:
        key = new_key()
        request.session[SLIP] = {"petition": petition.pk, "sealed": seal(receipt.secret, key=key, submission=petition.submission)}
        path = reverse("petitions:slip", args=[petition.pk])
        response.set_cookie(COOKIE, key, path=path, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Strict")
    return response


def take(request: HttpRequest, petition: Petition) -> str:
    """The code of the petition's slip, this once; empty where it was shown already or entered in another browser."""
    kept, key = request.session.get(SLIP), request.COOKIES.get(COOKIE, "")
    if not kept or kept["petition"] != petition.pk:
        return ""
    del request.session[SLIP]
    return codes.normalise(unseal(kept["sealed"], key=key, submission=petition.submission)) or ""
