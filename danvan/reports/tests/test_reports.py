"""A report from its opening to its acceptance and correction."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from danvan.audit.doer import SYSTEM
from danvan.lib.refusal import Refused
from danvan.reports import frozen, selectors, services
from danvan.reports.models import Evidence, Fact, Form, Obligation, Report, Source, Words
from danvan.reports.services import SourceData, Typed
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, PERIOD, Book, Tree, acts, filed, started, unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counting")]


def test_opening_a_period_freezes_who_owes_and_to_whom(book: Book, tree: Tree) -> None:
    owed = services.open_period(by=SYSTEM, form=book.form, period_key=PERIOD, root=tree.province)
    assert {one.unit_id for one in owed} == {tree.province.pk, *(one.pk for one in tree.communes)}
    by_unit = {one.unit_id: one for one in owed}
    assert by_unit[tree.communes[0].pk].receiver_id == tree.province.pk
    assert by_unit[tree.communes[0].pk].due_on == date(2026, 10, 5)
    assert by_unit[tree.province.pk].receiver_id == tree.centre.pk
    assert by_unit[tree.province.pk].due_on == date(2026, 10, 12)  # the 10th is a Saturday


def test_opening_again_changes_nothing_that_was_frozen(book: Book, tree: Tree) -> None:
    first = services.open_period(by=SYSTEM, form=book.form, period_key=PERIOD, root=tree.province)
    book.form.due = {"commune": {"": "days 99"}}
    again = services.open_period(by=SYSTEM, form=book.form, period_key=PERIOD, root=tree.province)
    assert [(one.pk, one.due_on) for one in again] == [(one.pk, one.due_on) for one in first]


def test_a_unit_that_came_after_the_period_owes_nothing_for_it(book: Book, tree: Tree) -> None:
    unit("commune", "Mới", tree.province, since=date(2026, 10, 1))
    services.open_period(by=SYSTEM, form=book.form, period_key=PERIOD, root=tree.province)
    assert Obligation.objects.filter(unit__level="commune").count() == 3


def test_one_province_alone_can_be_opened_for_a_past_period(book: Book, tree: Tree) -> None:
    owed = services.open_period(by=SYSTEM, form=book.form, period_key="2023-9M", root=tree.former[2], levels=["province"])
    assert [one.unit_id for one in owed] == [tree.former[2].pk]
    with pytest.raises(Refused):
        services.open_period(by=SYSTEM, form=book.form, period_key="2023-9M", root=tree.province)


def test_a_key_that_is_no_period_is_refused_beside_its_field() -> None:
    with pytest.raises(Refused) as refused:
        services.period_of("quý ba")
    assert refused.value.field == "period"


def test_starting_prefills_counts_of_the_commune_and_its_hamlets(book: Book, tree: Tree) -> None:
    commune = tree.communes[0]
    hamlet = unit("hamlet", "Thôn 1", commune, since=factories.MERGED)
    acts(commune, 2), acts(hamlet, 3), acts(tree.communes[1], 7), acts(commune, 5, on=date(2026, 6, 30))
    report = started(book.form, commune)
    assert Fact.objects.get(report=report).value == 5
    assert services.start(by=SYSTEM, obligation=report.obligation) == report


def test_a_province_counts_only_what_came_to_itself(book: Book, tree: Tree) -> None:
    acts(tree.province, 4), acts(tree.communes[0], 6)
    assert Fact.objects.get(report=started(book.form, tree.province)).value == 4


def test_a_unit_formed_within_the_period_counts_what_came_to_those_it_stands_for(book: Book, tree: Tree) -> None:
    for one in tree.former:
        acts(one, 2, on=date(2025, 3, 1))
    cut = unit("commune", "Cắt", tree.former[0], until=factories.MERGED)
    factories.edge(cut, tree.communes[0], whole=False, ppm=500_000)
    acts(cut, 9, on=date(2025, 3, 1))
    acts(tree.province, 1, on=date(2025, 8, 1))
    factories.at_work(tree.communes[0])
    assert Fact.objects.get(report=started(book.form, tree.province, "2025")).value == 7
    assert Fact.objects.get(report=started(book.form, tree.communes[0], "2025")).value == 9


def test_refilling_a_draft_counts_again(book: Book, tree: Tree) -> None:
    report = started(book.form, tree.communes[0])
    acts(tree.communes[0], 3)
    services.refill(by=SYSTEM, report=report)
    assert Fact.objects.get(report=report).value == 3


@pytest.mark.parametrize(("typed", "stored"), [("1.635", 1635), ("0", 0), ("", None), ("  12 ", 12)])
def test_a_figure_is_typed_as_people_write_it(book: Book, tree: Tree, typed: str, stored: int | None) -> None:
    report = started(book.form, tree.communes[0])
    fact = services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value=typed)
    assert fact.value == stored


def test_decimals_keep_their_scale_and_the_qualifier_stays(book: Book, tree: Tree) -> None:
    report = started(book.form, tree.communes[0])
    fact = services.type_figure(by=SYSTEM, report=report, indicator=book.decimal, value="6,84", qualifier="over")
    assert (fact.value, fact.qualifier) == (684, "over")
    assert next(row.text for row in selectors.own_rows(report) if row.indicator == book.decimal) == "hơn 6,84"


@pytest.mark.parametrize(
    ("code", "value", "qualifier", "field"),
    [
        ("T1", "hơn 20", "", "value"),
        ("T1", "6,84", "", "value"),
        ("T1", "-3", "", "value"),
        ("T1", "5", "nearly", "qualifier"),
        ("T4", "5", "", "value"),
    ],
)
def test_nonsense_is_refused_beside_its_field(book: Book, tree: Tree, code: str, value: str, qualifier: str, field: str) -> None:
    report = started(book.form, tree.communes[0])
    indicator = book.form.indicators.get(code=code)
    with pytest.raises(Refused) as refused:
        services.type_figure(by=SYSTEM, report=report, indicator=indicator, value=value, qualifier=qualifier)
    assert refused.value.field == field
    assert not Fact.objects.filter(report=report, indicator=indicator).exists()


def test_several_figures_are_typed_together_or_not_at_all(
    book: Book, tree: Tree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    report = started(book.form, tree.communes[0])
    with pytest.raises(services.FiguresRefused) as refused:
        services.type_figures(by=SYSTEM, report=report, figures=[Typed(book.typed, "5"), Typed(book.stock, "x"), Typed(book.ratio, "1")])
    assert {code: one.field for code, one in refused.value.errors.items()} == {"T2": "value", "T4": "value"}
    assert not Fact.objects.filter(origin="typed").exists()
    typed = [Typed(book.typed, "5"), Typed(book.stock, "7"), Typed(book.decimal, "0,5"), Typed(book.typed, "6")]
    services.type_figures(by=SYSTEM, report=report, figures=typed)
    assert dict(Fact.objects.filter(origin="typed").values_list("indicator__code", "value")) == {"T1": 6, "T2": 7, "T5": 50}
    with django_assert_num_queries(11):
        services.type_figures(by=SYSTEM, report=report, figures=typed)


def test_two_forms_do_not_take_each_others_figures(book: Book, tree: Tree) -> None:
    acts(tree.communes[0], 2)
    first = filed(book.form, tree.communes[0], {book.typed: "4"})
    other = Form.objects.create(code="other", name="Khác", title="Khác", levels=["commune"])
    other.indicators.set([book.typed, book.counted, book.stock])
    second = started(other, tree.communes[0])
    with pytest.raises(Refused) as refused:
        services.type_figure(by=SYSTEM, report=second, indicator=book.typed, value="9")
    assert refused.value.field == "indicator"
    assert (first.facts.count(), second.facts.count()) == (2, 0)


def test_a_counted_figure_is_not_typed_over(book: Book, tree: Tree) -> None:
    acts(tree.communes[0], 3)
    report = started(book.form, tree.communes[0])
    with pytest.raises(Refused) as refused:
        services.type_figure(by=SYSTEM, report=report, indicator=book.counted, value="30", source=SourceData("Sổ"))
    assert refused.value.field == "value"


def test_where_records_hold_none_a_counted_indicator_takes_a_typed_figure_with_its_source(book: Book, tree: Tree) -> None:
    report = started(book.form, tree.former[2], "2023-9M", levels=["province"])
    with pytest.raises(Refused) as refused:
        services.type_figure(by=SYSTEM, report=report, indicator=book.counted, value="30")
    assert refused.value.field == "source"
    services.type_figure(by=SYSTEM, report=report, indicator=book.counted, value="30", source=SourceData("Báo cáo 9 tháng"))
    services.submit(by=SYSTEM, report=report)
    fact = Fact.objects.get(report=report)
    assert (fact.value, fact.origin, str(fact.source)) == (30, "typed", "Báo cáo 9 tháng")


def test_history_names_its_source_and_the_same_source_is_one_row(book: Book, tree: Tree) -> None:
    report = started(book.form, tree.former[2], "2023-9M", levels=["province"])
    with pytest.raises(Refused) as refused:
        services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value="29")
    assert refused.value.field == "source"
    for one in (book.typed, book.stock):
        services.type_figure(by=SYSTEM, report=report, indicator=one, value="29", source=SourceData("Báo cáo", locator="tr. 2"))
    assert Source.objects.count() == 1


def test_where_nobody_worked_yet_no_record_is_not_zero(book: Book, tree: Tree) -> None:
    silent, there = tree.communes[0], tree.communes[1]
    factories.at_work(there)
    assert Fact.objects.get(report=started(book.form, silent)).value is None
    assert Fact.objects.get(report=started(book.form, there)).value == 0
    acts(silent, 2)
    assert Fact.objects.get(report=services.refill(by=SYSTEM, report=Report.objects.get(unit=silent))).value == 2


def test_an_empty_figure_is_not_zero(book: Book, tree: Tree) -> None:
    factories.at_work(tree.communes[0])
    report = started(book.form, tree.communes[0])
    assert selectors.unfilled(report) == [book.typed, book.stock, book.decimal]
    assert services.nothing_happened(by=SYSTEM, report=report, group="T") == 3
    assert selectors.unfilled(report) == []
    states = {row.indicator.code: row.state for row in selectors.own_rows(report)}
    assert states == {"T1": "zero", "T2": "zero", "T3": "zero", "T4": "undefined", "T5": "zero"}


def test_submitting_freezes_figures_records_and_words_under_a_hash(book: Book, tree: Tree) -> None:
    entries = acts(tree.communes[0], 2)
    report = started(book.form, tree.communes[0])
    services.write(by=SYSTEM, report=report, heading=book.heading, text=" Ổn định. ")
    services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value="4")
    report = services.submit(by=SYSTEM, report=report)
    assert (report.state, report.revision, report.filed_on) == ("submitted", 1, AFTER)
    assert Evidence.objects.get(fact__report=report).records == [one.pk for one in entries]
    assert report.frozen is not None
    assert report.frozen["words"] == [{"heading": "I", "text": "Ổn định."}]
    assert [line["raw"] for line in report.frozen["facts"]] == [4, 2]
    assert frozen.is_whole(report)
    report.frozen["facts"][0]["raw"] = 5
    assert not frozen.is_whole(report)


def test_submitting_twice_is_one_submission(book: Book, tree: Tree) -> None:
    report = filed(book.form, tree.communes[0], {book.typed: "4"})
    again = services.submit(by=SYSTEM, report=report)
    assert (again.revision, again.digest, again.submissions.count()) == (1, report.digest, 1)


def test_a_report_with_nothing_in_it_is_refused(book: Book, tree: Tree) -> None:
    book.form.indicators.remove(book.counted)
    with pytest.raises(Refused):
        services.submit(by=SYSTEM, report=started(book.form, tree.communes[0]))


def test_a_submitted_report_takes_no_more_changes(book: Book, tree: Tree) -> None:
    report = filed(book.form, tree.communes[0], {book.typed: "4"})
    with pytest.raises(Refused):
        services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value="5")
    with pytest.raises(Refused):
        services.write(by=SYSTEM, report=report, heading=book.heading, text="Khác.")


def test_a_returned_report_leaves_the_totals_until_it_comes_again(book: Book, tree: Tree) -> None:
    first, second, _third = tree.communes
    report = filed(book.form, first, {book.typed: "4"}, root=tree.province)
    filed(book.form, second, {book.typed: "6"}, root=tree.province)
    period = factories.period()
    assert selectors.table(tree.province, period).row("T1").value == 10
    services.accept(by=SYSTEM, report=report)
    services.send_back(by=SYSTEM, report=report, reason="Thiếu một cuộc.")
    assert selectors.table(tree.province, period).row("T1").value == 6
    filing = selectors.completeness(tree.province, period)
    assert (filing.filed, filing.expected, [one.state for one in filing.missing]) == (1, 3, ["returned", "none"])
    services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value="5")
    again = services.submit(by=SYSTEM, report=report)
    assert selectors.table(tree.province, period).row("T1").value == 11
    assert again.revision == 2
    assert [one.content["facts"][0]["raw"] for one in again.submissions.all()] == [4, 5]
    revision = Fact.objects.get(report=report, indicator=book.typed).revisions.get()
    assert (revision.old, revision.new, revision.reason) == (4, 5, "Thiếu một cuộc.")


def test_sending_back_needs_a_reason_and_a_sent_report(book: Book, tree: Tree) -> None:
    report = started(book.form, tree.communes[0])
    with pytest.raises(Refused) as refused:
        services.send_back(by=SYSTEM, report=report, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(Refused):
        services.send_back(by=SYSTEM, report=report, reason="Thiếu.")
    with pytest.raises(Refused):
        services.accept(by=SYSTEM, report=report)


def test_an_accepted_report_is_not_submitted_over(book: Book, tree: Tree) -> None:
    report = filed(book.form, tree.communes[0], {book.typed: "4"})
    services.accept(by=SYSTEM, report=report)
    assert services.accept(by=SYSTEM, report=report).state == "accepted"
    with pytest.raises(Refused):
        services.submit(by=SYSTEM, report=report)


def test_words_of_the_communes_are_gathered_under_their_headings(book: Book, tree: Tree) -> None:
    services.open_period(by=SYSTEM, form=book.form, period_key=PERIOD, root=tree.province)
    for one in tree.communes[:2]:
        report = started(book.form, one, root=tree.province)
        services.write(by=SYSTEM, report=report, heading=book.heading, text=f"Lời của {one.name}.")
        services.submit(by=SYSTEM, report=report)
    report = started(book.form, tree.province)
    gathered = services.gather_words(by=SYSTEM, report=report)
    assert [part.name for part in gathered[0].parts] == ["Xã Xã 000", "Xã Xã 001"]
    words = Words.objects.get(report=report)
    assert words.text == "Xã Xã 000: Lời của Xã 000.\n\nXã Xã 001: Lời của Xã 001."
    services.write(by=SYSTEM, report=report, heading=book.heading, text="Đã biên tập.")
    services.gather_words(by=SYSTEM, report=report)
    words.refresh_from_db()
    assert words.text == "Đã biên tập."


def test_the_province_freezes_its_table_and_later_changes_show_against_it(book: Book, tree: Tree) -> None:
    commune = filed(book.form, tree.communes[0], {book.typed: "4"}, root=tree.province)
    filed(book.form, tree.province, {book.typed: "1"})
    services.send_back(by=SYSTEM, report=commune, reason="Sai.")
    services.type_figure(by=SYSTEM, report=commune, indicator=book.typed, value="7")
    services.submit(by=SYSTEM, report=commune)
    row = selectors.table(tree.province, factories.period()).row("T1")
    assert (row.value, row.frozen, row.note) == (Decimal(8), Decimal(5), "Báo cáo đã gửi ghi 5.")
    mine = Report.objects.get(unit=tree.province)
    assert mine.frozen is not None
    assert mine.frozen["completeness"] == {"expected": 3, "filed": 1, "missing": ["Xã Xã 001", "Xã Xã 002"]}
