"""What a superior should know of the units below: late, passed around, put off, contested, not reported. Never how much somebody received."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from danvan.lib import clock
from danvan.petitions.access import not_about
from danvan.petitions.models import DENUNCIATIONS, Clock, Instruction, Pause, Petition, State, Stay, Verdict
from danvan.petitions.models.petition import PetitionQuerySet
from danvan.petitions.rules import SETTLE
from danvan.petitions.rules.grounds import Words
from danvan.petitions.selectors.worklist import MOST_FOUND, ORDER, at_most, scope_of, told
from danvan.units.access import Acting, reach
from danvan.units.models import Duty, Holding, Unit

# A subquery of keys, as `pk__in` takes it.
Keys = QuerySet[Any, Any]
UNITS = 50
# What was settled longer ago than a year is history, not something to watch.
DAYS = 365
PASSED_ON_TOO_OFTEN = 2
EXTENDED_TOO_OFTEN = 2


class Watch(StrEnum):
    """What is watched; the value stands in the address."""

    OVERDUE = "qua-han"
    DENUNCIATIONS = "to-cao-qua-han"
    UNANSWERED = "chua-bao-cao"
    BOUNCED = "chuyen-nhieu-lan"
    EXTENDED = "gia-han-nhieu-lan"
    DISAGREED = "chua-dong-y"


LABELS: dict[Watch, Words] = {
    Watch.OVERDUE: _("Quá hạn"),
    Watch.DENUNCIATIONS: _("Tố cáo quá hạn giải quyết"),
    Watch.UNANSWERED: _("Quá hạn báo cáo theo chỉ đạo"),
    Watch.BOUNCED: _("Chuyển từ hai lần trở lên"),
    Watch.EXTENDED: _("Gia hạn nhiều lần hoặc hết mức"),
    Watch.DISAGREED: _("Người gửi chưa đồng ý"),
}
MEANINGS: dict[Watch, Words] = {
    Watch.OVERDUE: _("Còn việc phải làm và đã quá một thời hạn."),
    Watch.DENUNCIATIONS: _("Cấp trên trực tiếp yêu cầu báo cáo, chỉ đạo giải quyết (Luật Tố cáo, Điều 38)."),
    Watch.UNANSWERED: _("Chỉ đạo của đơn vị mình đã quá hạn mà chưa có báo cáo."),
    Watch.BOUNCED: _("Đơn còn mở đã được chuyển từ đơn vị này sang đơn vị khác ít nhất hai lần, kể cả chuyển về nơi cũ."),
    Watch.EXTENDED: _("Thời hạn đang tính đã được gia hạn từ hai lần, hoặc không còn được gia hạn nữa."),
    Watch.DISAGREED: _("Người gửi không đồng ý, đang xem lại hoặc đã đưa lên cấp trên; trong một năm qua."),
}


def below(who: Acting) -> PetitionQuerySet:
    """What lies within reach below the post's own unit, without what is about its holder."""
    found: PetitionQuerySet = not_about(who, Petition.objects.filter(unit__in=reach(who).values("pk")))  # type: ignore[assignment]  # a filter keeps its class
    return found.exclude(unit=who.unit)


def watched(who: Acting, what: Watch, on: date, petitions: PetitionQuerySet | None = None) -> QuerySet[Petition]:
    """The petitions behind a number; each has `watch_on`, the day they are ordered by, earliest first.

    `petitions`: what lies below, where it is known already (finding out which units that are costs queries).
    """
    petitions = below(who) if petitions is None else petitions
    match what:
        case Watch.OVERDUE:
            return petitions.overdue(on).annotate(watch_on=F("due_on"))
        case Watch.DENUNCIATIONS:
            return petitions.filter(Exists(_late(on)), owed=True, kind__in=DENUNCIATIONS).annotate(watch_on=F("due_on"))
        case Watch.UNANSWERED:
            waiting = Instruction.objects.filter(unit=who.unit, replied_on__isnull=True, due_on__lt=on)
            earliest = waiting.filter(petition=OuterRef("pk")).order_by("due_on").values("due_on")[:1]
            return petitions.filter(pk__in=waiting.values("petition")).annotate(watch_on=Subquery(earliest))
        case Watch.BOUNCED:
            return petitions.filter(pk__in=_passed_on(on), closed_on__isnull=True).annotate(watch_on=F("received_on"))
        case Watch.EXTENDED:
            return petitions.filter(pk__in=_extended()).annotate(watch_on=F("due_on"))
        case Watch.DISAGREED:
            return petitions.filter(_contested(on)).annotate(watch_on=F("received_on"))


def _late(on: date) -> QuerySet[Clock]:
    """The term of settling of a petition, if it is over and not standing still."""
    still = Pause.objects.filter(clock=OuterRef("pk"), to_on__isnull=True)
    running = Clock.objects.filter(petition=OuterRef("pk"), main=True, stopped_on__isnull=True, limit__step=SETTLE, due_on__lt=on)
    return running.filter(~Exists(still))


def _passed_on(on: date) -> Keys:
    """Petitions that units passed on at least twice lately."""
    left = Stay.objects.filter(outcome=State.TRANSFERRED, left_on__gte=on - timedelta(days=DAYS))
    return left.order_by().values("petition").annotate(times=Count("pk")).filter(times__gte=PASSED_ON_TOO_OFTEN).values("petition")


def _extended() -> Keys:
    """Petitions whose running term was extended twice, or as often as the law allows."""
    running = Clock.objects.filter(stopped_on__isnull=True, main=True, extensions__isnull=False).order_by()
    counted = running.values("petition", "limit__extensions_allowed").annotate(times=Count("extensions"))
    return counted.filter(Q(times__gte=EXTENDED_TOO_OFTEN) | Q(times__gte=F("limit__extensions_allowed"))).values("petition")


def _contested(on: date) -> Q:
    """The people did not agree: they said so, it is looked at again, or they went on to the superior; still open or settled within a year."""
    further = Petition.objects.filter(previous__isnull=False).values("previous")
    lately = Q(closed_on__isnull=True) | Q(closed_on__gte=on - timedelta(days=DAYS))
    return (Q(verdict=Verdict.DISAGREED) | Q(state=State.REVIEW) | Q(pk__in=further)) & lately


def numbers(who: Acting, on: date, petitions: PetitionQuerySet | None = None) -> list[tuple[Watch, int]]:
    """How many there are of each: one query each."""
    here = below(who) if petitions is None else petitions
    return [(what, watched(who, what, on, here).count()) for what in Watch]


@dataclass(frozen=True)
class Late:
    """A unit below with overdue petitions: how many, how long the oldest is late, who answers for it."""

    unit: Unit
    count: int
    days: int
    who: str


def late_units(who: Acting, on: date, limit: int | None = UNITS, petitions: PetitionQuerySet | None = None) -> list[Late]:
    """The units below with something overdue, the one longest late first; three queries."""
    here = below(who) if petitions is None else petitions
    rows = here.overdue(on).order_by().values_list("unit").annotate(count=Count("pk"), oldest=Min("due_on")).order_by("oldest", "unit")
    listed = list(rows[:limit])
    keys = [key for key, _count, _oldest in listed]
    units, heads = Unit.objects.in_bulk(keys), _heads(keys, on)
    return [Late(units[key], count, (on - oldest).days, heads.get(key, "")) for key, count, oldest in listed]


def _heads(units: Sequence[int], on: date) -> dict[int, str]:
    """Unit to who signs answers there today: the post and its holder."""
    held = (
        Holding.objects.on(on)
        .filter(post__body__unit__in=units, post__valid_from__lte=on)
        .select_related("user", "post__body")
        .order_by("-pk")
    )
    return {one.post.body.unit_id: f"{one.post.title}: {one.user.full_name}" for one in held if Duty.ANSWER in one.post.duties}


def asked_of(who: Acting) -> QuerySet[Instruction]:
    """What superiors wait for from the officer's own unit."""
    petitions = not_about(who, Petition.objects.filter(unit=who.unit)).values("pk")
    waiting = Instruction.objects.filter(owed_by=who.unit, replied_on__isnull=True, petition__in=petitions)
    return waiting.select_related("petition__unit", "unit", "post")


def overdue_reports(who: Acting) -> int:
    """How many of these are late today."""
    return asked_of(who).filter(due_on__lt=clock.today()).count()


def overdue_below(who: Acting, on: date, limit: int = 10) -> list[tuple[Unit, str]]:
    """For leaders: which units below have overdue petitions, most first, each counted to `MOST_FOUND` ("99+").

    Of the whole country only the units of the longest overdue are looked at, so that the first page of the day costs no more than it must.
    """
    scope, late = scope_of(who), Q(owed=True, due_on__lt=on)
    longest = scope.petitions.filter(late).order_by(*ORDER).values_list("unit_id", flat=True)[:MOST_FOUND]
    units = longest if scope.units is None else scope.units
    each = not_about(who, Petition.objects.filter(late, unit=OuterRef("pk")))
    counted = Unit.objects.filter(pk__in=set(units) - {who.unit.pk}).annotate(late=at_most(each, MOST_FOUND))
    found: list[Any] = list(counted.order_by("-late", "pk")[:limit])
    return [(unit, told(unit.late, MOST_FOUND)) for unit in found if unit.late]
