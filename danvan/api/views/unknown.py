"""Addresses of the interfaces that are none: an error in the shape that the caller reads, not a page."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from danvan.api.addresses import shaped
from danvan.api.problems import Problem


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """404."""
    return shaped(request, Problem(404, _("Không có địa chỉ này.")))
