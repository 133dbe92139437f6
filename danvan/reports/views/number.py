"""One number, opened: what it means, whose it is, the records or the source behind it."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst

from danvan.audit.doer import known_as
from danvan.lib import periods
from danvan.lib.numbers import local
from danvan.reports import formulas
from danvan.reports.access import opens_records, readable
from danvan.reports.models import CorrectionFile, Indicator, Obligation, PeriodRow, Report, Revision
from danvan.reports.papers.figures import Place, cited, number_digest
from danvan.reports.rules import KEPT
from danvan.reports.selectors import THEN, Opened, Part, Point, Row, opened, trend
from danvan.reports.selectors.adjusting import history, is_counted
from danvan.reports.selectors.around import around
from danvan.reports.selectors.asking import asked_among
from danvan.reports.selectors.comparing import sisters
from danvan.reports.selectors.corrections import printed
from danvan.reports.selectors.explanations import explanations
from danvan.reports.selectors.filing import digest_of
from danvan.reports.selectors.forms_below import forms_below
from danvan.reports.selectors.groups import group_titles
from danvan.reports.selectors.moved import MOST, moved
from danvan.reports.selectors.numbers import PAGE
from danvan.reports.selectors.splits import splits_of
from danvan.reports.selectors.tables import within
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.views.read import borders_of, own_draft
from danvan.reports.wording import ORIGINS, measure_after, name_of, over_time_of
from danvan.units.access import Acting
from danvan.units.models import Unit

# So many periods beside the one that is opened.
PERIODS = 9


def number(request: HttpRequest, unit: str, period: str, code: str) -> HttpResponse:
    """The page of one number."""
    who, found, row = readable(request, unit, period)
    indicator = Indicator.objects.filter(code=code).first()
    if indicator is None:
        raise Http404
    turned = _turned(request)
    borders = borders_of(request, found, row)
    draft = _draft(who, found, row, indicator) if borders == THEN else None
    taken = opened(found, row, indicator, borders=borders, page=turned, draft=draft)
    own = taken.fact is not None and (taken.fact.live or draft is not None)
    if taken.fact is not None and not own and found.level not in KEPT:
        raise Http404  # somebody else's draft
    silent = {part.unit_id for part in taken.parts if part.value is None}
    unasked = _unasked(taken, row) if silent else set()
    context = {
        "unit": found,
        "name": taken.name,
        "period": row,
        "period_label": periods.label(row.period),
        "borders": borders,
        "around": around(who, found, row, borders, filed=indicator),
        "code": indicator.code,
        "indicator": indicator,
        "indicator_name": name_of(indicator),
        "group_title": group_titles().of(indicator.group),
        "opened": taken,
        "own": own,
        "parts": _parts(taken, indicator),
        "holds_adjusted": _holds_adjusted(taken),
        "silent": len(silent - unasked),
        "unasked": unasked,
        "unowed": _unowed(unasked, row),
        "answers": explanations(found, row, taken.row.indicator, taken.report) if borders == THEN else [],
        "records": _records(taken, turned) if opens_records(who) else {},
        "switchable": found.level in KEPT and found.valid_to is None and found.holds_on(row.last_day),
        "digest": number_digest(taken.row, Place(found, row, borders), digest_of(taken.report) if borders == THEN else ""),
        **_meaning(taken, Place(found, row, borders)),
        **_beside(found, row, taken, borders),
        **(_own_figure(taken, indicator, draft) if own else {}),
    }
    return render(request, "reports/number.html", context)


def _meaning(taken: Opened, place: Place) -> dict[str, Any]:
    """What the number means and how it comes about."""
    return {
        "over_time": over_time_of(taken.row.indicator),
        "origin": ORIGINS.get(taken.row.origin),
        "entered_by": known_as(taken.entered.by_label) if taken.entered else "",
        "cited": cited(taken.fact) if taken.fact else "",
        "measure": _measured(taken.row),
        "formula_rows": [(one, name_of(one.indicator), place.address(one.indicator.code), _measured(one)) for one in taken.formula_rows],
        "worked": _worked(taken),
    }


def _own_figure(taken: Opened, indicator: Indicator, draft: Report | None) -> dict[str, Any]:
    """What is to be said of the figure that the unit gave itself."""
    return {
        "own_part": _own_part(taken),
        "adjusted": list(reversed(history(taken.fact))) if taken.fact else [],
        "adjust_in": _adjust_in(taken, draft),
        "revisions": _revisions(taken, indicator),
    }


def _beside(unit: Unit, period: PeriodRow, taken: Opened, borders: str) -> dict[str, Any]:
    """What the number is set beside: the ways it is divided, what moved it, other periods, the units of its kind."""
    one = taken.row.indicator
    told = moved(unit, period, one) if borders == THEN and unit.level in KEPT else []
    inside = within(unit, period, one, borders=borders)
    return {
        "splits": _splits(taken, unit, period, borders),
        "moved": told[:MOST],
        "more_moved": len(told) > MOST,
        "past": _past(unit, period, taken, borders),
        "within": [(_named(part), row, _opens(unit, part, borders, one)) for part, row in inside],
        "within_told": any(row.certainty.label or row.share_words for _part, row in inside),
        "sisters": sisters(unit, period, one, borders),
    }


def _unasked(taken: Opened, period: PeriodRow) -> set[int]:
    """The units that owe the number on no form, while others do. Two queries."""
    units = {part.unit_id for part in taken.parts}
    asked = asked_among(units, period, taken.row.indicator)
    return units - asked if asked else set()


def _unowed(unasked: set[int], period: PeriodRow) -> set[int]:
    """Those of the units that owed no report at all for the period. A query where there are any."""
    return unasked - set(Obligation.objects.filter(unit__in=unasked, period=period).values_list("unit_id", flat=True)) if unasked else set()


def _draft(who: Acting, unit: Unit, period: PeriodRow, indicator: Indicator) -> Report | None:
    """The reader's own unfinished report that asks for the number. One query, and what the post may do only while one is in the making."""
    rows = Report.objects.filter(unit=unit, period=period, state__in=EDITABLE, form__lines__indicator=indicator)
    making = list(rows.select_related("form", "unit", "period").defer("frozen").order_by("form_id"))
    return next(filter(None, (own_draft(who, unit, period, one.form, making) for one in making)), None)


def _splits(taken: Opened, unit: Unit, period: PeriodRow, borders: str) -> list[dict[str, Any]]:
    """Each way with its parts: the row, its name, where it opens; what is left over, and what the parts come to, as printed."""
    place, decimals = Place(unit, period, borders), taken.row.decimals
    return [
        {
            "rows": [(one, name_of(one.indicator), place.address(one.indicator.code) if one.value is not None else "") for one in way.rows],
            "rest": "" if way.rest is None else local(way.rest, decimals),
            "total": local(way.total, decimals),
            "way": way,
        }
        for way in splits_of(taken.row, unit, period, borders, taken.drafted)
    ]


def _measured(row: Row) -> str:
    """What follows the number of a row, in the form that it asks for."""
    return measure_after(row.indicator, row.value, row.qualifier)


def _own_part(taken: Opened) -> str:
    """The unit's own figure where it is but a part of the number, as printed."""
    below = any(part.value is not None for part in taken.parts if not part.own)
    return next((part.text for part in taken.parts if part.own), "") if below else ""


def _holds_adjusted(taken: Opened) -> str:
    """That there are adjusted figures in the number; where it is the unit's own one alone, its adjustment says all."""
    fact = taken.fact
    alone = fact is not None and taken.row.adjustments == fact.adjusted_parts and is_counted(fact)
    return "" if alone else taken.row.adjusted_words


def _worked(taken: Opened) -> str:
    """The formula with the numbers in it; nothing for what has none."""
    said = {one.indicator.code: one.text for one in taken.formula_rows}
    indicator = taken.row.indicator
    return formulas.shown(indicator.numerator, indicator.denominator, lambda code: said.get(code, "–")) if said else ""


def _past(unit: Unit, period: PeriodRow, taken: Opened, borders: str) -> list[tuple[str, Point, str]]:
    """The same number in the periods of its kind up to this one, newest first, each with where it opens."""
    line = trend(unit, taken.row.indicator, kind=period.kind, until=period, count=PERIODS, borders=borders)
    return [
        (_named(one.period), one, _opens(unit, one.period, borders, taken.row.indicator) if one.value is not None else "")
        for one in reversed(line.points)
        if one.period.pk != period.pk
    ]


def _named(period: PeriodRow) -> str:
    return capfirst(periods.label(period.period))


def _opens(unit: Unit, period: PeriodRow, borders: str, indicator: Indicator) -> str:
    """Where the number of that period opens."""
    return Place(unit, period, borders).address(indicator.code)


def _adjust_in(taken: Opened, draft: Report | None) -> int | None:
    """The open report in which the reader can adjust the number."""
    fact = taken.fact
    return draft.pk if fact and draft and fact.report_id == draft.pk and is_counted(fact) else None


def _turned(request: HttpRequest) -> int:
    asked = request.GET.get("trang", "")
    return max(0, int(asked) - 1) if asked.isdecimal() and len(asked) < 7 else 0


def _parts(taken: Opened, indicator: Indicator) -> list[tuple[Part, str, str]]:
    """Each part with where it opens, and on which form it was given where that is another; nothing where only the unit itself was asked."""
    if taken.row.expected <= 1 and all(part.own or part.value is None for part in taken.parts) and taken.borders == THEN:
        return []
    keys = dict(Unit.objects.filter(pk__in={part.unit_id for part in taken.parts}).values_list("pk", "key"))
    gave = {part.unit_id for part in taken.parts if part.value is not None and not part.own}
    forms = forms_below(taken.unit, taken.period, taken.row.indicator, gave, taken.report.form if taken.report else None)
    return [(part, _address(taken, part, keys, indicator), "" if part.own else forms.get(part.unit_id, "")) for part in taken.parts]


def _address(taken: Opened, part: Part, keys: dict[int, str], indicator: Indicator) -> str:
    if not part.opens or part.value is None:
        return ""
    unit = Unit(pk=part.unit_id, key=keys[part.unit_id])
    return Place(unit, taken.period).address(indicator.code)


def _revisions(taken: Opened, indicator: Indicator) -> list[dict[str, object]]:
    """Each with the documents of the submission that made it. One query where there are any."""
    files: dict[int, list[CorrectionFile]] = {}
    if taken.revisions and taken.fact:
        for one in CorrectionFile.objects.filter(submission__report=taken.fact.report_id).select_related("file", "submission"):
            files.setdefault(one.submission.revision, []).append(one)
    return [_revision(one, indicator, files.get(one.number, ())) for one in taken.revisions]


def _revision(one: Revision, indicator: Indicator, files: Sequence[CorrectionFile]) -> dict[str, object]:
    """A revision with its figures as printed."""
    old, new = (printed(value, indicator, word) for value, word in ((one.old, one.old_word), (one.new, one.new_word)))
    said = {"old": old, "new": new, "at": one.at, "by": known_as(one.by_label), "reason": one.reason, "evidence": one.evidence}
    return said | {"source_was": one.source_was, "number": one.number, "files": files}


def _records(taken: Opened, turned: int) -> dict[str, object]:
    """The page of records and where in the list it stands."""
    first = turned * PAGE + 1
    last = first + len(taken.records) - 1
    return {
        "rows": taken.records,
        "first": first,
        "last": last,
        "previous": turned or 0,
        "next": turned + 2 if last < taken.records_total else 0,
    }
