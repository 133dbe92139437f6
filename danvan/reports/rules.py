"""Pure decisions about figures: how a typed number is read, when it needs a source, what a frozen report's hash is. No database."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused
from danvan.reports.spoken import language
from danvan.units.models import Level

# Levels above those that report from the field: totals are kept for these; below them the fact is the total.
KEPT = (Level.DISTRICT.value, Level.PROVINCE.value, Level.CENTRE.value)
# Figures that count what people bring: units are never put side by side by these, that would punish listening.
BROUGHT_BY_PEOPLE = frozenset(
    {
        *(
            f"petitions.{one}"
            for one in (
                "received",
                "eligible",
                "complaints",
                "denunciations",
                "recommendations",
                "within_authority",
                "carried",
                "remaining",
            )
        ),
        *(f"reception.{one}" for one in ("visits", "people", "groups", "new_matters", "old_matters")),
    }
)
# Levels that can owe a report. What hamlets report goes up in their commune's figures (selectors.hamlets).
FILING = (Level.HAMLET.value, Level.COMMUNE.value, *KEPT)
# What is typed for a period that ended longer ago than a quarter is history, and history names its source.
SOURCE_AFTER_DAYS = 92
# When those who have not filed are reminded, in days from the due date, until the office that opened the period says otherwise.
REMIND = (-3, 0, 2)
# A reminder whose day passed longer ago than this is no longer sent: it would tell of nothing that is still ahead.
STALE_DAYS = 7
# The calendar of publications: these periods and no other, from the 15th of the month after.
PUBLISHED_KINDS = ("quarter", "half", "nine", "year")
RELEASE_DAY = 15
LARGEST = 10**15
LONGEST = 40
# Thousands and decimal separators as people write them.
SEPARATORS = {"vi": (".", ","), "ru": (" ", ","), "en": (",", ".")}
# Of the shortest reason.
FEWEST_LETTERS = 3


def parse_number(text: str, *, scale: int, language: str, signed: bool = False) -> int | None:
    """A typed number in 10^-scale units: "1.635" and "6,84" in Vietnamese, "1,635" and "6.84" in English. Empty = None (not reported).

    Raises Refused (field "value") for what is not a number, has more decimals than the indicator or is out of range.
    """
    typed = re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-")).strip()
    if not typed:
        return None
    thousands, point = SEPARATORS.get(language[:2], SEPARATORS["vi"])
    number = rf"(-?)(\d+|\d{{1,3}}(?:[{re.escape(thousands)} ]\d{{3}})+)(?:{re.escape(point)}(\d+))?"
    found = re.fullmatch(number, typed, re.ASCII)
    if not found or len(typed) > LONGEST:
        raise Refused(_not_a_number(scale, thousands, point), field="value")
    minus, whole, decimals = found[1], re.sub(r"\D", "", found[2]), found[3] or ""
    return _in_range(minus, whole, decimals.rstrip("0"), scale=scale, signed=signed)


def _not_a_number(scale: int, thousands: str, point: str) -> str:
    example = f"1{thousands}635{point}{'8' * scale}" if scale else f"1{thousands}635"
    return _("Chỉ ghi số, ví dụ %(example)s; chữ “khoảng”, “hơn” chọn ở ô bên cạnh.") % {"example": example}


def _in_range(minus: str, whole: str, decimals: str, *, scale: int, signed: bool) -> int:
    if len(decimals) > scale:
        if scale == 0:
            raise Refused(_("Chỉ tiêu này là số nguyên."), field="value")
        raise Refused(_("Chỉ tiêu này có nhiều nhất %(scale)s chữ số thập phân.") % {"scale": scale}, field="value")
    value = int(whole + decimals.ljust(scale, "0"))
    if value > LARGEST:
        raise Refused(_("Số này quá lớn; hãy kiểm tra lại."), field="value")
    if minus and value and not signed:
        raise Refused(_("Chỉ tiêu này không thể âm."), field="value")
    return -value if minus else value


def adjusted(counted: int, amount: int, *, code: str, signed: bool) -> int:
    """A counted figure with its adjustment; Refused (field "amount") where that would be below nought and the indicator cannot be."""
    if counted + amount < 0 and not signed:
        raise Refused(
            _("Điều chỉnh của %(code)s lớn hơn số đếm được nên kết quả âm; hãy ghi mức khác hoặc rút điều chỉnh.") % {"code": code},
            field="amount",
        )
    return counted + amount


def plain(value: int, scale: int) -> str:
    """A stored figure as the reader's language types it, without separators of thousands."""
    _thousands, point = SEPARATORS.get(language(), SEPARATORS["vi"])
    return f"{Decimal(value).scaleb(-scale):f}".replace(".", point)


def needs_source(last_day: date, on: date) -> bool:
    """Must a figure typed on the day for a period that ended on `last_day` name its source?"""
    return (on - last_day).days > SOURCE_AFTER_DAYS


def release_day(last_day: date) -> date:
    """The first day on which a period that ends on that day may be published."""
    return (last_day + timedelta(days=1)).replace(day=RELEASE_DAY)


def must_name_source(last_day: date, on: date, *, counted: bool) -> bool:
    """Must a typed figure name its source: one of history, or one of an indicator that is else counted from records?"""
    return counted or needs_source(last_day, on)


def reminder_due(days: Iterable[int], due_on: date, on: date) -> int | None:
    """Which of the reminders (days from the due date) is to be sent on the day: the latest whose day has come, while it is not stale."""
    come = [one for one in days if 0 <= (on - due_on).days - one <= STALE_DAYS]
    return max(come, default=None)


def qualifier_of(qualifiers: Iterable[str]) -> str:
    """The word for a sum: "about" if any part is, or if some are over and some under; else the one word there is."""
    words = set(qualifiers) - {""}
    if not words:
        return ""
    return words.pop() if len(words) == 1 else "about"


def origin_of(origins: Iterable[str]) -> str:
    """Counted or typed if all parts are; mixed otherwise; empty for no parts."""
    kinds = set(origins) - {""}
    if not kinds:
        return ""
    return kinds.pop() if len(kinds) == 1 else "mixed"


def ratio(numerator: Decimal, denominator: Decimal, *, scale: int, percent: bool) -> int | None:
    """A ratio of two sums, in 10^-scale units, halves away from zero. None where there is nothing to divide by."""
    if denominator == 0:
        return None
    exact = numerator * (100 if percent else 1) / denominator
    return int(exact.scaleb(scale).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def canonical(content: Mapping[str, Any]) -> str:
    """One text for one content, whatever wrote it: keys sorted, no spaces."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(content: Mapping[str, Any]) -> str:
    """The SHA-256 of a frozen report."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def worded(text: str) -> bool:
    """Is it said in words? A reason that everybody reads is no row of dots."""
    return sum(letter.isalpha() for letter in text) >= FEWEST_LETTERS
