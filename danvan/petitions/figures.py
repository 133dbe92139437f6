"""What may be counted here (group C of the reports).

All figures count stays (a petition at a unit) by the day something happened there, so what happens later changes no past number:
a letter that is passed on remains received by the first unit and is received once more by the second.

How units answer is published here, without denunciations (`services.releasing`): figures that count what stands there too are `released`.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from danvan.figures.registry import figure
from danvan.petitions.models import COMPLAINTS, DENUNCIATIONS, RECOMMENDATIONS, Clock, State, Stay
from danvan.petitions.rules import REFERRED, SETTLE


def _stays() -> QuerySet[Stay]:
    return Stay.objects.select_related("petition", "unit")


def _settled(first: date, last: date) -> QuerySet[Stay]:
    return _stays().filter(outcome=State.ANSWERED, left_on__range=(first, last))


def _settling_clock(**conditions: object) -> Exists:
    """A clock of settling that ended, with the conditions."""
    return Exists(Clock.objects.filter(petition=OuterRef("petition"), limit__step=SETTLE, stopped_on__isnull=False, **conditions))


@figure(
    "petitions.received",
    label=_("Đơn tiếp nhận"),
    meaning=_("Đơn đến đơn vị trong kỳ, mỗi lá đơn một lần, tính theo ngày nhận."),
    released=True,
)
def received(first: date, last: date) -> QuerySet[Stay]:
    """C18."""
    return _stays().filter(letter=True, arrived_on__range=(first, last))


@figure(
    "petitions.carried",
    label=_("Đơn kỳ trước chuyển sang"),
    meaning=_("Đơn đến trước kỳ và chưa kết thúc khi kỳ bắt đầu. Đơn đã tách tính theo từng nội dung."),
    released=True,
)
def carried(first: date, last: date) -> QuerySet[Stay]:
    """C19. A part of a split letter exists from the day it was entered in the book."""
    there = Q(letter=True) | Q(registered_on__lt=first)
    return _stays().filter(there, Q(left_on__isnull=True) | Q(left_on__gte=first), arrived_on__lt=first)


@figure(
    "petitions.remaining",
    label=_("Đơn chuyển sang kỳ sau"),
    meaning=_("Đơn đã đến và chưa kết thúc khi kỳ kết thúc. Đơn đã tách tính theo từng nội dung."),
    released=True,
)
def remaining(first: date, last: date) -> QuerySet[Stay]:
    """C19B: what the next period begins with."""
    return carried(last + timedelta(days=1), last + timedelta(days=1))


@figure(
    "petitions.eligible",
    label=_("Đơn đủ điều kiện xử lý"),
    meaning=_("Đơn được xác định đủ điều kiện xử lý, tính theo ngày xác định."),
    released=True,
)
def eligible(first: date, last: date) -> QuerySet[Stay]:
    """C20."""
    return _stays().filter(eligible=True, checked_on__range=(first, last))


def _of_kind(kinds: Sequence[str], first: date, last: date) -> QuerySet[Stay]:
    return _stays().filter(kind__in=kinds, classified_on__range=(first, last))


@figure(
    "petitions.complaints", label=_("Đơn khiếu nại"), meaning=_("Đơn được phân loại là khiếu nại, tính theo ngày phân loại."), released=True
)
def complaints(first: date, last: date) -> QuerySet[Stay]:
    """C21."""
    return _of_kind(COMPLAINTS, first, last)


@figure("petitions.denunciations", label=_("Đơn tố cáo"), meaning=_("Đơn được phân loại là tố cáo, tính theo ngày phân loại."))
def denunciations(first: date, last: date) -> QuerySet[Stay]:
    """C22."""
    return _of_kind(DENUNCIATIONS, first, last)


@figure(
    "petitions.recommendations",
    label=_("Đơn kiến nghị, phản ánh"),
    meaning=_("Đơn được phân loại là kiến nghị, phản ánh, tính theo ngày phân loại."),
    released=True,
)
def recommendations(first: date, last: date) -> QuerySet[Stay]:
    """C23."""
    return _of_kind(RECOMMENDATIONS, first, last)


@figure(
    "petitions.within_authority",
    label=_("Đơn thuộc thẩm quyền"),
    meaning=_("Đơn thuộc thẩm quyền phải giải quyết trong kỳ: mới xác định trong kỳ và kỳ trước chuyển sang chưa giải quyết xong."),
    released=True,
)
def within_authority(first: date, last: date) -> QuerySet[Stay]:
    """C24: the work in hand, new and carried over, so that the share settled (C26) never passes the whole."""
    in_hand = Q(left_on__isnull=True) | Q(left_on__gte=first)
    return _stays().filter(in_hand, eligible=True, within_authority=True, checked_on__lte=last)


@figure(
    "petitions.settled",
    label=_("Vụ việc đã giải quyết"),
    meaning=_("Đơn đã có trả lời hoặc quyết định giải quyết, tính theo ngày trả lời."),
    released=True,
)
def settled(first: date, last: date) -> QuerySet[Stay]:
    """C25."""
    return _settled(first, last)


@figure(
    "petitions.settled_in_time",
    label=_("Giải quyết đúng hạn"),
    meaning=_("Vụ việc đã giải quyết không muộn hơn hạn, kể cả hạn đã gia hạn. Việc không có thời hạn không tính vào đây."),
    released=True,
)
def settled_in_time(first: date, last: date) -> QuerySet[Stay]:
    """C27."""
    return _settled(first, last).filter(_settling_clock(stopped_on__lte=F("due_on")))


@figure(
    "petitions.settled_late",
    label=_("Giải quyết quá hạn"),
    meaning=_("Vụ việc đã giải quyết sau hạn. Việc không có thời hạn không tính vào đây."),
    released=True,
)
def settled_late(first: date, last: date) -> QuerySet[Stay]:
    """C28."""
    return _settled(first, last).filter(_settling_clock(stopped_on__gt=F("due_on")))


@figure(
    "petitions.referred",
    label=_("Đơn chuyển, hướng dẫn"),
    meaning=_("Đơn được chuyển đến nơi có thẩm quyền hoặc hướng dẫn người gửi, tính theo ngày chuyển, hướng dẫn."),
    released=True,
)
def referred(first: date, last: date) -> QuerySet[Stay]:
    """C29."""
    return _stays().filter(outcome__in=REFERRED, left_on__range=(first, last))
