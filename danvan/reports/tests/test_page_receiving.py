"""Receiving reports: completeness, acceptance one by one and many at once, return with a reason, opening a period."""

from danvan.reports import services
from danvan.reports.models import Obligation, ReportState
from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

__all__ = ["world"]


def below(world: World) -> str:
    """The province's page of the quarter."""
    return place("below", world.tree.province.key, PERIOD)


def test_the_page_says_who_filed_and_who_is_missing(world: World) -> None:
    world.filed()
    page = browser(world.receiver).get(below(world)).content.decode()
    assert "1/3 đơn vị đã gửi báo cáo; còn thiếu: Xã Xã 001, Xã Xã 002." in page
    assert place("read", world.commune.key, PERIOD) in page
    assert place("read", world.tree.communes[1].key, PERIOD) not in page


def test_filters_show_what_they_say(world: World) -> None:
    world.filed()
    client = browser(world.receiver)
    waiting = client.get(below(world) + "?xem=cho-nhan").content.decode()
    missing = client.get(below(world) + "?xem=con-thieu").content.decode()
    row = '<th scope="row">'
    assert (waiting.count(row), missing.count(row)) == (1, 2)
    assert client.get(below(world) + "?xem=bậy").content.decode().count(row) == 3


def test_a_commune_does_not_see_the_page_of_its_province_and_a_stranger_sees_nothing(world: World) -> None:
    assert browser(world.maker).get(below(world)).status_code == 404
    assert browser(world.stranger).get(below(world)).status_code == 404


def test_only_the_receiver_with_the_duty_accepts(world: World) -> None:
    report = world.filed()
    address = place("accept", report.pk)
    assert browser(world.maker).post(address).status_code == 403
    assert browser(world.stranger).post(address).status_code == 404
    assert browser(officer(world.tree.province, Duty.FILE_REPORT)).post(address).status_code == 403
    assert browser(world.receiver).get(address).status_code == 405
    assert browser(world.receiver).post(address)["Location"] == f"{below(world)}?mau=test"
    report.refresh_from_db()
    assert report.state == ReportState.ACCEPTED


def test_many_are_accepted_after_a_look(world: World) -> None:
    reports = [world.filed(unit) for unit in world.tree.communes[:2]]
    client = browser(world.receiver)
    address = place("accept_many", world.tree.province.key, PERIOD)
    keys = {"report": [report.pk for report in reports]}
    preview = client.post(address, keys).content.decode()
    assert "Nhận 2 báo cáo" in preview
    assert {report.state for report in reports} == {ReportState.SUBMITTED}
    services.accept(by=world.receiver, report=reports[0])
    client.post(address, {**keys, "confirm": "1"})
    for report in reports:
        report.refresh_from_db()
    assert {report.state for report in reports} == {ReportState.ACCEPTED}


def test_choosing_none_or_what_is_not_there_changes_nothing(world: World) -> None:
    client = browser(world.receiver)
    address = place("accept_many", world.tree.province.key, PERIOD)
    assert client.post(address, {"report": ["999999", "x"]})["Location"] == below(world)
    assert browser(officer(world.tree.province, Duty.FILE_REPORT)).post(address).status_code == 403


def test_a_report_goes_back_only_with_a_reason(world: World) -> None:
    report = world.filed()
    client = browser(world.receiver)
    refused = client.post(place("send_back", report.pk), {"reason": "  "}).content.decode()
    assert "Ghi lý do trả lại" in refused
    assert client.post(place("send_back", report.pk), {"reason": "Sai số T1"})["Location"] == f"{below(world)}?mau=test"
    report.refresh_from_db()
    assert (report.state, report.return_reason) == (ReportState.RETURNED, "Sai số T1")
    assert browser(world.maker).post(place("send_back", report.pk), {"reason": "x"}).status_code == 403


def test_a_refused_return_keeps_what_was_typed(world: World) -> None:
    report = world.filed()
    services.send_back(by=world.receiver, report=report, reason="Lần đầu")
    page = browser(world.receiver).post(place("send_back", report.pk), {"reason": "Lý do thứ hai"}).content.decode()
    assert "Lý do thứ hai" in page
    assert "đã trả lại rồi" in page


def test_the_province_gathers_words_and_edits_them(world: World) -> None:
    below_it = world.draft()
    services.write(by=world.receiver, report=below_it, heading=world.book.heading, text="Dân đồng thuận.")
    services.submit(by=world.receiver, report=below_it)
    own = world.draft(world.tree.province)
    client = browser(world.receiver)
    client.post(place("gather", own.pk))
    page = client.get(place("words", own.pk, "I")).content.decode()
    assert page.count("Dân đồng thuận.") == 2
    client.post(place("words", own.pk, "I"), {"text": "Nhân dân trong tỉnh đồng thuận."})
    assert own.words.get().text == "Nhân dân trong tỉnh đồng thuận."


def test_the_group_page_of_the_province_shows_the_sum_of_those_below(world: World) -> None:
    world.filed(figures={world.book.typed: "30"})
    own = world.draft(world.tree.province)
    page = browser(world.receiver).get(place("group", own.pk, "T")).content.decode()
    assert place("number", world.tree.province.key, PERIOD, "T1") in page
    assert ">30</a>" in page


def test_a_period_is_opened_and_nonsense_is_refused_beside_the_field(world: World) -> None:
    client = browser(world.receiver)
    wrong = client.post(place("open"), {"form": world.book.form.pk, "period": "quý ba"}).content.decode()
    assert "không phải là kỳ báo cáo" in wrong
    assert 'value="quý ba"' in wrong
    asked = {"form": world.book.form.pk, "period": "2026-Q4"}
    seen = client.post(place("open"), asked).context["seen"]
    assert client.post(place("open"), asked | {"da-xem": seen})["Location"] == place("list")
    assert Obligation.objects.filter(period__key="2026-Q4").count() == 4
    assert browser(world.maker).get(place("open")).status_code == 403


def test_the_list_of_the_province_counts_what_came(world: World) -> None:
    world.filed()
    page = browser(world.receiver).get(place("list")).content.decode()
    assert "1/3 báo cáo đã gửi" in page
    assert "1 chờ nhận" in page
