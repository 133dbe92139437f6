"""Addresses that nobody typed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase

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
