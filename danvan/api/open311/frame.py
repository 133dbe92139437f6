"""The frame of every Open311 view: methods, errors as arrays of code and description, JSON or XML, who may keep the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from danvan.api.open311 import rendering
from danvan.api.problems import Problem, headers
from danvan.lib.refusal import Refused

SAFE = ("GET", "HEAD")
MINUTES = 5


@dataclass(frozen=True)
class Found:
    """What a view answers: plain data, and the names that XML gives to the whole and to each item."""

    data: Any
    root: str
    item: str = ""
    status: int = 200
    public: bool = True


View = Callable[..., Found]


def open311_view(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Make an Open311 view of a function (request, parts of the address) -> Found. Cookies play no part in it, so neither does CSRF."""

    def framed(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @conditional_page
        @wraps(view)
        def inner(request: HttpRequest, form: str = rendering.JSON, **parts: str) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise Problem(405, _("Địa chỉ này không nhận phương thức đó."))
                return _answer(view(request, **parts), form)
            except Exception as error:
                problem = problem_of(error)
                if problem is None:
                    raise
                return refused(problem, form, methods)

        return inner

    return framed


def _answer(found: Found, form: str) -> HttpResponse:
    response = rendering.response(found.data, form, root=found.root, item=found.item, status=found.status)
    response["Cache-Control"] = f"public, max-age={MINUTES * 60}" if found.public else "private, no-store"
    patch_vary_headers(response, ["Authorization"])
    return response


def refused(problem: Problem, form: str, methods: tuple[str, ...] = SAFE) -> HttpResponse:
    """The array of errors."""
    response = rendering.response(problem.array(), form, root="errors", item="error", status=problem.status)
    for name, value in headers(problem, ", ".join(methods) if problem.status == 405 else "").items():
        response[name] = value
    return response


def problem_of(error: Exception) -> Problem | None:
    """What is wrong with the call; None if it is not the caller's fault."""
    match error:
        case Problem():
            return error
        case Refused():
            return Problem(400, error.message)
        case Http404():
            return Problem(404, str(error) or _("Không tìm thấy."))
        case RequestDataTooBig():
            return Problem(413, _("Nội dung gửi lên quá lớn."))
        case BadRequest() | SuspiciousOperation() | MultiPartParserError() | UnreadablePostError():
            return Problem(400, _("Không đọc được nội dung gửi lên."))
    return None
