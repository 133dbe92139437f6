"""Adjusting a counted figure: an amount with its reason, a sentence and a document. The count stays beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.files.models import File
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import rules
from danvan.reports.models import Adjustment, AdjustmentFile, Fact, Indicator, Report
from danvan.reports.selectors.adjusting import is_counted
from danvan.reports.services.checking import wrong_sentence
from danvan.reports.services.drafts import add_up, asked, locked


@dataclass(frozen=True, slots=True)
class AdjustmentData:
    """By how much, as people write it ("+2", "-1"), why, and on which document."""

    amount: str
    reason: str
    sentence: str
    document_number: str
    document_on: date | None
    document_issuer: str


@transaction.atomic
def adjust(*, by: Doer, report: Report, indicator: Indicator, change: AdjustmentData, seen: int, files: Sequence[File] = ()) -> Adjustment:
    """Add the amount to what was counted, in a report that is still open. `seen` is the count that was on the screen; `files`: the document itself.

    Refused, by field: amount, reason, sentence, document_number, document_on, document_issuer; as a whole for a figure that is not counted,
    one that was counted again meanwhile, and while another adjustment stands.
    """
    held = locked(report)
    fact = adjustable(held, indicator)
    if fact.adjustments.standing().exists():
        raise Refused(_("Số này đã có điều chỉnh. Rút điều chỉnh đó trước khi ghi điều chỉnh khác."))
    if fact.value != seen:
        raise Refused(_("Số đếm vừa thay đổi. Hãy xem lại số hiện nay rồi điều chỉnh."))
    amount = _amount(change.amount, fact)
    day = _checked(change)
    made = Adjustment.objects.create(
        fact=fact,
        counted=seen,
        amount=amount,
        reason=change.reason,
        sentence=change.sentence.strip(),
        document_number=change.document_number.strip(),
        document_on=day,
        document_issuer=change.document_issuer.strip(),
        at=clock.now(),
        by_label=by.label,
    )
    AdjustmentFile.objects.bulk_create([AdjustmentFile(adjustment=made, file=one) for one in files])
    _write(held, fact, amount)
    _record("adjust", by, held, made)
    return made


@transaction.atomic
def withdraw_adjustment(*, by: Doer, report: Report, indicator: Indicator) -> Adjustment:
    """Take the standing adjustment back: the figure is what was counted. It stays in the history. Refused when none stands."""
    held = locked(report)
    standing = Adjustment.objects.standing().select_related("fact__indicator").filter(fact__report=held, fact__indicator=indicator).first()
    if standing is None:
        raise Refused(_("Không còn điều chỉnh nào để rút."))
    standing.withdrawn_at, standing.withdrawn_by = clock.now(), by.label
    standing.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _write(held, standing.fact, 0)
    _record("withdraw", by, held, standing)
    return standing


def adjustable(report: Report, indicator: Indicator) -> Fact:
    """The figure of the report, if it was counted from records; Refused otherwise."""
    fact = Fact.objects.filter(report=report, indicator=indicator).select_related("indicator").first()
    if fact is None or not is_counted(fact):
        raise Refused(_("Chỉ điều chỉnh được số đếm từ hồ sơ."))
    return fact


def _amount(typed: str, fact: Fact) -> int:
    text = typed.strip().removeprefix("+")
    try:
        amount = rules.parse_number(text, scale=fact.indicator.scale, language=get_language() or "vi", signed=True)
    except Refused as refused:
        raise Refused(_("Ghi mức điều chỉnh bằng số, có dấu, ví dụ +2 hoặc -1."), field="amount") from refused
    if not amount:
        raise Refused(_("Ghi mức điều chỉnh khác 0, ví dụ +2 hoặc -1."), field="amount")
    rules.adjusted(fact.value or 0, amount, code=fact.indicator.code, signed=fact.indicator.signed)
    return amount


def _checked(change: AdjustmentData) -> date:
    """The day of the document, where everything else is said."""
    if change.reason not in Adjustment.Reason.values:
        raise Refused(_("Chọn một lý do trong danh sách."), field="reason")
    if wrong := wrong_sentence(change.sentence.strip()):
        raise Refused(wrong, field="sentence")
    if not change.document_number.strip():
        raise Refused(_("Ghi số, ký hiệu văn bản làm căn cứ."), field="document_number")
    if change.document_on is None or change.document_on > clock.today():
        raise Refused(_("Ghi ngày của văn bản, không sau hôm nay."), field="document_on")
    if not change.document_issuer.strip():
        raise Refused(_("Ghi cơ quan ban hành văn bản."), field="document_issuer")
    return change.document_on


def _write(held: Report, fact: Fact, amount: int) -> None:
    fact.value, fact.adjusted, fact.adjusted_parts = (fact.value or 0) - fact.adjusted + amount, amount, int(amount != 0)
    fact.save(update_fields=["value", "adjusted", "adjusted_parts"])
    add_up(held, asked(held.form, held.unit.level, held.period.last_day))


def _record(act: str, by: Doer, held: Report, one: Adjustment) -> None:
    said: dict[str, Any] = {
        "adjustment": one.pk,
        "indicator": one.fact.indicator.code,
        "counted": one.counted,
        "amount": one.amount,
        "reason": one.reason,
    }
    said["files"] = list(one.files.values_list("file__sha256", flat=True))
    audit.record(f"reports.adjustment.{act}", by=by, subject=held, unit_id=held.unit_id, data=said)
