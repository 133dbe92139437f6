"""The pages of a correction: from the cell to the level above, who may open them, and what stands beside a corrected number."""

import re
from datetime import timedelta

import pytest

from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import (
    Correction,
    CorrectionRequest,
    Entered,
    Fact,
    Takeover,
)
from danvan.reports.tests import factories
from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import World, browser, links, place, world
from danvan.reports.tests.test_correcting import above, accepted, corrected
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

__all__ = ["world"]

pytestmark = pytest.mark.django_db
State = Takeover.State


def test_the_pages_of_a_correction_from_the_cell_to_the_level_above(world: World) -> None:
    report, province = accepted(world), above(world)
    client, address = browser(world.maker), place("correct", report.pk)
    typed = {"seen": "1", "T1-value": "20", "T1-reason": "Cộng sót", "T1-evidence": ""}
    wrong = client.post(address, {**typed, "preview": ""}).content.decode()
    assert "Ghi căn cứ" in wrong
    assert 'value="20"' in wrong
    typed["T1-evidence"] = "Sổ họp"
    shown = client.post(address, {**typed, "preview": ""}).content.decode()
    assert "13 → 21" in shown
    assert not Correction.objects.exists()
    assert client.post(address, {**typed, "send": ""})["Location"] == place("review", report.pk)
    overtaken = client.post(address, {**typed, "T1-value": "30", "send": ""}).content.decode()
    assert "lần gửi mới hơn" in overtaken
    assert 'name="seen" value="2"' in overtaken  # who was overtaken reads what stands now, and goes on
    above_it = browser(world.receiver)
    desk = above_it.get("/lam-viec/").content.decode()
    assert "Số liệu đã sửa" in desk
    assert links(desk, place("take_over", province.pk))
    page = above_it.get(place("take_over", province.pk)).content.decode()
    assert "Cộng sót" in page
    total, own = (place("number", unit.key, factories.PERIOD, "T1") for unit in (world.tree.province, world.commune))
    assert total in links(page, "/so/")
    assert own in links(wrong, "/so/")
    opened = client.get(own).content.decode()
    assert "12 → 20" in opened
    assert "Sổ họp" in opened
    empty = above_it.post(place("take_over", province.pk), {"explain": Takeover.objects.get(report=province).pk, "sentence": ""})
    assert "không được để trống" in empty.content.decode()
    above_it.post(place("take_over", province.pk))
    assert Takeover.objects.get(report=province).state == State.TAKEN
    listed = above_it.get(place("corrections")).content.decode()
    assert "ã tiếp nhận vào báo cáo" in listed
    assert total in links(listed, "/so/")
    old = client.get(place("submission", report.pk, 1)).content.decode()
    assert ">12</td>" in old
    assert "Đây là bản trước" in old
    assert own in links(old, "/so/")


def test_who_may_open_these_pages(world: World) -> None:
    report, province = accepted(world), above(world)
    wanted = services.ask_to_correct(by=world.maker, report=report, reason="Thiếu", what="T1")
    for who in (world.neighbour, world.stranger):
        client = browser(who)
        for name, key in (("correct", report.pk), ("ask_to_correct", report.pk), ("take_over", province.pk), ("review", report.pk)):
            assert client.get(place(name, key)).status_code == 404
        assert client.get(place("submission", report.pk, 1)).status_code == 404
    assert browser(world.maker).get(place("decide_request", wanted.pk)).status_code == 403
    assert browser(world.stranger).get(place("decide_request", wanted.pk)).status_code == 404
    reader = browser(officer(world.tree.province, Duty.RECEIVE))
    assert reader.get(place("take_over", province.pk)).status_code == 403
    page = browser(world.receiver).post(place("decide_request", wanted.pk), {"refuse": "", "answer": "Kỳ sau sửa."})
    assert page.status_code == 302
    wanted.refresh_from_db()
    assert (wanted.state, wanted.answer) == (CorrectionRequest.State.REFUSED, "Kỳ sau sửa.")
    assert "Kỳ sau sửa." in browser(world.maker).get(place("ask_to_correct", report.pk)).content.decode()


def test_the_word_beside_a_number_is_corrected_with_it_and_who_corrected_stands_beside_it(world: World) -> None:
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="2200", qualifier="over")
    services.accept(by=world.receiver, report=services.submit(by=world.maker, report=report))
    client, address = browser(world.maker), place("correct", report.pk)
    page = client.get(address).content.decode()
    assert re.search(r'<option value="over" selected>', page)
    untouched = {"seen": "1", "T1-qualifier": "over", "preview": ""}
    assert "Chưa có số liệu, lời văn nào được sửa" in client.post(address, untouched).content.decode()
    typed = {"seen": "1", "T1-value": "2215", "T1-qualifier": "", "T1-reason": "Đã đếm đủ", "T1-evidence": "Sổ họp", "send": ""}
    with clock.standing_at(clock.today() + timedelta(days=3)):
        assert client.post(address, typed)["Location"] == place("review", report.pk)
        told = browser(world.receiver).get(place("number", world.commune.key, PERIOD, "T1")).content.decode()
    fact = Fact.objects.get(report=report, indicator=world.book.typed)
    assert (fact.value, fact.qualifier) == (2215, "")
    assert "hơn 2.215" not in told
    entered = Entered.objects.get(report=report, indicator=world.book.typed)
    assert (entered.number, entered.at.date()) == (2, clock.today() + timedelta(days=3))


def test_beside_an_old_correction_stands_what_the_report_said_then_and_not_what_it_says_today(world: World) -> None:
    report, province = accepted(world), above(world)
    corrected(world, report)
    services.take_over(by=world.receiver, report=province)
    report.refresh_from_db()
    corrected(world, report, "30")
    province.refresh_from_db()
    listed = browser(world.receiver).get(place("corrections")).content.decode()
    assert "13 → 21 (báo cáo lúc đó ghi 13)" in listed
    assert "21 → 31 (báo cáo đã gửi ghi 21)" in listed


def test_who_may_not_read_a_report_of_below_is_shown_no_link_to_what_was_sent(world: World) -> None:
    report, _province = accepted(world), above(world)
    corrected(world, report)
    address = place("submission", report.pk, 2)
    keeper = officer(world.tree.province, Duty.KEEP_BOOK)
    assert address in browser(world.receiver).get(place("corrections")).content.decode()
    assert address not in browser(keeper).get(place("corrections")).content.decode()
    assert browser(keeper).get(address).status_code == 404
