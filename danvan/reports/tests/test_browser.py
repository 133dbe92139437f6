"""Filling in a report in a real browser."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page

from danvan.audit.doer import SYSTEM
from danvan.reports import services
from danvan.reports.models import Fact, Relation
from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import World, browser, place, world
from tests.browser import axe, fits

__all__ = ["world"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def signed_in(page: Page, world: World, server: str) -> None:
    """The maker's session in the browser."""
    cookie = browser(world.maker).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": server}])


def test_enter_and_arrows_move_between_cells_and_escape_brings_back(page: Page, live_server: object, world: World) -> None:
    report = world.draft()
    signed_in(page, world, live_server.url)  # type: ignore[attr-defined]
    page.goto(place("group", report.pk, "T"))
    first, second = page.locator("#id_T1-value"), page.locator("#id_T2-value")
    first.click()
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    page.keyboard.type("7")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    assert (first.input_value(), second.input_value()) == ("12", "7")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{place('edit', report.pk)}")
    assert {fact.indicator.code: fact.value for fact in Fact.objects.filter(origin="typed").select_related("indicator")} == {
        "T1": 12,
        "T2": 7,
    }


@pytest.mark.parametrize("name", ["check", "sheet", "group"])
def test_the_pages_of_filling_in_hold_on_a_phone(phone: Page, live_server: object, world: World, name: str) -> None:
    Relation.objects.create(code="t", left=["T1"], sign="at_most", right=["T2"], valid_from=date(2020, 1, 1))
    report = world.draft()
    for indicator, value in ((world.book.typed, "9"), (world.book.stock, "7")):
        services.type_figure(by=SYSTEM, report=report, indicator=indicator, value=value)
    signed_in(phone, world, live_server.url)  # type: ignore[attr-defined]
    phone.goto(place(name, report.pk, *(["T"] if name == "group" else [])))
    if folder := os.environ.get("PICTURES"):
        phone.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    axe(phone)
    fits(phone)


def test_a_count_is_adjusted_on_a_phone_and_both_numbers_hold_there(phone: Page, live_server: object, world: World) -> None:
    report = world.draft()
    signed_in(phone, world, live_server.url)  # type: ignore[attr-defined]
    phone.goto(place("adjust", report.pk, "T3"))
    phone.get_by_label("Mức điều chỉnh").fill("+2")
    phone.get_by_label("Lý do").select_option("missing")
    phone.get_by_label("Giải trình").fill("Hai cuộc họp thôn chưa nhập vào hệ thống do mất điện.")
    phone.get_by_label("Số, ký hiệu văn bản").fill("15/BC-UBND")
    phone.get_by_label("Ngày văn bản").fill("1/10/2026")
    phone.get_by_role("button", name="Ghi điều chỉnh").click()
    looked_at(phone, "adjust-wrong")
    phone.get_by_label("Cơ quan ban hành").fill("Ủy ban nhân dân Xã 000")
    phone.get_by_role("button", name="Ghi điều chỉnh").click()
    number, read = place("number", world.commune.key, PERIOD, "T3"), place("read", world.commune.key, PERIOD)
    pages = {"group": place("group", report.pk, "T"), "adjust": place("adjust", report.pk, "T3"), "number": number, "read": read}
    for name, address in pages.items():
        phone.goto(address)
        assert "điều chỉnh +2" in phone.inner_text("main")
        looked_at(phone, f"{name}-adjusted")
    phone.goto(pages["adjust"])
    phone.get_by_role("button", name="Rút điều chỉnh").click()
    phone.goto(pages["adjust"])
    looked_at(phone, "adjust-withdrawn")


def looked_at(page: Page, name: str) -> None:
    """Accessible, within the screen; a picture where one is asked for."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    axe(page)
    fits(page)


def test_words_that_were_sent_after_the_session_ended_or_the_line_was_cut_are_there_again(
    page: Page, live_server: object, world: World
) -> None:
    report = world.draft()
    heading = report.form.headings.filter(takes_text=True).first()
    assert heading
    signed_in(page, world, live_server.url)  # type: ignore[attr-defined]
    address, words = place("words", report.pk, heading.code), "Đã tổ chức 12 hội nghị quán triệt tại các thôn."
    page.goto(address)
    page.get_by_label("Nội dung").fill(words)
    Session.objects.all().delete()
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_label("Mật khẩu").wait_for()
    signed_in(page, world, live_server.url)  # type: ignore[attr-defined]
    page.goto(address)
    assert page.get_by_label("Nội dung").input_value() == words
    page.context.set_offline(True)
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.context.set_offline(False)
    page.goto(address)
    assert page.get_by_label("Nội dung").input_value() == words
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.goto(address)
    assert page.get_by_label("Nội dung").input_value() == words
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('danvan:draft:')).length") == 0
    assert [one.text for one in report.words.all()] == [words]
