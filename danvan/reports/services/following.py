"""What is owed follows the map: when a unit ends or moves within a period, who owes from then on, and to whom (decision 0029)."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.documents.selectors import calendar_within
from danvan.lib import clock
from danvan.reports import due, totals
from danvan.reports.models import FILED, Extension, Form, Obligation, PeriodRow
from danvan.reports.services.echoes import Before, echo_of_the_map, reported
from danvan.units import selectors as units
from danvan.units.models import Unit, UnitParent, stood_by, valid_on

Move = tuple[int, int | None, int | None]  # whose obligation, who received it before, who does now


@transaction.atomic
def follow_changes(*, by: Doer, period: PeriodRow, sums: bool = True) -> int:
    """Bring what is owed for the period to the map as it is on its last day, or today while it runs. Out: how many obligations changed.

    Of a unit that ended every heir owes. Where it had never filed, whoever stands for it (the main heir; without one, who stood above) reports its
    time too: it stays in the denominator and has filed when that one has. What is owed is owed to the unit above; what was owed to one that ended,
    to who stands for it. A change whose day has not come moves nothing yet: until then people file and receive as they did, and it can be undone.
    What units that ended had filed goes up where it is received, so it is summed anew when that moved; `sums` False: the caller does that, and tells it.
    """
    totals.lock(period)
    day = min(period.last_day, clock.today())
    owing, covered = _taken_over(period, day)
    moved = [*_to_who_stands_above(period, day), *_to_heirs(period, day), *_beside_their_cover(period)]
    if owing or covered or moved:
        if sums:
            _sum_anew(by, period, [unit for unit, _was, _now in moved], covered)
        audit.record("reports.period.follow", by=by, subject=period, data={"owing": owing, "covered": covered, "moved": moved})
    return len(owing) + len(covered) + len(moved)


def _sum_anew(by: Doer, period: PeriodRow, moved: list[int], covered: list[int]) -> None:
    """The counts; the totals too where a unit that ended by the period's last day has another receiver now, or an heir whose report was filed already
    tells its standing numbers. Who has reported such a total is told.
    """
    told = Q(succeeded_by__report__state__in=FILED) | Q(succeeded_by__covered_by__report__state__in=FILED)
    mine = Q(unit__in=covered) | Q(succeeded_by__unit__in=covered)
    replaced = Obligation.objects.filter(told, mine, period=period).values("unit")
    ended = Unit.objects.filter(Q(pk__in=moved) | Q(pk__in=replaced), valid_to__lte=period.last_day)
    if day := ended.aggregate(last=Max("valid_to"))["last"]:
        sum_and_tell(by=by, period=period, was=reported(period), day=day)
    else:
        totals.tally_anew(period)


def sum_and_tell(*, by: Doer, period: PeriodRow, was: Iterable[Before], day: date) -> None:
    """Totals and counts of the period anew; who has reported a total that is another one now than it `was` is told, as of a correction below."""
    totals.rebuild(period)
    with override("vi"):
        reason = _("Thay đổi đơn vị có hiệu lực từ ngày %(day)s.") % {"day": f"{day:%d/%m/%Y}"}
    echo_of_the_map(by=by, was=was, reason=reason)


def due_day(form: Form, period: PeriodRow, level: str) -> date:
    """Until when a unit of the level files the form for the period."""
    rule = due.rule_for(form.due, level, period.period.length)
    return due.day(rule, period.last_day, calendar_within(*due.span(period.last_day)))


def _taken_over(period: PeriodRow, day: date) -> tuple[list[int], list[int]]:
    """Units that owe from now on because they are heirs, and units whose report is the heir's from now on."""
    ended = Obligation.objects.filter(period=period, covered_by__isnull=True, succeeded_by__isnull=True, unit__valid_to__lte=day)
    rows = list(ended.select_related("form", "period", "unit").order_by("pk"))
    heirs, standing = _heirs([one.unit_id for one in rows], day), _standing_for([one.unit_id for one in rows], day)
    filed = set(ended.filter(report__revision__gte=1).values_list("pk", flat=True))
    new: list[int] = []
    covered: list[int] = []
    for one in rows:
        answers = standing.get(one.unit_id)
        taking = [heir for heir in dict.fromkeys([*heirs[one.unit_id], *([answers] if answers else [])]) if heir.level in one.form.levels]
        owed = {heir.pk: _owed_by(heir, one, new) for heir in taking}
        if answers and answers.pk in owed and (one.pk not in filed or answers.level == one.unit.level):
            _pass_on(one, owed[answers.pk], filed=one.pk in filed)
            covered.append(one.unit_id)
    return new, covered


def _standing_for(ended: list[int], day: date) -> dict[int, Unit]:
    """Each with the unit of the day that answers for it."""
    found = units.stands_for(ended, day)
    rows = Unit.objects.in_bulk(set(found.values()))
    return {pk: rows[now] for pk, now in found.items()}


def _heirs(ended: list[int], day: date) -> dict[int, list[Unit]]:
    """Each with the units of the day in which it lives on, the main one first."""
    found = units.heirs(ended, day) if ended else {}
    rows = Unit.objects.in_bulk({heir.unit_id for some in found.values() for heir in some})
    return {pk: [rows[heir.unit_id] for heir in some] for pk, some in found.items()}


def _owed_by(heir: Unit, ended: Obligation, new: list[int]) -> Obligation:
    """What the heir owes itself; from now on where it did not."""
    above = UnitParent.objects.filter(stood_by(ended.period.last_day), unit=heir).values_list("parent_id", flat=True).first()
    fields = {"receiver_id": above, "due_on": due_day(ended.form, ended.period, heir.level), "campaign": ended.campaign}
    found, made = Obligation.objects.get_or_create(form=ended.form, period=ended.period, unit=heir, defaults=fields)
    if made:
        new.append(heir.pk)
        _with_its_time(found, ended)
    return found


def _with_its_time(heir: Obligation, ended: Obligation) -> None:
    """More time that the ended unit had (its period was opened late, it was given more) is the heir's too: it reports that unit's time."""
    given = ended.extensions.last()
    if given and ended.due_on > heir.due_on:
        kept = {"reason": given.reason, "at": given.at, "by_label": given.by_label}
        Extension.objects.create(obligation=heir, was=heir.due_on, due_on=ended.due_on, **kept)
        heir.due_on = ended.due_on
        heir.save(update_fields=["due_on"])


def _pass_on(owed: Obligation, to: Obligation, *, filed: bool) -> None:
    """Who had filed keeps that, beside the heir's report; else the other report covers it, and all that it covered itself."""
    if filed:
        owed.succeeded_by = to
        owed.save(update_fields=["succeeded_by"])
        return
    owed.covered_by, owed.covered_at = to, clock.now()
    owed.save(update_fields=["covered_by", "covered_at"])
    Obligation.objects.filter(covered_by=owed).update(covered_by=to, covered_at=owed.covered_at)


def _to_who_stands_above(period: PeriodRow, day: date) -> list[Move]:
    """Units that stand, under another unit than they owe to. Who was known to stand above on the last day when the period opened stays. Where nobody
    receives (any more: `giving_back`), who stands above now does, or will.
    """
    above = UnitParent.objects.filter(unit=OuterRef("unit")).values("parent_id")
    at_last, now = Subquery(above.filter(valid_on(period.last_day))[:1]), Subquery(above.filter(valid_on(day))[:1])
    owed = Obligation.objects.filter(period=period).annotate(at_last=at_last, now=now)
    elsewhere = Q(now__isnull=False) & (Q(at_last__isnull=True) | ~Q(receiver=F("at_last"))) & ~Q(receiver=F("now"))
    nobody = Q(receiver__isnull=True) & (Q(now__isnull=False) | Q(at_last__isnull=False))
    rows = owed.filter(elsewhere | nobody).values_list("pk", "unit_id", "receiver_id", "now", "at_last")
    return _moved((pk, unit, was, now or last) for pk, unit, was, now, last in rows)


def _to_heirs(period: PeriodRow, day: date) -> list[Move]:
    """What units that ended owe, or filed, by themselves, where the one above them ended too."""
    owed = Obligation.objects.filter(period=period, covered_by__isnull=True, receiver__valid_to__lte=day, unit__valid_to__lte=day)
    rows = list(owed.values_list("pk", "unit_id", "receiver_id"))
    now = units.stands_for([receiver for _pk, _unit, receiver in rows if receiver], day)
    return _moved((pk, unit, was, now[was]) for pk, unit, was in rows if was in now)


def _beside_their_cover(period: PeriodRow) -> list[Move]:
    """What another report holds is owed to who receives that report. Put together here: PostgreSQL joins a table to itself row by row where
    it has not yet counted what was just written.
    """
    owed = Obligation.objects.filter(period=period)
    receivers = dict(owed.filter(receiver__isnull=False).values_list("pk", "receiver_id"))
    covered = owed.filter(covered_by__isnull=False).values_list("pk", "unit_id", "receiver_id", "covered_by")
    told = [(pk, unit, was, receivers.get(by or 0)) for pk, unit, was, by in covered]
    return _moved((pk, unit, was, now) for pk, unit, was, now in told if now and now != was)


def _moved(rows: Iterable[tuple[int, int, int | None, int]]) -> list[Move]:
    """Each obligation to its new receiver: one statement for each of these."""
    told = sorted(rows)
    for receiver in sorted({now for _pk, _unit, _was, now in told}):
        Obligation.objects.filter(pk__in=[pk for pk, _unit, _was, now in told if now == receiver]).update(receiver_id=receiver)
    return [(unit, was, now) for _pk, unit, was, now in told]
