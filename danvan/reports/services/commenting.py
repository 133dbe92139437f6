"""What receiver and maker say about one cell: a remark, answers under it, and that it is settled. Never deleted."""

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports.models import Comment, Heading, Indicator, Report

LONGEST = 2000


@transaction.atomic
def comment(*, by: Doer, report: Report, cell: Indicator | Heading, text: str) -> Comment:
    """Remark on one figure or heading of a report. Refused (field "text") when empty or too long, and for a cell the form does not have."""
    indicator, heading = (cell, None) if isinstance(cell, Indicator) else (None, cell)
    asked = (
        report.form.indicators.filter(pk=indicator.pk).exists() if indicator else heading is not None and heading.form_id == report.form_id
    )
    if not asked:
        raise Refused(_("Mẫu báo cáo này không có ô đó."), field="cell")
    said = Comment.objects.create(
        report=report, revision=report.revision, indicator=indicator, heading=heading, text=_text(text), at=clock.now(), by_label=by.label
    )
    _record("add", by, said)
    return said


@transaction.atomic
def answer(*, by: Doer, comment: Comment, text: str) -> Comment:
    """Answer a remark; an answer to a settled one opens it again. Refused (field "text") when empty or too long."""
    first = _thread(comment)
    said = Comment.objects.create(
        report=first.report,
        revision=first.report.revision,
        indicator=first.indicator,
        heading=first.heading,
        answers=first,
        text=_text(text),
        at=clock.now(),
        by_label=by.label,
    )
    if first.resolved_at:
        first.resolved_at, first.resolved_by = None, ""
        first.save(update_fields=["resolved_at", "resolved_by"])
    _record("answer", by, said)
    return said


@transaction.atomic
def resolve(*, by: Doer, comment: Comment) -> Comment:
    """The remark is settled. A second request changes nothing."""
    first = _thread(comment)
    if first.resolved_at is None:
        first.resolved_at, first.resolved_by = clock.now(), by.label
        first.save(update_fields=["resolved_at", "resolved_by"])
        _record("resolve", by, first)
    return first


def _thread(comment: Comment) -> Comment:
    """The first remark of the thread, locked."""
    rows = Comment.objects.select_for_update(no_key=True, of=("self",)).select_related("report", "indicator", "heading")
    return rows.get(pk=comment.answers_id or comment.pk)


def _text(text: str) -> str:
    said = text.strip()
    if not said:
        raise Refused(_("Ghi nội dung nhận xét."), field="text")
    if len(said) > LONGEST:
        raise Refused(_("Nhận xét dài quá %(most)s chữ.") % {"most": LONGEST}, field="text")
    return said


def _record(act: str, by: Doer, said: Comment) -> None:
    cell = said.indicator.code if said.indicator else said.heading.code if said.heading else ""
    audit.record(f"reports.comment.{act}", by=by, subject=said, unit_id=said.report.unit_id, data={"report": said.report_id, "cell": cell})
