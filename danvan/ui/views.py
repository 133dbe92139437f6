"""The style page: every component in every state, for those who build pages and for the tests that look at them."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from danvan.lib import clock
from danvan.ui.icons import ICONS
from danvan.ui.paging import Page
from danvan.ui.samples import CHART, Sample, wrong_sample

FAULTS = {
    "400": "400.html",
    "403": "403.html",
    "403-csrf": "403_csrf.html",
    "404": "404.html",
    "500": "500.html",
    "login": "ui/errors/login_needed.html",
}


def style(request: HttpRequest) -> HttpResponse:
    """As the people's pages look."""
    return _style(request, "ui/public.html")


def style_staff(request: HttpRequest) -> HttpResponse:
    """As the officers' pages look."""
    return _style(request, "ui/staff.html")


def fault(request: HttpRequest, name: str) -> HttpResponse:
    """An error page, to be looked at."""
    if name not in FAULTS:
        raise Http404
    return render(request, FAULTS[name])


def _style(request: HttpRequest, layout: str) -> HttpResponse:
    today = clock.today()
    days = {"late": today - timedelta(days=3), "today": today, "soon": today + timedelta(days=2), "far": today + timedelta(days=21)}
    context = {
        "layout": layout,
        "form": Sample(prefix="mau"),
        "wrong": wrong_sample(),
        "days": days,
        "icons": sorted(ICONS),
        "chart_spec": CHART,
        "faults": FAULTS,
        "page": Page([], next="?sau=x", previous="?truoc=x"),
    }
    return render(request, "ui/style.html", context)
