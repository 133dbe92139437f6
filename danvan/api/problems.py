"""What can be wrong with a call, before either interface puts it into its own shape."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

CODES = {
    400: "bad_request",
    401: "no_key",
    403: "not_allowed",
    404: "not_found",
    405: "wrong_method",
    413: "too_large",
    422: "not_valid",
    429: "too_many",
}


@dataclass
class Problem(Exception):
    """A call that is not answered. `status` is HTTP's; `fields` = (field, message); `wait` = seconds until it may be tried again."""

    status: int
    message: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    wait: int = 0

    def body(self) -> dict[str, Any]:
        """The one shape of every error of the REST interface."""
        fields = [{"field": name, "message": message} for name, message in self.fields]
        return {"code": CODES.get(self.status, "error"), "message": self.message, "fields": fields}

    def array(self) -> list[dict[str, Any]]:
        """The same as GeoReport v2 has it: an array of code and description."""
        return [{"code": self.status, "description": self.message}]


def headers(problem: Problem, allowed: str = "") -> dict[str, str]:
    """What goes with it: when to come back, which methods there are; never kept by anybody."""
    found = {"Cache-Control": "no-store"}
    if problem.wait:
        found["Retry-After"] = str(problem.wait)
    if problem.status == 401:
        found["WWW-Authenticate"] = "Bearer"
    if allowed:
        found["Allow"] = allowed
    return found


def is_ours(request: HttpRequest) -> bool:
    """Is the address one of the interfaces for software?"""
    return request.path.startswith(("/open311/v2", "/api/v1"))


def bad_address(request: HttpRequest) -> JsonResponse:
    """400 for an address with a NUL in it, in the shape of the interface that was asked."""
    problem = Problem(400, _("Địa chỉ chứa ký tự không hợp lệ."))
    body = problem.array() if request.path.startswith("/open311/v2") else problem.body()
    return JsonResponse(body, status=400, safe=False, headers=headers(problem))
