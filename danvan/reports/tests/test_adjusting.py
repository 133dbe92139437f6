"""Adjusting a counted figure: what was counted and what is reported both stay, on pages, papers and in the frozen report."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from danvan.audit.models import Entry
from danvan.figures.registry import registry
from danvan.lib.refusal import Refused
from danvan.reports import frozen, services, totals
from danvan.reports.models import Adjustment, Fact, Report, Revision, Total
from danvan.reports.papers.files import build
from danvan.reports.selectors import table
from danvan.reports.selectors.checked import questions_of
from danvan.reports.services import AdjustmentData, Corrected, FiguresRefused
from danvan.reports.tests import factories
from danvan.reports.tests.page_world import World, browser, place, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db
WHY = "Hai cuộc họp thôn chưa nhập vào hệ thống do mất điện."
BOTH = "Đếm được 3, điều chỉnh +2 thành 5."


def change(amount: str = "+2", **other: Any) -> AdjustmentData:
    said: dict[str, Any] = {
        "reason": "missing",
        "sentence": WHY,
        "document_number": "15/BC-UBND",
        "document_on": date(2026, 10, 1),
        "document_issuer": "UBND Xã 000",
    }
    return AdjustmentData(amount, **{**said, **other})


def adjust(world: World, report: Report, amount: str = "+2", *, seen: int = 3, **other: Any) -> Adjustment:
    return services.adjust(by=world.maker, report=report, indicator=world.book.counted, change=change(amount, **other), seen=seen)


def withdraw(world: World, report: Report) -> Adjustment:
    return services.withdraw_adjustment(by=world.maker, report=report, indicator=world.book.counted)


def figure(report: Report) -> Fact:
    return Fact.objects.get(report=report, indicator__code="T3")


def sent(world: World, report: Report) -> Report:
    """Submitted, with a sentence for whatever the checks ask."""
    asked = {one.question.key: "Đã đối chiếu với sổ theo dõi." for one in questions_of(report)}
    services.explain(by=world.maker, report=report, sentences=asked)
    return services.submit(by=world.maker, report=report)


def typed(report: Report, **other: str) -> dict[str, str]:
    """What a person types in the form."""
    said = {"seen": str(figure(report).value), "amount": "+2", "reason": "missing", "sentence": WHY}
    document = {"document_number": "15/BC-UBND", "document_on": "1/10/2026", "document_issuer": "UBND Xã 000"}
    return {**said, **document, **other}


def adjustment_page(report: Report) -> str:
    return place("adjust", report.pk, "T3")


def test_totals_hold_the_adjusted_value_and_a_rebuild_gives_the_same(world: World) -> None:
    report = world.draft()
    adjust(world, report)
    sent(world, report)
    assert Total.objects.get(unit=world.tree.province, indicator=world.book.counted).value == 5
    assert totals.check() == []
    totals.rebuild()
    assert Total.objects.get(unit=world.tree.province, indicator=world.book.counted).value == 5
    assert table(world.tree.province, factories.period()).row("T3").text == "5"


def test_both_numbers_stand_on_the_pages_of_who_makes_the_report(world: World) -> None:
    report = world.draft()
    client = browser(world.maker)
    entry = place("group", report.pk, "T")
    assert adjustment_page(report) in client.get(entry).content.decode()
    answer = client.post(adjustment_page(report), typed(report))
    assert (answer.status_code, answer["Location"]) == (302, entry)
    for address in (entry, adjustment_page(report), place("number", world.commune.key, "2026-Q3", "T3")):
        html = client.get(address).content.decode()
        assert BOTH in html
        assert WHY in html
        assert "Hồ sơ chưa có trong hệ thống" in html
    assert "Xem 3 hồ sơ" in client.get(entry).content.decode()
    assert "số 15/BC-UBND ngày 01/10/2026, UBND Xã 000" in client.get(place("read", world.commune.key, "2026-Q3")).content.decode()


def test_both_numbers_are_printed_and_exported(world: World) -> None:
    report = world.draft()
    adjust(world, report)
    sent(world, report)
    period = factories.period()
    paper = Document(BytesIO(build(world.commune, period, "docx").content))
    cells = [[cell.text for cell in row.cells] for one in paper.tables for row in one.rows]
    line = next(row for row in cells if row[0] == "T3 T3")
    assert line[1:4] == ["3", "+2", "5"]
    assert line[4] == f"Hồ sơ chưa có trong hệ thống: {WHY}"
    assert line[5] == "số 15/BC-UBND ngày 01/10/2026, UBND Xã 000"
    assert any(row[0] == "T3" and BOTH.rstrip(".") in row[-1] for row in cells)
    book = load_workbook(BytesIO(build(world.commune, period, "xlsx").content))
    rows = [[str(value) for value in row] for row in book["Số đếm đã điều chỉnh"].iter_rows(values_only=True)]
    assert ["T3 T3", "3", "+2", "5"] in [row[:4] for row in rows]
    told = json.loads(build(world.commune, period, "json").content)
    [one] = told["adjustments"]
    assert (one["code"], one["counted"], one["amount"], one["value"], one["reason"]) == ("T3", "3", "2", "5", "missing")
    assert next(row for row in told["figures"] if row["code"] == "T3")["note"] == BOTH


def test_the_pdf_is_made_with_an_adjustment(world: World) -> None:
    report = world.draft()
    adjust(world, report)
    sent(world, report)
    assert build(world.commune, factories.period(), "pdf").content.startswith(b"%PDF")


def test_the_level_above_reads_that_figures_below_were_adjusted(world: World) -> None:
    report = world.draft()
    adjust(world, report)
    note = "Có 1 số đếm đã điều chỉnh, cộng lại +2: chưa điều chỉnh là 3, báo cáo là 5."
    client = browser(world.receiver)
    page = place("number", world.tree.province.key, "2026-Q3", "T3")
    assert note not in client.get(page).content.decode()
    sent(world, report)
    assert note in client.get(page).content.decode()
    told = json.loads(build(world.tree.province, factories.period(), "json").content)
    assert next(row for row in told["figures"] if row["code"] == "T3")["note"] == note


def test_the_frozen_report_keeps_it_and_its_hash_covers_it(world: World) -> None:
    report = world.draft()
    made = adjust(world, report)
    held = sent(world, report)
    assert held.frozen is not None
    line = next(one for one in held.frozen["facts"] if one["code"] == "T3")
    assert (line["raw"], line["adjustment"]["counted"], line["adjustment"]["amount"]) == (5, 3, 2)
    assert len(line["records"]) == 3
    assert line["adjustment"]["document"] == {"number": "15/BC-UBND", "day": "2026-10-01", "issuer": "UBND Xã 000"}
    assert frozen.is_whole(held)
    Adjustment.objects.filter(pk=made.pk).update(amount=1)
    assert not frozen.is_whole(held)


def test_after_submitting_it_can_neither_be_made_nor_withdrawn(world: World) -> None:
    report = world.draft()
    adjust(world, report)
    sent(world, report)
    with pytest.raises(Refused, match="đã gửi"):
        withdraw(world, report)
    with pytest.raises(Refused, match="đã gửi"):
        adjust(world, report, seen=5)
    assert browser(world.maker).get(adjustment_page(report)).status_code == 302


def test_a_returned_report_can_change_it_and_says_so_in_its_revisions(world: World) -> None:
    report = world.draft()
    adjust(world, report)
    sent(world, report)
    services.send_back(by=world.receiver, report=report, reason="Rà soát lại số họp thôn.")
    assert figure(report).value == 5
    withdraw(world, report)
    held = sent(world, report)
    change_of = Revision.objects.get(fact=figure(report))
    assert (change_of.old, change_of.new) == (5, 3)
    assert held.frozen is not None
    assert not any("adjustment" in line for line in held.frozen["facts"])
    assert totals.check() == []


def test_withdrawn_before_submitting_the_figure_is_the_count_and_the_history_stays(world: World) -> None:
    report = world.draft()
    client = browser(world.maker)
    client.post(adjustment_page(report), typed(report))
    client.post(place("adjust_withdraw", report.pk, "T3"))
    assert figure(report).value == 3
    adjust(world, report, "-1", reason="twice")
    first, second = Adjustment.objects.order_by("id")
    assert (first.withdrawn_by, second.withdrawn_at) == (world.maker.label, None)
    html = client.get(adjustment_page(report)).content.decode()
    assert BOTH in html
    assert "Đếm được 3, điều chỉnh −1 thành 2." in html
    acts = ["reports.adjustment.adjust", "reports.adjustment.withdraw", "reports.adjustment.adjust"]
    assert list(Entry.objects.filter(act__startswith="reports.adjustment").order_by("pk").values_list("act", flat=True)) == acts


def test_a_figure_below_nought_is_refused_beside_its_field_and_nothing_typed_is_lost(world: World) -> None:
    report = world.draft()
    html = browser(world.maker).post(adjustment_page(report), typed(report, amount="-4")).content.decode()
    assert "kết quả âm" in html
    assert 'value="-4"' in html
    assert WHY in html
    assert (figure(report).value, Adjustment.objects.count()) == (3, 0)
    adjust(world, report, "-3")
    assert figure(report).value == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "0"),
        ("amount", "hai"),
        ("amount", "1,5"),
        ("reason", "khac"),
        ("sentence", "  "),
        ("document_number", " "),
        ("document_on", None),
        ("document_on", date(2027, 1, 1)),
        ("document_issuer", ""),
    ],
)
def test_what_is_missing_or_wrong_is_refused_by_its_field(world: World, field: str, value: Any) -> None:
    with pytest.raises(Refused) as refused:
        adjust(world, world.draft(), **{field: value})
    assert refused.value.field == field


def test_only_counted_figures_are_adjusted(world: World) -> None:
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="12")
    with pytest.raises(Refused, match="đếm từ hồ sơ"):
        services.adjust(by=world.maker, report=report, indicator=world.book.typed, change=change(), seen=12)
    assert browser(world.maker).get(place("adjust", report.pk, "T1")).status_code == 404


def test_an_officer_of_another_commune_gets_404(world: World) -> None:
    report = world.draft()
    client = browser(world.neighbour)
    assert client.get(adjustment_page(report)).status_code == 404
    assert client.post(place("adjust_withdraw", report.pk, "T3")).status_code == 404


def test_a_second_one_is_refused_while_one_stands(world: World) -> None:
    report = world.draft()
    adjust(world, report)
    with pytest.raises(Refused, match="đã có điều chỉnh"):
        adjust(world, report, "+1", seen=5)
    html = browser(world.maker).post(adjustment_page(report), typed(report, sentence="Một câu giải trình khác.")).content.decode()
    assert "Một câu giải trình khác." in html


def test_counting_again_keeps_it_on_the_new_count_and_asks_whether_it_still_holds(world: World) -> None:
    report = world.draft()
    adjust(world, report)
    assert not [one for one in questions_of(report) if one.question.check == "moved"]
    factories.acts(world.commune, 1)
    services.refill(by=world.maker, report=report)
    assert figure(report).value == 6
    moved = "Khi điều chỉnh đếm được 3, nay đếm được 4."
    [asked] = [one for one in questions_of(report) if one.question.check == "moved"]
    assert moved in asked.question.words
    client = browser(world.maker)
    for address in (place("group", report.pk, "T"), place("number", world.commune.key, "2026-Q3", "T3"), adjustment_page(report)):
        assert moved in client.get(address).content.decode()
    with pytest.raises(Refused, match="giải trình"):
        services.submit(by=world.maker, report=report)
    assert frozen.is_whole(sent(world, report))


def test_a_count_that_moved_after_the_page_was_shown_is_not_adjusted_unseen(world: World) -> None:
    report = world.draft()
    old = typed(report)
    factories.acts(world.commune, 1)
    services.refill(by=world.maker, report=report)
    html = browser(world.maker).post(adjustment_page(report), old).content.decode()
    assert "Số đếm vừa thay đổi" in html
    assert WHY in html
    assert 'name="seen" value="4"' in html
    assert Adjustment.objects.count() == 0


def test_a_recount_that_would_go_below_nought_is_refused_until_it_is_withdrawn(world: World) -> None:
    report = world.draft()
    adjust(world, report, "-3", reason="twice")
    kept = Entry.objects.filter(act="tests.act").values_list("pk", flat=True)[0]
    counting = registry.figures[factories.TEST_FIGURE]
    registry.figures[factories.TEST_FIGURE] = replace(counting, rows=lambda first, last: counting.rows(first, last).filter(pk=kept))
    with pytest.raises(Refused, match="T3"):
        services.refill(by=world.maker, report=report)
    withdraw(world, report)
    services.refill(by=world.maker, report=report)
    assert figure(report).value == 1


def test_a_correction_after_acceptance_counts_again_and_keeps_the_adjustment(world: World) -> None:
    report = world.draft()
    adjust(world, report)
    services.accept(by=world.receiver, report=sent(world, report))
    cell = Corrected(world.book.counted, "", "Bổ sung một cuộc họp", "Sổ họp thôn")
    with pytest.raises(FiguresRefused):
        services.file_correction(by=world.maker, report=report, cells=[cell], seen=1)
    page = place("number", world.commune.key, "2026-Q3", "T3")
    assert "đếm lại hôm nay là" not in browser(world.maker).get(page).content.decode()
    factories.acts(world.commune, 1)
    assert "Khi gửi báo cáo đếm được 3; đếm lại hôm nay là 4." in browser(world.maker).get(page).content.decode()
    factories.explained(lambda told: services.file_correction(by=world.maker, report=report, cells=[cell], seen=1, sentences=told))
    report.refresh_from_db()
    assert report.frozen is not None
    line = next(one for one in report.frozen["facts"] if one["code"] == "T3")
    assert (line["raw"], line["adjustment"]["counted"], line["adjustment"]["counted_then"]) == (6, 4, 3)
    assert frozen.is_whole(report)
    assert totals.check() == []


def test_who_decides_on_a_report_sees_both_numbers_and_the_reason(world: World) -> None:
    report = world.draft()
    adjust(world, report)
    sent(world, report)
    page = browser(world.receiver).get(place("review", report.pk)).content.decode()
    assert ">5*</a>" in page
    told = page.split("Đơn vị đã giải trình")[1].split("Chọn ô để nhận xét")[0]
    for words in ("Số đếm đã điều chỉnh", ">3<", ">+2<", ">5<", WHY):
        assert words in told, words


def test_an_adjusted_figure_is_not_typed_over(world: World) -> None:
    report = world.draft(world.tree.communes[1])
    services.adjust(by=world.neighbour, report=report, indicator=world.book.counted, change=change(), seen=0)
    source = services.SourceData("Sổ")
    with pytest.raises(Refused, match="đang có điều chỉnh"):
        services.type_figure(by=world.neighbour, report=report, indicator=world.book.counted, value="9", source=source)


def test_a_sum_of_parts_follows_its_adjusted_part(world: World) -> None:
    whole = factories.indicator("T9", exhaustive=True, summed=True)
    world.book.counted.whole = whole
    world.book.counted.save()
    world.book.form.indicators.add(whole)
    report = world.draft()
    adjust(world, report)
    assert Fact.objects.get(report=report, indicator=whole).value == 5
    withdraw(world, report)
    assert Fact.objects.get(report=report, indicator=whole).value == 3


@pytest.mark.parametrize("more", [0, 4])
def test_the_pages_ask_the_same_number_of_questions_however_many_were_adjusted(
    world: World, django_assert_max_num_queries: Any, more: int
) -> None:
    report = world.draft()
    for number in range(more):
        adjust(world, report, f"+{number + 1}")
        withdraw(world, report)
    adjust(world, report)
    client = browser(world.maker)
    with django_assert_max_num_queries(45):
        client.get(place("group", report.pk, "T"))
    with django_assert_max_num_queries(20):
        client.get(adjustment_page(report))
