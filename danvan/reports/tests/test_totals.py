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
from danvan.reports import rules, services, totals
from danvan.reports.models import Fact, Report, Submission, Tally, Total
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, PERIOD, Book, unit
from danvan.units import paths
from danvan.units.models import Unit

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


def kept() -> dict[tuple[int, int], tuple[int, int, str, str]]:
    rows = Total.objects.values_list("unit_id", "indicator_id", "value", "reported", "qualifier", "origin")
    return {(unit_id, indicator): (value, reported, word, origin) for unit_id, indicator, value, reported, word, origin in rows}


def plain() -> dict[tuple[int, int], tuple[int, int, str, str]]:
    """The definition, in Python: for every unit above the communes, the live facts at or below it."""
    found: dict[tuple[int, int], list[Fact]] = {}
    for fact in Fact.objects.filter(live=True, value__isnull=False).exclude(indicator__kind="own").select_related("period"):
        above = totals.chain(fact.unit_id, fact.period.last_day)
        for ancestor in above:
            found.setdefault((ancestor, fact.indicator_id), []).append(fact)
    return {
        cell: (
            sum(fact.value or 0 for fact in facts),
            len(facts),
            rules.qualifier_of(fact.qualifier for fact in facts),
            rules.origin_of(fact.origin for fact in facts),
        )
        for cell, facts in found.items()
    }


def tallies() -> set[tuple[int, int, int]]:
    return set(Tally.objects.values_list("unit_id", "expected", "filed"))


def test_after_any_history_the_totals_are_a_plain_recount_and_a_rebuild() -> None:
    with clock.standing_at(AFTER), factories.counted_figure():
        book, units = world()
        owed = services.open_period(by=SYSTEM, form=book.form, period_key=PERIOD, root=units[0])
        reports = [services.start(by=SYSTEM, obligation=one) for one in owed]

        @settings(max_examples=15, deadline=None)
        @given(steps=STEPS)
        def holds(steps: list[tuple[int, str, int, str]]) -> None:
            with transaction.atomic():
                play(book, reports, steps)
                compare(units[0], len(owed))
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


def every_report_is_its_submission() -> None:
    """What a report says is its last submission, whole, with its hash, whatever was corrected below it since."""
    for report in Report.objects.filter(state__in=("submitted", "accepted")):
        assert report.frozen is not None
        assert rules.digest(report.frozen) == report.digest
        assert Submission.objects.get(report=report, revision=report.revision).content == report.frozen


def compare(centre: Unit, owed: int) -> None:
    every_report_is_its_submission()
    before, before_tallies = kept(), tallies()
    assert before == plain()
    assert totals.check() == []
    totals.rebuild()
    assert (kept(), tallies()) == (before, before_tallies)
    filed = Report.objects.filter(state__in=("submitted", "accepted")).count()
    assert (centre.pk, owed, filed) in before_tallies


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


def test_a_correction_costs_four_statements_however_many_stand_beside_it(django_assert_num_queries: Callable[[int], Any]) -> None:
    with clock.standing_at(AFTER), factories.counted_figure():
        book, units = world()
        report = factories.filed(book.form, units[5], {book.typed: "8"}, root=units[0])
        for other in units[6:]:
            factories.filed(book.form, other, {book.typed: "5", book.stock: "2"}, root=units[0])
        with django_assert_num_queries(4):
            totals.resum(report.period, report.unit_id, [book.typed.pk], filing=False)
        with django_assert_num_queries(10):
            totals.resum(report.period, report.unit_id, [book.typed.pk, book.stock.pk])
        assert totals.check() == []
