"""Decisions about limits and days, without a database."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from danvan.documents.models import Counting, TimeLimit
from danvan.lib.refusal import Refused

FREQUENCIES = {Counting.PER_WEEK, Counting.PER_MONTH, Counting.PER_YEAR}
# Five working days take a week; holidays make it longer, so the comparison errs on the strict side.
CALENDAR_DAYS_OF_A_WORKING_DAY = 7 / 5
# Ten years: the law has no longer limit, and a due date is found by walking over every day.
MOST_DAYS = 3653


@dataclass(frozen=True)
class Terms:
    """What a version of a limit says, apart from what it is about."""

    days: int | None
    counting: str
    instrument: str
    article: str = ""
    extended_days: int | None = None
    extensions_allowed: int = 0
    remote_days: int | None = None
    remote_extended_days: int | None = None
    note: str = ""
    verified: bool = False


def check_terms(terms: Terms) -> None:
    """Refuse terms that contradict each other or cannot be meant, naming the field."""
    for name in ("days", "extended_days", "remote_days", "remote_extended_days"):
        if (getattr(terms, name) or 0) > MOST_DAYS:
            raise Refused(_("Số này quá lớn; hãy kiểm tra lại."), field=name)
    if terms.counting in FREQUENCIES and (terms.extended_days or terms.extensions_allowed):
        raise Refused(_("Số lần định kỳ không có gia hạn."), field="extensions_allowed")
    if bool(terms.extended_days) != bool(terms.extensions_allowed):
        raise Refused(_("Gia hạn cần cả tổng số ngày và số lần được gia hạn."), field="extended_days")
    for whole, part, name in (
        (terms.extended_days, terms.days, "extended_days"),
        (terms.remote_extended_days, terms.remote_days, "remote_extended_days"),
    ):
        if whole is not None and whole <= (part or 0):
            raise Refused(_("Tổng khi gia hạn phải lớn hơn thời hạn ban đầu."), field=name)


def looser(own: TimeLimit, law: TimeLimit) -> bool:
    """Would the office's own limit give more time than the law's? None means no limit at all, which is looser than any."""
    if own.days is None:
        return True
    return _in_calendar_days(own.days, own.counting) > _in_calendar_days(law.days or 0, law.counting)


def _in_calendar_days(days: int, counting: str) -> float:
    return days * CALENDAR_DAYS_OF_A_WORKING_DAY if counting == Counting.WORKING else days
