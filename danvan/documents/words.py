"""Limits in words: one whole sentence per kind, so that each language can order its own."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danvan.documents.models import TimeLimit
from danvan.documents.rules import FREQUENCIES


def terms(limit: TimeLimit) -> str:
    """The limit as read on a page: "không quá 10 ngày làm việc", "ít nhất 2 lần mỗi tháng"."""
    if limit.days is None:
        return _("không đặt số ngày")
    return _sentence(limit.sense, limit.counting, limit.days) % {"count": limit.days}


def _sentence(sense: str, counting: str, count: int) -> str:
    key = counting if counting in FREQUENCIES else f"{sense} {counting}"
    return {
        "per_week": ngettext("ít nhất %(count)d lần mỗi tuần", "ít nhất %(count)d lần mỗi tuần", count),
        "per_month": ngettext("ít nhất %(count)d lần mỗi tháng", "ít nhất %(count)d lần mỗi tháng", count),
        "per_year": ngettext("ít nhất %(count)d lần mỗi năm", "ít nhất %(count)d lần mỗi năm", count),
        "within working": ngettext("không quá %(count)d ngày làm việc", "không quá %(count)d ngày làm việc", count),
        "within calendar": ngettext("không quá %(count)d ngày", "không quá %(count)d ngày", count),
        "before working": ngettext("trước ít nhất %(count)d ngày làm việc", "trước ít nhất %(count)d ngày làm việc", count),
        "before calendar": ngettext("trước ít nhất %(count)d ngày", "trước ít nhất %(count)d ngày", count),
        "minimum working": ngettext("ít nhất %(count)d ngày làm việc", "ít nhất %(count)d ngày làm việc", count),
        "minimum calendar": ngettext("ít nhất %(count)d ngày", "ít nhất %(count)d ngày", count),
    }[key]


def extension(limit: TimeLimit) -> str:
    """What an extension may make of it, or nothing."""
    if not limit.extensions_allowed or limit.extended_days is None:
        return ""
    words = {"days": limit.extended_days, "times": limit.extensions_allowed}
    return _("được gia hạn %(times)s lần, tổng không quá %(days)s ngày") % words


def remote(limit: TimeLimit) -> str:
    """What holds in remote areas, or nothing."""
    if limit.remote_days is None:
        return ""
    if limit.remote_extended_days is None:
        return _("vùng sâu, vùng xa: %(days)s ngày") % {"days": limit.remote_days}
    return _("vùng sâu, vùng xa: %(days)s ngày, gia hạn đến %(more)s ngày") % {
        "days": limit.remote_days,
        "more": limit.remote_extended_days,
    }


def source(limit: TimeLimit) -> str:
    """Where the row comes from, for people: the file keeps its own marks ("[source: ...]", "[recalled]", "unverified")."""
    text = limit.source.strip()
    if not text or text == "unverified":
        return _("chưa có nguồn")
    if text.startswith("[recalled"):
        return _("ghi theo trí nhớ, chưa đọc văn bản")
    return text.removeprefix("[source:").replace("]", "", 1).strip() if text.startswith("[source:") else text


def confidence(limit: TimeLimit) -> str:
    """How sure the file is of the row, in words; empty where nothing is said."""
    return {"H": _("cao"), "M-H": _("khá cao"), "H/M": _("khá cao"), "M": _("vừa"), "M-L": _("khá thấp"), "L": _("thấp")}.get(
        limit.confidence, ""
    )


def standing(limit: TimeLimit) -> tuple[str, str]:
    """How far the limit can be trusted, as text and tone of a badge."""
    if limit.local:
        return _("cơ quan tự đặt"), "info"
    if limit.verified:
        return _("đã đối chiếu"), "success"
    return _("chưa đối chiếu"), "warning"
