"""The book of indicators as an office keeps it: a new one, a new meaning from a day on. What reports meant before stays."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.figures.registry import registry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports.contents import FIXED, IndicatorContent, columns_of, indicator_content
from danvan.reports.models import FILED, Fact, Indicator, IndicatorKind, IndicatorVersion
from danvan.reports.rules_book import Fault, changed_fields, check_indicator, indicator_faults, refuse
from danvan.units.models import Unit


@transaction.atomic
def add_indicator(*, by: Doer, code: str, content: IndicatorContent, owner: Unit | None) -> Indicator:
    """Enter a new indicator: of the national book (`owner` None) or of one office. Refused, by field, for what makes no sense or is taken."""
    book = _book()
    check_indicator(code, content, _contents(book), registry.figures)
    made = Indicator.objects.create(code=code, owner=owner, local=True, **columns_of(content, book))
    _version(by, made, content, date.fromisoformat(content.valid_from), "")
    audit.record("reports.indicator.add", by=by, subject=made, unit_id=owner.pk if owner else None, data={"code": code})
    return made


@transaction.atomic
def change_indicator(*, by: Doer, indicator: Indicator, content: IndicatorContent, valid_from: date, reason: str) -> IndicatorVersion:
    """Give an indicator a new meaning for periods that end on the day or later. The version before it stays, and old reports keep it.

    Refused, by field: nothing changed; no reason; a day on or before the end of a period for which reports with it are filed; and, once any
    report holds a figure of it, another way of adding, measure or number of decimals: that is another indicator.
    """
    book = _book()
    held = book[indicator.code]
    old = indicator_content(held)
    changed = changed_fields(old, content)
    if not changed:
        raise Refused(_("Chỉ tiêu không có gì thay đổi."))
    if not reason.strip():
        raise Refused(_("Ghi lý do thay đổi."), field="reason")
    _judge(held, book, content, valid_from)
    if not held.versions.exists():
        _version(by, held, old, held.valid_from, "")
    for name, value in columns_of(content, book).items():
        setattr(held, name, value)
    held.local, held.meaning_from = True, valid_from
    held.save()
    made = _version(by, held, content, valid_from, reason.strip())
    unit = held.owner_id
    data: dict[str, Any] = {"code": held.code, "version": made.number, "from": valid_from.isoformat(), "changed": changed}
    audit.record("reports.indicator.change", by=by, subject=held, unit_id=unit, data=data)
    return made


def judge_change(*, indicator: Indicator, content: IndicatorContent, valid_from: date) -> None:
    """Refused as `change_indicator` would for what the new meaning says and from when; nothing is saved: for a look before it is."""
    book = _by_code(Indicator.objects.all())
    _judge(book[indicator.code], book, content, valid_from)


def _judge(held: Indicator, book: dict[str, Indicator], content: IndicatorContent, valid_from: date) -> None:
    others = {code: one for code, one in _contents(book).items() if code != held.code}
    day = max(valid_from, date.fromisoformat(content.valid_from))
    changed = changed_fields(indicator_content(held), content)
    refuse(
        [
            *indicator_faults(held.code, content, others, registry.figures, day),
            *_rewriting_faults(held, changed, content, valid_from),
        ]
    )


def _rewriting_faults(held: Indicator, changed: list[str], content: IndicatorContent, valid_from: date) -> Iterator[Fault]:
    """What would make reports that were filed mean something else."""
    newest = held.versions.aggregate(day=Max("valid_from"))["day"]
    if newest and valid_from < newest:
        yield "valid_from", _("Bản mới nhất áp dụng từ %(day)s; hãy chọn ngày đó hoặc sau đó.") % {"day": f"{newest:%d/%m/%Y}"}
    filed = last_filed(held)
    if filed and valid_from <= filed:
        words = {"day": f"{filed:%d/%m/%Y}"}
        yield "valid_from", _("Đã có báo cáo gửi cho kỳ kết thúc ngày %(day)s; nghĩa mới chỉ áp dụng sau ngày đó.") % words
    if content.valid_to and filed and date.fromisoformat(content.valid_to) <= filed:
        words = {"day": f"{filed:%d/%m/%Y}"}
        yield "valid_to", _("Đã có báo cáo gửi cho kỳ kết thúc ngày %(day)s; chỉ tiêu không thể kết thúc trước đó.") % words
    if "kind" in changed and IndicatorKind.FORMULA in (held.kind, content.kind):
        yield (
            "kind",
            _("Chỉ tiêu tính theo công thức và chỉ tiêu có số riêng không đổi được cho nhau. Hãy kết thúc và lập chỉ tiêu mới."),
        )
    # What ended units had at the end of a period is told by their heirs: their totals rest on which moment a figure is of.
    rests = (*FIXED, "over_time") if held.kind == IndicatorKind.STOCK else FIXED
    fixed = [name for name in rests if name in changed]
    if fixed and Fact.objects.filter(indicator=held).exists():
        words = {"code": held.code}
        yield (
            fixed[0],
            _("Đã có số liệu của %(code)s: cách cộng, đơn vị tính và số lẻ không đổi được. Hãy kết thúc chỉ tiêu và lập chỉ tiêu mới.")
            % words,
        )


def last_filed(indicator: Indicator) -> date | None:
    """The last day of the latest period for which a report with a figure of it, or of a part of its formula, is filed."""
    facts = Fact.objects.filter(indicator__code__in=(indicator.code, *indicator.codes), report__state__in=FILED)
    day: date | None = facts.aggregate(day=Max("period__last_day"))["day"]
    return day


def _book() -> dict[str, Indicator]:
    """Every indicator, held until the change is made: what rests on another is changed by one at a time."""
    return _by_code(Indicator.objects.select_for_update(of=("self",), no_key=True).order_by("pk"))


def _by_code(indicators: QuerySet[Indicator]) -> dict[str, Indicator]:
    return {one.code: one for one in indicators.select_related("whole")}


def _contents(book: dict[str, Indicator]) -> dict[str, IndicatorContent]:
    return {code: indicator_content(one) for code, one in book.items()}


def _version(by: Doer, indicator: Indicator, content: IndicatorContent, valid_from: date, reason: str) -> IndicatorVersion:
    number = (indicator.versions.aggregate(top=Max("number"))["top"] or 0) + 1
    row = {"content": content.as_json(), "reason": reason, "at": clock.now(), "by_label": by.label}
    return IndicatorVersion.objects.create(indicator=indicator, number=number, valid_from=valid_from, **row)
