"""What a submitted report said, whole, as plain JSON: enough to read and to check it without any other table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import override

from danvan.files.models import File
from danvan.reports import rules
from danvan.reports.coverage import Counted
from danvan.reports.models import FILED, Adjustment, Answer, Evidence, Fact, IndicatorKind, Report
from danvan.reports.rules import KEPT
from danvan.reports.selectors import adjusting, stale
from danvan.reports.selectors.answers import THEN, Row
from danvan.reports.selectors.asking import indicators_asked, unread
from danvan.reports.selectors.columns import asked_columns, columns
from danvan.reports.selectors.desk import asked
from danvan.reports.selectors.drafts import draft_table
from danvan.reports.selectors.elsewhere import held_elsewhere, unsent_elsewhere
from danvan.reports.selectors.filed import Below, Beside, below_of, compared_of
from danvan.reports.selectors.filing import completeness, digest_of
from danvan.reports.selectors.names import names_on
from danvan.reports.selectors.tables import matrix, read_table, table


@dataclass(frozen=True)
class Aside:
    """What the report stands on and beside at this moment: the rows of a unit above others, what the units below gave, the columns of comparison."""

    rows: Sequence[Row] = ()
    below: Below = field(default_factory=dict)
    compared: Beside = field(default_factory=dict)

    @property
    def digests(self) -> dict[str, str]:
        """The hashes of what is kept apart from the content."""
        return {name: rules.digest(kept) for name, kept in (("below", self.below), ("compared", self.compared)) if kept}


def aside(report: Report) -> Aside:
    """Gathered once for a submission. A bounded number of queries."""
    above = report.unit.level in KEPT
    rows = table(report.unit, report.period, form=report.form).rows if above else ()
    return Aside(rows, _below(report) if above else {}, _compared(report, rows))


def content(report: Report, *, by_label: str, answers: Sequence[Answer] = (), files: Sequence[File] = (), kept: Aside) -> dict[str, Any]:
    """The unit, the period, every figure with its source or records and its adjustment, the sentences that answer checks, the words, and which of
    these cite what their figures no longer say (`stale`); of a correction also the documents on which it stands.

    Of a unit above no other also what its form asks for and another form's report gives (`elsewhere`: of which form, whether that was sent, under which
    hash). For a unit above others the table and who had filed, on which submissions of theirs it stands. And the hashes of what is `kept` apart.
    """
    assert report.submitted_at is not None
    records = dict(Evidence.objects.filter(fact__report=report).values_list("fact_id", "records"))
    adjusted = adjusting.standing(report)
    facts = report.facts.select_related("indicator", "source").order_by("indicator__group", "indicator__number", "indicator__code")
    words = list(report.words.exclude(text="").select_related("heading").order_by("heading__position"))
    left = stale.among(report, words)
    return {
        "form": report.form.code,
        "period": report.period.key,
        "unit": {"key": report.unit.key, "name": names_on([report.unit_id], report.period.last_day)[report.unit_id]},
        "number": report.number,
        **({"signed_on": report.signed_on.isoformat()} if report.signed_on else {}),
        "revision": report.revision,
        "submitted_at": report.submitted_at.isoformat(),
        "by": by_label,
        "facts": [_fact(fact, records.get(fact.pk), adjusted.get(fact.indicator_id)) for fact in facts],
        "answers": [_answer(one) for one in answers],
        "words": [{"heading": one.heading.code, "text": one.text} for one in words],
        **({"stale": left} if left else {}),
        **({"evidence": [{"name": one.name, "sha256": one.sha256} for one in files]} if files else {}),
        **(_above(report, kept.rows) if report.unit.level in KEPT else _elsewhere(report)),
        **kept.digests,
    }


def _answer(one: Answer) -> dict[str, Any]:
    said = {"code": one.indicator.code, "check": one.check_code, "numbers": one.basis, "asked": one.asked, "text": one.text}
    return said | {"by": one.by_label, "at": one.at.isoformat()}


def _fact(fact: Fact, records: list[int] | None, adjusted: Adjustment | None) -> dict[str, Any]:
    line: dict[str, Any] = {"code": fact.indicator.code, "raw": fact.value, "scale": fact.indicator.scale, "origin": fact.origin}
    if fact.qualifier:
        line["qualifier"] = fact.qualifier
    if fact.source:
        published = fact.source.published_on
        line["source"] = {
            "title": fact.source.title,
            "publisher": fact.source.publisher,
            "published_on": published.isoformat() if published else "",
            "locator": fact.source.locator,
        }
    if adjusted:
        line["adjustment"] = adjusting.said(adjusted)
    elif fact.adjusted_parts:  # a sum: those of its parts, which may cancel each other out
        line |= {"adjusted": fact.adjusted, "adjustments": fact.adjusted_parts}
    if records is not None:
        line["figure"], line["records"] = fact.indicator.figure, records
    return line


def _elsewhere(report: Report) -> dict[str, Any]:
    """Its records and the document of an adjustment stay with the report that gives it."""
    found = [
        _fact(fact, None, None)
        | {"form": fact.report.form.code, "form_name": fact.report.form.name, "sent": fact.live, "digest": digest_of(fact.report)}
        for fact in held_elsewhere(report)
    ]
    return {"elsewhere": found} if found else {}


def _above(report: Report, rows: Sequence[Row]) -> dict[str, Any]:
    filing = completeness(report.unit, report.period, form=report.form)
    return {
        "table": {row.indicator.code: _row(row) for row in rows if row.value is not None},
        "stands_on": _stands_on(report),
        "completeness": {"expected": filing.expected, "filed": filing.filed, "missing": [one.name for one in filing.missing]},
    }


def _stands_on(report: Report) -> list[dict[str, Any]]:
    """Which submissions of the units directly below the figures came from: unit, revision, hash."""
    below = Report.objects.filter(obligation__receiver=report.unit_id, form=report.form_id, period=report.period_id, state__in=FILED)
    rows = below.order_by("unit__key").values_list("unit__key", "revision", "digest")
    return [{"unit": key, "revision": revision, "digest": said} for key, revision, said in rows]


def _row(row: Row) -> dict[str, Any]:
    said = {"value": str(row.value), "qualifier": row.qualifier, "reported": row.reported, "expected": row.expected}
    said |= {"counted": row.counted.value} if row.counted is not Counted.REPORTS else {}
    return said | {"origin": row.origin, "adjusted": row.adjusted, "adjustments": row.adjustments}


def _below(report: Report) -> Below:
    """What the units below gave, kept beside a submission so that its paper can be made again."""
    indicators = [one for one in asked(report) if one.kind != IndicatorKind.OWN]
    return below_of(matrix(report.unit, [report.period], indicators=indicators))


def _compared(report: Report, rows: Sequence[Row]) -> Beside:
    """The columns beside the figures as the paper of this moment prints them, in Vietnamese; nothing where the form has none."""
    wanted = asked_columns(report.form, report.form.headings.only("form_id", "comparisons"))
    if not wanted:
        return {}
    unit, period = report.unit, report.period
    with override("vi"):
        if unsent_elsewhere(report):
            drafted = draft_table(report).rows
            return compared_of(columns(unit, period, drafted, THEN, wanted, report), drafted)
        indicators = indicators_asked([report.form_id], period, without=unread()) if not rows else []
        shown = rows or read_table(unit, period, indicators, borders=THEN, form=report.form, owed={}, plain=True).rows
        return compared_of(columns(unit, period, shown, THEN, wanted), shown)


def is_whole(report: Report) -> bool:
    """Does the frozen report still have its hash, and do the live figures and their adjustments say what it says?"""
    if not report.frozen or rules.digest(report.frozen) != report.digest:
        return False
    said = {line["code"]: line["raw"] for line in report.frozen["facts"]}
    now = dict(report.facts.filter(live=True).values_list("indicator__code", "value"))
    adjusted = {line["code"]: line["adjustment"] for line in report.frozen["facts"] if "adjustment" in line}
    return said == now and adjusted == {line["code"]: line["adjustment"] for line in adjusting.lines(report)}
