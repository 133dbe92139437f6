"""Random histories over quarters and over a map that changes: kept totals stay what a plain recount and a rebuild say, in both borders."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import transaction
from django.db.models import Q, Sum
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from danvan.audit import selectors as audit
from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.models import Fact, Indicator, PeriodRow, Report, Total
from danvan.reports.selectors import THEN, TODAY
from danvan.reports.selectors.checked import open_questions
from danvan.reports.selectors.crosstab import Choice, CrossTable, crosstab
from danvan.reports.selectors.meaning import linked
from danvan.reports.services import AdjustmentData, Corrected, SourceData
from danvan.reports.tests import factories
from danvan.reports.tests.factories import Book, unit
from danvan.reports.tests.recount import (
    every_report_is_its_submission,
    every_total_is_a_plain_recount_and_a_rebuild,
    everybody_who_owes_is_counted_once,
    everybody_who_owes_is_counted_where_they_stand,
    no_level_says_another_total_untold,
    told_by_the_heir,
)
from danvan.units import paths, plans
from danvan.units import services as units
from danvan.units.models import Event, Kind, Level, Lineage, Unit, UnitParent, valid_on
from danvan.units.plans import Opening, Plan
from danvan.units.redrawing import redrawn
from tests.machine import examples

pytestmark = pytest.mark.django_db

QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2")
SOURCE = SourceData("Sổ theo dõi của đơn vị")
# From when a change holds: in days from the first of the quarter that is collected (most are entered late by then), or ahead of today.
WITHIN, AHEAD = (20, 50, 80, -5), (10, 45, 80)
MAP = ("merge", "merge_provinces", "merge", "divide", "divide_province", "move", "dissolve")
OTHER = ("reopen", "undo", "daily")
# Act -> in which state a report must be for it.
ACTS = {
    "type": ("draft", "returned"),
    "file": ("draft", "returned"),
    "adjust": ("draft", "returned"),
    "accept": ("submitted",),
    "send_back": ("submitted", "accepted"),
    "correct": ("accepted",),
    "take_over": ("submitted", "accepted"),
}
OFTEN = ("file", "file", "file", "accept", "accept", "correct", "correct", "daily")
Step = tuple[str, int, int, str]


def steps(acts: Sequence[str], least: int, most: int) -> st.SearchStrategy[list[Step]]:
    """Some of the acts, each with who, a number and a word."""
    one = st.tuples(st.sampled_from(acts), st.integers(0, 11), st.integers(0, 50), st.sampled_from(["", "about", "over", "under"]))
    return st.lists(one, min_size=least, max_size=most)


# A quarter is opened, some file, the map changes while reports come in, and it goes on.
QUARTER = st.tuples(steps(["open"], 1, 1), steps(["file"], 2, 4), steps(MAP, 1, 2), steps([*MAP, *OTHER, *ACTS, *OFTEN], 2, 8))
STORIES = st.lists(QUARTER, min_size=2, max_size=3).map(lambda told: [step for quarter in told for part in quarter for step in part])


@dataclass
class History:
    """What happened so far, and the day it is."""

    book: Book
    centre: Unit
    day: date = date(2026, 1, 10)
    opened: int = 0

    def step(self, act: str, who: int, number: int, word: str) -> None:
        """One act on its day; a refusal is an answer like any other."""
        with clock.standing_at(self.day), suppress(Refused):
            if act in ACTS:
                if report := self.report(who, ACTS[act]):
                    getattr(self, act)(report, number, word)
            else:
                getattr(self, act)(who, number)

    def report(self, who: int, states: tuple[str, ...]) -> Report | None:
        """One of those in such a state."""
        found = list(Report.objects.filter(state__in=states).select_related("unit", "period").order_by("pk"))
        return found[(who * 7) % len(found)] if found else None

    def open(self, _who: int, number: int) -> None:
        """The next quarter for the whole country, most often when it is over, sometimes before; everybody begins."""
        key = QUARTERS[self.opened % len(QUARTERS)]
        last = services.period_of(key).last_day
        self.day, self.opened = max(self.day, last + timedelta(days=-30 if number % 3 == 0 else 3)), self.opened + 1
        with clock.standing_at(self.day):
            self._owing(key)

    def reopen(self, _who: int, _number: int) -> None:
        """Opened once more: units that came with a change owe too."""
        if self.opened:
            self._owing(QUARTERS[(self.opened - 1) % len(QUARTERS)])

    def daily(self, _who: int, number: int) -> None:
        """Time goes by; every night the reminders go out, and what is owed follows the map."""
        self.day += timedelta(days=number % 15 + 1)
        with clock.standing_at(self.day):
            services.remind(by=SYSTEM)

    def _owing(self, key: str) -> None:
        for owed in services.open_period(by=SYSTEM, form=self.book.form, period_key=key, root=self.centre):
            services.start(by=SYSTEM, obligation=owed)

    def type(self, report: Report, number: int, word: str) -> None:
        services.type_figure(by=SYSTEM, report=report, indicator=self._typed(number), value=str(number), qualifier=word, source=SOURCE)

    def _typed(self, number: int) -> Indicator:
        return (self.book.typed, self.book.stock, self.book.decimal, self.book.own)[number % 4]

    def file(self, report: Report, number: int, word: str) -> None:
        """Everything that is typed, with the sentences that are asked for, and away."""
        for place in range(3):
            self.type(report, number * 4 + place, word)
        asked = {one.question.key: "Đã đối chiếu với sổ theo dõi." for one in open_questions(report)}
        services.explain(by=SYSTEM, report=report, sentences=asked)
        services.submit(by=SYSTEM, report=report)

    def accept(self, report: Report, _number: int, _word: str) -> None:
        services.accept(by=SYSTEM, report=report)

    def send_back(self, report: Report, _number: int, _word: str) -> None:
        services.send_back(by=SYSTEM, report=report, reason="Sửa.")

    def correct(self, report: Report, number: int, word: str) -> None:
        cell = Corrected(self._typed(number), str(number + 1), "Cộng sót", "Sổ", word)
        services.file_correction(by=SYSTEM, report=report, cells=[cell], seen=report.revision)

    def take_over(self, report: Report, _number: int, _word: str) -> None:
        services.take_over(by=SYSTEM, report=report)

    def adjust(self, report: Report, number: int, _word: str) -> None:
        """Records come in, are counted, and the count is adjusted."""
        factories.acts(report.unit, number % 3 + 1, report.period.first_day)
        services.refill(by=SYSTEM, report=report)
        seen = Fact.objects.get(report=report, indicator=self.book.counted).value or 0
        change = AdjustmentData(f"+{number + 1}", "missing", "Hai cuộc họp thôn chưa nhập vào hệ thống.", "1/BC", clock.today(), "UBND xã")
        services.adjust(by=SYSTEM, report=report, indicator=self.book.counted, change=change, seen=seen)

    def merge(self, who: int, number: int) -> None:
        """Two communes become one, in the first's province."""
        self._merge(Level.COMMUNE, Kind.COMMUNE, who, number)

    def merge_provinces(self, who: int, number: int) -> None:
        """Two provinces become one, which receives what was owed to both."""
        self._merge(Level.PROVINCE, Kind.PROVINCE, who, number)

    def _merge(self, level: Level, kind: Kind, who: int, number: int) -> None:
        standing = self._standing(level) or [self.centre]
        pair = [standing[number % len(standing)].pk, standing[(number + 1) % len(standing)].pk]
        self._change(plans.merge(pair, Opening(kind, f"Mới {number} {Unit.objects.count()}")), who)

    def divide(self, who: int, number: int) -> None:
        """A commune becomes two, of known or of unknown size."""
        self._divide(Level.COMMUNE, Kind.COMMUNE, who, number)

    def divide_province(self, who: int, number: int) -> None:
        """A province becomes two, each with some of what lies in it."""
        self._divide(Level.PROVINCE, Kind.PROVINCE, who, number)

    def _divide(self, level: Level, kind: Kind, who: int, number: int) -> None:
        standing = self._standing(level) or [self.centre]
        parts = [Opening(kind, f"Phần {side} {Unit.objects.count()}") for side in (1, 2)]
        weights = [number + 1, 17] if number % 2 else None
        whole = standing[number % len(standing)]
        below = list(Unit.objects.children_of(whole, self.day).order_by("pk")) if level == Level.PROVINCE else []
        placing = {one.pk: place % 2 for place, one in enumerate(below)}
        self._change(plans.split(whole.pk, parts, weights, basis="population", placing=placing), who)

    def move(self, who: int, number: int) -> None:
        """A commune goes to another province."""
        communes, provinces = self._standing(Level.COMMUNE), self._standing(Level.PROVINCE)
        if communes and provinces:
            self._change(plans.transfer([communes[number % len(communes)].pk], provinces[number % len(provinces)].pk), who)

    def undo(self, _who: int, _number: int) -> None:
        """The last change, while it lies ahead; what was opened on its ground goes back."""
        if last := Event.objects.filter(state=Event.State.APPLIED).order_by("pk").last():
            before = everything()
            units.undo_event(by=SYSTEM, event=last)
            assert everything() == before

    def _standing(self, level: Level) -> list[Unit]:
        return list(Unit.objects.on(self.day).filter(level=level, valid_to=None).order_by("pk"))

    def dissolve(self, who: int, _number: int) -> None:
        """The district ends without an heir, as all did in 2025."""
        for district in self._standing(Level.DISTRICT):
            self._redraw(who, partial(dissolved, district))

    def _change(self, plan: Plan, who: int) -> None:
        def applied(day: date) -> None:
            units.apply_event(by=SYSTEM, event=units.enter_event(by=SYSTEM, plan=plan, effective_on=day, instrument="12/NQ"))

        self._redraw(who, applied)

    def _redraw(self, who: int, change: Callable[[date], None]) -> None:
        quarter = services.period_of(QUARTERS[(self.opened - 1) % len(QUARTERS)]).first_day
        days = [quarter + timedelta(days=one) for one in WITHIN] + [self.day + timedelta(days=one) for one in AHEAD]
        effective = days[who % len(days)]
        before = everything()
        with transaction.atomic():
            change(effective)
        assert everything() == before, "no figure falls out, none is counted twice, at any level above the change"
        if effective <= self.day:
            late = PeriodRow.objects.filter(last_day__gte=effective)
            assert [services.follow_changes(by=SYSTEM, period=one) for one in late] == [0] * len(late), "followed when it was entered"


def dissolved(district: Unit, day: date) -> None:
    """What lay in it lies right under the province from the day on. No act of the product ends a unit so, only the data of the real map: row by row."""
    own, below = UnitParent.objects.filter(unit=district), UnitParent.objects.filter(parent=district)
    if (own | below).filter(Q(valid_from__gte=day) | Q(valid_to__gt=day)).exists():
        raise Refused("Đã có thay đổi khác sau ngày này.")
    above = own.get(valid_to=None).parent
    children = list(below.filter(valid_to=None).values_list("unit_id", flat=True))
    for rows in (own.filter(valid_to=None), below.filter(valid_to=None), district.names.all(), Unit.objects.filter(pk=district.pk)):
        rows.update(valid_to=day)
    UnitParent.objects.bulk_create([UnitParent(unit_id=pk, parent=above, valid_from=day) for pk in children])
    paths.rebuild([district.pk, *children])
    redrawn(by=SYSTEM, day=day)


def everything() -> dict[tuple[str, int, int], int]:
    """What is counted in all, of each level that keeps totals, period and indicator."""
    rows = Total.objects.exclude(unit__level=Level.DISTRICT).order_by().values_list("unit__level", "period_id", "indicator_id")
    return {(level, period, one): value for level, period, one, value in rows.annotate(in_all=Sum("value")) if value}


def begun() -> History:
    """Two provinces, one with a district as before 2025; communes; two quarters behind them. Stocks may be apportioned by people, flows never."""
    book = factories.book()
    Indicator.objects.filter(pk=book.stock.pk).update(apportion="population")
    centre = unit("centre", "Việt Nam")
    first, second = unit("province", "A", centre), unit("province", "B", centre)
    district = unit("district", "H", first)
    for name, parent in (("X1", district), ("X2", district), ("X3", first), ("Y1", second), ("Y2", second)):
        unit("commune", name, parent)
    return History(book, centre)


def test_after_any_history_of_figures_and_of_the_map_every_total_and_every_count_is_a_recount_and_a_rebuild() -> None:
    with factories.counted_figure(), clock.standing_at(date(2026, 1, 10)):
        start = begun()

        # Without shrinking: a failing history is told whole, and a run stays bounded.
        @settings(max_examples=examples(8), deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
        @given(story=STORIES)
        def holds(story: list[Step]) -> None:
            with transaction.atomic():
                told = History(start.book, start.centre)
                for step in story:
                    told.step(*step)
                every_report_is_its_submission()
                every_total_is_a_plain_recount_and_a_rebuild()
                everybody_who_owes_is_counted_once(start.centre.pk)
                no_level_says_another_total_untold()
                with clock.standing_at(told.day + timedelta(days=max(AHEAD))):
                    for period in PeriodRow.objects.all():
                        services.follow_changes(by=SYSTEM, period=period)
                    every_total_is_a_plain_recount_and_a_rebuild()
                    everybody_who_owes_is_counted_once(start.centre.pk)
                    everybody_who_owes_is_counted_where_they_stand()
                    no_level_says_another_total_untold()
                    nothing_is_lost_or_doubled_in_either_border(start.book)
                assert audit.verify().whole
                transaction.set_rollback(True)

        holds()


def nothing_is_lost_or_doubled_in_either_border(book: Book) -> None:
    """Over all units of a level: today's borders hold exactly what those of then held; what was never divided is each time the plain sum."""
    stand = {level: list(Unit.objects.on(clock.today()).filter(level=level)) for level in (Level.COMMUNE, Level.PROVINCE)}
    for period in PeriodRow.objects.all():
        for indicator in (book.typed, book.stock):
            reported = live(period, indicator)
            for level, held in ((Level.COMMUNE, reported), (Level.PROVINCE, summed(period, indicator))):
                # With who ended within the period after it had filed by itself.
                then = list(Unit.objects.filter(Q(valid_on(period.last_day), level=level) | Q(pk__in=held)))
                before, today = asked(then, indicator, period, THEN), asked(stand[level], indicator, period, TODAY)
                assert whole(before) == whole(today) == sum(held.values())
                assert {one.pk: own(before, one) for one in then if one.pk in held} == held
            for one in stand[Level.COMMUNE]:
                if (makers := made_of(one)) is not None:
                    assert own(asked([one], indicator, period, TODAY), one) == sum(reported.get(pk, 0) for pk in makers)


def live(period: PeriodRow, indicator: Indicator) -> dict[int, int]:
    """What the communes of then reported; of one that ended no standing number where its main heir has filed."""
    facts = Fact.objects.filter(period=period, indicator=indicator, live=True, value__isnull=False, unit__level=Level.COMMUNE)
    joined = facts.select_related(
        "indicator", "report__obligation__succeeded_by__covered_by__report", "report__obligation__succeeded_by__report"
    )
    return {one.unit_id: one.value or 0 for one in joined if one.indicator.over_time != "last" or not told_by_the_heir(one)}


def summed(period: PeriodRow, indicator: Indicator) -> dict[int, int]:
    """The kept totals of the provinces of then."""
    rows = Total.objects.filter(period=period, indicator=indicator, unit__level=Level.PROVINCE)
    return dict(rows.values_list("unit_id", "value"))


def asked(some: list[Unit], indicator: Indicator, period: PeriodRow, borders: str) -> CrossTable:
    [row] = linked(Indicator.objects.filter(pk=indicator.pk))
    return crosstab(Choice(tuple(some), (row,), (period,), borders))


def whole(table: CrossTable) -> int:
    """Everything in the table, common figures once."""
    cell = table.settled[table.choice.periods[0].pk, table.choice.indicators[0].pk]
    return cell.total


def own(table: CrossTable, one: Unit) -> int:
    """The unit's own cell; nothing reported is nought."""
    cell = table.entry(table.choice.indicators[0], one, table.choice.periods[0]).cell
    return cell.value if cell else 0


def made_of(one: Unit) -> set[int] | None:
    """The unit and everything that went whole into it, however far back; None if some of it came by parts."""
    edges = list(Lineage.objects.filter(successor=one, event__effective_on__lte=clock.today()).select_related("predecessor"))
    if any(not edge.whole for edge in edges):
        return None
    found = {one.pk}
    for edge in edges:
        behind = made_of(edge.predecessor)
        if behind is None:
            return None
        found |= behind
    return found
