"""What a unit said when the checks asked about a number, in whichever of its filed reports that was: a sum may stand on one form and its parts on another."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models.fields.json import KeyTransform

from danvan.reports.models import FILED, Indicator, PeriodRow, Relation, Report
from danvan.reports.wording import name_of
from danvan.units.models import Unit

PARTS, RELATION = "parts", "relation."


@dataclass(frozen=True, slots=True)
class Explanation:
    """A question and the sentence that answered it. `code`, `name`: the figure it was asked at, where that is another one; `form`: on which it was said,
    where the report that holds the number is on another.
    """

    asked: str
    text: str
    code: str = ""
    name: str = ""
    form: str = ""


def explanations(unit: Unit, period: PeriodRow, indicator: Indicator, holding: Report | None) -> list[Explanation]:
    """Of one number, those in the report `holding` it first. A query; three more at most where something else was asked about beside it."""
    rows = Report.objects.filter(unit=unit, period=period, state__in=FILED).select_related("form").defer("frozen")
    reports = sorted(rows.annotate(said=KeyTransform("answers", "frozen")).order_by("form_id"), key=lambda one: one != holding)
    said = [(one, line) for one in reports for line in one.said or ()]
    about = _figures_of([line for _report, line in said], indicator)
    return [
        _explanation(line, about, "" if one == holding else one.form.label) for one, line in said if line["code"] in about[line["check"]]
    ]


def _explanation(line: Mapping[str, Any], about: Mapping[str, Mapping[str, str]], form: str) -> Explanation:
    name = about[line["check"]][line["code"]]
    return Explanation(line["asked"], line["text"], line["code"] if name else "", name, form)


def _figures_of(lines: Collection[Mapping[str, Any]], indicator: Indicator) -> dict[str, dict[str, str]]:
    """Check -> the figures (by code, with their names; the number itself without) at which a question of it is about the number too."""
    elsewhere = [line for line in lines if line["code"] != indicator.code]
    checks = {line["check"]: {indicator.code: ""} for line in lines}
    if any(line["check"] == PARTS for line in elsewhere):
        checks[PARTS] |= _kin(indicator)
    declared = {line["check"].removeprefix(RELATION) for line in elsewhere if line["check"].startswith(RELATION)}
    related = [one for one in Relation.objects.filter(code__in=declared) if indicator.code in (*one.left, *one.right)] if declared else []
    names = _names({code for one in related for code in (*one.left, *one.right)} - {indicator.code})
    for one in related:
        checks[f"{RELATION}{one.code}"] |= {code: names[code] for code in (*one.left, *one.right) if code in names}
    return checks


def _kin(indicator: Indicator) -> dict[str, str]:
    """Its parts; its whole, with the other parts of that."""
    found = Indicator.objects.filter(whole=indicator.pk)
    if indicator.whole_id:
        found |= Indicator.objects.filter(whole=indicator.whole_id) | Indicator.objects.filter(pk=indicator.whole_id)
    return {one.code: name_of(one) for one in found if one.pk != indicator.pk}


def _names(codes: Collection[str]) -> dict[str, str]:
    return {one.code: name_of(one) for one in Indicator.objects.filter(code__in=codes)} if codes else {}
