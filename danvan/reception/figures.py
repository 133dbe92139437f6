"""What may be counted here (group B of the reports), by the day it took place."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from danvan.figures.registry import figure
from danvan.reception.models import GOVERNMENT_STEPS, PARTY_STEPS, Session, SessionKind, Visit
from danvan.reception.rules import GROUP, ONLINE_FROM


def _days(steps: tuple[str, ...], first: date, last: date) -> QuerySet[Session]:
    """A leader has one regular session a day, so sessions are days."""
    found = Session.objects.select_related("leader__body").between(first, last)
    return found.lawful_days(ONLINE_FROM).filter(duty__step__in=steps)


def _visits(first: date, last: date) -> QuerySet[Visit]:
    return Visit.objects.select_related("unit").between(first, last).received()


@figure(
    "reception.secretary_days",
    label=_("Ngày tiếp công dân định kỳ của bí thư"),
    meaning=_("Ngày bí thư trực tiếp tiếp công dân định kỳ. Ngày người khác tiếp thay và buổi đột xuất không tính."),
)
def secretary_days(first: date, last: date) -> QuerySet[Session]:
    """B10."""
    return _days(PARTY_STEPS, first, last)


@figure(
    "reception.chair_days",
    label=_("Ngày tiếp công dân định kỳ của chủ tịch UBND"),
    meaning=_("Ngày chủ tịch trực tiếp tiếp công dân định kỳ. Ngày người khác tiếp thay và buổi đột xuất không tính."),
)
def chair_days(first: date, last: date) -> QuerySet[Session]:
    """B11."""
    return _days(GOVERNMENT_STEPS, first, last)


@figure(
    "reception.ad_hoc",
    label=_("Buổi tiếp công dân đột xuất"),
    meaning=_("Buổi tiếp đột xuất đã diễn ra, do chính lãnh đạo tiếp."),
)
def ad_hoc(first: date, last: date) -> QuerySet[Session]:
    """B12."""
    return Session.objects.select_related("leader__body").between(first, last).by_the_leader().filter(kind=SessionKind.AD_HOC)


@figure(
    "reception.visits",
    label=_("Lượt tiếp công dân"),
    meaning=_("Mỗi dòng của sổ tiếp công dân là một lượt, tính theo ngày tiếp. Người bị từ chối tiếp không tính."),
)
def visits(first: date, last: date) -> QuerySet[Visit]:
    """B13."""
    return _visits(first, last)


@figure(
    "reception.people",
    label=_("Người được tiếp"),
    meaning=_("Số người của các lượt tiếp, tính theo ngày tiếp. Người bị từ chối tiếp không tính."),
    measure="people",
)
def people(first: date, last: date) -> QuerySet[Visit]:
    """B14."""
    return _visits(first, last)


@figure(
    "reception.groups",
    label=_("Đoàn đông người"),
    meaning=_("Lượt tiếp từ 5 người trở lên cùng đến về một việc."),
)
def groups(first: date, last: date) -> QuerySet[Visit]:
    """B15."""
    return _visits(first, last).filter(people__gte=GROUP)


@figure(
    "reception.new_matters",
    label=_("Vụ việc mới qua tiếp công dân"),
    meaning=_("Lượt tiếp về việc nêu lần đầu."),
)
def new_matters(first: date, last: date) -> QuerySet[Visit]:
    """B16, new."""
    return _visits(first, last).filter(again=False)


@figure(
    "reception.old_matters",
    label=_("Vụ việc cũ qua tiếp công dân"),
    meaning=_("Lượt tiếp về việc đã nêu trước đây hoặc theo dõi đơn đã có."),
)
def old_matters(first: date, last: date) -> QuerySet[Visit]:
    """B16, old."""
    return _visits(first, last).filter(again=True)


@figure(
    "reception.online",
    label=_("Lượt tiếp công dân trực tuyến"),
    meaning=_("Lượt tiếp bằng hình thức trực tuyến, tính theo ngày tiếp."),
)
def online(first: date, last: date) -> QuerySet[Visit]:
    """B17."""
    return _visits(first, last).filter(online=True)
