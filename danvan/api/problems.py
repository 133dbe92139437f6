"""What can be wrong with a call, before either interface puts it into its own shape."""

from dataclasses import dataclass, field
from typing import Any

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
