"""A change of the map that was decided ahead is taken back: what was to be owed on its ground is owed by the units that stand again."""

from collections.abc import Collection, Iterable, Iterator
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib.refusal import Refused
from danvan.reports import totals
from danvan.reports.models import Adjustment, Answer, Comment, Fact, Obligation, Origin, PeriodRow, Report, Takeover, Words
from danvan.units.models import Lineage, Unit


@transaction.atomic
def give_back(*, by: Doer, units: Collection[int]) -> None:
    """For units of such a change, before they go. Those that they were to be made of owe again what they did; what was to be received there waits for
    `follow_changes`, which knows who stands above when the map is as it was. Drafts in which nobody wrote anything go.

    Refused where somebody has worked on that ground already: it says who and what.
    """
    owed, received = Obligation.objects.filter(unit__in=units), Obligation.objects.filter(receiver__in=units)
    named = {*owed.values_list("period_id", flat=True), *received.values_list("period_id", flat=True)}
    periods = list(PeriodRow.objects.filter(pk__in=named).order_by("pk"))
    lock(owed, periods)
    if in_the_way := [*worked_on(owed), *given_time(owed), *_summed(units)]:
        raise Refused(_("Không hủy được: %(what)s.") % {"what": "; ".join(in_the_way)})
    for period in periods:
        gone = list(owed.filter(period=period).select_related("form").order_by("pk"))
        owing = [before for one in gone for before in _owed_before(one)]
        moved = received.filter(period=period).update(receiver=None)
        Report.objects.filter(obligation__in=gone).delete()
        owed.filter(period=period).delete()
        data = {"gone": [one.unit_id for one in gone], "owing": owing, "moved": moved}
        audit.record("reports.period.give_back", by=by, subject=period, data=data)


def lock(owed: QuerySet[Obligation], periods: Iterable[PeriodRow]) -> None:
    """Nobody begins, writes or files meanwhile: what is owed, its reports, then the periods, in the order in which filing locks them."""
    rows = list(owed.select_for_update().order_by("pk").values_list("pk", flat=True))
    list(Report.objects.select_for_update().filter(obligation__in=rows).order_by("pk").values_list("pk", flat=True))
    for period in periods:
        totals.lock(period)


def _owed_before(one: Obligation) -> list[int]:
    """Let the units that the one was to be made of owe it. Out: those that did not already."""
    made_of = Unit.objects.filter(pk__in=Lineage.objects.filter(successor=one.unit_id).values("predecessor"), level__in=one.form.levels)
    fields = {"due_on": one.due_on, "campaign": one.campaign}
    owing = {
        before.pk: Obligation.objects.get_or_create(form=one.form, period_id=one.period_id, unit=before, defaults=fields)
        for before in made_of
    }
    return [before for before, (_owed, new) in owing.items() if new]


def worked_on(owed: QuerySet[Obligation]) -> Iterator[str]:
    """Reports that somebody has filed, or has written in."""
    mine = {"report": OuterRef("pk")}
    typed = Fact.objects.filter(**mine, origin=Origin.TYPED, value__isnull=False)
    adjusted = Adjustment.objects.filter(fact__report=OuterRef("pk"))
    written = Words.objects.filter(**mine).exclude(text="")
    work = (typed, adjusted, written, Answer.objects.filter(**mine), Comment.objects.filter(**mine))
    begun = Report.objects.filter(obligation__in=owed).filter(Q(revision__gte=1) | reduce(or_, (Q(Exists(rows)) for rows in work)))
    for one in begun.select_related("unit", "form", "period").defer("frozen").order_by("pk"):
        yield _("%(unit)s đã lập báo cáo “%(form)s”, %(period)s") % {"unit": one.unit, "form": one.form.label, "period": one.period.label}


def given_time(owed: QuerySet[Obligation]) -> Iterator[str]:
    """Units that were given more time."""
    for one in owed.filter(extensions__isnull=False).distinct().select_related("unit", "period").order_by("pk"):
        yield _("%(unit)s đã được gia hạn nộp báo cáo %(period)s") % {"unit": one.unit, "period": one.period.label}


def _summed(units: Collection[int]) -> Iterator[str]:
    """Corrections below that were told to one of the units."""
    for one in Unit.objects.filter(pk__in=Takeover.objects.filter(unit__in=units).values("unit")).order_by("pk"):
        yield _("%(unit)s đã được báo đính chính của cấp dưới") % {"unit": one}
