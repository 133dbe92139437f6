"""The REST interface put together, and its one shape of errors."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from danvan import __version__
from danvan.api.problems import Problem, headers
from danvan.api.rest import answers, law, petitions, track, units
from danvan.lib.refusal import Refused

TITLE, ROOT = "danvan REST", "/api/v1/"
ABOUT = (
    "What is public needs no key. Lists are paged by an opaque cursor (`next`); rows stand in the order in which they were made. "
    "Texts are in the language of Accept-Language (vi, en, ru). No answer holds anything of a sender."
)


class Plain(JSONRenderer):
    """Vietnamese as it is written, not in escapes."""

    json_dumps_params = {"ensure_ascii": False}


class Interface(NinjaAPI):
    """Ninja finds its own address by name; ours stands at one place."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        """Where it stands."""
        return ROOT


api = Interface(title=TITLE, version=__version__, description=ABOUT, docs_url=None, urls_namespace="rest", renderer=Plain())
for module in (units, law, answers, petitions, track):
    api.add_router("", module.router)


def told(request: HttpRequest, problem: Problem, allowed: str = "") -> HttpResponse:
    """The error as JSON."""
    return JsonResponse(problem.body(), status=problem.status, headers=headers(problem, allowed))


@api.exception_handler(Problem)
def on_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Our own."""
    return told(request, problem)


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, missing: Http404) -> HttpResponse:
    """Nothing there, or not for this caller: the same answer."""
    return told(request, Problem(404, _("Không tìm thấy.")))


@api.exception_handler(PermissionDenied)
def on_denied(request: HttpRequest, denied: PermissionDenied) -> HttpResponse:
    """Not for this caller."""
    return told(request, Problem(403, str(denied)))


@api.exception_handler(Refused)
def on_refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A rule said no."""
    return told(request, Problem(422, refused.message, fields=[(refused.field, refused.message)] if refused.field else []))


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    """What was sent is not what the description says. What was typed is not repeated: it may be a secret code."""
    fields = [(_place(error["loc"]), str(error["msg"])) for error in invalid.errors]
    return told(request, Problem(422, _("Có giá trị không đúng."), fields=fields))


@api.exception_handler(HttpError)
def on_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja itself refuses: a body that is no JSON."""
    return told(request, Problem(error.status_code, _("Không đọc được nội dung gửi lên: cần JSON hợp lệ.")))


@api.exception_handler(SuspiciousOperation)
def on_suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    """What Django refuses to read: a body that is too large."""
    return told(request, Problem(400, _("Không đọc được nội dung gửi lên: quá lớn hoặc sai dạng.")))


def _place(where: Any) -> str:
    return ".".join(str(part) for part in where[1:] if part != "asked") or "body"


def addresses() -> list[URLPattern]:
    """Ninja's addresses in our frame: HEAD as GET, one shape for the wrong method too, a tag of the content so that it need not be sent twice."""
    plain = [found for found in api.urls[0] if isinstance(found, URLPattern) and found.name != "api-root"]
    return [URLPattern(found.pattern, _framed(found.callback), found.default_args, found.name) for found in plain]


def _framed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @csrf_exempt
    @conditional_page
    @wraps(view)
    def inner(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"  # the server leaves the body out
        response = view(request, **parts)
        if response.status_code == 405:
            return told(request, Problem(405, _("Địa chỉ này không nhận phương thức đó.")), response["Allow"])
        return response

    return inner
