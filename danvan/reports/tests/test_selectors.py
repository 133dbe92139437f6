"""What the selectors answer: tables then and today, who filed, numbers opened, trends."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import selectors, services
from danvan.reports.models import PeriodRow
from danvan.reports.selectors import TODAY, Certainty, State
from danvan.reports.services import SourceData
from danvan.reports.tests import factories
from danvan.reports.tests.factories import PERIOD, Book, Tree, acts, filed, started
from danvan.units.models import Body, Duty, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counting")]

NINE = "2023-9M"


def the_real_case(book: Book, tree: Tree) -> PeriodRow:
    """Ninh Bình, the former province, reported nine months of 2023: 29 documents, growth 6.84."""
    report = started(book.form, tree.former[2], NINE, levels=["province"])
    source = SourceData("Báo cáo 9 tháng 2023", publisher="Tỉnh ủy Ninh Bình", published_on=date(2023, 10, 6), locator="tr. 1")
    services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value="29", source=source)
    services.type_figure(by=SYSTEM, report=report, indicator=book.own, value="6,84", source=source)
    services.submit(by=SYSTEM, report=report)
    return report.period


def test_a_province_shows_its_own_figure_and_those_below(book: Book, tree: Tree) -> None:
    for number, one in enumerate(tree.communes[:2], start=1):
        acts(one, number)
        filed(book.form, one, {book.typed: "4", book.decimal: "0,25"}, root=tree.province)
    table = selectors.table(tree.province, factories.period())
    row = table.row("T1")
    assert (row.value, row.reported, row.expected, row.origin, row.state) == (Decimal(8), 2, 4, "typed", State.REPORTED)
    assert (table.row("T3").value, table.row("T3").origin) == (Decimal(3), "counted")
    assert (table.row("T5").text, table.row("T2").state) == ("0,50", "missing")
    assert (table.row("T4").text, table.row("T4").origin) == ("37,5", "computed")


def test_a_ratio_is_never_the_mean_of_ratios(book: Book, tree: Tree) -> None:
    for (one, counted), whole in zip([(tree.communes[0], 1), (tree.communes[1], 90)], ("1", "100"), strict=True):
        acts(one, counted)
        filed(book.form, one, {book.typed: whole}, root=tree.province)
    assert selectors.table(tree.province, factories.period()).row("T4").value == Decimal("90.1")


def test_zero_and_missing_are_told_apart_and_nothing_is_divided_by_zero(book: Book, tree: Tree) -> None:
    factories.at_work(tree.communes[0])
    filed(book.form, tree.communes[0], {book.typed: "0"})
    table = selectors.table(tree.communes[0], factories.period())
    assert [(row.indicator.code, row.state) for row in table][:4] == [
        ("T1", "zero"),
        ("T2", "missing"),
        ("T3", "zero"),
        ("T4", "undefined"),
    ]


def test_a_qualifier_below_stays_on_the_sum(book: Book, tree: Tree) -> None:
    filed(book.form, tree.communes[0], {book.typed: "5"}, root=tree.province)
    report = started(book.form, tree.communes[1], root=tree.province)
    services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value="2.200", qualifier="over")
    services.submit(by=SYSTEM, report=report)
    assert selectors.table(tree.province, factories.period()).row("T1").text == "hơn 2.205"


def test_the_former_province_reads_as_it_was(book: Book, tree: Tree) -> None:
    period = the_real_case(book, tree)
    table = selectors.table(tree.former[2], period)
    assert (table.name, table.row("T1").value, table.row("T6").text, table.notes) == ("Tỉnh Ninh Bình", Decimal(29), "6,84", ())


def test_the_reader_of_today_sees_the_former_figures_and_who_gave_none(book: Book, tree: Tree) -> None:
    period = the_real_case(book, tree)
    table = selectors.table(tree.province, period, borders=TODAY)
    row = table.row("T1")
    assert (row.value, row.reported, row.expected, row.certainty) == (Decimal(29), 1, 3, Certainty.EXACT)
    assert table.notes == (
        "Theo địa giới hiện nay, gồm: Tỉnh Hà Nam (đến 30/06/2025), Tỉnh Nam Định (đến 30/06/2025), Tỉnh Ninh Bình (đến 30/06/2025).",
        "Không có số liệu của: Tỉnh Hà Nam, Tỉnh Nam Định.",
    )
    assert [piece.gave for piece in table.pieces] == [False, False, True]
    assert table.row("T6").value is None
    assert table.row("T6").note == "Không cộng được; Tỉnh Ninh Bình: 6,84."


def test_the_unit_of_today_was_not_there_then(book: Book, tree: Tree) -> None:
    period = the_real_case(book, tree)
    table = selectors.table(tree.province, period)
    assert {row.state for row in table} == {"missing"}
    assert "hãy xem theo địa giới hiện nay" in table.notes[0]


def test_three_former_provinces_add_up_exactly(book: Book, tree: Tree) -> None:
    for one, value in zip(tree.former, ("5", "7", "29"), strict=True):
        filed(book.form, one, {book.typed: value}, key=NINE, levels=["province"])
    assert selectors.table(tree.province, factories.period(NINE), borders=TODAY).row("T1").value == 41


def test_who_filed_and_who_is_missing_is_counted_from_what_was_frozen(book: Book, tree: Tree) -> None:
    services.open_period(by=SYSTEM, form=book.form, period_key=PERIOD, root=tree.province)
    filed(book.form, tree.communes[1], {book.typed: "4"}, root=tree.province)
    started(book.form, tree.communes[0], root=tree.province)
    with clock.standing_at(date(2026, 10, 8)):
        filing = selectors.completeness(tree.province, factories.period())
    assert filing.text == "1/3 đơn vị đã gửi báo cáo; còn thiếu: Xã Xã 000, Xã Xã 002."
    assert [(one.state, one.late) for one in filing.missing] == [("draft", 3), ("none", 3)]
    assert (filing.late, filing.complete) == (2, False)
    below = selectors.completeness_below(tree.centre, factories.period())
    assert [(one.unit, one.expected, one.filed, one.late) for one in below] == [(tree.province, 3, 1, 0)]


def test_a_number_opens_to_its_communes_and_then_to_its_records(book: Book, tree: Tree) -> None:
    entries = acts(tree.communes[0], 2)
    filed(book.form, tree.communes[0], {book.typed: "4"}, root=tree.province)
    acts(tree.province, 1)
    filed(book.form, tree.province, {})
    period = factories.period()
    above = selectors.opened(tree.province, period, book.counted)
    assert (above.row.value, above.definition) == (Decimal(3), "Đếm các việc thử.")
    assert [(part.name, part.value, part.own, part.state) for part in above.parts] == [
        ("Số của chính đơn vị", 1, True, "reported"),
        ("Xã Xã 000", 2, False, "reported"),
        ("Xã Xã 001", None, False, "missing"),
        ("Xã Xã 002", None, False, "missing"),
    ]
    below = selectors.opened(tree.communes[0], period, book.counted)
    assert [record.pk for record in below.records] == [one.pk for one in entries]
    assert (below.records_total, below.live, below.drift, below.parts) == (2, False, "", ())


def test_a_typed_number_opens_its_source(book: Book, tree: Tree) -> None:
    period = the_real_case(book, tree)
    number = selectors.opened(tree.former[2], period, book.typed)
    assert number.source is not None
    assert (number.source.title, number.source.locator, number.records) == ("Báo cáo 9 tháng 2023", "tr. 1", ())
    today = selectors.opened(tree.province, period, book.typed, borders=TODAY)
    assert [(part.text, part.share) for part in today.parts] == [("–", ""), ("–", ""), ("29", "")]


def test_records_that_changed_after_submission_are_said_not_hidden(book: Book, tree: Tree) -> None:
    acts(tree.communes[0], 2)
    filed(book.form, tree.communes[0], {book.typed: "4"})
    acts(tree.communes[0], 1)
    number = selectors.opened(tree.communes[0], factories.period(), book.counted)
    assert (number.row.value, number.today, len(number.records)) == (Decimal(2), Decimal(3), 2)
    assert "đếm được 2; đếm lại hôm nay là 3" in number.drift


def test_a_draft_opens_to_the_records_of_now(book: Book, tree: Tree) -> None:
    acts(tree.communes[0], 2)
    started(book.form, tree.communes[0])
    number = selectors.opened(tree.communes[0], factories.period(), book.counted)
    assert (number.row.value, number.live, len(number.records), number.row.note) == (Decimal(2), True, 2, "Chưa gửi.")


def test_a_record_that_is_gone_is_said_to_be_gone(book: Book, tree: Tree) -> None:
    acts(tree.communes[0], 2)
    report = filed(book.form, tree.communes[0], {})
    fact = report.facts.get(indicator=book.counted)
    fact.evidence.records = [fact.evidence.records[0], 10**9]
    fact.evidence.save()
    assert [record.gone for record in selectors.records_behind(fact)] == [False, True]


def test_a_ratio_opens_to_its_two_sums(book: Book, tree: Tree) -> None:
    acts(tree.communes[0], 1)
    filed(book.form, tree.communes[0], {book.typed: "4"}, root=tree.province)
    number = selectors.opened(tree.province, factories.period(), book.ratio)
    assert (number.row.value, [row.value for row in number.formula_rows]) == (Decimal(25), [Decimal(1), Decimal(4)])


def test_a_trend_crosses_the_merger_in_todays_borders(book: Book, tree: Tree) -> None:
    for one, value in zip(tree.former, ("5", "7", "9"), strict=True):
        filed(book.form, one, {book.typed: value}, key="2025-Q2", levels=["province"])
    filed(book.form, tree.province, {book.typed: "23"}, key="2025-Q3", levels=["province"])
    line = selectors.trend(tree.province, book.typed)
    assert [(point.period.key, point.value, point.reported, point.expected) for point in line.points] == [
        ("2025-Q2", Decimal(21), 3, 3),
        ("2025-Q3", Decimal(23), 1, 1),
    ]
    assert [point.value for point in selectors.trend(tree.province, book.typed, borders="then").points] == [None, 23]


def test_a_matrix_adds_flows_and_takes_the_last_of_stocks(book: Book, tree: Tree) -> None:
    for key, flow, stock in (("2026-Q2", "3", "10"), ("2026-Q3", "4", "8")):
        filed(book.form, tree.communes[0], {book.typed: flow, book.stock: stock}, key=key, root=tree.province)
    periods = [factories.period(key) for key in ("2026-Q2", "2026-Q3")]
    above = selectors.matrix(tree.centre, periods)
    assert (above.value(tree.province, book.typed), above.value(tree.province, book.stock)) == (Decimal(7), Decimal(8))
    below = selectors.matrix(tree.province, periods, indicators=[book.typed])
    assert (below.value(tree.communes[0], book.typed), below.value(tree.communes[1], book.typed)) == (Decimal(7), None)


def test_a_matrix_in_todays_borders_puts_former_provinces_together(book: Book, tree: Tree) -> None:
    for one, value in zip(tree.former, ("5", "7", "9"), strict=True):
        filed(book.form, one, {book.typed: value}, key="2025-Q2", levels=["province"])
    filed(book.form, tree.province, {book.typed: "23"}, key="2025-Q3", levels=["province"])
    periods = [factories.period(key) for key in ("2025-Q2", "2025-Q3")]
    assert selectors.matrix(tree.centre, periods, borders=TODAY).value(tree.province, book.typed) == 44
    assert {one.name for one in selectors.matrix(tree.centre, periods).units} == {"Hà Nam", "Nam Định", "Ninh Bình", "Hà Tĩnh"}


@dataclass
class Chair:
    """Somebody in a post of the unit, with some duties."""

    unit: Unit
    duties: tuple[Duty, ...] = (Duty.FILE_REPORT, Duty.CONSOLIDATE)

    @property
    def body(self) -> Body:
        return Body(unit=self.unit, kind=Body.Kind.PEOPLES_COMMITTEE)

    def may(self, duty: Duty) -> bool:
        return duty in self.duties


def test_the_desk_shows_what_to_file_and_what_to_receive(book: Book, tree: Tree) -> None:
    filed(book.form, tree.communes[0], {book.typed: "4"}, root=tree.province)
    commune, province = selectors.waiting_for(Chair(tree.communes[1])), selectors.waiting_for(Chair(tree.province))
    assert ([one.unit for one in commune.to_file], commune.to_receive) == ([tree.communes[1]], ())
    assert ([one.unit for one in province.to_file], [one.unit for one in province.to_receive]) == ([tree.province], [tree.communes[0]])
    assert len(selectors.waiting_for(Chair(tree.province, ()))) == 0


@pytest.mark.parametrize("size", [3, 12])
def test_reading_takes_as_many_queries_for_many_units_as_for_few(
    book: Book, size: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    tree = factories.tree(size)
    for one in tree.communes[1:]:
        acts(one, 2)
        filed(book.form, one, {book.typed: "4"}, root=tree.province)
    period = factories.period()
    with django_assert_max_num_queries(8):
        selectors.table(tree.province, period)
    with django_assert_max_num_queries(9):
        selectors.table(tree.province, period, borders=TODAY)
    with django_assert_max_num_queries(3):
        selectors.completeness(tree.province, period)
    with django_assert_max_num_queries(14):
        selectors.opened(tree.province, period, book.typed)
    with django_assert_max_num_queries(8):
        selectors.matrix(tree.province, [period])
    with django_assert_max_num_queries(6):
        selectors.trend(tree.province, book.typed)
