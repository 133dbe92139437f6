"""A report leaves its unit: frozen with its evidence, received, sent back, corrected."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import rules, totals
from danvan.reports.models import Answer, Correction, Evidence, Fact, Report, ReportState, Revision, Takeover
from danvan.reports.selectors.checked import questions_of, said_of
from danvan.reports.services.drafts import EDITABLE, prefill, refuse_for_another
from danvan.reports.services.echoes import before, echo, refreeze
from danvan.reports.services.taken import mark_taken
from danvan.reports.services.telling import tell_publishers


def _held(report: Report) -> Report:
    return (
        Report.objects.select_for_update(no_key=True, of=("self",)).select_related("form", "period", "unit", "obligation").get(pk=report.pk)
    )


@transaction.atomic
def submit(*, by: Doer, report: Report, number: str = "", signed_on: date | None = None) -> Report:
    """Count once more, freeze the figures with the records behind them, and let them enter the totals above.

    `number` is that of the paper, if the office has given it one ("15-BC/TU"); an earlier one stays if it is empty. `signed_on` is the day
    that stands on it, if it is another than that of sending; neither before the period's first day nor after today (Refused, by field).
    A report that was sent back keeps the day on which it was first sent: by that day it is in time or late (decision 0053). A second request for a report
    that is already submitted changes nothing. Refused when it was received, holds nothing at all, or owes a check its
    sentence (field "questions"); and where another report holds its time, or its unit is still to come.
    """
    held = _held(report)
    if held.state == ReportState.SUBMITTED:
        return held
    if held.state == ReportState.ACCEPTED:
        raise Refused(_("Báo cáo đã được nhận. Muốn sửa, hãy đính chính."))
    if signed_on and signed_on > clock.today():
        raise Refused(_("Ngày ký không sau hôm nay."), field="signed_on")
    if signed_on and signed_on < held.period.first_day:
        words = {"first": f"{held.period.first_day:%d/%m/%Y}"}
        raise Refused(_("Ngày ký không trước ngày đầu kỳ, %(first)s.") % words, field="signed_on")
    was = before(held, said=_said(held))
    refuse_for_another(held)
    _freeze_evidence(held)
    facts = list(held.facts.select_related("indicator", "source"))
    if not any(fact.value is not None for fact in facts) and not held.words.exclude(text="").exists():
        raise Refused(_("Báo cáo chưa có số liệu hay lời văn nào."))
    answers = _answered(held)
    kind, reason = Correction.Kind.RETURNED if held.revision else Correction.Kind.LATE, held.return_reason
    _note_revisions(held, facts, by)
    held.facts.update(live=True)
    held.state, held.revision, held.return_reason = ReportState.SUBMITTED, held.revision + 1, ""
    held.submitted_at, held.filed_on, held.submitted_by_id = clock.now(), held.filed_on or clock.today(), by.post_id
    held.number, held.signed_on = number.strip() or held.number, signed_on
    held.save(update_fields=["state", "revision", "return_reason", "submitted_at", "filed_on", "submitted_by", "number", "signed_on"])
    totals.resum(held.period, held.unit_id, [fact.indicator_id for fact in facts])
    refreeze(held, by, answers)
    # The checks have just asked about every figure: what was explained of other periods is said anew, or agrees.
    elsewhere = Q(state=Takeover.State.EXPLAINED) & ~Q(correction__report__period=held.period_id)
    mark_taken(held.takeovers.filter(Q(state=Takeover.State.WAITING) | elsewhere), held, by)
    _record("submit", by, held, digest=held.digest)
    echo(by=by, was=was, kind=kind, reason=reason)
    tell_publishers(by=by, report=held, levels=was.levels)
    return held


def _answered(report: Report) -> list[Answer]:
    """The sentences the figures owe, all of them; Refused while one is missing."""
    asked = questions_of(report)
    still_open = [one for one in asked if one.answer is None]
    if still_open:
        words = {"count": len(still_open), "codes": ", ".join(dict.fromkeys(one.indicator.code for one in still_open))}
        raise Refused(_("Còn %(count)s câu hỏi kiểm tra chưa có giải trình: %(codes)s.") % words, field="questions")
    return said_of(asked)


def _freeze_evidence(report: Report) -> None:
    counted = prefill(report)
    # By their ids: asked through the report, PostgreSQL without fresh statistics reads every piece of evidence there is.
    Evidence.objects.filter(fact__in=list(report.facts.values_list("pk", flat=True))).delete()
    moment = clock.now()
    Evidence.objects.bulk_create([Evidence(fact_id=fact, records=found.records, counted_at=moment) for fact, found in counted.items()])


def _said(report: Report) -> dict[str, tuple[int | None, str]]:
    """What the submission before gave, by code, with the word beside it."""
    return {line["code"]: (line["raw"], line.get("qualifier", "")) for line in report.frozen["facts"]} if report.frozen else {}


def _note_revisions(report: Report, facts: list[Fact], by: Doer) -> None:
    """What an earlier submission said otherwise becomes a revision, with the reason it was sent back for."""
    if not report.frozen:
        return
    old = _said(report)
    shared = {"reason": report.return_reason, "number": report.revision + 1, "at": clock.now(), "by_label": by.label}
    told = [(fact, *old.get(fact.indicator.code, (None, ""))) for fact in facts]
    Revision.objects.bulk_create(
        Revision(fact=fact, old=value, old_word=word, new=fact.value, new_word=fact.qualifier, **shared)
        for fact, value, word in told
        if (value, word) != (fact.value, fact.qualifier)
    )


@transaction.atomic
def accept(*, by: Doer, report: Report) -> Report:
    """The receiver takes the report. Accepting twice changes nothing; Refused unless it was submitted."""
    held = _held(report)
    if held.state == ReportState.ACCEPTED:
        return held
    if held.state != ReportState.SUBMITTED:
        raise Refused(_("Chỉ nhận được báo cáo đã gửi."))
    held.state, held.accepted_at = ReportState.ACCEPTED, clock.now()
    held.save(update_fields=["state", "accepted_at"])
    _record("accept", by, held)
    return held


@transaction.atomic
def send_back(*, by: Doer, report: Report, reason: str) -> Report:
    """Return the report for correction, with the reason. Its figures leave the totals until it is submitted again, and completeness says so."""
    held = _held(report)
    if not rules.worded(reason):
        raise Refused(_("Ghi lý do trả lại để đơn vị biết phải sửa gì."), field="reason")
    if held.state in EDITABLE:
        raise Refused(_("Báo cáo này chưa gửi hoặc đã trả lại rồi."))
    held.facts.update(live=False)
    held.state, held.return_reason, held.accepted_at = ReportState.RETURNED, reason.strip(), None
    held.save(update_fields=["state", "return_reason", "accepted_at"])
    totals.resum(held.period, held.unit_id, held.facts.values_list("indicator_id", flat=True))
    _record("send_back", by, held, reason=held.return_reason)
    return held


def _record(act: str, by: Doer, report: Report, **data: Any) -> None:
    audit.record(f"reports.report.{act}", by=by, subject=report, unit_id=report.unit_id, data={"revision": report.revision, **data})
