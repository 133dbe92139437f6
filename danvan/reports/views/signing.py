"""Who signs the reports of the reader's unit, and the lines of place and number around them: typed, looked at, kept from a day on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.papers import Paper
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import signs_for
from danvan.reports.forms.signing import SigningForm
from danvan.reports.models import Every, Form, Regime, Signing
from danvan.reports.papers.head import sample
from danvan.reports.selectors.signing import every_of, posts_with_names, signing_on, signings_of
from danvan.reports.signing import signing_of
from danvan.ui.forms import show_refusal
from danvan.units.models import Unit


def signing(request: HttpRequest) -> HttpResponse:
    """What holds now, as a form; "look" shows the head and foot of a paper with what was typed, and keeps nothing."""
    who = signs_for(request)
    known = list(Form.objects.published().order_by("name"))
    wanted = request.GET.get("mau", "")
    code = wanted if wanted in {*Every.values, *(one.code for one in known)} else str(Every.PARTY)
    regime = next((one.regime for one in known if one.code == code), Regime.STATE if code == Every.STATE else Regime.PARTY)
    held = signing_on(who.unit, clock.today(), code, regime)
    posts = posts_with_names(who.unit, clock.today())
    asked = SigningForm(request.POST or None, known=known, posts=posts, initial=_initial(who.unit, held, known, code))
    shown: Signing | None = None
    if request.method == "POST" and asked.is_valid():
        try:
            shown = signing_of(who.unit, asked.said())
            if "look" not in request.POST:
                services.set_signing(by=who, unit=who.unit, said=asked.said())
                messages.success(request, _("Đã lưu. Văn bản trước ngày này giữ cách ký cũ."))
                return redirect("reports:signing")
        except Refused as refused:
            show_refusal(asked, refused)
    looked, names = shown or held, dict(Every.choices) | {one.code: one.label for one in known}
    context = {
        "who": who,
        "asked": asked,
        "paper": _paper(who.unit, looked, known, shown.form if shown else code),
        "every": Every.choices if any(one.regime == Regime.STATE for one in known) else (),
        "chosen": code,
        "typed": shown is not None,
        "earlier": [(one, names.get(one.form, one.form)) for one in signings_of(who.unit)],
    }
    return render(request, "reports/signing.html", context)


def _initial(unit: Unit, held: Signing | None, known: list[Form], code: str) -> dict[str, Any]:
    """What holds; where the unit never said anything, what its papers say by themselves."""
    first = {"form": code, "valid_from": clock.today()}
    if held:
        names = ("capacity", "authority", "position", "place", "symbol")
        return first | {name: getattr(held, name) for name in names} | {"post": str(held.post_id or "")}
    usual = _paper(unit, None, known, code).signature
    return first | {"capacity": usual.capacity if usual.authority else "", "authority": usual.authority, "position": usual.position}


def _paper(unit: Unit, signing: Signing | None, known: list[Form], code: str) -> Paper:
    """A paper of the unit without a text, of the form that is meant, or of one of the regime."""
    form = next((one for one in known if one.code == code), None) or next((one for one in known if every_of(one.regime) == code), None)
    return sample(unit, form, signing)
