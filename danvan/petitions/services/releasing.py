"""Publishing how units answer: counted once, protected, frozen. What was published is never changed, only followed by a revision that says why."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock, periods
from danvan.lib.disclosure import HIDDEN, LEAST, Impossible, Key, Sum, Table, protect, protect_all, shown
from danvan.lib.periods import Period
from danvan.lib.refusal import Refused
from danvan.petitions.models import Release
from danvan.petitions.rules import performance as rules
from danvan.petitions.rules.performance import BEYOND_PARTS, FLOWS, RECEIVED_PARTS, STOCKS, Measure
from danvan.petitions.selectors import performance
from danvan.petitions.services.process import locked_counter
from danvan.units.models import Level, Unit, valid_on

SERIES = "release"
# What was received of other kinds, or of none yet: told to nobody, and no secret by itself.
REST = "rest"
# Putting each small count into two worlds takes seconds from so many on.
MOST_SMALL = 400
Row = tuple[int, bool]  # a unit, and whether with all below it


@dataclass
class Block:
    """A province with its communes in one period: the table that is protected as a whole."""

    province: int
    communes: list[int]
    counts: dict[Row, dict[str, Any]] = field(default_factory=dict)

    @property
    def whole(self) -> Row:
        """The province with everything below it."""
        return (self.province, True)

    @property
    def parts(self) -> list[Row]:
        """Its own offices and each commune."""
        return [(unit, False) for unit in (self.province, *self.communes)]

    def sums(self, period: str, measures: tuple[Measure, ...] = tuple(Measure)) -> Iterator[Sum]:
        """The relations a reader sees within the period."""
        for row in (self.whole, *self.parts):
            yield Sum((row, Measure.BEYOND, period), tuple((row, part, period) for part in BEYOND_PARTS), total_first=True)
            yield Sum((row, Measure.RECEIVED, period), tuple((row, part, period) for part in (*RECEIVED_PARTS, REST)))
        for measure in measures:
            yield Sum((self.whole, measure, period), tuple((row, measure, period) for row in self.parts))

    def values(self, period: str, measures: tuple[Measure, ...] = tuple(Measure)) -> dict[Key, int]:
        """Every count under its key."""
        return {(row, name, period): _count(counts, name) for row, counts in self.counts.items() for name in (*measures, REST)}


def _count(counts: Mapping[str, Any], name: str) -> int:
    """One of the counts, or what was received beside the kinds that are named. A measure that was not counted yet is 0, and never shown."""
    if name == REST:
        return _count(counts, Measure.RECEIVED) - sum(_count(counts, kind) for kind in RECEIVED_PARTS)
    return int(counts.get(name, 0))


Kept = Mapping[tuple[str, Row], Release]
Parts = Mapping[str, Block]  # the quarters of a year; none for a quarter


@dataclass
class Seen:
    """What a reader has seen beside the period: counts, sums between them, which are `fixed` (public) and which are to stay `hidden`."""

    values: dict[Key, int]
    sums: list[Sum]
    fixed: set[Key] = field(default_factory=set)
    hidden: set[Key] = field(default_factory=set)

    @property
    def spare(self) -> set[Key]:
        """What is left beside the kinds that are named."""
        return {key for key in self.values if isinstance(key, tuple) and key[1] == REST}

    def publish(self, key: Key, release: Release | None) -> None:
        """Take in a cell of an earlier release."""
        measure = key[1] if isinstance(key, tuple) else ""
        self.values[key] = _count(release.counts, measure) if release else 0
        told = release is not None and isinstance(release.public.get(measure), int)
        (self.fixed if told else self.hidden).add(key)


@transaction.atomic
def release(*, by: Doer, period: str, reason: str = "") -> int:
    """Publish a closed quarter or year of every province and commune. With a reason: correct what was published. Out: how many rows.

    Raises Refused before the day of the calendar, for another kind of period, for one published already without a reason, for a year without
    its four quarters, and where a correction would tell a small count.
    """
    chosen = _chosen(period)
    locked_counter(SERIES)
    quarters = [f"{chosen.key}-Q{number}" for number in range(1, 5)] if chosen.kind == "year" else []
    kept: Kept = {
        (one.period, (one.unit_id, one.whole)): one for one in Release.objects.filter(current=True, period__in=[chosen.key, *quarters])
    }
    _may(chosen, kept, quarters, reason)
    blocks = _blocks(chosen, kept, quarters)
    made = [row for block in blocks for row in _rows(block, chosen, kept, _behind_year(block, kept, quarters), reason.strip())]
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
            _year(block, kept, quarters)
        yield block


def _behind_year(block: Block, kept: Kept, quarters: list[str]) -> Parts:
    """The tables of the year's quarters, as they lay: of those in which the province was there."""
    return {key: _block(block.province, periods.parse(key)) for key in quarters if (key, block.whole) in kept}


def _block(province: int, period: Period) -> Block:
    below = Unit.objects.below(province, period.last).filter(valid_on(period.last), level=Level.COMMUNE)
    return Block(province, sorted(below.values_list("pk", flat=True)))


def _summed(block: Block) -> dict[str, Any]:
    return {measure: sum(block.counts[row][measure] for row in block.parts) for measure in Measure}


def _year(block: Block, kept: Kept, quarters: list[str]) -> None:
    """The year's counts are the sums of what its quarters stood on, so that both always agree; a stock is that of the last quarter."""
    for row, counts in block.counts.items():
        old = [kept[key, row].counts for key in quarters if (key, row) in kept]
        counts.update({measure: sum(one.get(measure, 0) for one in old) for measure in FLOWS})
        last = kept.get((quarters[-1], row))
        counts.update({measure: last.counts.get(measure, 0) if last else 0 for measure in STOCKS})


def _rows(block: Block, chosen: Period, kept: Kept, quarters: Parts, reason: str) -> list[Release]:
    try:
        hide = _protected(block, chosen, kept, quarters)
    except Impossible as fault:
        raise Refused(_("Không đính chính được: so hai lần công bố sẽ suy ra được số nhỏ."), field="reason") from fault
    return [
        _made(block, row, chosen, kept.get((chosen.key, row)), hide, kept.get((max(quarters), row)) if quarters else None, reason)
        for row in block.counts
    ]


def _protected(block: Block, chosen: Period, kept: Kept, quarters: Parts) -> frozenset[Key]:
    """The cells of the period that are not shown, given all that a reader has seen."""
    measures = FLOWS if quarters else tuple(Measure)
    seen = Seen(block.values(chosen.key, measures), list(block.sums(chosen.key, measures)))
    if quarters:
        _see_quarters(seen, block, chosen, kept, quarters)
    for row, measure in product(block.counts, measures):
        _see_before(seen, (row, measure, chosen.key), kept.get((chosen.key, row)), block.counts[row][measure])
    again = (chosen.key, block.whole) in kept
    hidden = seen.hidden | (_beside_quarters(seen, block, chosen, kept, quarters) if quarters else set())
    return protect(seen.values, seen.sums, fixed=seen.fixed - hidden, hidden=hidden, spare=seen.spare, strict=again)


def _beside_quarters(seen: Seen, year: Block, chosen: Period, kept: Kept, quarters: Parts) -> frozenset[Key] | set[Key]:
    """What a year leaves out so that it narrows no small count down, its quarters being known.

    As many yearly numbers stay as two worlds for each small count allow (`protect_all`). Where they are too many for that, or it cannot be, a year is
    told only where its quarters are: then it tells nothing that they do not.
    """
    table = Table(seen.values, seen.sums, frozenset(seen.fixed - seen.hidden), frozenset(seen.hidden), spare=frozenset(seen.spare))
    if sum(table.small(key) for key in table.values) <= MOST_SMALL:
        try:
            return protect_all(table)
        except Impossible:
            pass
    return {
        (row, measure, chosen.key)
        for row, measure in product((year.whole, *year.parts), FLOWS)
        if not seen.fixed.issuperset(_quarterly(row, measure, kept, quarters))
    }


def _quarterly(row: Row, measure: Measure, kept: Kept, quarters: Parts) -> tuple[Key, ...]:
    """The quarters' cells whose sum a yearly one is: of those in which the row was there."""
    return tuple((row, measure, key) for key in quarters if (key, row) in kept)


def _see_before(seen: Seen, key: Key, before: Release | None, count: int) -> None:
    """What an earlier revision told: hidden stays hidden; a count that moved by less than 10 is known from it."""
    measure = key[1] if isinstance(key, tuple) else ""
    if before is not None and not isinstance(before.public.get(measure), int):
        seen.hidden.add(key)
    elif before is not None and stands(before, measure, count):
        seen.fixed.add(key)


def _see_quarters(seen: Seen, year: Block, chosen: Period, kept: Kept, quarters: Parts) -> None:
    """The quarters of a year are public as they are, those of communes that ended since as well; whatever they give is known already."""
    for key, block in quarters.items():
        seen.sums += block.sums(key, FLOWS)
        for row, measure in product((block.whole, *block.parts), (*FLOWS, REST)):
            seen.publish((row, measure, key), kept.get((key, row)))
    for row, measure in product((year.whole, *year.parts), FLOWS):
        parts = _quarterly(row, measure, kept, quarters)
        seen.sums.append(Sum((row, measure, chosen.key), parts))
        if seen.fixed.issuperset(parts):
            seen.fixed.add((row, measure, chosen.key))
    ended = [(row, key) for key, block in quarters.items() for row in block.parts if row not in year.counts]
    for measure in FLOWS if ended else ():
        parts = (*((row, measure, chosen.key) for row in year.parts), *((row, measure, key) for row, key in ended))
        seen.sums.append(Sum((year.whole, measure, chosen.key), parts))


def stands(before: Release, measure: str, count: int) -> bool:
    """Does a published count stay as it was? Yes, if it moved by less than 10: the difference of two releases would tell a few matters."""
    return abs(count - _count(before.counts, measure)) < LEAST


def _made(
    block: Block, row: Row, chosen: Period, before: Release | None, hide: frozenset[Key], last: Release | None, reason: str
) -> Release:
    counts = block.counts[row]
    public = {measure.value: _cell(counts[measure], (row, measure, chosen.key), before, hide) for measure in Measure}
    if last is not None:
        public |= {measure.value: last.public.get(measure) for measure in STOCKS}
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
        counts=_behind(counts, before),
        public=told,
        digest=digest(row, chosen.key, revision, told),
    )


def _behind(counts: Mapping[str, Any], before: Release | None) -> dict[str, Any]:
    """The exact counts that the published ones stand on: those of before where they stand as before, so that small changes add up."""
    stood = {measure.value for measure in Measure if before is not None and stands(before, measure, counts[measure])}
    return {
        str(name): _count(before.counts, name) if before is not None and str(name) in stood else value for name, value in counts.items()
    }


def _cell(count: int, key: Key, before: Release | None, hide: frozenset[Key]) -> int | str:
    """The count as it stands in public; as before, where it hardly moved."""
    measure = key[1] if isinstance(key, tuple) else ""
    if before is not None and stands(before, measure, count):
        kept: int | str = before.public.get(measure, shown(count, hidden=True))
        return HIDDEN if isinstance(kept, int) and key in hide else kept
    return shown(count, hidden=key in hide)


def digest(row: Row, period: str, revision: int, public: Mapping[str, object]) -> str:
    """SHA-256 over what is shown, in a fixed order: the same in the database, on the page and in the file."""
    told = json.dumps([row[0], row[1], period, revision, dict(public)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
