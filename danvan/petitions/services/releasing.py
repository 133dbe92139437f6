"""Publishing how units answer: counted once, protected, frozen. What was published is never changed, only followed by a revision that says why."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.figures.disclosed import ledger, one_at_a_time
from danvan.lib import clock, periods
from danvan.lib.disclosure import Impossible, rounded
from danvan.lib.disclosure.editions import SHOWN, Draft, Past, Stood, settle
from danvan.lib.disclosure.gate import Family, Line, Place
from danvan.lib.periods import Period
from danvan.lib.refusal import Refused
from danvan.petitions.models import Release
from danvan.petitions.rules import performance as rules
from danvan.petitions.rules.performance import FLOWS, NAMES, PRODUCT, STOCKS, Measure
from danvan.petitions.selectors import disclosed, performance
from danvan.petitions.services.process import locked_counter
from danvan.units.models import Level, Unit, valid_on

SERIES = "release"


@dataclass
class Block:
    """A province with its communes in one period: the table that is protected as a whole.

    `ended`: communes that ended within the year, which are in it by their quarters and have no row of their own.
    """

    province: int
    communes: list[int]
    counts: dict[Place, dict[str, Any]] = field(default_factory=dict)
    ended: list[int] = field(default_factory=list)

    @property
    def whole(self) -> Place:
        """The province with everything below it."""
        return (self.province, True)

    @property
    def parts(self) -> list[Place]:
        """Its own offices and each commune."""
        return [(unit, False) for unit in (self.province, *self.communes, *self.ended)]

    @property
    def told(self) -> dict[Place, dict[str, Any]]:
        """The counts of what has a row."""
        return {row: counts for row, counts in self.counts.items() if row[0] not in self.ended}

    def draft(self, period: Period, family: Family) -> Draft:
        """What is to be told of some measures."""
        counts: dict[Line, int] = {(row, one): self.counts[row][one] for row in self.parts for one in Measure if one in family.indicators}
        return Draft(self.province, period, tuple(self.parts), counts, {}, PRODUCT)

    def secret(self, line: Line) -> bool:
        """What reports tell beyond it (denunciations) is nobody's to know of a commune, whatever its size."""
        return line[1] not in tuple(Measure) and line[0] not in (self.whole, (self.province, False))


Kept = Mapping[tuple[str, Place], Release]


@transaction.atomic
def release(*, by: Doer, period: str, reason: str = "") -> int:
    """Publish a closed quarter or year of every province and commune. With a reason: correct what was published. Out: how many rows.

    Raises Refused before the day of the calendar, for another kind of period, for one published already without a reason, for a year without
    its four quarters, and where a correction would tell a small count.
    """
    chosen = _chosen(period)
    locked_counter(SERIES)
    one_at_a_time()
    quarters = [f"{chosen.key}-Q{number}" for number in range(1, 5)] if chosen.kind == "year" else []
    kept: Kept = {
        (one.period, (one.unit_id, one.whole)): one for one in Release.objects.filter(current=True, period__in=[chosen.key, *quarters])
    }
    _may(chosen, kept, quarters, reason)
    seen = [_Seen.of(some, chosen.first.year) for some in rules.FAMILIES]
    made = [row for block in _blocks(chosen, kept, quarters) for row in _rows(block, chosen, kept, seen, reason.strip())]
    if not made:
        raise Refused(_("Chưa có đơn vị nào để công bố."))
    Release.objects.filter(pk__in=[one.pk for (key, _row), one in kept.items() if key == chosen.key]).update(current=False)
    Release.objects.bulk_create(made, batch_size=200)
    all_of_it = hashlib.sha256("".join(row.digest for row in made).encode()).hexdigest()
    data = {
        "period": chosen.key,
        "rows": len(made),
        "digest": all_of_it,
        "revision": max(row.revision for row in made),
        "reason": reason.strip(),
    }
    audit.record("petitions.release.publish", by=by, subject=made[0], data=data)
    return len(made)


def due() -> list[str]:
    """The periods of the calendar whose day has come and which are not published: the last quarter, and the last year with its quarters."""
    today = clock.today()
    last = periods.previous(periods.parse(f"{today:%Y}-Q{(today.month + 2) // 3}"))
    candidates = [last, periods.parse(str(today.year - 1))]
    there = set(Release.objects.filter(current=True).order_by().values_list("period", flat=True).distinct())
    ripe = [one for one in candidates if one.key not in there and rules.release_day(one) <= today]
    complete = {*there, *(one.key for one in ripe)}
    return [one.key for one in ripe if one.kind == "quarter" or all(f"{one.key}-Q{number}" in complete for number in range(1, 5))]


def _chosen(key: str) -> Period:
    try:
        chosen = periods.parse(key)
    except ValueError as fault:
        raise Refused(_("Hãy ghi kỳ dạng 2026-Q3 hoặc 2026."), field="period") from fault
    if chosen.kind not in rules.KINDS:
        raise Refused(_("Chỉ công bố theo quý và theo năm."), field="period")
    first = rules.release_day(chosen)
    if clock.today() < first:
        raise Refused(_("Kỳ này chỉ được công bố từ ngày %(day)s.") % {"day": f"{first:%d/%m/%Y}"}, field="period")
    return chosen


def _may(chosen: Period, kept: Kept, quarters: list[str], reason: str) -> None:
    """Raises Refused where the calendar or what was published before does not allow it."""
    there = {key for key, _row in kept}
    missing = [key for key in quarters if key not in there]
    if missing:
        raise Refused(_("Chưa công bố: %(periods)s. Số liệu năm là tổng của bốn quý.") % {"periods": ", ".join(missing)}, field="period")
    if chosen.key in there and not reason.strip():
        raise Refused(_("Kỳ này đã công bố. Muốn đính chính phải ghi lý do."), field="reason")
    if chosen.kind == "quarter" and Release.objects.filter(period=str(chosen.first.year)).exists():
        raise Refused(_("Năm này đã công bố, nên số liệu quý không đính chính được nữa."), field="period")


def _blocks(chosen: Period, kept: Kept, quarters: list[str]) -> Iterator[Block]:
    """Every province of the period's last day, counted."""
    on = chosen.last
    counted, times = performance.count(chosen), performance.Times(chosen)
    empty: dict[str, int] = dict.fromkeys(Measure, 0)
    for province in Unit.objects.filter(valid_on(on), level=Level.PROVINCE).order_by("pk"):
        block = _block(province.pk, chosen)
        for row in block.parts:
            block.counts[row] = {**counted.get(row[0], empty), **times.of([row[0]])}
        block.counts[block.whole] = _summed(block) | times.of(unit for unit, _whole in block.parts)
        if quarters:
            _year(block, kept, quarters, empty)
        yield block


def _block(province: int, period: Period) -> Block:
    below = Unit.objects.below(province, period.last).filter(valid_on(period.last), level=Level.COMMUNE)
    return Block(province, sorted(below.values_list("pk", flat=True)))


def _summed(block: Block) -> dict[str, Any]:
    return {measure: sum(block.counts[row][measure] for row in block.parts) for measure in Measure}


def _year(block: Block, kept: Kept, quarters: list[str], empty: Mapping[str, int]) -> None:
    """The year's counts are the sums of what its quarters stood on, so that both always agree; a stock is that of the last quarter."""
    below = {unit for key in quarters for unit in _block(block.province, periods.parse(key)).communes}
    block.ended = sorted(unit for unit in below.difference(block.communes) if any((key, (unit, False)) in kept for key in quarters))
    block.counts |= {(unit, False): dict(empty) for unit in block.ended}
    for row, counts in block.counts.items():
        old = [kept[key, row].counts for key in quarters if (key, row) in kept]
        counts.update({measure: sum(one.get(measure, 0) for one in old) for measure in FLOWS})
        last = kept.get((quarters[-1], row))
        counts.update({measure: last.counts.get(measure, 0) if last else 0 for measure in STOCKS})


@dataclass
class _Seen:
    """Measures that add up with each other, and what readers hold of them and beside them: our own revisions, and what reports told."""

    measures: tuple[Measure, ...]
    family: Family
    own: list[Past]
    beside: list[Past]

    @classmethod
    def of(cls, measures: tuple[Measure, ...], year: int) -> "_Seen":
        """Whatever was published within the year."""
        family = rules.family(measures)
        tied, beside = ledger.beside(PRODUCT, family, {NAMES[one]: one for one in measures}, year)
        return cls(measures, tied if beside else family, disclosed.past(measures, year), beside)

    def settle(self, block: Block, period: Period) -> dict[Line, Stood]:
        """The cells of a province. Other provinces matter only where reports add them up. Raises Impossible."""
        own = self.own if self.beside else [one for one in self.own if one.root == block.province]
        draft = block.draft(period, self.family)
        cells = settle(draft, [*self.beside, *own], self.family, secret=block.secret)
        self.own.append(Past(draft.root, period, draft.parts, cells, PRODUCT))
        return cells


def _rows(block: Block, chosen: Period, kept: Kept, seen: Sequence[_Seen], reason: str) -> list[Release]:
    cells: dict[Line, Stood] = {}
    for one in seen:
        try:
            cells |= one.settle(block, chosen)
        except Impossible as fault:
            if reason:
                raise Refused(_("Không đính chính được: so hai lần công bố sẽ suy ra được số nhỏ."), field="reason") from fault
    return [_made(row, counts, chosen, kept.get((chosen.key, row)), cells, reason) for row, counts in block.told.items()]


def _made(
    row: Place, counts: Mapping[str, Any], chosen: Period, before: Release | None, cells: Mapping[Line, Stood], reason: str
) -> Release:
    """The row of a unit; measures that cannot be told safely are left out of it."""
    stood = {measure: cells.get((row, measure)) for measure in Measure}
    public = {measure.value: None if one is None else _cell(one) for measure, one in stood.items()}
    share = rules.share(public)
    told = {
        **public,
        "median_days": counts["median_days"],
        "oldest_days": counts["oldest_days"],
        "share": share.percent if share else None,
        "share_least": bool(share and share.least),
    }
    revision = before.revision + 1 if before else 1
    return Release(
        unit_id=row[0],
        period=chosen.key,
        whole=row[1],
        revision=revision,
        reason=reason,
        released_on=clock.today(),
        counts={**counts, **{measure.value: one.value for measure, one in stood.items() if one is not None}},
        public=told,
        digest=digest(row, chosen.key, revision, told),
    )


def _cell(stood: Stood) -> int | str:
    """The count as it stands in public, or why it does not."""
    return rounded(stood.value) if stood.mark == SHOWN else stood.mark


def digest(row: Place, period: str, revision: int, public: Mapping[str, object]) -> str:
    """SHA-256 over what is shown, in a fixed order: the same in the database, on the page and in the file."""
    told = json.dumps([row[0], row[1], period, revision, dict(public)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
