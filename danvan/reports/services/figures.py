"""Figures typed by hand: as people write them, with qualifier and source."""

from collections.abc import Sequence
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
from danvan.reports.counting import count, figure_of, scope
from danvan.reports.models import Entered, Fact, Indicator, IndicatorKind, Origin, Qualifier, Report, Source
from danvan.reports.selectors.adjusting import amount_of
from danvan.reports.services.drafts import add_up, asked, locked, save_facts


@dataclass(frozen=True, slots=True)
class SourceData:
    """Where a typed figure comes from, as typed."""

    title: str
    publisher: str = ""
    published_on: date | None = None
    locator: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """One figure as a person entered it."""

    indicator: Indicator
    value: str
    qualifier: str = ""
    source: Source | SourceData | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """Which open page of a browser sends, as its how-manieth batch (`models.Entered`)."""

    page: str = ""
    turn: int = 0


ELSEWHERE = Sending()


class FiguresRefused(Refused):
    """Some of several figures were refused, so none was saved. `errors`: indicator code -> the refusal."""

    def __init__(self, errors: dict[str, Refused]) -> None:
        first = next(iter(errors.values()))
        super().__init__(first.message, field=first.field)
        self.errors = errors


@transaction.atomic
def type_figure(
    *, by: Doer, report: Report, indicator: Indicator, value: str, qualifier: str = "", source: Source | SourceData | None = None
) -> Fact:
    """Enter a figure by hand, as people write it ("1.635", "6,84"). Empty = not reported; "0" = nothing happened.

    A period that ended more than a quarter ago needs the source. Refused, by field: value, qualifier, source, indicator.
    """
    return type_figures(by=by, report=report, figures=[Typed(indicator, value, qualifier, source)])[0]


@transaction.atomic
def type_figures(*, by: Doer, report: Report, figures: Sequence[Typed], sending: Sending = ELSEWHERE) -> list[Fact]:
    """Enter several at once: all of them, or none and FiguresRefused with every refusal. A number of queries that does not grow with them."""
    held = locked(report)
    allowed = set(asked(held.form, held.unit.level, held.period.last_day))
    known = {fact.indicator_id: fact for fact in Fact.objects.filter(unit=held.unit, period=held.period)}
    facts: list[Fact] = []
    errors: dict[str, Refused] = {}
    sources: dict[SourceData, Source] = {}
    for one in figures:
        try:
            fact = _typed(held, one, known.get(one.indicator.pk), allowed, sources)
            known[one.indicator.pk] = fact
            facts.append(fact)
        except Refused as refused:
            errors[one.indicator.code] = refused
    if errors:
        raise FiguresRefused(errors)
    save_facts(list({id(fact): fact for fact in facts}.values()))
    add_up(held, allowed)
    note_entered(by, held, [one.indicator for one in figures], sending)
    said = [
        {"indicator": one.indicator.code, "value": fact.value, "source": fact.source_id} for one, fact in zip(figures, facts, strict=True)
    ]
    audit.record("reports.figures.type", by=by, subject=held, unit_id=held.unit_id, data={"figures": said})
    return facts


def _typed(held: Report, one: Typed, fact: Fact | None, allowed: set[Indicator], sources: dict[SourceData, Source]) -> Fact:
    check_typable(held, one.indicator, fact, allowed)
    number = rules.parse_number(one.value, scale=one.indicator.scale, language=get_language() or "vi", signed=one.indicator.signed)
    if one.qualifier not in Qualifier.values:
        raise Refused(_("Chọn một mức độ trong danh sách."), field="qualifier")
    sourced = one.source is not None and (isinstance(one.source, Source) or bool(one.source.title.strip()))
    must = rules.must_name_source(held.period.last_day, clock.today(), counted=bool(one.indicator.figure))
    if number is not None and not sourced and must:
        raise Refused(_("Số liệu nhập tay cho kỳ đã qua phải ghi rõ nguồn."), field="source")
    fact = fact or Fact(report=held, unit=held.unit, period=held.period, indicator=one.indicator)
    fact.value, fact.origin = number, Origin.TYPED
    fact.qualifier = one.qualifier if number is not None else ""
    fact.source = _source(one.source, sources) if number is not None and sourced else None
    return fact


def check_typable(held: Report, indicator: Indicator, fact: Fact | None, allowed: set[Indicator]) -> None:
    """Refused for a formula, for an indicator the form does not ask of this unit, and for one whose records are in the system."""
    if indicator.kind == IndicatorKind.FORMULA:
        raise Refused(_("Chỉ tiêu này được tính theo công thức từ các chỉ tiêu khác, không nhập tay."), field="value")
    if indicator.summed:
        raise Refused(_("Chỉ tiêu này được tính bằng tổng các phần của nó; hãy nhập từng phần."), field="value")
    if indicator not in allowed:
        raise Refused(_("Mẫu báo cáo này không có chỉ tiêu %(code)s.") % {"code": indicator.code}, field="indicator")
    if fact is not None and fact.report_id != held.pk:
        raise Refused(_("Chỉ tiêu này đã có trong một báo cáo khác của cùng kỳ."), field="indicator")
    figure = figure_of(indicator.figure)
    if figure is not None and fact is not None and fact.pk and amount_of(fact):
        raise Refused(_("Số này đang có điều chỉnh; rút điều chỉnh trước khi nhập tay."), field="value")
    if figure is not None and count(figure, scope(held), held.period.period).value:
        raise Refused(_("Chỉ tiêu này được đếm từ hồ sơ; muốn thay đổi, hãy sửa hồ sơ."), field="value")


def _source(source: Source | SourceData | None, sources: dict[SourceData, Source]) -> Source | None:
    """The row of a source, one for the same words."""
    if source is None or isinstance(source, Source):
        return source
    if source not in sources:
        key = {"title": source.title.strip(), "publisher": source.publisher, "published_on": source.published_on, "locator": source.locator}
        sources[source] = Source.objects.filter(**key).first() or Source.objects.create(**key, note=source.note)
    return sources[source]


@transaction.atomic
def nothing_happened(*, by: Doer, report: Report, group: str) -> int:
    """Enter an explicit zero for every typed indicator of the group that is still empty. Out: how many."""
    held = locked(report)
    known = {fact.indicator_id: fact for fact in Fact.objects.filter(unit=held.unit, period=held.period)}
    of_form = asked(held.form, held.unit.level, held.period.last_day)
    wanted = [one for one in of_form if one.group == group and not one.summed and figure_of(one.figure) is None]
    facts = [known.get(one.pk) or Fact(report=held, unit=held.unit, period=held.period, indicator=one) for one in wanted]
    empty = [fact for fact in facts if fact.value is None and fact.report_id == held.pk]
    for fact in empty:
        fact.value, fact.origin = 0, Origin.TYPED
    save_facts(empty)
    add_up(held, of_form)
    note_entered(by, held, [fact.indicator for fact in empty])
    codes = [one.code for one, fact in zip(wanted, facts, strict=True) if fact in empty]
    audit.record("reports.figures.none", by=by, subject=held, unit_id=held.unit_id, data={"group": group, "indicators": codes})
    return len(empty)


def note_entered(by: Doer, held: Report, indicators: Sequence[Indicator], sending: Sending = ELSEWHERE) -> None:
    """Count one more time that each was typed, and by whom. Two queries."""
    typed = {one.pk: one for one in indicators}
    before = dict(Entered.objects.filter(report=held, indicator__in=typed).values_list("indicator_id", "number"))
    now, said = clock.now(), {"page": sending.page, "turn": sending.turn}
    rows = [
        Entered(report=held, indicator=one, number=before.get(one.pk, 0) + 1, at=now, by_label=by.label, **said) for one in typed.values()
    ]
    renewed = ["number", "at", "by_label", "page", "turn"]
    Entered.objects.bulk_create(rows, update_conflicts=True, unique_fields=["report", "indicator"], update_fields=renewed)
