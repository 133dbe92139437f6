"""Open data as it is sent: files that may be kept a while, that any page may fetch, and that say where the next page is."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags

from danvan.portal import opendata
from danvan.reports.models import Publication

FRESH = 300  # seconds a file may be kept without asking again


def kept(request: HttpRequest, tag: str, make: Callable[[], HttpResponse], *, following: str = "") -> HttpResponse:
    """The answer with its tag, or 304 without reading a row. Anybody may fetch it, from any page. `following`: the address of the next page."""
    fresh = tag in parse_etags(request.headers.get("If-None-Match", ""))
    response = HttpResponse(status=304) if fresh else make()
    response["ETag"] = tag
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Link"
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    patch_cache_control(response, public=True, max_age=FRESH)
    return response


def sent(form: str, editions: list[Publication], lines: Iterable[Any], name: str, *, following: str = "") -> HttpResponse:
    """The lines as CSV to keep or as JSON to read."""
    if form == "json":
        return JsonResponse(opendata.as_json(editions, lines, following), json_dumps_params={"ensure_ascii": False})
    response = HttpResponse(opendata.as_csv(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
