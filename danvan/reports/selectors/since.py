"""What changed on the page of a unit and period since a moment: figures corrected, reports that came or went back, public editions, words."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Q, QuerySet, Window

from danvan.audit.doer import known_as
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.reports.models import Indicator, PeriodRow, Publication, Report, Revision, Rewording, Submission, Takeover
from danvan.reports.rules import KEPT
from danvan.reports.selectors.answers import Row
from danvan.reports.selectors.corrections import JOINED, book_of, change_of, in_period, revised
from danvan.reports.selectors.names import names_on
from danvan.reports.selectors.review import differences
from danvan.reports.wording import name_of
from danvan.units.models import Unit, UnitPath, valid_on

# So many lines of a kind are told; for more the page says where they stand.
MOST = 12
SUBMITTED, ACCEPTED, RETURNED = "reports.report.submit", "reports.report.accept", "reports.report.send_back"
ACTS = (SUBMITTED, ACCEPTED, RETURNED)


@dataclass(frozen=True, slots=True)
class Corrected:
    """One figure of the page (of `unit`) that says something else now: old and new as printed, whose report changed it, when, by whom, why.

    `marked`: it is what the page shows; the own figure of a unit above others is only a part of that.
    """

    unit: Unit
    code: str
    name: str
    was: str
    now: str
    whose: str
    at: datetime
    by: str
    reason: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """A report that was submitted, accepted or sent back (`act`)."""

    act: str
    unit: Unit
    name: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Since:
    """Everything since `moment`, the latest first; at most `MOST` lines of a kind, `more` names the kinds with more."""

    moment: datetime
    figures: tuple[Corrected, ...] = ()
    reports: tuple[Happened, ...] = ()
    submitted: int = 0
    accepted: int = 0
    returned: int = 0
    editions: tuple[Publication, ...] = ()
    words: tuple[str, ...] = ()
    more: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Did anything change?"""
        return bool(self.figures or self.reports or self.editions or self.words)

    @property
    def changed(self) -> dict[str, str]:
        """Code -> "4 → 6". Corrections that follow each other are one; where reports came in between, the last alone is a correction."""
        runs: dict[str, tuple[str, str]] = {}
        for one in reversed([each for each in self.figures if each.marked]):
            began, ended = runs.get(one.code, (one.was, one.was))
            runs[one.code] = (began if ended == one.was else one.was, one.now)
        return {code: f"{was} → {now}" for code, (was, now) in runs.items()}


def since(
    units: Collection[int],
    period: PeriodRow,
    moment: datetime,
    own: Sequence[Report] | None = None,
    rows: Iterable[Row] = (),
    names: Mapping[int, str] = MappingProxyType({}),
) -> Since:
    """What a reader of the page who looked at the moment has not seen. A dozen queries, whatever the size.

    `units`: the unit of the page; in today's borders, those that it was made of. `own`: their reports of the period by unit and form, if they were
    asked already; `rows`: of the unit's table; `names`: of units on the period's last day, if they are known.
    """
    if own is None:
        mine = Report.objects.filter(unit__in=units, period=period).order_by("unit_id", "form_id")
        own = list(mine.select_related("form", "unit").defer("frozen"))
    known = Known(period, names, [row.indicator for row in rows])
    figures = _figures(units, known, moment)
    reports, counted = _reports(units, known, moment)
    editions = list(_editions(units, period, moment)[: MOST + 1])
    words = [*_words(own, moment), *_words_below(units, known, moment)]
    kinds = (("figures", figures), ("reports", reports), ("editions", editions), ("words", words))
    return Since(
        moment,
        figures=tuple(figures[:MOST]),
        reports=tuple(reports[:MOST]),
        submitted=counted.get(SUBMITTED, 0),
        accepted=counted.get(ACCEPTED, 0),
        returned=counted.get(RETURNED, 0),
        editions=tuple(editions[:MOST]),
        words=tuple(words[:MOST]),
        more=frozenset(kind for kind, some in kinds if len(some) > MOST),
    )


@dataclass(frozen=True)
class Known:
    """A period, and what the page has read already: names of units on its last day, indicators."""

    period: PeriodRow
    names: Mapping[int, str]
    indicators: Sequence[Indicator]

    def names_of(self, units: Iterable[int]) -> Mapping[int, str]:
        """The names; a query where one is not known yet."""
        more = set(units) - self.names.keys()
        return {**self.names, **names_on(more, self.period.last_day)} if more else self.names


def _figures(units: Collection[int], known: Known, moment: datetime) -> list[Corrected]:
    """The unit's own figures that were revised, and its totals that corrections below moved."""
    period = known.period
    mine = Revision.objects.filter(fact__unit__in=units, fact__period=period, fact__live=True, at__gt=moment)
    mine = mine.select_related("fact__indicator", "fact__unit", "source_was")
    moved = Takeover.objects.filter(in_period(period), unit__in=units, correction__report__period=period)
    below = moved.filter(correction__at__gt=moment)
    told = list(below.select_related(*JOINED).defer("correction__report__frozen", "report__frozen").order_by("-id")[: MOST + 1])
    revised = list(mine.order_by("-id")[: MOST + 1])
    if not told and not revised:
        return []
    book = book_of(told, known.indicators)
    names = known.names_of({*units, *(one.correction.report.unit_id for one in told)})
    found = [_revised(one, names[one.fact.unit_id], marked=one.fact.unit.level not in KEPT) for one in revised]
    for one in told:
        found += [_moved(one, cell, book[cell["code"]], names) for cell in one.cells if cell.get("code") in book]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _revised(one: Revision, whose: str, *, marked: bool) -> Corrected:
    indicator = one.fact.indicator
    was, now = revised(one, indicator)
    return Corrected(one.fact.unit, indicator.code, name_of(indicator), was, now, whose, one.at, known_as(one.by_label), one.reason, marked)


def _moved(one: Takeover, cell: dict[str, Any], indicator: Indicator, names: Mapping[int, str]) -> Corrected:
    was, now = change_of(cell, indicator)
    told = one.correction
    whose, by = names[told.report.unit_id], known_as(told.by_label)
    marked = "now" in cell and one.unit.level in KEPT  # a commune's page shows its own figure, whatever its hamlets come to
    return Corrected(one.unit, indicator.code, name_of(indicator), was, now, whose, told.at, by, told.reason, marked=marked)


def _reports(units: Collection[int], known: Known, moment: datetime) -> tuple[list[Happened], dict[str, int]]:
    """The acts on the unit's own report and on those it receives, from the log; how many of each kind."""
    concerned = Report.objects.filter(Q(obligation__receiver__in=units) | Q(unit__in=units), period=known.period)
    log = Entry.objects.filter(subject_kind=Report._meta.label_lower, subject_id__in=concerned.values("pk"), act__in=ACTS, at__gt=moment)
    # Beside each of the latest how many of every kind there are in all.
    counts = [Window(Count("pk", filter=Q(act=act))) for act in ACTS]
    rows = list(log.order_by("-id").values_list("act", "subject_id", "at", "data", *counts)[: MOST + 1])
    if not rows:
        return [], {}
    acts, counted = [row[:4] for row in rows], dict(zip(ACTS, rows[0][4:], strict=True))
    by_id = Report.objects.select_related("unit").defer("frozen").in_bulk({pk for _act, pk, _at, _data in acts})
    names = known.names_of({one.unit_id for one in by_id.values()})
    return [_happened(act, by_id[pk], at, data, names) for act, pk, at, data in acts], counted


def _happened(act: str, report: Report, at: datetime, data: dict[str, Any], names: Mapping[int, str]) -> Happened:
    return Happened(act.rpartition(".")[2], report.unit, names[report.unit_id], at, data.get("reason", ""))


def _editions(units: Collection[int], period: PeriodRow, moment: datetime) -> QuerySet[Publication]:
    """Further editions of the public figures that tell of the unit; their days are days, so one of the day of the look is told once more."""
    above = UnitPath.objects.filter(valid_on(period.last_day), unit__in=units).values("ancestor")
    day = moment.astimezone(clock.VIETNAM).date()
    further = Publication.objects.filter(root__in=above, period=period, revision__gt=1, released_on__gte=day)
    return further.select_related("root", "period").order_by("-released_on", "-id")


def _words(own: Sequence[Report], moment: datetime) -> Iterator[str]:
    """The headings whose words the reports say otherwise than the submissions that stood at the moment; of several, with the form or the unit.

    Two queries, and one for each report that changed.
    """
    if not any(one.submitted_at and one.submitted_at > moment for one in own):
        return
    newest, stood = dict[int, int](), dict[int, int]()
    for pk, of_report, at in Submission.objects.filter(report__in=own).order_by("revision").values_list("pk", "report_id", "at"):
        (newest if at > moment else stood)[of_report] = pk
    both = newest.keys() & stood.keys()
    if not both:
        return
    content = dict(Submission.objects.filter(pk__in=[one[pk] for pk in both for one in (newest, stood)]).values_list("pk", "content"))
    for report in (one for one in own if one.pk in both):
        changed = differences(content[stood[report.pk]], content[newest[report.pk]])
        codes = {one.cell for one in changed if not one.figure}
        for heading in report.form.headings.filter(code__in=codes) if codes else ():
            whose = report.unit.full_name if len({one.unit_id for one in own}) > 1 else report.form.label
            yield heading.label if len(own) == 1 else f"{whose}: {heading.label}"


def _words_below(units: Collection[int], known: Known, moment: datetime) -> Iterator[str]:
    """The headings that units whose reports are received here have corrected, each with its unit. Two queries at most."""
    below = Rewording.objects.filter(report__obligation__receiver__in=units, report__period=known.period, at__gt=moment)
    told = list(below.select_related("heading", "report").defer("report__frozen", "old", "new").order_by("-id")[: MOST + 1])
    names = known.names_of({one.report.unit_id for one in told})
    yield from dict.fromkeys(f"{names[one.report.unit_id]}: {one.heading.label}" for one in told)
