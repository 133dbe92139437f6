"""Corrections after acceptance: nothing silent. The old stays, every level above is shown the change and takes it over or explains."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import frozen, rules, services, totals
from danvan.reports.models import (
    Correction,
    Report,
    ReportState,
    Revision,
    Submission,
    Takeover,
    Total,
)
from danvan.reports.selectors import table, waiting_for
from danvan.reports.services import Corrected, FiguresRefused
from danvan.reports.tests import factories
from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import World, browser, build, place, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db
State = Takeover.State


def accepted(world: World, value: str = "12") -> Report:
    """The maker's report, received."""
    report = world.filed(figures={world.book.typed: value, world.book.stock: "7"})
    return services.accept(by=world.receiver, report=report)


def above(world: World) -> Report:
    """The province's own report, submitted."""
    report = world.draft(world.tree.province)
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="1")
    return services.submit(by=world.receiver, report=report)


def said(report: Report) -> dict[str, Any]:
    """What the report froze."""
    assert report.frozen is not None
    content: dict[str, Any] = report.frozen
    return content


def corrected(world: World, report: Report, value: str = "20", *, seen: int | None = None) -> Correction | None:
    cell = Corrected(world.book.typed, value, "Cộng sót một thôn", "Sổ họp thôn tháng 8")
    return services.file_correction(by=world.maker, report=report, cells=[cell], seen=report.revision if seen is None else seen)


def test_a_correction_is_a_new_revision_and_the_old_one_stays(world: World) -> None:
    report = accepted(world)
    old = report.digest
    corrected(world, report)
    report.refresh_from_db()
    assert (report.state, report.revision) == (ReportState.ACCEPTED, 2)
    first, second = Submission.objects.filter(report=report)
    assert (first.digest, rules.digest(first.content)) == (old, old)
    assert rules.digest(second.content) == report.digest != old
    assert frozen.is_whole(report)
    revision = Revision.objects.get()
    held = (revision.old, revision.new, revision.reason, revision.evidence, revision.number)
    assert held == (12, 20, "Cộng sót một thôn", "Sổ họp thôn tháng 8", 2)
    assert Total.objects.get(unit=world.tree.province, indicator=world.book.typed).value == 20
    assert totals.check() == []


def test_a_level_that_has_reported_is_told_and_its_frozen_report_does_not_change(world: World) -> None:
    report, province = accepted(world), above(world)
    before = (province.digest, province.frozen)
    corrected(world, report)
    waiting = Takeover.objects.get(unit=world.tree.province)
    assert (waiting.state, waiting.cells) == (State.WAITING, [{"code": "T1", "was": 13, "now": 21}])
    assert Takeover.objects.get(unit=world.tree.centre).state == State.LIVE
    province.refresh_from_db()
    assert (province.digest, province.frozen) == before
    row = table(world.tree.province, factories.period()).row("T1")
    assert (row.value, row.frozen) == (Decimal(21), Decimal(13))
    assert [one.pk for one in waiting_for(world.receiver).to_answer] == [waiting.pk]


def test_taking_over_is_a_new_revision_that_stands_on_the_corrected_reports(world: World) -> None:
    report, province = accepted(world), above(world)
    corrected(world, report)
    taken = services.take_over(by=world.receiver, report=province)
    assert (taken.revision, said(taken)["table"]["T1"]["value"]) == (2, "21")
    report.refresh_from_db()
    assert said(taken)["stands_on"] == [{"unit": world.commune.key, "revision": 2, "digest": report.digest}]
    assert Submission.objects.get(report=province, revision=1).content["stands_on"][0]["revision"] == 1
    one = Takeover.objects.get(unit=world.tree.province)
    assert (one.state, one.revision, one.by_label) == (State.TAKEN, 2, world.receiver.label)
    assert table(world.tree.province, factories.period()).row("T1").frozen is None
    with pytest.raises(Refused, match="Không còn"):
        services.take_over(by=world.receiver, report=province)


def test_an_explanation_leaves_the_report_and_is_printed_with_it(world: World) -> None:
    report, province = accepted(world), above(world)
    corrected(world, report)
    one = Takeover.objects.get(unit=world.tree.province)
    with pytest.raises(Refused) as refused:
        services.explain_correction(by=world.receiver, takeover=one, sentence=" ")
    assert refused.value.field == "sentence"
    services.explain_correction(by=world.receiver, takeover=one, sentence="Đã báo cáo trung ương, sẽ đưa vào kỳ sau.")
    province.refresh_from_db()
    assert province.revision == 1
    notes = " ".join(table(world.tree.province, factories.period()).notes)
    assert "T1: 13 → 21" in notes
    assert "Giải trình: Đã báo cáo trung ương, sẽ đưa vào kỳ sau." in notes
    with pytest.raises(Refused):
        services.explain_correction(by=world.receiver, takeover=one, sentence="Lần nữa.")


def test_a_level_that_has_not_reported_has_the_change_in_what_it_will_submit(world: World) -> None:
    corrected(world, accepted(world))
    assert [one.state for one in Takeover.objects.order_by("id")] == [State.LIVE, State.LIVE]
    assert [one.correction.report.unit_id for one in waiting_for(world.receiver).below] == [world.commune.pk]
    province = above(world)
    assert said(province)["table"]["T1"]["value"] == "21"
    assert waiting_for(world.receiver).below == ()


def test_what_is_sent_again_after_a_return_is_told_above_only_where_it_differs(world: World) -> None:
    report, province = accepted(world), above(world)
    services.send_back(by=world.receiver, report=report, reason="Sai T2")
    services.type_figure(by=world.maker, report=report, indicator=world.book.stock, value="9")
    services.submit(by=world.maker, report=report)
    told = Correction.objects.get()
    assert (told.kind, told.reason) == (Correction.Kind.RETURNED, "Sai T2")
    assert Takeover.objects.get(report=province).cells == [{"code": "T2", "was": 7, "now": 9}]


def test_a_first_report_after_the_level_above_has_reported_is_told_too(world: World) -> None:
    province = above(world)
    world.filed(world.tree.communes[1], {world.book.typed: "4"})
    assert Correction.objects.get().kind == Correction.Kind.LATE
    assert {"code": "T1", "was": 1, "now": 5} in Takeover.objects.get(report=province).cells


def test_a_first_report_in_good_time_tells_nobody(world: World) -> None:
    accepted(world)
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("value", "reason", "evidence", "field"),
    [("x", "Lý do", "Sổ", "value"), ("12", "Lý do", "Sổ", "value"), ("20", " ", "Sổ", "reason"), ("20", "Lý do", "", "evidence")],
)
def test_a_wrong_cell_is_refused_and_nothing_is_changed(world: World, value: str, reason: str, evidence: str, field: str) -> None:
    report = accepted(world)
    cells = [Corrected(world.book.stock, "8", "Đúng", "Sổ"), Corrected(world.book.typed, value, reason, evidence)]
    with pytest.raises(FiguresRefused) as refused:
        services.file_correction(by=world.maker, report=report, cells=cells, seen=1)
    assert {code: one.field for code, one in refused.value.errors.items()} == {"T1": field}
    report.refresh_from_db()
    assert (report.revision, Revision.objects.count()) == (1, 0)


def test_only_a_received_report_as_it_stands_now_is_corrected(world: World) -> None:
    report = world.filed()
    with pytest.raises(Refused, match="đã được nhận"):
        corrected(world, report)
    services.accept(by=world.receiver, report=report)
    corrected(world, report, "20")
    with pytest.raises(Refused, match="lần gửi mới hơn"):
        corrected(world, report, "30", seen=1)


def test_a_counted_figure_takes_what_its_records_come_to_today(world: World) -> None:
    report = accepted(world)
    factories.acts(world.commune, 2)
    services.file_correction(by=world.maker, report=report, cells=[Corrected(world.book.counted, "", "Ghi sót", "Sổ đơn")], seen=1)
    fact = report.facts.get(indicator=world.book.counted)
    assert (fact.value, len(fact.evidence.records)) == (5, 5)


def test_a_sum_of_parts_follows_its_corrected_part_and_is_corrected_by_nobody(world: World) -> None:
    whole = factories.indicator("T9", exhaustive=True, summed=True)
    world.book.typed.whole = whole
    world.book.typed.save()
    world.book.form.indicators.add(whole)
    report = accepted(world)
    assert 'name="T9-value"' not in browser(world.maker).get(place("correct", report.pk)).content.decode()
    with pytest.raises(FiguresRefused) as refused:
        services.file_correction(by=world.maker, report=report, cells=[Corrected(whole, "9", "Sai", "Sổ")], seen=1)
    assert "tổng các phần" in str(refused.value.errors["T9"])
    corrected(world, report, "20")
    revision = Revision.objects.get(fact__indicator=whole)
    assert (revision.old, revision.new, revision.reason, revision.number) == (12, 20, "Cộng sót một thôn", 2)
    assert Total.objects.get(unit=world.tree.province, indicator=whole).value == 20
    report.refresh_from_db()
    assert {line["code"]: line["raw"] for line in said(report)["facts"]}["T9"] == 20
    assert totals.check() == []


def test_a_unit_asks_and_the_receiver_opens_or_says_why_not(world: World) -> None:
    report = accepted(world)
    wanted = services.ask_to_correct(by=world.maker, report=report, reason="Thiếu một thôn", what="T1 và lời văn")
    with pytest.raises(Refused, match="đang chờ"):
        services.ask_to_correct(by=world.maker, report=report, reason="Lần hai", what="T1")
    assert [one.pk for one in waiting_for(world.receiver).asked] == [wanted.pk]
    with pytest.raises(Refused) as refused:
        services.decide_request(by=world.receiver, request=wanted, opens=False)
    assert refused.value.field == "answer"
    services.decide_request(by=world.receiver, request=wanted, opens=True)
    report.refresh_from_db()
    assert (report.state, "Thiếu một thôn" in report.return_reason) == (ReportState.RETURNED, True)
    with pytest.raises(Refused, match="đã được quyết định"):
        services.decide_request(by=world.receiver, request=wanted, opens=False, answer="Thôi")


def test_a_report_filed_in_time_is_not_late_for_being_corrected_afterwards(world: World) -> None:
    report = accepted(world)
    due = report.obligation.due_on
    with clock.standing_at(datetime.combine(due + timedelta(days=40), time(9), clock.VIETNAM)):
        corrected(world, report)
        below = browser(world.receiver).get(place("below", world.tree.province.key, PERIOD)).content.decode()
        mine = browser(world.maker).get(place("list")).content.decode()
    row = next(line for line in below.split("<tr") if world.commune.name in line)
    assert "muộn" not in row
    assert "muộn" not in mine


Kept = dict[tuple[int, int, int], int]


def in_a_country(communes: int) -> tuple[int, Kept, Kept]:
    """A correction among so many filed reports: its statements; the totals before it and after it."""
    with clock.standing_at(factories.AFTER), factories.counted_figure():
        world = build(communes)
        report = accepted(world)
        for commune in world.tree.communes[1:]:
            world.filed(commune, {world.book.typed: "3", world.book.stock: "4"})
        above(world)
        before = kept()
        with CaptureQueriesContext(connection) as seen:
            corrected(world, report)
        after = kept()
        assert totals.check() == []
        ancestors = {(world.tree.province.pk, world.book.typed.pk), (world.tree.centre.pk, world.book.typed.pk)}
        assert {row[1:] for row in before if before[row] != after[row]} == ancestors
        assert {one.unit_id for one in Takeover.objects.all()} == {unit for unit, _indicator in ancestors}
        return len(seen), before, after


def kept() -> Kept:
    """(row, unit, indicator) -> value."""
    return {
        (pk, unit, indicator): value for pk, unit, indicator, value in Total.objects.values_list("pk", "unit_id", "indicator_id", "value")
    }


@pytest.mark.parametrize("communes", [3, 24])
def test_one_correction_touches_one_total_of_each_ancestor_in_as_many_statements_however_many_stand_beside(communes: int) -> None:
    statements, before, after = in_a_country(communes)
    assert before.keys() == after.keys()
    assert statements <= 64


def test_who_reported_while_a_report_was_sent_back_is_told_when_the_same_figures_come_again(world: World) -> None:
    report = accepted(world)
    higher = above(world)
    assert said(higher)["table"][world.book.typed.code]["value"] == "13"
    services.send_back(by=world.receiver, report=report, reason="Thiếu nguồn")
    world.filed(world.tree.communes[1], {world.book.typed: "5"})  # late: the province takes it over, without the first commune's figures
    higher = services.take_over(by=world.receiver, report=higher)
    assert said(higher)["table"][world.book.typed.code]["value"] == "6"
    services.submit(by=world.maker, report=report)
    waiting = Takeover.objects.get(state=State.WAITING)
    assert {cell["code"]: (cell["was"], cell["now"]) for cell in waiting.cells} == {
        world.book.typed.code: (6, 18),
        world.book.stock.code: (None, 7),
        world.book.counted.code: (0, 3),
    }
    higher = services.take_over(by=world.receiver, report=higher)
    assert said(higher)["table"][world.book.typed.code]["value"] == "18"


def test_who_reported_before_a_report_was_sent_back_has_nothing_to_do_when_the_same_figures_come_again(world: World) -> None:
    report = accepted(world)
    above(world)
    services.send_back(by=world.receiver, report=report, reason="Thiếu nguồn")
    services.submit(by=world.maker, report=report)
    assert not Takeover.objects.exists()
