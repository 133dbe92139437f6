"""A month of one hamlet in a real browser: its head files on a phone, the commune takes the figure into its own report, then what came later."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from danvan.reports.models import Fact, Obligation, Report, Takeover
from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import browser, place
from danvan.reports.tests.test_browser_filling import state
from danvan.reports.tests.test_hamlets import Village, village
from danvan.units.access import Acting
from tests.browser import axe, fits

__all__ = ["village"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def signed_in(page: Page, who: Acting, server: str) -> None:
    """Another person at the browser."""
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": browser(who).cookies["sessionid"].value, "url": server}])


def looked_at(page: Page, name: str) -> None:
    """Accessible, within the screen; a picture where one is asked for."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    axe(page)
    fits(page)


def report_of(owed: Obligation) -> Report:
    """The report as it stands."""
    return Report.objects.get(obligation=owed)


def test_the_head_of_a_hamlet_files_on_a_phone_and_the_commune_takes_it_into_its_own_report(
    phone: Page, live_server: object, village: Village
) -> None:
    server: str = live_server.url  # type: ignore[attr-defined]
    hamlet, commune = village.hamlets[0], village.tree.communes[0]
    mine, theirs = (Obligation.objects.get(unit=one) for one in (hamlet, commune))
    signed_in(phone, village.head, server)
    phone.goto(place("list"))
    looked_at(phone, "hamlet-list")
    phone.get_by_role("button", name="Bắt đầu lập").click()
    phone.wait_for_url("**/lap/*/")
    looked_at(phone, "hamlet-edit")
    file(phone, report_of(mine), "4")
    signed_in(phone, village.commune, server)
    phone.goto(place("below", commune.key, PERIOD))
    looked_at(phone, "commune-below")
    phone.goto(place("list") + "?xem=cua-don-vi")
    phone.get_by_role("button", name="Bắt đầu lập").click()
    phone.wait_for_url("**/lap/*/")
    assert Fact.objects.get(report=report_of(theirs), indicator=village.book.typed).value == 4
    looked_at(phone, "commune-edit")
    send(phone, report_of(theirs))
    later(phone, server, village)
    assert Fact.objects.get(report=report_of(theirs), indicator=village.book.typed).value == 7
    assert Takeover.objects.get(unit=commune).state == Takeover.State.TAKEN


def file(page: Page, report: Report, value: str) -> None:
    """One figure by hand, nothing else happened, and away."""
    page.goto(place("group", report.pk, "T"))
    page.locator("#id_T1-value").fill(value)
    page.keyboard.press("Enter")
    expect(page.locator(state("T1"))).to_contain_text("đã lưu")
    looked_at(page, "hamlet-fill")
    page.goto(place("group", report.pk, "T"))
    assert page.locator("#id_T1-value").input_value() == value
    send(page, report)


def send(page: Page, report: Report) -> None:
    """The last page, and the button."""
    page.goto(place("check", report.pk))
    page.get_by_role("button", name="Gửi báo cáo").click()
    page.wait_for_url(lambda url: not url.endswith(place("check", report.pk)))


def later(page: Page, server: str, village: Village) -> None:
    """A second hamlet comes when the commune has filed: told on its first page, taken over with one press."""
    village.filed(village.hamlets[1], "3")
    signed_in(page, village.commune, server)
    page.goto("/lam-viec/")
    page.get_by_role("link", name="Thôn Đoài").first.click()
    expect(page.locator("main")).to_contain_text("4 → 7")
    looked_at(page, "commune-take-over")
    page.get_by_role("button", name="Tiếp nhận").click()
    expect(page.locator("main")).to_contain_text("Đã tiếp nhận")
    looked_at(page, "commune-taken")
