"""The first page of the room: one's key, what waits, what the seal protects."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from danvan.lib import clock
from danvan.sealed import access, selectors, session
from danvan.units.models import Duty

SHOWN = 8


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person, and the state of their key."""
    who = access.entering(request)
    today = clock.today()
    seats = selectors.seats_of(who.user_id, today)
    waiting = selectors.stale_counts(seats, today) if seats else {}
    may_ask = access.works_on_cases(who)
    context = {
        "who": who,
        "seats": [(seat, waiting.get(seat.pk, 0)) for seat in seats],
        "key": selectors.working_key(who.user_id),
        "opened": session.opened(request),
        "to_decide": list(selectors.to_decide(who.user_id, seats)[:SHOWN]) if seats else [],
        "own": list(selectors.asked_by(who.user_id)[:SHOWN]),
        "handovers": list(selectors.waiting_handovers(who.user_id, seats)[:SHOWN]) if seats else [],
        "coming": list(selectors.coming_handovers(who.user_id, who.unit)[:SHOWN]) if may_ask else [],
        "rescues": list(selectors.open_rescues(who.user_id)[:SHOWN]),
        "may_ask": may_ask,
        "names_for": who.unit if who.may(Duty.ARRANGE_UNITS) else None,
        "now": clock.now(),
    }
    return render(request, "sealed/home.html", context)
