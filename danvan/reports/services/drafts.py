"""Making a report: begun, prefilled with counts, its words. Typed figures stand in `figures`."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import citing
from danvan.reports.counting import Counted, count, figure_of, scope, staffed
from danvan.reports.models import Fact, Form, Heading, Indicator, IndicatorKind, Obligation, Origin, Report, ReportState, Words
from danvan.reports.rules import adjusted, qualifier_of
from danvan.reports.selectors import hamlets
from danvan.reports.selectors.adjusting import standing
from danvan.reports.selectors.desk import GatheredHeading, words_below
from danvan.reports.selectors.drafts import draft_table, kept, said
from danvan.reports.selectors.meaning import as_of
from danvan.units.models import valid_on

EDITABLE = (ReportState.DRAFT, ReportState.RETURNED)
COVERED = gettext_lazy("Đơn vị đã kết thúc trong kỳ; số liệu của đơn vị nằm trong báo cáo của đơn vị kế thừa.")


@transaction.atomic
def start(*, by: Doer, obligation: Obligation) -> Report:
    """Begin the report that is owed, prefilled from the records. A second call finds the first's report and changes nothing."""
    owed = Obligation.objects.select_for_update(of=("self",)).select_related("form", "period", "unit").get(pk=obligation.pk)
    found = Report.objects.filter(obligation=owed).select_related("form", "period", "unit").first()
    if found:
        return found
    if owed.covered_by_id:
        raise Refused(str(COVERED))
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
        raise Refused(_("Báo cáo đã gửi, không sửa được. Muốn sửa, đề nghị nơi nhận mở lại, hoặc đính chính khi báo cáo đã được nhận."))
    return held


def refuse_for_another(report: Report) -> None:
    """Refused where another report holds the unit's time meanwhile, or the unit is still to come: until then those before it report. The period is locked."""
    if report.unit.valid_from > clock.today():
        raise Refused(_("Đơn vị chưa thành lập; chỉ gửi báo cáo từ ngày %(day)s.") % {"day": f"{report.unit.valid_from:%d/%m/%Y}"})
    if Obligation.objects.filter(pk=report.obligation_id, covered_by__isnull=False).exists():
        raise Refused(str(COVERED))


def asked(form: Form, level: str, day: date) -> list[Indicator]:
    """The indicators a unit of the level is asked for: all but formulas; figures of a whole territory only above the communes."""
    indicators = form.indicators.filter(valid_on(day)).exclude(kind=IndicatorKind.FORMULA)
    return [one for one in as_of(indicators, day) if hamlets.asks(one, level)]


def prefill(report: Report) -> dict[int, Counted]:
    """Count every counted indicator into the report. Out: fact id -> what was counted. One query for each figure, and six more.

    Where nobody worked in the system yet, no record is not zero but unknown: the figure stays empty, or as it was typed. What another report
    of the same unit and period counts already is left to that report. An adjustment stays, on the new count; Refused where that would be below nought.
    """
    period = report.period.period
    units = scope(report)
    somebody = staffed(units, period)
    facts = {fact.indicator_id: fact for fact in Fact.objects.filter(unit=report.unit, period=report.period)}
    found: dict[int, tuple[Fact, Counted]] = {}
    adjustments = standing(report)
    changed: list[Fact] = []
    indicators = asked(report.form, report.unit.level, report.period.last_day)
    for indicator in indicators:
        figure = figure_of(indicator.figure)
        fact = facts.get(indicator.pk) or Fact(
            report=report, unit=report.unit, period=report.period, indicator=indicator, origin=Origin.COUNTED
        )
        if figure is None or indicator.summed or fact.report_id != report.pk:
            continue
        counted = count(figure, units, period)
        if fact.origin == Origin.COUNTED or counted.value:
            value = counted.value * 10**indicator.scale if counted.value or somebody else None
            if one := adjustments.get(indicator.pk):
                value = adjusted(value or 0, one.amount, code=indicator.code, signed=indicator.signed)
            if fact._state.adding or (fact.value, fact.origin) != (value, Origin.COUNTED):
                fact.value, fact.origin, fact.qualifier, fact.source = value, Origin.COUNTED, "", None
                changed.append(fact)
            found[indicator.pk] = fact, counted
    changed += taken_in(report, indicators, facts)
    save_facts(changed)
    add_up(report, indicators)
    report.prefilled_at = clock.now()
    report.save(update_fields=["prefilled_at"])
    return {fact.pk: counted for fact, counted in found.values()}


def taken_in(report: Report, indicators: Sequence[Indicator], facts: dict[int, Fact]) -> list[Fact]:
    """The figures of a commune that say what its hamlets come to, where that changed; what somebody typed stays, and a check asks about it."""
    if not hamlets.gathers(report.form, report.unit):
        return []
    below, changed = hamlets.sums(report), []
    for one in hamlets.untouched(report, indicators):
        fact = facts.get(one.pk) or Fact(report=report, unit=report.unit, period=report.period, indicator=one)
        now = below.get(one.pk)
        said = (now.value, now.qualifier) if now else (None, "")
        if fact.report_id == report.pk and (fact.value, fact.qualifier) != said:
            (fact.value, fact.qualifier), fact.origin = said, Origin.TYPED
            changed.append(fact)
    return changed


def save_facts(facts: Sequence[Fact]) -> None:
    """Write new and changed figures of a locked report: two queries."""
    Fact.objects.bulk_create([fact for fact in facts if fact._state.adding])
    known = [fact for fact in facts if not fact._state.adding]
    Fact.objects.bulk_update(known, ["value", "origin", "qualifier", "source", "adjusted", "adjusted_parts"])


def add_up(report: Report, indicators: Iterable[Indicator]) -> None:
    """Enter those of the indicators that are the sum of their parts into a locked report: empty while all parts are, typed if one is.

    No query unless there are any; then four.
    """
    wholes = {one.pk: one for one in indicators if one.summed}
    if not wholes:
        return
    facts = Fact.objects.filter(unit=report.unit, period=report.period)
    own = {fact.indicator_id: fact for fact in facts.filter(indicator__in=wholes)}
    parts: dict[int, list[Fact]] = {}
    for part in facts.filter(indicator__whole__in=wholes, value__isnull=False).select_related("indicator"):
        parts.setdefault(part.indicator.whole_id or 0, []).append(part)
    sums = [
        summed(own.get(pk) or Fact(report=report, unit=report.unit, period=report.period, indicator=one), parts.get(pk, []))
        for pk, one in wholes.items()
    ]
    save_facts([one for one in sums if one.report_id == report.pk])


def summed(fact: Fact, parts: Sequence[Fact]) -> Fact:
    """The figure made the sum of its parts (those that have a number); nothing is written."""
    fact.value = sum(part.value or 0 for part in parts) if parts else None
    fact.origin = Origin.TYPED if any(part.origin == Origin.TYPED for part in parts) else Origin.COUNTED
    fact.qualifier = qualifier_of(part.qualifier for part in parts)
    fact.adjusted, fact.adjusted_parts = sum(part.adjusted for part in parts), sum(part.adjusted_parts for part in parts)
    return fact


@transaction.atomic
def write(*, by: Doer, report: Report, heading: Heading, text: str, renewed: str = "") -> Words:
    """Put the words under a heading; empty takes them away. What they cite ("37 đơn [C18]") is kept with what the figure says now.

    A sentence that stood there before keeps what it cited then; `renewed` is the key of a cite that was read again and stays (`citing.Cite.key`).
    """
    held = locked(report)
    if heading.form_id != held.form_id or not heading.takes_text:
        raise Refused(_("Đề mục này không có phần lời văn."), field="heading")
    words, _made = Words.objects.get_or_create(report=held, heading=heading)
    words.text = text.strip()
    words.cited = cited(held, words, renewed)
    words.save(update_fields=["text", "cited"])
    audit.record(
        "reports.words.write", by=by, subject=held, unit_id=held.unit_id, data={"heading": heading.code, "length": len(words.text)}
    )
    return words


def cited(report: Report, words: Words, renewed: str = "") -> list[tuple[str, str, str]]:
    """What the words cite now; nothing is read where they hold no reference."""
    if not citing.MARK.search(words.text):
        return []
    found = citing.cites(words.text, said(draft_table(report)), kept(words), renewed=renewed)
    return [(one.code, one.sentence, one.said) for one in found]


@transaction.atomic
def gather_words(*, by: Doer, report: Report) -> list[GatheredHeading]:
    """Bring the words of the units below under each heading that is still empty, each with its unit, to be edited. Written headings stay.

    Their references go: there they named that unit's own figures.
    """
    held = locked(report)
    written = set(held.words.exclude(text="").values_list("heading_id", flat=True))
    gathered = words_below(held)
    codes = list(held.form.indicators.values_list("code", flat=True))
    for one in gathered:
        if one.parts and one.heading.pk not in written:
            text = "\n\n".join(f"{part.name}: {citing.without_marks(part.text, codes)}" for part in one.parts)
            Words.objects.update_or_create(report=held, heading=one.heading, defaults={"text": text})
    audit.record("reports.words.gather", by=by, subject=held, unit_id=held.unit_id, data={"headings": len(gathered)})
    return gathered
