"""The description of both interfaces: for programs as OpenAPI, for people as one page without any script."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from danvan.api.problems import CODES
from danvan.api.rest.interface import ROOT, api
from danvan.petitions.models import Topic

# The hand-kept description is in English; this page is in the reader's language.
OPEN311 = {
    "discovery": _("Địa chỉ và định dạng của giao diện"),
    "services": _("Các lĩnh vực có thể gửi"),
    "service": _("Các trường bổ sung khi gửi về một lĩnh vực"),
    "requests": _("Trả lời đã công khai; có khóa thì thêm đơn mình đã gửi"),
    "create": _("Gửi kiến nghị, phản ánh thay một người"),
    "request": _("Một đơn"),
    "token": _("Mã đơn ứng với một token"),
    "updates": _("Diễn biến của các đơn (phần mở rộng của FixMyStreet, chỉ đọc)"),
}
MEANINGS = {
    400: _("Địa chỉ hoặc nội dung gửi lên không đọc được; Open311: thiếu hoặc sai một trường"),
    401: _("Thiếu khóa hoặc khóa không đúng (Open311: 403)"),
    403: _("Khóa đã bị thu hồi hoặc không được làm việc đó"),
    404: _("Không có, hoặc không thuộc phạm vi của khóa"),
    405: _("Địa chỉ không nhận phương thức đó"),
    413: _("Nội dung gửi lên quá lớn"),
    422: _("Có giá trị không đúng; trường fields nói rõ giá trị nào"),
    429: _("Quá số lượt; tiêu đề Retry-After cho biết phải chờ bao nhiêu giây"),
}
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


@dataclass(frozen=True)
class Operation:
    """One line of the page. `needs_key`: nothing is answered without one."""

    method: str
    path: str
    summary: str
    needs_key: bool


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """What there is, how to ask for a key, how errors look."""
    rest = list(operations(api.get_openapi_schema(path_prefix=ROOT)))
    open311 = [one for one in operations(_description(), "/open311/v2") if not one.path.endswith(".xml")]
    errors = [(status, code, MEANINGS[status]) for status, code in CODES.items()]
    context = {"rest": rest, "open311": open311, "errors": errors, "base": settings.PUBLIC_URL, "example": Topic.ROADS.value}
    return render(request, "api/docs.html", context)


def operations(description: dict[str, Any], before: str = "") -> Iterator[Operation]:
    """Every operation of a description, in the reader's language."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            summary = OPEN311.get(operation["operationId"].rpartition("_")[0], operation["summary"])
            yield Operation(method.upper(), before + path, str(summary), {} not in operation.get("security", [{}]))
