"""Kept totals: whatever happened, they are what a rebuild and a plain recount say."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import services, totals
from danvan.reports.models import Report, Total
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, PERIOD, Book, unit
from danvan.reports.tests.recount import (
    every_report_is_its_submission,
    every_total_is_a_plain_recount_and_a_rebuild,
    everybody_who_owes_is_counted_once,
)
from danvan.units import paths, plans
from danvan.units import services as units
from danvan.units.models import Event, Kind, Unit
from danvan.units.plans import Opening, Plan
from tests.machine import examples

pytestmark = pytest.mark.django_db

STEPS = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=9),
        st.sampled_from(["type", "type", "submit", "submit", "send_back", "accept", "accept", "correct", "correct", "take_over"]),
        st.integers(min_value=0, max_value=50),
        st.sampled_from(["", "about", "over", "under"]),
    ),
    max_size=30,
)


def world() -> tuple[Book, list[Unit]]:
    """Two provinces; one with districts as before 2025, one with communes directly below."""
    book = factories.book()
    centre = unit("centre", "Việt Nam")
    first, second = unit("province", "A", centre), unit("province", "B", centre)
    districts = [unit("district", f"H{number}", first) for number in range(2)]
    communes = [unit("commune", f"X{number}", districts[number % 2]) for number in range(3)]
    communes += [unit("commune", f"Y{number}", second) for number in range(2)]
    return book, [centre, first, second, *districts, *communes]


def test_after_any_history_the_totals_are_a_plain_recount_and_a_rebuild() -> None:
    with clock.standing_at(AFTER), factories.counted_figure():
        book, units = world()
        owed = services.open_period(by=SYSTEM, form=book.form, period_key=PERIOD, root=units[0])
        reports = [services.start(by=SYSTEM, obligation=one) for one in owed]

        @settings(max_examples=examples(15), deadline=None)
        @given(steps=STEPS)
        def holds(steps: list[tuple[int, str, int, str]]) -> None:
            with transaction.atomic():
                play(book, reports, steps)
                every_report_is_its_submission()
                every_total_is_a_plain_recount_and_a_rebuild()
                everybody_who_owes_is_counted_once(units[0].pk)
                transaction.set_rollback(True)

        holds()


def play(book: Book, reports: list[Report], steps: list[tuple[int, str, int, str]]) -> None:
    typed = [book.typed, book.stock, book.decimal, book.own]
    acts: dict[str, Callable[[Report, int, str], object]] = {
        "submit": lambda report, _number, _word: services.submit(by=SYSTEM, report=report),
        "accept": lambda report, _number, _word: services.accept(by=SYSTEM, report=report),
        "correct": lambda report, number, _word: correct(book, report, number),
        "take_over": lambda report, _number, _word: services.take_over(by=SYSTEM, report=report),
        "send_back": lambda report, _number, _word: services.send_back(by=SYSTEM, report=report, reason="Sửa."),
    }
    for who, act, number, word in steps:
        report = reports[who % len(reports)]
        try:
            if act == "type":
                services.type_figure(by=SYSTEM, report=report, indicator=typed[number % 4], value=str(number), qualifier=word)
            else:
                acts[act](report, number, word)
        except Refused:
            continue


def correct(book: Book, report: Report, number: int) -> None:
    cell = services.Corrected([book.typed, book.stock, book.decimal, book.own][number % 4], str(number), "Sót", "Sổ")
    services.file_correction(by=SYSTEM, report=report, cells=[cell], seen=Report.objects.get(pk=report.pk).revision)


def test_a_total_that_was_tampered_with_is_found_and_rebuilt() -> None:
    with clock.standing_at(AFTER), factories.counted_figure():
        book, units = world()
        factories.filed(book.form, units[-1], {book.typed: "8"}, root=units[2])
        Total.objects.filter(unit=units[2], indicator=book.typed).update(value=80)
        drift = totals.check()
        assert [(one.unit_id, one.kept, one.counted) for one in drift] == [(units[2].pk, 80, 8)]
        totals.rebuild(factories.period())
        assert totals.check() == []


def test_the_tree_of_the_period_counts_not_the_tree_of_today() -> None:
    with clock.standing_at(AFTER), factories.counted_figure():
        book = factories.book()
        centre = unit("centre", "Việt Nam")
        before, after = unit("province", "A", centre), unit("province", "B", centre)
        commune = unit("commune", "X", before)
        commune.parents.update(valid_to=date(2026, 10, 1))
        commune.parents.create(parent=after, valid_from=date(2026, 10, 1))
        paths.rebuild([commune.pk])
        factories.filed(book.form, commune, {book.typed: "8"})
        assert set(Total.objects.filter(indicator=book.typed).values_list("unit__name", "value")) == {("A", 8), ("Việt Nam", 8)}


def test_a_correction_costs_three_statements_and_one_for_each_level_above_however_many_stand_beside_it(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    with clock.standing_at(AFTER), factories.counted_figure():
        book, units = world()
        report = factories.filed(book.form, units[5], {book.typed: "8"}, root=units[0])
        for other in units[6:]:
            factories.filed(book.form, other, {book.typed: "5", book.stock: "2"}, root=units[0])
        with django_assert_num_queries(3 + 3):
            totals.resum(report.period, report.unit_id, [book.typed.pk], filing=False)
        with django_assert_num_queries(15):
            totals.resum(report.period, report.unit_id, [book.typed.pk, book.stock.pk])
        assert totals.check() == []


def change(plan: Plan, day: date) -> Event:
    return units.apply_event(by=SYSTEM, event=units.enter_event(by=SYSTEM, plan=plan, effective_on=day, instrument="12/NQ"))


def at_provinces(book: Book) -> set[tuple[str, int]]:
    """Name and total of every unit that has one."""
    return set(Total.objects.filter(indicator=book.typed).values_list("unit__name", "value"))


def test_a_change_entered_late_is_in_the_totals_of_the_periods_it_reaches_back_to_at_once() -> None:
    with clock.standing_at(AFTER), factories.counted_figure():
        book, (centre, first, _second, *_districts, _x, _y, _z, one, other) = world()
        for commune, value in ((one, "8"), (other, "5")):
            factories.filed(book.form, commune, {book.typed: value}, root=centre)
        assert at_provinces(book) == {("B", 13), ("Việt Nam", 13)}
        change(plans.transfer([one.pk], first.pk), date(2026, 9, 20))
        assert at_provinces(book) == {("A", 8), ("B", 5), ("Việt Nam", 13)}
        every_total_is_a_plain_recount_and_a_rebuild()


def test_what_was_filed_before_the_period_was_over_follows_a_change_within_it_and_its_undoing() -> None:
    with clock.standing_at(date(2026, 9, 10)), factories.counted_figure():
        book, (centre, first, second, *_districts, _x, _y, _z, one, other) = world()
        for filer, value in ((one, "8"), (other, "5"), (second, "1")):
            factories.filed(book.form, filer, {book.typed: value}, root=centre)
        moved = change(plans.transfer([one.pk], first.pk), date(2026, 9, 20))
        assert at_provinces(book) == {("A", 8), ("B", 6), ("Việt Nam", 14)}
        units.undo_event(by=SYSTEM, event=moved)
        assert at_provinces(book) == {("B", 14), ("Việt Nam", 14)}
        # What a province said for itself alone stays with it.
        change(plans.merge([first.pk, second.pk], Opening(Kind.PROVINCE, "C", "99")), date(2026, 9, 20))
        assert at_provinces(book) == {("C", 13), ("B", 1), ("Việt Nam", 14)}
        every_total_is_a_plain_recount_and_a_rebuild()
