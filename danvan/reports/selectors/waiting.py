"""What waits for a person at work on reports."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from danvan.lib import periods
from danvan.reports.models import CorrectionRequest, Obligation, Report, ReportState, Takeover
from danvan.reports.rules import KEPT
from danvan.reports.selectors.consolidators import Worker, kinds_for, sums_up
from danvan.reports.selectors.corrections import takeovers, to_answer, whose
from danvan.reports.selectors.desk import owed_by
from danvan.reports.selectors.names import of_ended
from danvan.reports.selectors.outdated import Outdated, outdated
from danvan.units.models import Duty, Level, Unit

# A desk shows the first of them; the list page has all.
AT_MOST = 200


@dataclass(frozen=True)
class Waiting:
    """What waits for a person in a post: reports to file (earliest due first), reports to receive, corrections to take over or explain (`to_answer`:
    below, or in the unit's report on another form) or to know of (`below`: the unit has not reported yet), requests to open a report again, public
    figures that are `outdated`.
    """

    to_file: tuple[Obligation, ...]
    to_receive: tuple[Report, ...]
    to_answer: tuple[Takeover, ...] = ()
    below: tuple[Takeover, ...] = ()
    asked: tuple[CorrectionRequest, ...] = ()
    outdated: tuple[Outdated, ...] = ()

    def __len__(self) -> int:
        return len(self.to_file) + len(self.to_receive) + len(self.to_answer) + len(self.asked) + len(self.outdated)


def waiting_for(who: Worker) -> Waiting:
    """Reports the person's unit has to file, by due date, reports it has to receive, corrections below to answer, requests: of the forms that the
    post makes and sums up; public figures that corrections have outdated. Ten queries at most.
    """
    to_do = owed_by(who.unit).filter(Q(report__isnull=True) | Q(report__state__in=(ReportState.DRAFT, ReportState.RETURNED)))
    filing = (
        to_do.select_related("form", "period", "unit", "report")
        .prefetch_related("reminders")
        .defer("report__frozen")
        .order_by("due_on", "id")
    )
    above, receives = who.unit.level in KEPT, who.unit.level != Level.HAMLET
    forms = kinds_for(who) if above or who.may(Duty.CONSOLIDATE) else {"", who.body.kind}
    sent = Report.objects.filter(obligation__receiver=who.unit, state=ReportState.SUBMITTED, form__consolidator__in=forms)
    receiving = sent.select_related("form", "period", "unit", "obligation").defer("frozen").order_by("submitted_at", "id")
    return Waiting(
        to_file=tuple(
            _named(one, who.unit) for one in filing[:AT_MOST] if one.form.consolidator in forms or not sums_up(one.form, one.unit)
        )
        if who.may(Duty.FILE_REPORT)
        else (),
        to_receive=tuple(receiving[:AT_MOST]) if who.may(Duty.CONSOLIDATE) else (),
        to_answer=tuple(_told(one) for one in _to_answer(who, forms)) if who.may(Duty.FILE_REPORT) else (),
        below=tuple(_in_totals(who.unit).filter(correction__report__form__consolidator__in=forms)[:AT_MOST])
        if receives and who.may(Duty.FILE_REPORT)
        else (),
        outdated=tuple(outdated(who.unit).values()) if above and who.may(Duty.PUBLISH) else (),
        asked=tuple(_asked_to_open(who.unit).filter(report__form__consolidator__in=forms)[:AT_MOST])
        if receives and who.may(Duty.CONSOLIDATE)
        else (),
    )


def _named(owed: Any, unit: Unit) -> Any:
    owed.of = of_ended(owed, unit)
    return owed


def _to_answer(who: Worker, forms: Collection[str]) -> list[Takeover]:
    """Of the reports that the post makes: what changed below them, or in the unit's report on another form."""
    waiting = to_answer(who.unit).select_related("report__form").defer("report__frozen", "correction__report__frozen")[:AT_MOST]
    return [one for one in waiting if one.report and (one.report.form.consolidator in forms or not sums_up(one.report.form, who.unit))]


def _told(one: Any) -> Any:
    one.name = periods.label(one.correction.report.period.period) if one.bound else whose(one)
    one.of_report = f"{one.report.form.label}, {periods.label(one.report.period.period)}"
    return one


def _in_totals(unit: Unit) -> QuerySet[Takeover]:
    """Corrections below of a period for which the unit still has to report: they are in what it will submit."""
    mine = Obligation.objects.filter(unit=unit, period=OuterRef("correction__report__period"), form=OuterRef("correction__report__form"))
    unfiled = mine.exclude(report__state__in=(ReportState.SUBMITTED, ReportState.ACCEPTED))
    return takeovers(unit).filter(Exists(unfiled), state=Takeover.State.LIVE).order_by("-id")


def _asked_to_open(unit: Unit) -> QuerySet[CorrectionRequest]:
    """Requests to open a report again, oldest first."""
    waiting = CorrectionRequest.objects.filter(report__obligation__receiver=unit, state=CorrectionRequest.State.ASKED)
    return waiting.select_related("report__unit", "report__period", "report__form").defer("report__frozen").order_by("id")
