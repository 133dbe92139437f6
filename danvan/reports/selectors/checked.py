"""What a report's figures are compared with, and the questions that come of it, each with the sentence that answers it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from danvan.reports import checks
from danvan.reports.checks import Line, Past, Question, Whole
from danvan.reports.measures import largest
from danvan.reports.models import Adjustment, Answer, Indicator, IndicatorKind, Obligation, PeriodRow, Report
from danvan.reports.selectors import cells, hamlets
from danvan.reports.selectors.adjusting import moved, standing
from danvan.reports.selectors.desk import asked
from danvan.reports.selectors.given import Given, given
from danvan.reports.selectors.lineage import itself
from danvan.reports.selectors.past import Comparable, Earlier, around, comparable, last_of_its_kind
from danvan.reports.selectors.relations import formula_lines, relations_of
from danvan.reports.wording import name_of
from danvan.units.models import Unit, valid_on

# More sisters than this change no median worth the reading.
MOST_SISTERS = 400


@dataclass(frozen=True)
class Asked:
    """A question with its sentence, if it has one.

    `stale`: a sentence that was given when the numbers were others. `last_time`: what the unit said to the same question about an earlier period.
    """

    question: Question
    indicator: Indicator
    answer: Answer | None = None
    stale: Answer | None = None
    last_time: str = ""

    @property
    def said_before(self) -> str:
        """A sentence that may still be true, for the person to judge."""
        return self.stale.text if self.stale else self.last_time


@dataclass(frozen=True)
class Known:
    """What was read of a report already: what its form asks of it (`desk.asked`), its adjustments that stand, what its unit gives, the periods `around`."""

    every: Sequence[Indicator]
    adjusted: Mapping[int, Adjustment]
    given: Given
    around: Sequence[PeriodRow]


def known_of(report: Report) -> Known:
    """Read it. Six queries at most."""
    return Known(asked(report), standing(report), given(report.unit, report.period), around(report.period))


def questions_of(report: Report) -> list[Asked]:
    """Every question about the report's figures as they stand now, beside those that the unit gives for the period on other forms, sent or not. A number
    of queries that grows with nothing.

    One that is about figures of other reports alone is asked there.
    """
    known = known_of(report)
    raised, said = _raised(report, known), _said(report)
    before = _last_time(report, raised) if raised else {}
    return _each(raised, known, said, before)


def answered(report: Report, known: Callable[[], Known]) -> list[Asked]:
    """Those that have their sentence. While nobody has answered any nothing is asked, so `known` comes when it is wanted."""
    said = _said(report)
    if not said:
        return []
    read = known()
    return [one for one in _each(_raised(report, read), read, said, {}) if one.answer]


def _raised(report: Report, known: Known) -> list[Question]:
    every = known.every
    indicators = [one for one in every if one.kind != IndicatorKind.FORMULA]
    now, elsewhere = _present(report, known.given)
    beyond = _beyond(indicators, now)
    lines = lines_of(report, indicators, known) | {one.code: Line(one.code, name_of(one), now[one.pk], one.scale) for one in beyond}
    wholes = wholes_of([*indicators, *beyond], report.period.last_day)
    lines |= formula_lines(every, lines)
    return _asked_here(checks.questions(lines, relations_of(report), wholes), _mine(every, elsewhere), list(lines))


def _said(report: Report) -> dict[tuple[str, int], Answer]:
    """(check, indicator) -> the sentence that was given for it. One query."""
    return {(one.check_code, one.indicator_id): one for one in report.answers.all()}


def _each(raised: Sequence[Question], known: Known, said: dict[tuple[str, int], Answer], before: dict[tuple[str, int], str]) -> list[Asked]:
    by_code = {one.code: one for one in known.every}
    return [_asked(one, by_code[one.code], said, before) for one in raised]


def _mine(every: Iterable[Indicator], elsewhere: Collection[int]) -> set[str]:
    """The figures that this report gives, or works out of one that it gives."""
    return {one.code for one in every if any(part.pk not in elsewhere for part in one.addends)}


def _asked_here(raised: Iterable[Question], mine: Collection[str], order: Sequence[str]) -> list[Question]:
    """Each beside a figure that this report gives, in that order."""
    places = {code: place for place, code in enumerate(order)}
    found = [(one, next((code for code in (one.code, *one.about) if code in mine), None)) for one in raised]
    return sorted((_moved_to(one, code) for one, code in found if code), key=lambda one: places[one.code])


def _moved_to(one: Question, code: str) -> Question:
    """The question beside another of its figures; a relation names them all, the sum of parts does not name its whole."""
    named = one.check != "parts" or code == one.code
    return replace(one, code=code, words=one.words if named else f"{one.code}: {one.words}")


def open_questions(report: Report) -> list[Asked]:
    """Those that still want their sentence."""
    return [one for one in questions_of(report) if one.answer is None]


def _asked(one: Question, indicator: Indicator, said: dict[tuple[str, int], Answer], before: dict[tuple[str, int], str]) -> Asked:
    given = said.get((one.check, indicator.pk))
    holds = given is not None and list(one.basis) == given.basis
    last_time = before.get((one.check, indicator.pk), "")
    return Asked(one, indicator, given if holds else None, None if holds else given, last_time)


def wholes_of(indicators: Sequence[Indicator], day: date) -> list[Whole]:
    """The indicators that have parts among these; those that the system sums from their parts need no asking.

    A form that holds a few of the parts that the book has on the day asks no more than that these do not exceed the whole. One that lacks a single
    part beside several still asks whether they are it: what is left over is that one, or the error of 286 = 59 + 74 + 5 + 38, and the unit says which.
    One query where parts must be exactly it.
    """
    parts: dict[int, list[str]] = {}
    for one in indicators:
        if one.whole_id:
            parts.setdefault(one.whole_id, []).append(one.code)
    typed = [one for one in indicators if one.pk in parts and not one.summed]
    exact = [one.pk for one in typed if one.exhaustive]
    known = {one.pk for one in indicators}
    others = Indicator.objects.filter(valid_on(day), whole__in=exact).exclude(pk__in=known) if exact else Indicator.objects.none()
    lacking = Counter(others.values_list("whole_id", flat=True))
    return [
        Whole(one.code, tuple(parts[one.pk]), exhaustive=one.exhaustive and _enough(len(parts[one.pk]), lacking[one.pk])) for one in typed
    ]


def _enough(held: int, lacking: int) -> bool:
    return not lacking or (lacking == 1 and held > 1)


def _last_time(report: Report, raised: Sequence[Question]) -> dict[tuple[str, int], str]:
    """(check, indicator) -> the latest sentence for it in an earlier report of the unit."""
    wanted = Q(check_code__in={one.check for one in raised})
    earlier = Answer.objects.filter(wanted, report__unit=report.unit_id, report__period__last_day__lt=report.period.last_day)
    rows = earlier.order_by("report__period__last_day", "id").values_list("check_code", "indicator_id", "text")
    return {(check, indicator): text for check, indicator, text in rows}


def lines_of(report: Report, indicators: Sequence[Indicator], known: Known) -> dict[str, Line]:
    """Each of the indicators of the report with what it can be compared with."""
    now, _elsewhere = _present(report, known.given)
    opening = any(one.closing for one in indicators)
    past = Earlier(report.unit, comparable(report.period, known.around, opening=opening), indicators)
    sisters, shifted = _sisters(report, indicators), moved(report, known.adjusted)
    level = report.unit.level
    lines = {one.code: _line(one, now.get(one.pk), past, sisters.get(one.pk, ()), shifted.get(one.pk), level) for one in indicators}
    few = [one for one in indicators if len(sisters.get(one.pk, ())) < checks.SISTERS and now.get(one.pk) is not None]
    history = _history(report, few, known.around, past)
    lines |= {one.code: replace(lines[one.code], history=history[one.pk]) for one in few if one.pk in history}
    below = _below(report)
    return lines | {one.code: replace(lines[one.code], below=below[one.pk]) for one in indicators if one.pk in below}


def _below(report: Report) -> dict[int, Past]:
    """Indicator -> what the filed reports of the hamlets come to."""
    found = hamlets.sums(report)
    return {pk: Past(_("%(count)s báo cáo của thôn, tổ dân phố") % {"count": one.reported}, one.value) for pk, one in found.items()}


def _present(report: Report, given: Given) -> tuple[dict[int, int], set[int]]:
    """The unit's own figures of the period, above the communes together with the totals of those below; and which of them another report alone gives."""
    now = {pk: cell.value for pk, cell in given.totals.items()}
    elsewhere = {one.indicator_id for one in given.facts if one.report_id != report.pk and one.indicator_id not in now}
    for one in given.facts:
        # What is filed is in the total already; a figure of the unit alone never is.
        if not one.live or one.indicator_id not in given.totals:
            now[one.indicator_id] = now.get(one.indicator_id, 0) + (one.value or 0)
    return now, elsewhere


def _beyond(indicators: Iterable[Indicator], now: Mapping[int, int]) -> list[Indicator]:
    """The figures among those of the unit for which the form does not ask. One query where there are any."""
    others = now.keys() - {one.pk for one in indicators}
    return list(Indicator.objects.filter(pk__in=others)) if others else []


def _line(one: Indicator, now: int | None, past: Earlier, sisters: tuple[int, ...], shifted: Past | None, level: str) -> Line:
    compared = past.compared
    laid = [[past.of(one, compared.within[pk]) for pk in way] for way in compared.ways]
    whole = tuple(tuple(part for part in way if part) for way in laid if all(way))
    return Line(
        code=one.code,
        name=name_of(one),
        value=now,
        scale=one.scale,
        measure=one.measure,
        over_time=one.over_time,
        before=past.of(one, compared.before),
        year=past.of(one, compared.year),
        sisters=sisters,
        ways=whole,
        within=() if whole or now is None or one.signed else past.inside(one),
        closing=one.closing,
        closed=past.closed(one.closing),
        moved=shifted,
        bounded=one.bounded,
        most=largest(level, one.measure),
    )


def _sisters(report: Report, indicators: Sequence[Indicator]) -> dict[int, tuple[int, ...]]:
    """Indicator -> the filed figures of the other units of the same level that report to the same receiver. Three queries at most."""
    beside = Obligation.objects.filter(form=report.form_id, period=report.period_id, receiver=report.obligation.receiver_id)
    beside = beside.filter(unit__level=report.unit.level).exclude(unit=report.unit_id)
    units = Unit.objects.filter(pk__in=beside.order_by("unit_id").values("unit_id")[:MOST_SISTERS])
    others = [itself(one) for one in units]
    read = cells.read(others, [report.period_id], indicators) if others else {}
    return {indicator: tuple(sorted(cell.value for cell in by_unit.values())) for (_period, indicator), by_unit in read.items()}


def _history(report: Report, indicators: Sequence[Indicator], around: Iterable[PeriodRow], read: Earlier) -> dict[int, tuple[int, ...]]:
    """Indicator -> what the unit gave in its last periods of the same kind, estimates left out; nothing where there are too few. Two queries at most."""
    rows = last_of_its_kind(report.period, around) if indicators else []
    if len(rows) < checks.HISTORY:
        return {}
    past = Earlier(report.unit, Comparable(None, None, {row.pk: row for row in rows}, []), indicators, read.question)
    found = {one.pk: [past.of(one, row) for row in rows] for one in indicators}
    return {pk: tuple(one.value for one in said if one and not one.estimated) for pk, said in found.items()}


def said_of(rows: Iterable[Asked]) -> list[Answer]:
    """The sentences that answer."""
    return [one.answer for one in rows if one.answer]
