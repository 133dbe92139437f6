"""Addresses of the interfaces that are none: an error in the shape that the caller reads, not a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from danvan.api.open311.frame import refused
from danvan.api.open311.rendering import JSON, XML
from danvan.api.problems import Problem
from danvan.api.rest.interface import on_missing


@csrf_exempt
def open311(request: HttpRequest) -> HttpResponse:
    """404 as an array, as XML where XML was asked for."""
    return refused(Problem(404, _("Không có địa chỉ này.")), XML if request.path.endswith(".xml") else JSON)


@csrf_exempt
def rest(request: HttpRequest) -> HttpResponse:
    """404 in the shape of the REST interface."""
    return on_missing(request, Http404())
