"""A period is taken back under an open sheet, in a real browser: nothing that was typed is lost, whether it was sent or not."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from danvan.reports import services
from danvan.reports.models import Campaign
from danvan.reports.tests.page_world import World, place, world
from danvan.reports.tests.test_browser_filling import looked_at, sign_in, state, type_in

__all__ = ["world"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def taken_back(world: World) -> None:
    services.take_back(by=world.receiver, campaign=Campaign.objects.get(form=world.book.form), reason="Mở nhầm mẫu.")


def test_the_open_sheet_says_so_and_saving_shows_what_was_typed(page: Page, world: World, live_server: LiveServer) -> None:
    report = world.draft()
    sign_in(page, world.maker, live_server)
    page.goto(place("fill", report.pk))
    taken_back(world)
    type_in(page, "T1", "1.200")
    expect(page.locator(state("T1"))).to_contain_text("chưa lưu: kỳ đã bị hủy mở")
    expect(page.locator("[data-page-state]")).to_contain_text("đã hủy mở kỳ Quý III năm 2026")
    page.get_by_role("button", name="Lưu", exact=True).last.click()
    expect(page.get_by_role("heading", name="Kỳ báo cáo đã bị hủy mở")).to_be_visible()
    expect(page.get_by_text("1.200")).to_be_visible()
    expect(page.locator("[data-left]")).to_be_hidden()
    looked_at(page, "gone")


def test_what_never_arrived_is_shown_out_of_the_browser_until_it_is_let_go(page: Page, world: World, live_server: LiveServer) -> None:
    report = world.draft()
    sign_in(page, world.maker, live_server)
    page.goto(place("words", report.pk, world.book.heading.code))
    page.locator("#id_text").fill("Nhân dân phấn khởi.")
    expect(page.locator("#id_text[data-kept]")).to_be_visible()
    page.goto(place("fill", report.pk))
    taken_back(world)
    type_in(page, "T2", "7")
    expect(page.locator(state("T2"))).to_contain_text("kỳ đã bị hủy mở")
    page.goto(place("edit", report.pk))
    kept = page.locator("[data-left]")
    expect(kept).to_contain_text("T2 T2")
    expect(kept).to_contain_text("Nhân dân phấn khởi.")
    looked_at(page, "gone-kept")
    kept.get_by_role("button").click()
    expect(kept).to_be_hidden()
    page.reload()
    expect(kept).to_be_hidden()
