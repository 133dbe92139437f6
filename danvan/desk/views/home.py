"""The officer's first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from danvan.desk.selectors import day_of
from danvan.lib import clock
from danvan.petitions.selectors.kept import uses_keys
from danvan.units.access import acting
from danvan.units.models import Duty


def home(request: HttpRequest) -> HttpResponse:
    """Today's work: overdue on top, then today, 3 days, 7 days."""
    who = acting(request)
    today = clock.today()
    context = {"who": who, "today": today, "day": day_of(who, today), "may_enter": who.may(Duty.RECEIVE), "keys": uses_keys(who)}
    return render(request, "desk/home.html", context)
