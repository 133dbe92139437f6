"""Denouncing from afar: one page, nothing kept before it is sent, the person sealed when it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from danvan.accounts import throttle
from danvan.audit.doer import CITIZEN
from danvan.lib.hiding import COOKIE, new_key
from danvan.lib.refusal import Refused
from danvan.petitions.services import SenderData
from danvan.portal import services
from danvan.portal.draft import mark_sent, sent_submission
from danvan.portal.forms.denounce import IDENTITY, DenounceForm
from danvan.portal.views.sending import SENDS, not_too_many, with_key
from danvan.portal.views.uploads import counted
from danvan.ui.forms import show_refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def denounce(request: HttpRequest) -> HttpResponse:
    """The form; what was typed stays when something is wrong, but the chosen files, which a browser does not send twice."""
    if request.method == "POST" and request.POST.get("submission") == str(sent_submission(request.session)):
        return redirect("portal:receipt")
    form = DenounceForm(request.POST, request.FILES) if request.method == "POST" else DenounceForm()
    if form.is_bound and form.is_valid():
        key = request.COOKIES.get(COOKIE) or new_key()
        try:
            _send(request, form, key)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return with_key(request, redirect("portal:receipt"), key)
    return with_key(request, render(request, "portal/denounce.html", {"form": form}))


def _send(request: HttpRequest, form: DenounceForm, key: str) -> None:
    said = form.cleaned_data
    not_too_many(request)
    counted(request, len(said["evidence"]) + len(said["handwriting"]))
    told = services.Told(
        unit=form.unit,
        leaders=said["leaders"] == "yes",
        sender=SenderData(**{name: said[name] for name in IDENTITY}),
        **{name: said[name] for name in ("submission", "topic", "text", "evidence", "handwriting")},
    )
    services.denounce(by=CITIZEN, told=told, key=key)
    throttle.note(SENDS, throttle.who(request))
    mark_sent(request.session, told.submission)
