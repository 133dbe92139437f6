"""Errors that come before any view: in the shape of the interface that was asked."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from danvan.api.open311.frame import refused
from danvan.api.open311.rendering import JSON, XML
from danvan.api.problems import Problem, headers

OPEN311, REST = "/open311/v2", "/api/v1"


def is_ours(request: HttpRequest) -> bool:
    """Is the address one of the interfaces for software?"""
    return request.path.startswith((OPEN311, REST))


def bad_address(request: HttpRequest) -> HttpResponse:
    """400 for an address with a NUL in it."""
    return shaped(request, Problem(400, _("Địa chỉ chứa ký tự không hợp lệ.")))


def shaped(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as whoever called this address reads it."""
    if request.path.startswith(OPEN311):
        return refused(problem, XML if request.path.endswith(".xml") else JSON)
    return JsonResponse(problem.body(), status=problem.status, headers=headers(problem))
