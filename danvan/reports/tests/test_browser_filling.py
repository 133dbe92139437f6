"""The sheet of a report in a real browser: saved as one types, kept while there is no network, never covering what somebody else wrote."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from danvan.accounts.models import User
from danvan.audit.models import Entry
from danvan.reports import services
from danvan.reports.models import Fact, Report
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.units.access import Acting
from tests.browser import DESK, axe, fits, opened

__all__ = ["world"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, who: Acting, server: LiveServer) -> None:
    """The person's session in the browser."""
    cookie = browser(who).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": server.url}])


def at_the_sheet(page: Page, who: Acting, report: Report, server: LiveServer) -> Page:
    """The whole table, open."""
    sign_in(page, who, server)
    page.goto(place("fill", report.pk))
    return page


@contextmanager
def another(chromium: Browser, who: Acting, report: Report, server: LiveServer) -> Iterator[Page]:
    """A second person at the same table."""
    with opened(chromium, server, DESK) as page:
        yield at_the_sheet(page, who, report, server)


@pytest.fixture
def sheet(page: Page, world: World, live_server: LiveServer) -> Page:
    """The maker at the table of a report begun."""
    return at_the_sheet(page, world.maker, world.draft(), live_server)


def type_in(page: Page, code: str, text: str) -> None:
    """Into a cell, and on to the next."""
    page.locator(f"#id_{code}-value").fill(text)
    page.keyboard.press("Enter")


def state(code: str) -> str:
    """The selector of what a row says of itself."""
    return f"#dong-{code} [data-state]"


def value(code: str) -> int | None:
    """What the database has."""
    return Fact.objects.values_list("value", flat=True).filter(indicator__code=code).first()


def looked_at(page: Page, name: str) -> None:
    """Accessible, within the screen; a picture where one is asked for."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    axe(page)
    fits(page)


def test_what_is_typed_is_saved_by_itself_and_says_so(sheet: Page) -> None:
    type_in(sheet, "T1", "1.200")
    expect(sheet.locator(state("T1"))).to_contain_text("đã lưu")
    expect(sheet.locator("[data-page-state]")).to_contain_text("Đã lưu")
    expect(sheet.locator("[data-computed=T4]")).to_have_text("0,3")
    assert value("T1") == 1200
    type_in(sheet, "T1", "1300")
    expect(sheet.locator(state("T1"))).to_contain_text("đã lưu")
    sheet.wait_for_function("Object.keys(localStorage).filter((key) => key.startsWith('danvan:cells')).length === 0")
    assert value("T1") == 1300


def test_a_wrong_number_stays_in_its_cell_with_the_reason_even_when_the_page_is_opened_again(sheet: Page) -> None:
    type_in(sheet, "T1", "mười hai")
    type_in(sheet, "T2", "7")
    expect(sheet.locator("#id_T1-value_error")).to_contain_text("Chỉ ghi số")
    expect(sheet.locator(state("T1"))).to_have_text("không nhận")
    expect(sheet.locator(state("T2"))).to_contain_text("đã lưu")
    looked_at(sheet, "fill-wrong")
    sheet.reload()
    assert sheet.input_value("#id_T1-value") == "mười hai"
    expect(sheet.locator("[data-kept]")).to_contain_text("1 ô của lần trước")
    type_in(sheet, "T1", "12")
    expect(sheet.locator(state("T1"))).to_contain_text("đã lưu")
    assert (value("T1"), value("T2")) == (12, 7)


def test_what_was_kept_can_be_let_go_and_what_left_with_the_page_is_not_asked_about(sheet: Page) -> None:
    type_in(sheet, "T1", "mười hai")
    expect(sheet.locator(state("T1"))).to_have_text("không nhận")
    sheet.reload()
    sheet.get_by_role("button", name="Bỏ, lấy số đang lưu").click()
    expect(sheet.locator("[data-kept]")).to_be_hidden()
    expect(sheet.locator("#id_T1-value")).to_have_value("")
    sheet.locator("#id_T1-value").fill("12")
    sheet.get_by_role("button", name="Lưu", exact=True).click()
    sheet.wait_for_url(f"**{place('edit', Report.objects.get().pk)}")
    assert value("T1") == 12
    sheet.locator(".who-menu summary").click()
    sheet.get_by_role("button", name="Đăng xuất").click()
    sheet.wait_for_url(lambda url: "lap" not in url)


def test_cells_go_by_keys_left_and_right_only_at_the_edge_of_the_text(sheet: Page) -> None:
    first = sheet.locator("#id_T1-value")
    first.click()
    sheet.keyboard.type("12")
    sheet.keyboard.press("ArrowLeft")
    sheet.keyboard.type("0")
    assert first.input_value() == "102"
    sheet.keyboard.press("End")
    sheet.keyboard.press("ArrowRight")
    expect(sheet.locator("#id_T1-qualifier")).to_be_focused()
    sheet.keyboard.press("ArrowLeft")
    expect(first).to_be_focused()
    sheet.keyboard.press("ArrowDown")
    expect(sheet.locator("#id_T2-value")).to_be_focused()
    sheet.keyboard.press("Tab")
    expect(sheet.locator("#id_T2-qualifier")).to_be_focused()
    sheet.keyboard.press("Enter")
    expect(sheet.locator("#id_T5-qualifier")).to_be_focused()


def test_without_network_nothing_is_lost_and_all_of_it_is_sent_once_when_it_is_back(sheet: Page) -> None:
    lines = Entry.objects.filter(act="reports.figures.type")
    sheet.context.set_offline(True)
    type_in(sheet, "T1", "12")
    type_in(sheet, "T2", "7")
    expect(sheet.locator("[data-page-state]")).to_contain_text("Mất mạng: 2 ô chưa lưu")
    expect(sheet.locator(state("T1"))).to_have_text("chưa lưu: mất mạng")
    assert value("T1") is None
    sheet.context.set_offline(False)
    expect(sheet.locator(state("T2"))).to_contain_text("đã lưu")
    assert (value("T1"), value("T2"), lines.count()) == (12, 7, 1)


def test_a_batch_that_arrived_although_its_answer_was_lost_is_not_written_again_over_what_is_newer(sheet: Page, world: World) -> None:
    report = Report.objects.get()

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort("internetdisconnected")

    sheet.route("**/so-lieu/o/", lose_the_answer)
    type_in(sheet, "T1", "12")
    expect(sheet.locator(state("T1"))).to_have_text("chưa lưu: mất mạng")
    assert value("T1") == 12
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="9")
    sheet.unroute("**/so-lieu/o/")
    sheet.reload()
    sheet.get_by_role("button", name="Gửi lại").click()
    expect(sheet.locator("#id_T1-value_error")).to_contain_text("Số đang lưu: 9")
    assert value("T1") == 9


def test_after_the_session_ended_the_cells_wait_and_are_sent_once_the_person_is_back(
    sheet: Page, world: World, live_server: LiveServer
) -> None:
    sheet.context.clear_cookies(name="sessionid")
    type_in(sheet, "T1", "12")
    expect(sheet.locator("[data-page-state]")).to_contain_text("Hết phiên làm việc: 1 ô chưa lưu")
    assert value("T1") is None
    sign_in(sheet, world.maker, live_server)
    sheet.get_by_role("link", name="Đăng nhập lại").click()
    expect(sheet.locator("[data-kept]")).to_contain_text("1 ô của lần trước")
    looked_at(sheet, "fill-kept")
    sheet.get_by_role("button", name="Gửi lại").click()
    expect(sheet.locator(state("T1"))).to_contain_text("đã lưu")
    sheet.reload()
    expect(sheet.locator("[data-kept]")).to_be_hidden()
    assert value("T1") == 12


def test_the_button_that_saves_waits_for_the_network_and_then_goes_on(sheet: Page) -> None:
    sheet.context.set_offline(True)
    type_in(sheet, "T1", "12")
    sheet.get_by_role("button", name="Lưu", exact=True).click()
    expect(sheet.locator("[data-page-state]")).to_contain_text("Mất mạng")
    assert sheet.input_value("#id_T1-value") == "12"
    sheet.context.set_offline(False)
    expect(sheet.locator(state("T1"))).to_contain_text("đã lưu")
    sheet.get_by_role("button", name="Lưu", exact=True).click()
    sheet.wait_for_url(f"**{place('edit', Report.objects.get().pk)}")


def test_two_people_at_one_cell_are_both_asked_and_the_cells_of_one_alone_are_saved(
    sheet: Page, world: World, chromium: Browser, live_server: LiveServer
) -> None:
    report = Report.objects.get()
    second = Acting(User.objects.create_user("b", full_name="Bùi Thị Bình"), world.maker.post)
    with another(chromium, world.maker, report, live_server) as other:
        type_in(other, "T1", "9")
        expect(other.locator(state("T1"))).to_contain_text("đã lưu")
        services.type_figure(by=second, report=report, indicator=world.book.stock, value="1200")
        type_in(other, "T2", "8")
        expect(other.locator("#id_T2-value_error")).to_contain_text("Bùi Thị Bình")
        looked_at(other, "fill-met")
        other.get_by_label("Số đang lưu: 1.200").check()
        expect(other.locator("#id_T2-value")).to_have_value("1200")
    type_in(sheet, "T1", "12")
    type_in(sheet, "T5", "6,84")
    expect(sheet.locator(state("T5"))).to_contain_text("đã lưu")
    expect(sheet.locator("#id_T1-value_error")).to_contain_text("Số đang lưu: 9")
    assert value("T1") == 9
    sheet.get_by_label("Số vừa gõ: 12").check()
    expect(sheet.locator(state("T1"))).to_contain_text("đã lưu")
    assert (value("T1"), value("T2"), value("T5")) == (12, 1200, 684)


def test_who_signs_out_is_asked_about_cells_not_sent_and_leaves_nothing_behind(sheet: Page) -> None:
    kept = "Object.keys(localStorage).filter((key) => /^danvan:(cells|draft):/.test(key)).length"
    type_in(sheet, "T1", "mười")
    expect(sheet.locator(state("T1"))).to_have_text("không nhận")
    assert sheet.evaluate(kept) == 1
    sheet.locator(".who-menu summary").click()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    sheet.once("dialog", stay)
    sheet.get_by_role("button", name="Đăng xuất").click()
    assert "1 ô chưa gửi" in asked[0]
    assert sheet.evaluate(kept) == 1
    sheet.once("dialog", lambda dialog: dialog.accept())
    sheet.get_by_role("button", name="Đăng xuất").click()
    sheet.wait_for_url(lambda url: "lap" not in url)
    assert sheet.evaluate(kept) == 0


PASTE = """(text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_block_from_a_spreadsheet_is_shown_entered_and_undone(sheet: Page) -> None:
    type_in(sheet, "T5", "6,84")
    sheet.locator("#id_T1-value").click()
    sheet.evaluate(PASTE, "1.200\r\nbảy\r\n3\r\n\r\n7,5\r\n")
    expect(sheet.get_by_role("heading", name="Sẽ ghi 2 số liệu")).to_be_visible()
    expect(sheet.locator("main")).to_contain_text("Ghi “bảy”. Chỉ ghi số")
    expect(sheet.locator("main")).to_contain_text("Thay số đang có")
    assert (value("T1"), value("T5")) == (None, 684)
    looked_at(sheet, "paste")
    sheet.get_by_role("button", name="Ghi 2 số liệu").click()
    expect(sheet.locator("#id_T1-value")).to_have_value("1200")
    assert (value("T1"), value("T5")) == (1200, 750)
    looked_at(sheet, "fill-undo")
    sheet.get_by_role("button", name="Hoàn tác").click()
    expect(sheet.locator("#id_T1-value")).to_have_value("")
    assert (value("T1"), value("T5")) == (None, 684)


def test_a_block_pasted_without_network_leaves_the_page_as_it_is(sheet: Page) -> None:
    sheet.context.set_offline(True)
    type_in(sheet, "T2", "7")
    expect(sheet.locator("[data-page-state]")).to_contain_text("Mất mạng")
    sheet.locator("#id_T1-value").click()
    sheet.evaluate(PASTE, "1\n2\n")
    assert sheet.input_value("#id_T2-value") == "7"
    sheet.context.set_offline(False)
    expect(sheet.locator(state("T2"))).to_contain_text("đã lưu")
    assert (value("T1"), value("T2")) == (None, 7)


@pytest.mark.parametrize("size", ["phone", "page"])
def test_the_table_holds_on_a_phone_and_on_a_desk(request: pytest.FixtureRequest, world: World, live_server: LiveServer, size: str) -> None:
    page = at_the_sheet(request.getfixturevalue(size), world.maker, world.draft(), live_server)
    looked_at(page, f"fill-{size}")
