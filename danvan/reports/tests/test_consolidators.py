"""Who consolidates is the body that the form names: others of that unit read, and act for nobody (decision 0035)."""

import pytest
from django.test import Client

from danvan.reports import services
from danvan.reports.models import CorrectionRequest, Form, Report, ReportState
from danvan.reports.selectors import waiting_for
from danvan.reports.selectors.consolidators import consolidates, makes
from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.units.access import Acting
from danvan.units.models import Body, Duty
from danvan.units.tests.factories import body, officer

__all__ = ["world"]
BOARD = "Ban Tuyên giáo và Dân vận Tỉnh ủy"


def named(world: World, kind: str = Body.Kind.COMMISSION) -> Form:
    """The form names the kind of body; reports on it stand already."""
    Form.objects.filter(pk=world.book.form.pk).update(consolidator=kind)
    world.book.form.refresh_from_db()
    return world.book.form


@pytest.fixture
def board(world: World) -> Acting:
    """Somebody of the province's board, which the form names; `world.receiver` sits in the People's Committee with the same duties."""
    named(world)
    body(world.tree.province, Body.Kind.COMMISSION, BOARD)
    post = officer(world.tree.province, Duty.FILE_REPORT, Duty.CONSOLIDATE, kind=Body.Kind.COMMISSION)
    assert post.body.kind == Body.Kind.COMMISSION
    return post


def refused(client: Client, method: str, address: str, data: dict[str, object] | None = None) -> str:
    """What a page says that refuses."""
    answer = getattr(client, method)(address, data or {})
    assert answer.status_code == 403, address
    return str(answer.content.decode())


def test_another_body_of_the_unit_never_acts_on_the_form(world: World, board: Acting) -> None:
    report, owed = world.filed(), world.owed(world.tree.communes[1])
    wanted = services.ask_to_correct(by=world.maker, report=report, reason="Số cũ.", what="T1")
    client = browser(world.receiver)
    campaign = owed.campaign
    assert campaign is not None
    for address in (
        place("accept", report.pk),
        place("send_back", report.pk),
        place("decide_request", wanted.pk),
        place("extend", owed.pk),
        place("campaign_rules", campaign.pk),
        place("review", report.pk),
    ):
        told = refused(client, "post", address, {"reason": "x", "open": "1"})
        assert f"do {BOARD} nhận và tổng hợp" in told
        assert "không nhận, trả lại hay tổng hợp thay" in told
    refused(client, "post", place("accept_many", world.tree.province.key, PERIOD), {"report": [report.pk], "confirm": "1"})
    report.refresh_from_db()
    owed.refresh_from_db()
    wanted.refresh_from_db()
    assert (report.state, wanted.state, owed.extensions.count()) == (ReportState.SUBMITTED, CorrectionRequest.State.ASKED, 0)


def test_the_body_that_the_form_names_acts(world: World, board: Acting) -> None:
    report = world.filed()
    browser(board).post(place("accept", report.pk))
    report.refresh_from_db()
    assert report.state == ReportState.ACCEPTED


def test_the_report_put_together_from_others_is_made_by_the_body_that_the_form_names(world: World, board: Acting) -> None:
    services.open_period(by=board, form=world.book.form, period_key=PERIOD, root=world.tree.centre, levels=["province"])
    owed = world.owed(world.tree.province)
    told = refused(browser(world.receiver), "post", place("begin", owed.pk))
    assert "Báo cáo tổng hợp" in told
    assert not Report.objects.filter(obligation=owed).exists()
    assert browser(board).post(place("begin", owed.pk)).status_code == 302
    report = Report.objects.get(obligation=owed)
    for page in ("edit", "fill", "sheet", "consolidate", "check", "take_over"):
        refused(browser(world.receiver), "get", place(page, report.pk))
    refused(browser(world.receiver), "post", place("check", report.pk))
    assert browser(board).get(place("consolidate", report.pk)).status_code == 200


def test_a_commune_files_whatever_body_consolidates_above(world: World, board: Acting) -> None:
    assert makes(world.maker, world.book.form, world.commune)
    assert browser(world.maker).post(place("begin", world.owed(world.commune).pk)).status_code == 302


def test_others_read_and_are_told_who_acts(world: World, board: Acting) -> None:
    world.filed()
    pages = (place("below", world.tree.province.key, PERIOD), place("campaign", world.tree.province.key, PERIOD))
    for address in pages:
        theirs, ours = (browser(who).get(address).content.decode() for who in (world.receiver, board))
        assert "nhận và tổng hợp. Bạn đọc được" in theirs
        assert "Bạn đọc được" not in ours
    read = browser(world.receiver).get(place("read", world.commune.key, PERIOD)).content.decode()
    assert world.commune.name in read
    assert place("accept", Report.objects.get().pk) not in read
    assert 'name="report"' not in browser(world.receiver).get(pages[0]).content.decode()
    assert 'name="report"' in browser(board).get(pages[0]).content.decode()


def test_the_first_page_shows_each_body_what_is_its_own(world: World, board: Acting) -> None:
    report = world.filed()
    services.ask_to_correct(by=world.maker, report=report, reason="Số cũ.", what="T1")
    theirs, ours = waiting_for(world.receiver), waiting_for(board)
    assert (theirs.to_receive, theirs.asked) == ((), ())
    assert ([one.pk for one in ours.to_receive], len(ours.asked)) == ([report.pk], 1)


def test_a_period_is_opened_by_the_body_that_the_form_names(world: World, board: Acting) -> None:
    form = world.book.form
    asked = {"form": form.pk, "period": "2026-Q4"}
    theirs = browser(world.receiver)
    assert form.name not in theirs.get(place("open")).content.decode()
    assert theirs.post(place("open"), asked).status_code == 200
    seen = browser(board).post(place("open"), asked).context["seen"]
    assert browser(board).post(place("open"), asked | {"da-xem": seen}).status_code == 302


def test_a_form_that_names_a_body_the_unit_has_not_leaves_it_to_the_duty(world: World) -> None:
    named(world, Body.Kind.FRONT)
    assert consolidates(world.receiver, world.book.form)
    assert not consolidates(world.maker, world.book.form)
    body(world.tree.province, Body.Kind.FRONT, "Ủy ban Mặt trận tỉnh")
    assert not consolidates(world.receiver, world.book.form)
