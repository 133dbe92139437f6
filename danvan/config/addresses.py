"""Addresses that nobody typed, and those that are no pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render

from danvan.api.addresses import bad_address, is_ours

NUL = "\x00"


class AddressMiddleware:
    """A NUL in an address is a probe, never a wish. PostgreSQL refuses it in every text, SQLite in none: here it is refused before either."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """400 for such an address; software that asks gets its reason in the shape it reads."""
        if NUL in request.path or any(NUL in value for values in request.GET.lists() for value in (values[0], *values[1])):
            return bad_address(request) if is_ours(request) else HttpResponseBadRequest()
        return self.get_response(request)


class FormOnlyMiddleware:
    """An address of a form, opened as a page (a bookmark, the way back after signing in), answers 405 with words and a way on, not with nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page in place of an empty answer; software keeps its own."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content and not is_ours(request):
            page = render(request, "ui/errors/form_only.html", status=response.status_code)
            page["Allow"] = response["Allow"]
            return page
        return response
