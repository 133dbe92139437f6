"""Which software calls and what its key opens; which officer may hand out keys."""

import hashlib
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from danvan.api.metering import wait_for
from danvan.api.models import ApiKey, Scope
from danvan.api.problems import Problem
from danvan.lib.asking import compiled_once
from danvan.petitions.models import Conflict, Petition
from danvan.petitions.selectors.worklist import at, holding
from danvan.units.access import Acting, acting_with, reach_of
from danvan.units.models import Duty

BEARER = "Bearer "


@dataclass(frozen=True)
class Caller:
    """A piece of software with its key: the doer of what comes in through it (implements `audit.doer.Doer`)."""

    key: ApiKey
    user_id: None = None
    post_id: None = None

    @property
    def label(self) -> str:
        """Which software, for the log and the timeline."""
        return f"{self.key.name} ({self.key.prefix})"[:200]


def hash_of(key: str) -> str:
    """What is kept of a key. It has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def given_key(request: HttpRequest) -> str:
    """The key in the header `Authorization: Bearer`; empty if there is none."""
    header = request.headers.get("Authorization", "")
    return header.removeprefix(BEARER).strip() if header.startswith(BEARER) else ""


def calling(request: HttpRequest, scope: Scope, *, key: str = "", missing: int = 401) -> Caller:
    """Who calls, if the key opens this. In: a key sent as a parameter, if the interface has one; `missing` = the status for no key.

    Raises Problem: no such key, revoked or without the scope (403), too many calls (429).
    """
    text = key or given_key(request)
    if not text:
        raise Problem(missing, _("Thiếu khóa API (api_key)."))
    found = next(iter(_of_secret(hash_of(text))), None)
    if found is None:
        raise Problem(missing, _("Khóa API không đúng."))
    if found.revoked_at is not None:
        raise Problem(403, _("Khóa API này đã bị thu hồi."))
    wait = wait_for(found)
    if wait:
        raise Problem(429, _("Khóa này đã dùng hết số lượt trong phút. Hãy thử lại sau."), wait=wait)
    if scope not in found.scopes:
        raise Problem(403, _("Khóa này không được làm việc đó: %(scope)s.") % {"scope": scope.label})
    return Caller(found)


@compiled_once
def _of_secret(kept: str) -> QuerySet[ApiKey]:
    """The key of which this is kept, with its unit."""
    return ApiKey.objects.filter(secret_hash=kept).select_related("unit")


def within_reach(caller: Caller) -> QuerySet[Petition]:
    """The petitions that lie at the key's unit or below it.

    Not those in which somebody of an office is named: who reads the other software's screens is not known here.
    """
    # Named one by one, and only those that hold anything: an index then gives a page in order, however many petitions there are.
    return at(list(holding(reach_of(caller.key.unit)))).exclude(pk__in=Conflict.objects.values("petition"))


def keeping(request: HttpRequest) -> Acting:
    """Who hands out keys of the unit: who signs its answers. A key reads what such a post reads, so nobody gets more through it."""
    who = acting_with(request, Duty.ANSWER)
    if who.own_body_only:
        raise PermissionDenied(_("Chức danh chỉ làm việc của cơ quan mình không cấp được khóa cho cả đơn vị."))
    return who


def open_key(request: HttpRequest, pk: int) -> tuple[Acting, ApiKey]:
    """Who acts, and a key of the unit. Raises Http404 for another unit's."""
    who = keeping(request)
    found = ApiKey.objects.filter(pk=pk, unit=who.unit).select_related("unit", "usage").first()
    if found is None:
        raise Http404
    return who, found
