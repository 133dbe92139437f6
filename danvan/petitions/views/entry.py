"""Assisted entry: an officer enters for somebody, reads it back, hands over the slip."""

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from danvan.lib import codes
from danvan.lib.refusal import Refused
from danvan.petitions import access, selectors
from danvan.petitions.forms import EntryForm
from danvan.petitions.views import slips
from danvan.ui.forms import show_refusal
from danvan.units.models import Duty

# Where people look up. Written out: the portal stands above this room, and paper outlives a change of addresses.
LOOKUP = "tra-cuu/"


def new(request: HttpRequest) -> HttpResponse:
    """The form; what was typed stays when something is wrong."""
    who = access.working(request, Duty.RECEIVE)
    form = EntryForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return slips.to_slip(request, form.perform(who))
        except Refused as refused:
            show_refusal(form, refused)
    return render(request, "petitions/new.html", {"who": who, "form": form})


def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Reference, secret code and QR for the sender. The code is shown this once; nobody can look it up again."""
    who, petition = access.open_petition(request, pk, Duty.RECEIVE)
    secret = slips.take(request, petition)
    if not secret:
        messages.warning(request, _("Mã bí mật chỉ hiện một lần và không xem lại được."))
    context = {
        "who": who,
        "petition": petition,
        "standing": selectors.standing(petition, petition.received_on),
        "code": codes.grouped(secret) if secret else "",
        "qr": _qr(secret) if secret else "",
        "address": f"{settings.PUBLIC_URL}/{LOOKUP}",
    }
    response = render(request, "petitions/slip.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _qr(secret: str) -> str:
    """The address of the look-up with the code behind the #: the phone opens it, and the code never leaves it by the network."""
    address = f"{settings.PUBLIC_URL}/{LOOKUP}#{codes.grouped(secret)}"
    return str(segno.make(address, error="m").svg_data_uri(scale=4, border=2))
