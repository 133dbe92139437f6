"""What a list of requests is asked for: parsed and bounded as the specification says."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _

from danvan.api.open311 import catalogue, places
from danvan.api.problems import Problem
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.units.models import Unit

SPAN = timedelta(days=90)
MOST = 1000
LONGEST = 4000
YEARS = range(1900, 2200)
STATUSES = ("open", "closed")
DAY_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# The plus of a zone arrives as a blank when a client forgets to escape it.
LOST_PLUS = re.compile(r"(T[\d:.]+) (\d\d:?\d\d)$", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """The filters of a list. Empty = all; `ids` overrides the others."""

    ids: tuple[str, ...]
    codes: tuple[str, ...]
    status: str
    start: datetime
    end: datetime
    unit: Unit | None
    most: int


def wanted(params: QueryDict) -> Wanted:
    """In: the query. Raises Problem (400 for what cannot be read, 404 for what is not there)."""
    start, end = span(text(params, "start_date"), text(params, "end_date"))
    status = text(params, "status")
    codes = _listed(params, "service_code")
    for code in codes:
        catalogue.topic(code)
    statuses = {one.strip() for one in status.split(",") if one.strip()}
    if not statuses <= set(STATUSES):
        raise Problem(400, "status: " + _("chỉ nhận open hoặc closed."))
    return Wanted(
        ids=_listed(params, "service_request_id"),
        codes=codes,
        status=statuses.pop() if len(statuses) == 1 else "",
        start=start,
        end=end,
        unit=jurisdiction(params),
        most=_most(params),
    )


def text(params: QueryDict, name: str, most: int = LONGEST) -> str:
    """A parameter without outer blanks; empty if it was not sent. Raises Problem for one that is too long or holds a NUL."""
    value = params.get(name, "") or ""
    if "\x00" in value:
        raise Problem(400, f"{name}: " + _("chứa ký tự không hợp lệ."))
    if len(value) > most:
        raise Problem(400, f"{name}: " + _("dài quá %(most)s ký tự.") % {"most": most})
    return value.strip()


def jurisdiction(params: QueryDict) -> Unit | None:
    """The unit of `jurisdiction_id`, which may be left out: one endpoint serves one country. Raises Problem (404) if there is none such."""
    try:
        return places.jurisdiction(text(params, "jurisdiction_id", 40))
    except Refused as refused:
        raise Problem(404, f"jurisdiction_id was not found: {refused.message}") from refused


def span(first: str, last: str) -> tuple[datetime, datetime]:
    """The days asked for: at most 90; with one end missing, 90 days from the other; with none, the last 90."""
    start = _moment(first, "start_date", time.min) if first else None
    end = _moment(last, "end_date", time.max) if last else None
    if start is not None and end is not None:
        if not timedelta(0) <= end - start <= SPAN + timedelta(days=1):
            raise Problem(400, _("start_date đến end_date phải theo thứ tự và không quá 90 ngày."))
        return start, end
    if start is not None:
        return start, start + SPAN
    end = end or clock.now()
    return end - SPAN, end


def _moment(value: str, name: str, bare: time) -> datetime:
    """A moment of ISO 8601; a bare day is its beginning, or its end where the list ends."""
    try:
        found = datetime.fromisoformat(LOST_PLUS.sub(r"\1+\2", value))
        found = datetime.combine(found, bare) if DAY_ONLY.fullmatch(value) else found
        found = found if found.tzinfo else found.replace(tzinfo=clock.VIETNAM)
        if found.year not in YEARS:
            raise ValueError(value)
    except ValueError as error:
        raise Problem(400, f"{name}: " + _("cần dạng ISO 8601, ví dụ 2026-09-07T00:00:00+07:00.")) from error
    return found


def _listed(params: QueryDict, name: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part.strip() for part in text(params, name).split(",") if part.strip()))
    if len(found) > MOST:
        raise Problem(400, f"{name}: " + _("quá nhiều giá trị."))
    return found


def _most(params: QueryDict) -> int:
    value = text(params, "page_size", 8)
    if not value:
        return MOST
    if not value.isascii() or not value.isdecimal() or not 1 <= int(value) <= MOST:
        raise Problem(400, "page_size: " + _("phải từ 1 đến %(most)s.") % {"most": MOST})
    return int(value)
