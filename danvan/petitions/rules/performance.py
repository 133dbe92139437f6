"""What the public is told of how a unit answers: the measures, when they are published, what share was in time. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from django.utils.translation import gettext_lazy as _

from danvan.lib.disclosure import LEAST, MOST_SMALL, SMALL, STEP, Shown
from danvan.lib.periods import Period
from danvan.petitions.rules.grounds import Words

# The calendar of releases: a quarter, and a year, from the 15th of the month after it; no other period is ever published.
RELEASE_DAY = 15
KINDS = ("quarter", "year")
# A share says nothing of fewer than this many.
SHARE_LEAST = 30


class Measure(StrEnum):
    """One count. What was settled is one of: in time, extended, paused, late, without a term; `BEYOND` sums the three in the middle.

    What was received is a complaint, a recommendation or something else, which is not told by itself.
    """

    RECEIVED = "received"
    COMPLAINTS = "complaints"
    RECOMMENDATIONS = "recommendations"
    IN_TIME = "in_time"
    BEYOND = "beyond"
    EXTENDED = "extended"
    PAUSED = "paused"
    LATE = "late"
    UNTIMED = "untimed"
    OPEN_LATE = "open_late"
    OPEN_PAUSED = "open_paused"
    DISAGREED = "disagreed"
    REOPENED = "reopened"
    SECOND = "second"
    REFERRED = "referred"


RECEIVED_PARTS = (Measure.COMPLAINTS, Measure.RECOMMENDATIONS)
BEYOND_PARTS = (Measure.EXTENDED, Measure.PAUSED, Measure.LATE)
SETTLED = (Measure.IN_TIME, *BEYOND_PARTS)
# How it stands on the last day, not what happened within the period: a year's is that of its last quarter.
STOCKS = (Measure.OPEN_LATE, Measure.OPEN_PAUSED)
FLOWS = tuple(one for one in Measure if one not in STOCKS)

LABELS: dict[Measure, Words] = {
    Measure.RECEIVED: _("Đơn tiếp nhận"),
    Measure.COMPLAINTS: _("Trong đó khiếu nại"),
    Measure.RECOMMENDATIONS: _("Trong đó kiến nghị, phản ánh"),
    Measure.IN_TIME: _("Giải quyết trong hạn ban đầu"),
    Measure.BEYOND: _("Giải quyết sau hạn ban đầu"),
    Measure.EXTENDED: _("Trong hạn sau khi gia hạn"),
    Measure.PAUSED: _("Trong hạn nhờ thời gian tạm đình chỉ"),
    Measure.LATE: _("Giải quyết quá hạn"),
    Measure.UNTIMED: _("Giải quyết, không có thời hạn"),
    Measure.OPEN_LATE: _("Đang quá hạn cuối kỳ"),
    Measure.OPEN_PAUSED: _("Đang tạm đình chỉ cuối kỳ"),
    Measure.DISAGREED: _("Người gửi chưa đồng ý"),
    Measure.REOPENED: _("Mở lại, xem lại"),
    Measure.SECOND: _("Đưa lên cấp trên"),
    Measure.REFERRED: _("Chuyển, hướng dẫn"),
}
MEANINGS: dict[Measure, Words] = {
    Measure.RECEIVED: _("Mỗi lá đơn một lần, tính theo ngày đến đơn vị."),
    Measure.COMPLAINTS: _("Đơn tiếp nhận mà nơi nhận phân loại là khiếu nại."),
    Measure.RECOMMENDATIONS: _("Đơn tiếp nhận mà nơi nhận phân loại là kiến nghị, phản ánh."),
    Measure.IN_TIME: _("Có trả lời hoặc quyết định không muộn hơn hạn đầu tiên, không cần gia hạn."),
    Measure.BEYOND: _("Tổng của ba dòng dưới: sau gia hạn, nhờ tạm đình chỉ, quá hạn."),
    Measure.EXTENDED: _("Muộn hơn hạn đầu tiên nhưng trong hạn mới, có quyết định gia hạn."),
    Measure.PAUSED: _("Muộn hơn hạn đầu tiên, không gia hạn; thời gian tạm đình chỉ theo luật không tính vào thời hạn."),
    Measure.LATE: _("Có trả lời hoặc quyết định sau hạn, kể cả hạn đã gia hạn."),
    Measure.UNTIMED: _("Luật và cơ quan không đặt thời hạn cho loại việc này."),
    Measure.OPEN_LATE: _("Đến hết ngày cuối kỳ đã quá hạn mà chưa xong việc phải làm."),
    Measure.OPEN_PAUSED: _("Ngày cuối kỳ thời hạn đang tạm dừng theo luật."),
    Measure.DISAGREED: _("Việc mà người gửi nói chưa đồng ý với trả lời."),
    Measure.REOPENED: _("Lần mở lại hoặc xem lại việc đã trả lời."),
    Measure.SECOND: _("Khiếu nại lần hai lên cấp trên trực tiếp."),
    Measure.REFERRED: _("Đơn đã chuyển đến nơi có thẩm quyền hoặc hướng dẫn người gửi, tính theo ngày chuyển, hướng dẫn."),
}


def release_day(period: Period) -> date:
    """The first day on which a period may be published."""
    return (period.last + timedelta(days=1)).replace(day=RELEASE_DAY)


@dataclass(frozen=True)
class Days:
    """How long it took, and how old the oldest open one is; None where fewer than ten stand behind it."""

    median: int | None
    oldest: int | None


def days(took: list[int], still_open: int, oldest: int) -> Days:
    """In: days of each settled one; how many are open, and for how many days the oldest. The oldest is rounded to 5: it is a single matter."""
    middle = round(median(took)) if len(took) >= LEAST else None
    return Days(middle, STEP * round(oldest / STEP) if still_open >= LEAST else None)


@dataclass(frozen=True)
class Share:
    """Per cent settled within the first due date. `least`: at least so many, since the others are too few to be shown."""

    percent: int
    least: bool


def share(public: Mapping[str, Shown]) -> Share | None:
    """From what is published and nothing else, so that it tells nothing more. None for fewer than 30, or where too much is hidden."""
    within = public[Measure.IN_TIME]
    beyond = _most(public)
    if not isinstance(within, int) or beyond is None:
        return None
    exact = isinstance(public[Measure.BEYOND], int)
    if within + (beyond if exact else 0) < SHARE_LEAST:
        return None
    return Share(round(100 * within / (within + beyond)) if exact else 100 * within // (within + beyond), not exact)


def _most(public: Mapping[str, Shown]) -> int | None:
    """How many were settled beyond the first due date at most; None if that is not known."""
    whole = public[Measure.BEYOND]
    if isinstance(whole, int):
        return whole
    if whole == SMALL:
        return MOST_SMALL
    parts = [public[part] for part in BEYOND_PARTS]
    if any(not isinstance(part, int) and part != SMALL for part in parts):
        return None
    return sum(part if isinstance(part, int) else MOST_SMALL for part in parts)
