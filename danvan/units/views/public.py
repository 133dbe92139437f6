"""The one answer that anybody may ask for: names while typing."""

from datetime import date

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.units import access, selectors
from danvan.units.models import Level

LONGEST, MOST, SHORTEST = 80, 12, 2


def suggest(request: HttpRequest) -> JsonResponse:
    """`?q=&on=&level=`: at most a dozen units as [{value, label, note}]. Public names only; bounded work; may be cached for five minutes."""
    access.anyone(request)
    text = request.GET.get("q", "").strip()[:LONGEST]
    levels = [level for level in request.GET.getlist("level") if level in Level.values]
    day = _day(request.GET.get("on", ""))
    matches = selectors.find(text, on=day, levels=levels, limit=MOST) if len(text) >= SHORTEST else []
    labels = selectors.path_labels([match.unit for match in matches], day)
    rows = [{"value": match.unit.key, "label": labels[match.unit.pk], "note": _note(match.by)} for match in matches]
    answer = JsonResponse(rows, safe=False, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "public, max-age=300"
    return answer


def _note(by: str) -> str:
    return _("trước đây: %(name)s") % {"name": by} if by else ""


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return clock.today()
