"""Making a report: prefilled counts, typed figures with their source, words."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import rules
from danvan.reports.counting import Counted, count, figure_of, scope
from danvan.reports.models import (
    Fact,
    Form,
    Heading,
    Indicator,
    IndicatorKind,
    Obligation,
    Origin,
    Qualifier,
    Report,
    ReportState,
    Source,
    Words,
)
from danvan.reports.rules import KEPT
from danvan.reports.selectors.answers import GatheredHeading
from danvan.reports.selectors.desk import words_below
from danvan.units.models import valid_on

EDITABLE = (ReportState.DRAFT, ReportState.RETURNED)


@dataclass(frozen=True, slots=True)
class SourceData:
    """Where a typed figure comes from, as typed."""

    title: str
    publisher: str = ""
    published_on: date | None = None
    locator: str = ""
    note: str = ""


@transaction.atomic
def start(*, by: Doer, obligation: Obligation) -> Report:
    """Begin the report that is owed, prefilled from the records. A second call finds the first's report and changes nothing."""
    owed = Obligation.objects.select_for_update(of=("self",)).select_related("form", "period", "unit").get(pk=obligation.pk)
    found = Report.objects.filter(obligation=owed).select_related("form", "period", "unit").first()
    if found:
        return found
    report = Report.objects.create(obligation=owed, form=owed.form, unit=owed.unit, period=owed.period)
    prefill(report)
    audit.record("reports.report.start", by=by, subject=report, unit_id=report.unit_id, data={"period": report.period.key})
    return report


@transaction.atomic
def refill(*, by: Doer, report: Report) -> Report:
    """Count the records again into a draft or returned report."""
    held = locked(report)
    prefill(held)
    audit.record("reports.report.refill", by=by, subject=held, unit_id=held.unit_id, data={"period": held.period.key})
    return held


def locked(report: Report) -> Report:
    """The report, locked, still open for changes; Refused otherwise."""
    held = Report.objects.select_for_update(of=("self",)).select_related("form", "period", "unit", "obligation").get(pk=report.pk)
    if held.state not in EDITABLE:
        raise Refused(_("Báo cáo đã gửi, không sửa được. Muốn sửa, đề nghị nơi nhận trả lại."))
    return held


def asked(form: Form, level: str, day: date) -> list[Indicator]:
    """The indicators a unit of the level is asked for: all but ratios; figures of a whole territory only above the communes."""
    indicators = form.indicators.filter(valid_on(day)).exclude(kind=IndicatorKind.RATIO)
    return [one for one in indicators if one.kind != IndicatorKind.OWN or level in KEPT]


def prefill(report: Report) -> dict[int, Counted]:
    """Count every counted indicator into the report. Out: fact id -> what was counted.

    A figure typed where the records hold none (a period before the system) stays as it was typed.
    """
    period, counted = report.period.period, {}
    units = scope(report.unit, period)
    facts = {fact.indicator_id: fact for fact in report.facts.all()}
    for indicator in asked(report.form, report.unit.level, report.period.last_day):
        figure = figure_of(indicator.figure)
        fact = facts.get(indicator.pk)
        if figure is None:
            continue
        found = count(figure, units, period)
        if fact is None or fact.origin == Origin.COUNTED or found.value:
            counted[_counted_fact(report, indicator, found).pk] = found
    report.prefilled_at = clock.now()
    report.save(update_fields=["prefilled_at"])
    return counted


def _counted_fact(report: Report, indicator: Indicator, found: Counted) -> Fact:
    fields = {"report": report, "value": found.value * 10**indicator.scale, "origin": Origin.COUNTED, "qualifier": "", "source": None}
    return Fact.objects.update_or_create(unit=report.unit, period=report.period, indicator=indicator, defaults=fields)[0]


@transaction.atomic
def type_figure(
    *, by: Doer, report: Report, indicator: Indicator, value: str, qualifier: str = "", source: Source | SourceData | None = None
) -> Fact:
    """Enter a figure by hand, as people write it ("1.635", "6,84"). Empty = not reported; "0" = nothing happened.

    A period that ended more than a quarter ago needs the source. Refused, by field: value, qualifier, source, indicator.
    """
    held = locked(report)
    check_typable(held, indicator)
    number = rules.parse_number(value, scale=indicator.scale, language=get_language() or "vi", signed=indicator.signed)
    if qualifier not in Qualifier.values:
        raise Refused(_("Chọn một mức độ trong danh sách."), field="qualifier")
    known = _source(source)
    if number is not None and known is None and (indicator.figure or rules.needs_source(held.period.last_day, clock.today())):
        raise Refused(_("Số liệu nhập tay cho kỳ đã qua phải ghi rõ nguồn."), field="source")
    fields = {
        "report": held,
        "value": number,
        "origin": Origin.TYPED,
        "qualifier": qualifier if number is not None else "",
        "source": known if number is not None else None,
        "live": False,
    }
    fact, _made = Fact.objects.update_or_create(unit=held.unit, period=held.period, indicator=indicator, defaults=fields)
    data = {"indicator": indicator.code, "value": number, "qualifier": fact.qualifier, "source": fact.source_id}
    audit.record("reports.figure.type", by=by, subject=held, unit_id=held.unit_id, data=data)
    return fact


def check_typable(report: Report, indicator: Indicator) -> None:
    """Refused for a ratio, for an indicator the form does not ask of this unit, and for one whose records are in the system."""
    if indicator.kind == IndicatorKind.RATIO:
        raise Refused(_("Tỷ lệ được tính từ các chỉ tiêu khác, không nhập tay."), field="value")
    if indicator not in asked(report.form, report.unit.level, report.period.last_day):
        raise Refused(_("Mẫu báo cáo này không có chỉ tiêu %(code)s.") % {"code": indicator.code}, field="indicator")
    if Fact.objects.filter(unit=report.unit, period=report.period, indicator=indicator).exclude(report=report).exists():
        raise Refused(_("Chỉ tiêu này đã có trong một báo cáo khác của cùng kỳ."), field="indicator")
    figure = figure_of(indicator.figure)
    if figure is not None and count(figure, scope(report.unit, report.period.period), report.period.period).value:
        raise Refused(_("Chỉ tiêu này được đếm từ hồ sơ; muốn thay đổi, hãy sửa hồ sơ."), field="value")


def _source(source: Source | SourceData | None) -> Source | None:
    if source is None or isinstance(source, Source):
        return source
    if not source.title.strip():
        return None
    key = {"title": source.title.strip(), "publisher": source.publisher, "published_on": source.published_on, "locator": source.locator}
    return Source.objects.filter(**key).first() or Source.objects.create(**key, note=source.note)


@transaction.atomic
def nothing_happened(*, by: Doer, report: Report, group: str) -> int:
    """Enter an explicit zero for every typed indicator of the group that is still empty. Out: how many."""
    held = locked(report)
    filled = set(held.facts.filter(value__isnull=False).values_list("indicator_id", flat=True))
    wanted = asked(held.form, held.unit.level, held.period.last_day)
    empty = [one for one in wanted if one.group == group and one.pk not in filled and figure_of(one.figure) is None]
    for indicator in empty:
        zero = {"report": held, "value": 0, "origin": Origin.TYPED, "qualifier": "", "source": None, "live": False}
        Fact.objects.update_or_create(unit=held.unit, period=held.period, indicator=indicator, defaults=zero)
    data = {"group": group, "indicators": [one.code for one in empty]}
    audit.record("reports.figure.none", by=by, subject=held, unit_id=held.unit_id, data=data)
    return len(empty)


@transaction.atomic
def write(*, by: Doer, report: Report, heading: Heading, text: str) -> Words:
    """Put the words under a heading; empty takes them away."""
    held = locked(report)
    if heading.form_id != held.form_id or not heading.takes_text:
        raise Refused(_("Đề mục này không có phần lời văn."), field="heading")
    words, _made = Words.objects.update_or_create(report=held, heading=heading, defaults={"text": text.strip()})
    audit.record(
        "reports.words.write", by=by, subject=held, unit_id=held.unit_id, data={"heading": heading.code, "length": len(words.text)}
    )
    return words


@transaction.atomic
def gather_words(*, by: Doer, report: Report) -> list[GatheredHeading]:
    """Bring the words of the units below under each heading that is still empty, each with its unit, to be edited. Written headings stay."""
    held = locked(report)
    written = set(held.words.exclude(text="").values_list("heading_id", flat=True))
    gathered = words_below(held)
    for one in gathered:
        if one.parts and one.heading.pk not in written:
            text = "\n\n".join(f"{part.name}: {part.text}" for part in one.parts)
            Words.objects.update_or_create(report=held, heading=one.heading, defaults={"text": text})
    audit.record("reports.words.gather", by=by, subject=held, unit_id=held.unit_id, data={"headings": len(gathered)})
    return gathered
