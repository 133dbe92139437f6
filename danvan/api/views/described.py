"""The description of both interfaces: for programs as OpenAPI, for people as one page without any script."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from danvan.api.problems import CODES
from danvan.api.rest.interface import ROOT, api
from danvan.petitions.models import Topic

DESCRIPTION = Path(__file__).resolve().parents[1] / "data" / "open311.json"


@cache
def _description() -> dict[str, Any]:
    """The hand-kept file, read once."""
    found: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    return found


@require_safe
@cache_control(public=True, max_age=3600)
@conditional_page
def open311_description(request: HttpRequest) -> HttpResponse:
    """Open311 as OpenAPI 3.1."""
    return JsonResponse(_description())


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """What there is, how to ask for a key, how errors look."""
    rest = list(operations(api.get_openapi_schema(path_prefix=ROOT)))
    open311 = [(method, f"/open311/v2{path}", summary) for method, path, summary in operations(_description()) if not path.endswith(".xml")]
    context = {"rest": rest, "open311": open311, "codes": CODES.items(), "base": settings.PUBLIC_URL, "example": Topic.ROADS.value}
    return render(request, "api/docs.html", context)


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(method, address, what it does) of every operation."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, str(operation["summary"])
