"""What a long period comes to by the reports of the shorter ones: proposed with where it comes from, taken over by a person, or changed with a sentence."""

import itertools
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.laying import Stretch, most_covered
from danvan.reports.models import Fact, Form, Indicator, Report
from danvan.reports.selectors import own_rows
from danvan.reports.selectors.checked import questions_of
from danvan.reports.selectors.proposals import Proposal, proposals
from danvan.reports.tests.factories import filed, started
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.units.models import Unit

__all__ = ["world"]

QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3")
FIRST_DAY = date(2026, 1, 1)


def quarters(
    world: World, unit: Unit | None = None, *, figures: tuple[str, ...] = ("3", "4", "5"), stocks: tuple[str, ...] = ("10", "8", "9")
) -> None:
    for key, flow, stock in zip(QUARTERS, figures, stocks, strict=True):
        given = {world.book.typed: flow, world.book.stock: stock}
        filed(world.book.form, unit or world.commune, given, key=key, root=world.tree.province)


def begun(world: World, key: str, unit: Unit | None = None) -> Report:
    return started(world.book.form, unit or world.commune, key, root=world.tree.province)


def proposed(report: Report) -> dict[str, Proposal]:
    return {one.indicator.code: one for one in proposals(report, own_rows(report)).values()}


def values(report: Report) -> dict[str, int]:
    return {code: one.value for code, one in proposed(report).items()}


def test_nine_months_are_proposed_from_the_quarters_each_indicator_by_its_rule(world: World) -> None:
    quarters(world)
    report = begun(world, "2026-9M")
    assert values(report) == {"T1": 12, "T2": 9}
    assert proposed(report)["T1"].made_of == "Quý I năm 2026: 3; Quý II năm 2026: 4; Quý III năm 2026: 5"
    Indicator.objects.filter(code="T2").update(over_time="first")
    assert values(report) == {"T1": 12, "T2": 10}
    Indicator.objects.filter(code="T1").update(over_time="once")
    assert values(report) == {"T2": 10}
    assert not Fact.objects.filter(report=report, indicator__in=(world.book.typed, world.book.stock)).exists()


def test_nothing_is_proposed_while_a_quarter_is_missing_or_for_a_cell_that_holds_a_number(world: World) -> None:
    filed(world.book.form, world.commune, {world.book.typed: "3"}, key="2026-Q2", root=world.tree.province)
    assert values(begun(world, "2026-6M")) == {}
    quarters(world, world.tree.communes[1])
    report = begun(world, "2026-9M", world.tree.communes[1])
    services.type_figure(by=SYSTEM, report=report, indicator=world.book.typed, value="11")
    assert values(report) == {"T2": 9}


def test_the_longest_periods_are_taken_before_the_shorter_ones(world: World) -> None:
    quarters(world)
    half = {world.book.typed: "8", world.book.stock: "8"}
    filed(world.book.form, world.commune, half, key="2026-6M", root=world.tree.province)
    said = proposed(begun(world, "2026-9M"))["T1"]
    assert (said.value, said.made_of) == (13, "6 tháng đầu năm 2026: 8; Quý III năm 2026: 5")


def test_about_stays_about(world: World) -> None:
    quarters(world)
    Fact.objects.filter(period__key="2026-Q2", indicator=world.book.typed).update(qualifier="about")
    assert proposed(begun(world, "2026-9M"))["T1"].text == "khoảng 12"


def test_a_province_is_proposed_what_it_entered_itself(world: World) -> None:
    """The sums of those below are no figure of its own: they come up by their reports."""
    quarters(world)
    quarters(world, world.tree.province, figures=("1", "1", "2"), stocks=("5", "5", "5"))
    assert values(begun(world, "2026-9M", world.tree.province)) == {"T1": 4, "T2": 5}


def test_what_is_taken_over_has_the_reports_as_its_source_and_stays_quiet_in_the_checks(world: World) -> None:
    quarters(world)
    report = begun(world, "2026-9M")
    assert services.accept_proposals(by=world.maker, report=report, codes={"T1", "T2", "T5"}) == ["T1", "T2"]
    fact = Fact.objects.select_related("source").get(report=report, indicator=world.book.typed)
    assert (fact.value, fact.origin) == (12, "typed")
    assert str(fact.source) == "Báo cáo đã gửi của đơn vị: Quý I năm 2026, Quý II năm 2026, Quý III năm 2026"
    assert questions_of(report) == []
    assert Entry.objects.get(act="reports.figures.accept").data == {"figures": ["T1", "T2"]}
    assert services.accept_proposals(by=world.maker, report=report, codes={"T1"}) == []


def test_who_types_another_number_owes_a_sentence(world: World) -> None:
    quarters(world)
    report = begun(world, "2026-9M")
    services.type_figure(by=SYSTEM, report=report, indicator=world.book.typed, value="14")
    assert [(one.question.check, one.question.code) for one in questions_of(report)] == [("cumulative", "T1")]


def test_a_report_that_has_left_takes_nothing_over(world: World) -> None:
    quarters(world)
    report = begun(world, "2026-9M")
    services.type_figure(by=SYSTEM, report=report, indicator=world.book.typed, value="12")
    services.submit(by=SYSTEM, report=report)
    with pytest.raises(Refused):
        services.accept_proposals(by=world.maker, report=report, codes={"T2"})


def test_the_sheet_shows_what_is_proposed_and_takes_it_by_one_button_or_all(world: World) -> None:
    quarters(world)
    report = begun(world, "2026-9M")
    client = browser(world.maker)
    page = client.get(place("fill", report.pk)).content.decode()
    assert "Đề nghị: <strong>12</strong> (Quý I năm 2026: 3; Quý II năm 2026: 4; Quý III năm 2026: 5)." in page
    assert "Lưu và nhận 2 số đề nghị" in page
    response = client.post(place("fill", report.pk), {"T5-value": "1,5", "accept": "T2"})
    assert response["Location"] == f"{place('fill', report.pk)}#dong-T2"
    assert dict(Fact.objects.filter(report=report, origin="typed").values_list("indicator__code", "value")) == {"T2": 9, "T5": 150}
    client.post(place("group", report.pk, "T"), {"T2-value": "9", "T5-value": "1,5", "accept": "*"})
    assert Fact.objects.get(report=report, indicator=world.book.typed).value == 12
    assert "Đề nghị:" not in client.get(place("fill", report.pk)).content.decode()


def test_enter_without_scripts_saves_and_takes_nothing_over(world: World) -> None:
    """What a browser presses is the first button of the form."""
    quarters(world)
    page = browser(world.maker).get(place("fill", begun(world, "2026-9M").pk)).content.decode()
    first = re.search(r'<form[^>]*data-cells.*?<button(?! type="button")([^>]*)>', page, re.DOTALL)
    assert first is not None
    assert 'name="save"' in first[1]


def test_a_cell_that_is_no_more_proposed_sends_nobody_elsewhere(world: World) -> None:
    report = begun(world, "2026-9M")
    response = browser(world.maker).post(place("fill", report.pk), {"accept": "T1\nX"})
    assert response["Location"] == place("fill", report.pk)


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow_with_what_is_proposed(world: World, number: int) -> None:
    quarters(world)
    report = begun(world, "2026-9M")
    rows = [row for row in own_rows(report) if row.indicator.code in ("T1", "T2", "T5")[:number]]
    with CaptureQueriesContext(connection) as seen:
        proposals(report, rows)
    assert len(seen) <= 4


# ---- a term of office -------------------------------------------------------------------------------------------------------------------

TERM = "T2025-07-10..2026-09-30"


@pytest.fixture
def long(world: World) -> World:
    """The quarters of a term that began on a day in July."""
    Form.objects.filter(pk=world.book.form.pk).update(frequencies=[*world.book.form.frequencies, "term"])
    world.book.form.refresh_from_db()
    for key, value in (("2025-Q3", "100"), ("2025-Q4", "4")):
        filed(world.book.form, world.tree.province, {world.book.typed: value}, key=key, root=world.tree.province)
    quarters(world, world.tree.province, figures=("8", "16", "32"))
    return world


def test_a_term_is_proposed_from_what_lies_wholly_within_it_and_says_what_is_left_out(long: World) -> None:
    report = begun(long, TERM, long.tree.province)
    said = proposed(report)
    assert (said["T1"].value, said["T1"].uncovered) == (60, "Chưa gồm: từ 10/07/2025 đến 30/09/2025.")
    assert said["T2"].value == 9
    services.accept_proposals(by=long.receiver, report=report, codes={"T1"})
    assert Fact.objects.get(report=report, indicator=long.book.typed).source.note == "Chưa gồm: từ 10/07/2025 đến 30/09/2025."  # type: ignore[union-attr]


def test_what_stands_at_the_end_of_a_term_is_told_only_by_what_ends_with_it(long: World) -> None:
    report = begun(long, "T2025-07-10..2026-10-02", long.tree.province)
    said = proposed(report)
    assert set(said) == {"T1"}
    assert said["T1"].uncovered == "Chưa gồm: từ 10/07/2025 đến 30/09/2025, từ 01/10/2026 đến 02/10/2026."


def test_a_term_that_holds_less_than_the_quarters_within_it_is_asked_and_its_number_stays(long: World) -> None:
    report = begun(long, TERM, long.tree.province)
    for value, asked in (("59", True), ("60", False), ("75", False)):
        services.type_figure(
            by=long.receiver, report=report, indicator=long.book.typed, value=value, source=services.SourceData("Sổ theo dõi")
        )
        said = [one.question.words for one in questions_of(report) if one.question.check == "cumulative"]
        assert ("đã có 60, kỳ này ghi 59" in "".join(said)) == asked
        assert Fact.objects.get(report=report, indicator=long.book.typed).value == int(value)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=12), st.integers(0, 20), st.integers(21, 70))
def test_the_most_days_are_covered_by_periods_that_share_none(some: list[tuple[int, int]], start: int, end: int) -> None:
    day = timedelta(days=1)
    stretches = [Stretch(key, FIRST_DAY + at * day, FIRST_DAY + (at + length - 1) * day) for key, (at, length) in enumerate(some)]
    first, last = FIRST_DAY + start * day, FIRST_DAY + end * day
    laid = [stretches[key] for key in most_covered(first, last, stretches)]
    assert all(first <= one.first and one.last <= last for one in laid)
    assert all(one.last < other.first for one, other in itertools.pairwise(laid))
    covered = sum((one.last - one.first).days + 1 for one in laid)
    assert covered == _most(first, last, stretches)


def _most(first: date, last: date, stretches: list[Stretch]) -> int:
    """Day by day, the plain way."""
    best = {first: 0}
    for number in range((last - first).days + 1):
        today = first + timedelta(days=number)
        ends = [(best[one.first] + (one.last - one.first).days + 1) for one in stretches if one.last == today and one.first >= first]
        best[today + timedelta(days=1)] = max([best[today], *ends])
    return best[last + timedelta(days=1)]
