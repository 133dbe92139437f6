"""What anybody may read: the first page, published answers, who is responsible where, and the plain pages."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from danvan.lib import clock
from danvan.petitions.rules import most_representatives
from danvan.petitions.rules.clocks import GROUP_OF_FIVE, GROUP_OF_TEN
from danvan.portal import kinds, selectors
from danvan.reception.selectors import public_calendar
from danvan.units import selectors as units
from danvan.units.models import Level, Unit

LATEST = 3
SHOWN = 60
OFFERED = 8
SESSIONS_AHEAD = 45
ORDER = ("-published_on", "-id")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, two doors, four steps with their legal times, the latest answers, find your commune."""
    latest = list(selectors.published().order_by(*ORDER)[:LATEST])
    return render(request, "portal/home.html", {"latest": latest, "times": selectors.times(clock.today())})


@require_safe
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One published answer: the edited question and the edited answer, nothing else."""
    found = get_object_or_404(selectors.published(), pk=pk)
    return render(request, "portal/answer.html", {"answer": found, "office": units.path_label(found.petition.unit, clock.today())})


@require_safe
def communes(request: HttpRequest) -> HttpResponse:
    """Find a commune by its name of today or an old one."""
    typed = request.GET.get("q", "").strip()[:80]
    found = selectors.places(typed, 0, clock.today(), limit=SHOWN) if typed else []
    return render(request, "portal/communes.html", {"typed": typed, "found": found, "more": len(found) == SHOWN})


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Names while one types, for the script that offers them."""
    typed = request.GET.get("q", "").strip()[:80]
    found = selectors.places(typed, 0, clock.today(), limit=OFFERED) if typed else []
    return JsonResponse([{"value": place.unit.key, "label": place.label, "note": place.hint} for place in found], safe=False)


@require_safe
def commune(request: HttpRequest, key: str) -> HttpResponse:
    """Who is responsible there today, what it was made of, what was answered there."""
    unit = get_object_or_404(Unit, key=key)
    if unit.level not in {Level.COMMUNE, Level.PROVINCE}:
        raise Http404
    today = clock.today()
    heirs = [] if unit.holds_on(today) else units.today(unit, today)
    labels = units.path_labels(heirs, today)
    context = {
        "unit": unit,
        "label": units.path_label(unit, today),
        "name": units.full_name(unit, today),
        "stands": unit.holds_on(today),
        "heirs": [(heir, labels[heir.pk]) for heir in heirs],
        "bodies": [(body, units.body_name(body, today)) for body in units.bodies_of(unit, today)],
        "formers": selectors.formers(unit),
        "sessions": public_calendar(unit, today, today + timedelta(days=SESSIONS_AHEAD)),
        "latest": list(selectors.published().filter(petition__unit=unit).order_by(*ORDER)[:LATEST]),
    }
    return render(request, "portal/commune.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why, until when, and what is never done."""
    return render(request, "portal/privacy.html", {"kept_days": selectors.contact_kept_days(clock.today())})


@require_safe
def access(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "portal/access.html")


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Which kind of matter is which; the code, the mailbox, groups, what if it is late."""
    groups = {
        "few": GROUP_OF_FIVE,
        "many": GROUP_OF_TEN,
        "two": most_representatives(GROUP_OF_FIVE),
        "five": most_representatives(GROUP_OF_TEN),
    }
    return render(request, "portal/help.html", {"kinds": kinds.KINDS, **groups})


@require_safe
def help_kind(request: HttpRequest, slug: str) -> HttpResponse:
    """One kind in plain words: what it is, who may, what to write, until when, what if not."""
    kind = kinds.BY_SLUG.get(slug)
    if kind is None:
        raise Http404
    context = {"kind": kind, "limits": kinds.limits(kind.limits, clock.today()), "sealed": kinds.SEALED}
    return render(request, "portal/help_kind.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: nothing that belongs to one person."""
    closed = ("/gui-y-kien/", "/tra-cuu/", "/lam-viec/")
    return HttpResponse("User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in closed), content_type="text/plain")
