"""Looking up what became of it: the code opens a case for this session; the address never carries it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.accounts import throttle
from danvan.audit.doer import CITIZEN
from danvan.files import responses
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions import selectors as petitions
from danvan.petitions import services
from danvan.petitions.models import Petition, Verdict
from danvan.portal import services as portal
from danvan.portal.cases import Case, cases, family
from danvan.portal.forms.lookup import CodeForm, DisagreeForm, GoUpForm, MoreFilesForm, ReplyForm, WithdrawForm
from danvan.portal.views.sending import not_too_many
from danvan.portal.views.uploads import counted
from danvan.ui.forms import show_refusal

SCOPE, TRIES, PAUSE_MINUTES = "lookup", 5, 15
# Letters and words on an answer may be sent again and again, each a line of the timeline and of the log.
WORDS = "words"
KEY = "tra_cuu"
OPEN_MINUTES = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """The form for the code. Five codes that are nobody's, and the address block pauses for a quarter of an hour."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = _find(request, form)
        if found is not None:
            request.session.cycle_key()
            _keep_open(request, found)
            return redirect("portal:case")
    return render(request, "portal/lookup.html", {"form": form})


def _find(request: HttpRequest, form: CodeForm) -> Petition | None:
    """The petition of the code; None with the reason on the form."""
    who = throttle.who(request)
    try:
        throttle.check(SCOPE, who, limit=TRIES, minutes=PAUSE_MINUTES)
    except Refused as refused:
        form.add_error("code", refused.message)
        return None
    found = petitions.by_secret(form.cleaned_data["code"])
    if found is None:
        throttle.note(SCOPE, who)
        form.add_error("code", form.unknown())
    return found


@never_cache
@require_safe
def case(request: HttpRequest) -> HttpResponse:
    """The timeline, the due date with its proof, the answer, and what the sender may do."""
    petition = _opened(request)
    if petition is None:
        return redirect("portal:lookup")
    shown = cases(petition, clock.today())
    for one in shown:
        if any(letter.from_office and letter.read_at is None for letter in one.letters):
            services.read(by=CITIZEN, petition=one.petition, from_office=True)
    return _page(request, petition, shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest) -> HttpResponse:
    """It helped, or it did not and why. A page that was refused stands at this address: opened again, it is the case."""
    petition = _opened(request)
    if petition is None or request.method != "POST":
        return redirect("portal:case" if petition else "portal:lookup")
    subject = _part(request, petition)
    verdict = request.POST.get("verdict", "")
    form = DisagreeForm(request.POST, auto_id=_ids(subject))
    if verdict == Verdict.DISAGREED and not form.is_valid():
        return _show(request, petition, subject, disagree=form)
    text = form.cleaned_data["text"] if verdict == Verdict.DISAGREED else ""
    try:
        _not_flooding(request)
        services.say(by=CITIZEN, petition=subject, verdict=verdict, text=text, served=_served(request))
    except Refused as refused:
        return _show(request, petition, subject, disagree=_refused(form, refused))
    return redirect("portal:case")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest) -> HttpResponse:
    """More photos or papers."""

    def add(subject: Petition, said: dict[str, Any]) -> None:
        counted(request, len(said["files"]))
        portal.add_files(by=CITIZEN, petition=subject, uploads=said["files"])

    return _act(request, "more", add)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Taken back by the sender."""
    return _act(request, "withdrawing", lambda subject, said: services.withdraw(by=CITIZEN, petition=subject, reason=said["reason"]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest) -> HttpResponse:
    """A letter to the office."""

    def write(subject: Petition, said: dict[str, Any]) -> None:
        _not_flooding(request)
        counted(request, len(said["papers"]))
        portal.reply(by=CITIZEN, petition=subject, text=said["letter"], uploads=said["papers"])

    return _act(request, "letter", write)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def go_up(request: HttpRequest) -> HttpResponse:
    """A second complaint, a repeated denunciation: to the superior, under the same code."""
    return _act(request, "higher", lambda subject, said: services.go_up(by=CITIZEN, petition=subject, text=said["higher"]))


FORMS: dict[str, type[forms.Form]] = {
    "disagree": DisagreeForm,
    "more": MoreFilesForm,
    "withdrawing": WithdrawForm,
    "letter": ReplyForm,
    "higher": GoUpForm,
}


def _act(request: HttpRequest, name: str, perform: Callable[[Petition, dict[str, Any]], object]) -> HttpResponse:
    """One act of whoever holds the code, with its form. A page that was refused stands at the act's address: opened again, it is the case."""
    petition = _opened(request)
    if petition is None or request.method != "POST":
        return redirect("portal:case" if petition else "portal:lookup")
    subject = _part(request, petition)
    form = FORMS[name](request.POST, request.FILES, auto_id=_ids(subject))
    if not form.is_valid():
        return _show(request, petition, subject, **{name: form})
    try:
        perform(subject, form.cleaned_data)
    except Refused as refused:
        return _show(request, petition, subject, **{name: _refused(form, refused)})
    return redirect("portal:case")


def _not_flooding(request: HttpRequest) -> None:
    """Count what is written to the office. Raises Refused."""
    not_too_many(request, WORDS)
    throttle.note(WORDS, throttle.who(request))


def _served(request: HttpRequest) -> int | None:
    """How they were served, if they said so; anything else than one to five is nothing said."""
    given = request.POST.get("served", "")
    return int(given) if given in {"1", "2", "3", "4", "5"} else None


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Leave the case: the next person at this device sees nothing."""
    request.session.pop(KEY, None)
    request.session.cycle_key()
    return redirect("portal:lookup")


@never_cache
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file that the sender gave, of the opened case only."""
    petition = _opened(request)
    for one in cases(petition, clock.today()) if petition else []:
        for attachment in one.files:
            if attachment.pk == pk:
                return responses.send(attachment.file)
    raise Http404


def _show(request: HttpRequest, petition: Petition, subject: Petition | None = None, **bound: forms.Form) -> HttpResponse:
    """The page, with the form that was just refused where it belongs."""
    return _page(request, petition, cases(petition, clock.today()), subject, **bound)


def _page(
    request: HttpRequest, petition: Petition, found: list[Case], subject: Petition | None = None, **bound: forms.Form
) -> HttpResponse:
    shown = [(one, _fresh(one.petition) | (bound if one.petition == subject else {})) for one in found]
    form = next(iter(bound.values()), None)
    return render(request, "portal/case.html", {"petition": petition, "cases": shown, "form": form, "today": clock.today()})


def _fresh(petition: Petition) -> dict[str, forms.Form]:
    ids = _ids(petition)
    return {name: form(auto_id=ids) for name, form in FORMS.items()}


def _ids(petition: Petition) -> str:
    """Ids of fields that differ between the parts of one page."""
    return f"id_{petition.pk}_%s"


def _refused(form: forms.Form, refused: Refused) -> forms.Form:
    form.is_valid()
    show_refusal(form, refused)
    return form


def _keep_open(request: HttpRequest, petition: Petition) -> None:
    request.session[KEY] = {"petition": petition.pk, "until": clock.now().timestamp() + OPEN_MINUTES * 60}


def _opened(request: HttpRequest) -> Petition | None:
    """The case this session opened, while it is used at least every half hour."""
    kept: dict[str, Any] = request.session.get(KEY) or {}
    if not kept or clock.now().timestamp() > kept["until"]:
        request.session.pop(KEY, None)
        return None
    petition = Petition.objects.select_related("unit", "holder").filter(pk=kept["petition"]).first()
    if petition is not None:
        _keep_open(request, petition)
    return petition


def _part(request: HttpRequest, petition: Petition) -> Petition:
    """The petition, or the part of it that the form names."""
    named = request.POST.get("part", "").replace("\x00", "")
    if not named or named == petition.reference:
        return petition
    part = next((one for one in family(petition) if one.reference == named), None)
    if part is None:
        raise Http404
    return part
