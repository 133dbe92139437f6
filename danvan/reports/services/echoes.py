"""A figure changed after somebody above may have reported it: what it changes there. What each level does about it: `takeovers`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.files.models import File
from danvan.lib import clock
from danvan.reports import frozen, rules, totals
from danvan.reports.models import (
    FILED,
    Answer,
    Correction,
    CorrectionFile,
    Fact,
    FormLine,
    IndicatorKind,
    PeriodRow,
    Report,
    Submission,
    Takeover,
    Total,
)
from danvan.reports.selectors import hamlets
from danvan.reports.selectors.checked import questions_of, said_of
from danvan.reports.selectors.corrections import table_of
from danvan.reports.services.bound import contradicted
from danvan.reports.services.taken import take_in
from danvan.units.models import Level

Held = dict[tuple[int, int], int]  # unit above, indicator -> its total; at a commune what its hamlets come to
Spoken = dict[tuple[int, int], str]  # the same -> the word beside it
Spoke = dict[int, tuple[int, str]]  # indicator -> the unit's own figure (above the communes its total), the word beside it
Cells = Mapping[int, list[dict[str, object]]]  # unit above -> what changed there


_TOTAL = ("unit_id", "indicator_id", "value", "qualifier")


@dataclass(frozen=True)
class Before:
    """The totals of the levels above as they were, taken before the figures change, while the period is locked.

    `held` with what a return had taken out, `live` as they stood without it; `words` beside those held. `beside`: the unit's own filed reports on other
    forms for the period, which say its figures too; `own`: what those figures were, by indicator.
    """

    report: Report
    levels: tuple[int, ...]
    codes: dict[int, str]
    held: Held
    live: Held
    words: Spoken
    beside: tuple[Report, ...] = ()
    own: Spoke = field(default_factory=dict)


def before(report: Report, *, said: Mapping[str, tuple[int | None, str]] | None = None) -> Before:
    """Lock the period and remember the totals above the report's unit for what its form asks.

    `said`: what the unit's earlier submission gave, by code, with the word beside it, where a return has taken it out of the totals meanwhile.
    """
    totals.lock(report.period)
    levels = _levels(report)
    codes = dict(report.form.indicators.exclude(kind=IndicatorKind.OWN).values_list("pk", "code"))
    live, words = _held(levels, report, codes)
    held = dict(live)
    for indicator, code in codes.items():
        value, word = (said or {}).get(code, (None, ""))
        for cell in [(unit, indicator) for unit in levels] if value is not None else ():
            held[cell] = held.get(cell, 0) + (value or 0)
            words[cell] = rules.qualifier_of((words.get(cell, ""), word))
    beside = _beside(report)
    return Before(report, levels, codes, held, live, words, beside, _own_before(report, beside, codes, said or {}) if beside else {})


def _own_before(
    report: Report, beside: Iterable[Report], codes: Mapping[int, str], said: Mapping[str, tuple[int | None, str]]
) -> dict[int, tuple[int, str]]:
    """What the unit's figures were to its reports on other forms: as they stand; of a report sent back as it had given them; of one that is filed for
    the first time as its draft was signed there.
    """
    own = dict(_of_unit(report))
    for pk, code in codes.items():
        value, word = said.get(code, (None, ""))
        if value is not None:
            above = own.get(pk, (0, "")) if report.unit.level in rules.KEPT else (0, "")
            own[pk] = above[0] + value, rules.qualifier_of((above[1], word))
    drafted = [line for one in beside if not report.revision for line in (one.frozen or {}).get("elsewhere", ())]
    signed = {line["code"]: (line["raw"], line.get("qualifier", "")) for line in drafted if line["form"] == report.form.code}
    return {pk: signed[code] for pk, code in codes.items() if code in signed} | own


def _of_hamlet(report: Report) -> bool:
    """Is it in no total, but in the figure that its commune gives? Then the commune alone is told; what it makes of that goes up from there."""
    return report.unit.level == Level.HAMLET


def _levels(report: Report) -> tuple[int, ...]:
    """Who says something that holds the figures of the report, nearest first."""
    if _of_hamlet(report):
        receiver = report.obligation.receiver_id
        return (receiver,) if receiver else ()
    return tuple(unit for unit in totals.reach(report.unit_id, report.period) if unit != report.unit_id)


def _held(levels: Iterable[int], report: Report, codes: Collection[int]) -> tuple[Held, Spoken]:
    if _of_hamlet(report):
        sums = {(unit, pk): one for unit in levels for pk, one in hamlets.sums_at(unit, report).items() if pk in codes}
        return {cell: one.value for cell, one in sums.items()}, {cell: one.qualifier for cell, one in sums.items()}
    rows = Total.objects.filter(unit__in=list(levels), period=report.period, indicator__in=list(codes))
    found = {(unit, indicator): (value, word) for unit, indicator, value, word in rows.values_list(*_TOTAL)}
    return {cell: value for cell, (value, _word) in found.items()}, {cell: word for cell, (_value, word) in found.items()}


def echo(*, by: Doer, was: Before, kind: str, reason: str, otherwise: Sequence[dict[str, object]] = ()) -> Correction | None:
    """Tell every level above what has changed in its totals since `was`, and whoever receives the report what it says `otherwise` (sources, words:
    these go up one level at a time, as they are put together), and the unit itself of its own other reports that it contradicts; None where nothing has
    changed, or nobody above has reported yet (a first filing).

    A level that had submitted must take it over or explain; for others the change is in the totals that they will submit.
    """
    report = was.report
    now, words = _held(was.levels, report, was.codes)
    cells = {unit: _cells(unit, was, now, words) for unit in was.levels}
    receiver = report.obligation.receiver_id
    if receiver in cells:
        cells[receiver] += otherwise
    known = list(Report.objects.filter(unit__in=was.levels, period=report.period).order_by("form_id").defer("frozen"))
    above = {one.unit_id: one for one in known if one.form_id == report.form_id}
    filed = {unit for unit, one in above.items() if one.state in FILED}
    for unit in filed if kind == Correction.Kind.RETURNED else ():
        cells[unit] += _without(above[unit], was, now, {str(cell["code"]) for cell in cells[unit] if "now" in cell})
    # A commune's other forms take in nothing of its hamlets' reports on this one.
    others = [one for one in known if one.form_id != report.form_id and one.state in FILED and not _of_hamlet(report)]
    late = kind == Correction.Kind.LATE and not filed and not others
    own = _said_beside(was) | contradicted(report, by)
    if not own and (late or not any(cells.values())):
        return None
    reported = {unit: one for unit, one in above.items() if unit in filed}
    told = _tell(by, was, kind, reason, {unit: [] for unit in was.levels} if late else cells, reported, {"revision": report.revision})
    _tell_others(told, cells, others)
    _wait(told, own)
    return told


def _beside(report: Report) -> tuple[Report, ...]:
    """The unit's filed reports of the period on other forms."""
    others = Report.objects.filter(unit=report.unit_id, period=report.period_id, state__in=FILED).exclude(pk=report.pk)
    return tuple(others.order_by("form_id"))


def _of_unit(report: Report) -> Spoke:
    """What the unit's figures are, as pages and papers of its reports tell them."""
    if report.unit.level in rules.KEPT:
        rows: QuerySet[Any] = Total.objects.filter(unit=report.unit_id, period=report.period_id)
    else:
        rows = Fact.objects.filter(unit=report.unit_id, period=report.period_id, live=True, value__isnull=False)
    return {pk: (value, word) for pk, value, word in rows.values_list("indicator_id", "value", "qualifier")}


def _said_beside(was: Before) -> dict[Report, list[dict[str, object]]]:
    """The unit's reports on other forms that ask for a figure which has changed now, and say another number: what they say and what it is."""
    now = _of_unit(was.report) if was.beside else {}
    changed = [pk for pk in now.keys() | was.own.keys() if now.get(pk) != was.own.get(pk)]
    found: dict[Report, list[dict[str, object]]] = {}
    for one in was.beside if changed else ():
        said = table_of(one.frozen)
        for pk, code, scale in one.form.indicators.filter(pk__in=changed).order_by("pk").values_list("pk", "code", "scale"):
            says = (int(Decimal(said[code]["value"]).scaleb(scale)), said[code]["qualifier"]) if code in said else (None, "")
            found.setdefault(one, []).extend(_cell(code, says, now.get(pk, (None, ""))))
    return {one: some for one, some in found.items() if some}


def _wait(told: Correction, of_report: Mapping[Report, list[dict[str, object]]]) -> None:
    """Each of the filed reports has to take the change over, or its unit to explain."""
    Takeover.objects.bulk_create(
        Takeover(correction=told, unit_id=one.unit_id, report=one, cells=some, state=Takeover.State.WAITING)
        for one, some in of_report.items()
        if some
    )


def _tell_others(told: Correction, cells: Cells, others: Sequence[Report]) -> None:
    """Reports of the levels on other forms that ask for a changed figure too: their totals moved as well. A query where there are any."""
    lines = FormLine.objects.filter(form__in={one.form_id for one in others}) if others else FormLine.objects.none()
    asked = set(lines.values_list("form_id", "indicator__code"))
    _wait(told, {one: [cell for cell in cells[one.unit_id] if "now" in cell and (one.form_id, cell["code"]) in asked] for one in others})


def _tell(
    by: Doer, was: Before, kind: str, reason: str, cells: Cells, reported: Mapping[int, Report], data: Mapping[str, object]
) -> Correction:
    """Write down what has changed at each level; those that had `reported` must take it over or explain."""
    report = was.report
    told = Correction.objects.create(report=report, revision=report.revision, kind=kind, reason=reason, at=clock.now(), by_label=by.label)
    Takeover.objects.bulk_create(
        [
            Takeover(
                correction=told,
                unit_id=unit,
                report=reported.get(unit),
                cells=cells[unit],
                state=Takeover.State.WAITING if unit in reported else Takeover.State.LIVE,
            )
            for unit in was.levels
            if cells[unit]
        ]
    )
    said = {"kind": kind, **data, "levels": list(was.levels)}
    audit.record("reports.correction.echo", by=by, subject=told, unit_id=report.unit_id, data=said)
    return told


def _cells(unit: int, was: Before, now: Held, words: Spoken) -> list[dict[str, object]]:
    """What the level's totals said and say, number and word."""
    found: list[dict[str, object]] = []
    for indicator, code in was.codes.items():
        cell = (unit, indicator)
        old, new = (was.held.get(cell), was.words.get(cell, "")), (now.get(cell), words.get(cell, ""))
        found += _cell(code, old, new)
    return found


def _cell(code: str, old: tuple[int | None, str], new: tuple[int | None, str]) -> list[dict[str, object]]:
    """What a figure said and says, number and word; nothing where that is the same."""
    spoken = {name: word for name, word in (("was_word", old[1]), ("now_word", new[1])) if word}
    return [{"code": code, "was": old[0], "now": new[0], **spoken}] if old != new else []


def reported(period: PeriodRow) -> list[Before]:
    """What each level that has reported for the period has in its totals, before a change of the map sums them anew."""
    filed = (
        Report.objects.filter(period=period, unit__level__in=rules.KEPT, state__in=FILED)
        .select_related("form", "period", "unit")
        .defer("frozen")
    )
    told = []
    for one in filed.order_by("pk"):
        codes = dict(one.form.indicators.exclude(kind=IndicatorKind.OWN).values_list("pk", "code"))
        held, words = _held([one.unit_id], one, codes)
        told.append(Before(one, (one.unit_id,), codes, held, held, words))
    return told


def echo_of_the_map(*, by: Doer, was: Iterable[Before], reason: str) -> None:
    """Tell each level that had reported, and still stands on the period's last day, what the change of the map did to its totals."""
    for level in was:
        report, (now, words) = level.report, _held(level.levels, level.report, level.codes)
        cells = _cells(report.unit_id, level, now, words)
        if cells and report.unit.holds_on(report.period.last_day):
            _tell(by, level, Correction.Kind.MAP, reason, {report.unit_id: cells}, {report.unit_id: report}, {})


def _without(level: Report, was: Before, now: Held, told: set[str]) -> list[dict[str, object]]:
    """What the level reported while the report was sent back, so without it: the same figures come again, and change what it says."""
    said = table_of(level.frozen)
    found: list[dict[str, object]] = []
    for one, code, scale in was.report.form.indicators.filter(pk__in=was.codes).exclude(code__in=told).values_list("pk", "code", "scale"):
        came, stood = now.get((level.unit_id, one)), was.live.get((level.unit_id, one))
        says = int(Decimal(said[code]["value"]).scaleb(scale)) if code in said else None
        found += [{"code": code, "was": stood, "now": came}] if came != stood and came != says else []
    return found


def refreeze(report: Report, by: Doer, answers: Sequence[Answer] | None = None, files: Sequence[File] = ()) -> Submission:
    """Freeze what the report says now as its present revision, with the sentences its checks have, and keep it as a submission of its own. What is in
    its totals now is taken over with it.

    `files`: the documents on which a correction stands; their names and hashes are frozen with it.
    """
    given = said_of([one for one in questions_of(report) if one.answer is not None]) if answers is None else answers
    aside = frozen.aside(report)
    report.frozen = frozen.content(report, by_label=by.label, answers=given, files=files, kept=aside)
    report.digest = rules.digest(report.frozen)
    report.save(update_fields=["revision", "submitted_at", "frozen", "digest"])
    apart = {"below": aside.below, "compared": aside.compared}
    kept = {"at": report.submitted_at, "by_label": by.label, "content": report.frozen, "digest": report.digest, **apart}
    made = Submission.objects.create(report=report, revision=report.revision, **kept)
    CorrectionFile.objects.bulk_create([CorrectionFile(submission=made, file=one) for one in files])
    take_in(report, by)
    return made
