"""Open311 GeoReport v2: one view for each address of the specification, and `servicerequestupdates` as FixMyStreet reads them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from danvan.api import services as writing
from danvan.api.access import Caller, calling, given_key
from danvan.api.models import Intake, Scope
from danvan.api.open311 import asked, catalogue, reading, sending
from danvan.api.open311.frame import SAFE, Found, open311_view
from danvan.api.problems import Problem
from danvan.lib import codes
from danvan.petitions.models import PROTECTED_KINDS

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-22T00:00:00+07:00"


@open311_view(*SAFE)
def discovery(request: HttpRequest) -> Found:
    """Where the endpoint is and what it speaks."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{settings.PUBLIC_URL}/open311/v2",
        "changeset": CHANGED,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    return Found(
        {
            "changeset": CHANGED,
            "contact": f"{settings.PUBLIC_URL}/api/v1/docs",
            "key_service": f"{settings.PUBLIC_URL}/api/v1/docs",
            "endpoints": [endpoint],
        },
        root="discovery",
    )


@open311_view(*SAFE)
def services(request: HttpRequest) -> Found:
    """Every matter that may be brought."""
    asked.jurisdiction(request.GET)
    return Found(catalogue.services(), root="services", item="service")


@open311_view(*SAFE)
def service(request: HttpRequest, code: str) -> Found:
    """What a request of this matter may say beyond the fields of the specification."""
    asked.jurisdiction(request.GET)
    return Found(catalogue.definition(code), root="service_definition")


@open311_view(*SAFE, "POST")
def requests(request: HttpRequest) -> Found:
    """The list; by POST a new request."""
    if request.method == "POST":
        return _take(request)
    caller, wanted = _caller(request), asked.wanted(request.GET)
    return _requests(reading.listed(wanted, caller), caller)


@open311_view(*SAFE)
def request_of(request: HttpRequest, reference: str) -> Found:
    """One request."""
    caller = _caller(request)
    asked.jurisdiction(request.GET)
    return _requests([reading.one(reference, caller)], caller)


@open311_view(*SAFE)
def updates(request: HttpRequest) -> Found:
    """What happened to requests within the days asked for."""
    caller, wanted = _caller(request), asked.wanted(request.GET)
    rows = reading.updates(wanted, caller)
    return Found(rows, root="service_requests_updates", item="request_update", public=caller is None)


@open311_view(*SAFE)
def token(request: HttpRequest, token: str) -> Found:
    """The request that a token stands for. It is there as soon as the token is."""
    asked.jurisdiction(request.GET)
    brought = Intake.objects.filter(petition__submission=_uuid(token)).exclude(petition__kind__in=PROTECTED_KINDS)
    reference = brought.values_list("petition__reference", flat=True).first()
    if reference is None:
        raise Http404("token was not found")
    return Found([{"service_request_id": reference, "token": token}], root="service_requests", item="request", public=False)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404("token was not found") from error


def _caller(request: HttpRequest) -> Caller | None:
    """Whose requests are told of beside the public ones; None without a key."""
    key = asked.text(request.GET, "api_key", 200)
    return calling(request, Scope.WRITE, key=key, missing=403) if key or given_key(request) else None


def _requests(rows: list[dict[str, Any]], caller: Caller | None) -> Found:
    return Found(rows, root="service_requests", item="request", public=caller is None)


def _take(request: HttpRequest) -> Found:
    most = settings.MAX_UPLOAD_BYTES * sending.MOST_FILES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdecimal() and int(length[:20]) > most:
        raise Problem(413, _("Nội dung gửi lên quá lớn."))
    key = asked.text(request.POST, "api_key", 200) or asked.text(request.GET, "api_key", 200)
    caller = calling(request, Scope.WRITE, key=key, missing=403)
    taken = writing.take(by=caller, sent=sending.sent(request), once=sending.once(request))
    notice = (
        _("Hãy đưa mã bí mật cho người gửi: mã chỉ hiện một lần.") if taken.secret else _("Đã nhận từ trước; mã bí mật đã trả lần đầu.")
    )
    row = {
        "service_request_id": taken.petition.reference,
        "service_notice": notice,
        "account_id": None,
        "token": str(taken.token),
        "receipt_code": codes.grouped(taken.secret) if taken.secret else None,
    }
    return Found([row], root="service_requests", item="request", status=201 if taken.secret else 200, public=False)
