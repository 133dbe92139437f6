"""What the scripts add, in a real browser; and that a page is whole without them."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import browser

pytestmark = pytest.mark.browser

STYLE, STAFF = "/ui/", "/ui/cong-chuc/"


@pytest.fixture
def without_scripts(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, locale="vi-VN")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", [STYLE, STAFF, "/ui/loi/403/", "/ui/loi/500/"])
def test_nothing_grave_on_a_phone(phone: Page, address: str) -> None:
    phone.goto(address)
    browser.axe(phone)
    browser.fits(phone)


@pytest.mark.parametrize("address", [STYLE, STAFF])
def test_nothing_grave_on_a_desk(page: Page, address: str) -> None:
    page.goto(address)
    browser.axe(page)
    browser.fits(page)


@pytest.mark.parametrize("address", [STYLE, STAFF])
def test_nothing_grave_at_night(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(address)
    browser.axe(page)


def test_nothing_grave_with_forced_colours(phone: Page) -> None:
    phone.emulate_media(forced_colors="active")
    phone.goto(STYLE)
    browser.axe(phone)
    browser.fits(phone)


def test_the_skip_link_is_first_and_leads_past_the_menu(page: Page) -> None:
    page.goto("/ui/loi/404/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#noi-dung")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"


def test_an_error_link_brings_the_focus_to_its_field(page: Page) -> None:
    page.goto(STYLE)
    page.click(".error-summary a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_wrong-title"


def test_the_counter_says_how_much_is_left_and_what_is_too_much(page: Page) -> None:
    page.goto(STYLE)
    count = page.locator("[data-count-for=id_mau-text]")
    expect(count).to_have_text("Còn 1500 ký tự")
    page.fill("#id_mau-text", "ễ" * 1502)
    expect(count).to_have_text("Thừa 2 ký tự")


def test_without_scripts_the_limit_is_said_and_the_print_button_hidden(without_scripts: Page) -> None:
    without_scripts.goto(STYLE)
    assert without_scripts.inner_text("[data-count-for=id_mau-text]") == "Tối đa 1500 ký tự"
    assert not without_scripts.is_visible("[data-print]")


def test_a_form_sends_once(page: Page) -> None:
    page.goto("/dang-nhap/")
    page.evaluate(
        "window.sent = 0; addEventListener('submit', (event) => { window.sent += !event.defaultPrevented; event.preventDefault(); })"
    )
    page.evaluate("for (const _ of [1, 2, 3]) document.querySelector('form[novalidate]').requestSubmit()")
    assert page.evaluate("window.sent") == 1


def test_j_and_k_walk_the_list_and_the_slash_finds_the_search(page: Page) -> None:
    page.goto(STAFF)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".is-here")).to_contain_text("KN26-00124")
    page.keyboard.press("k")
    expect(page.locator(".is-here")).to_contain_text("KN26-00123")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "tim"
    page.keyboard.type("j/k")
    assert page.input_value("#tim") == "j/k"


def test_names_are_offered_while_one_types_and_chosen_by_keyboard(page: Page) -> None:
    names = [{"value": "a", "label": "Xã Nghĩa Thuận", "note": "tỉnh Hà Tĩnh"}, {"value": "b", "label": "Phường Nghĩa Lộ", "note": ""}]
    page.route("**/goi-y?*", lambda route: route.fulfill(content_type="application/json", body=json.dumps(names)))
    page.goto(STAFF)
    page.type("#goi-y-mau", "nghia")
    expect(page.locator("[role=option]")).to_have_count(2)
    browser.axe(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#goi-y-mau") == "Phường Nghĩa Lộ"
    assert page.input_value("#goi-y-ma") == "b"


def test_a_draft_comes_back_until_another_text_than_it_was_typed_on_says_that_it_was_saved(page: Page) -> None:
    page.goto(STAFF)
    page.fill("#nhap-du", "Đang viết dở")
    expect(page.locator("#nhap-du")).to_have_attribute("data-kept", "")
    page.goto(STAFF)
    assert page.input_value("#nhap-du") == "Đang viết dở"
    page.evaluate("document.querySelector('#nhap-du').form.addEventListener('submit', (event) => event.preventDefault())")
    page.evaluate("document.querySelector('#nhap-du').form.requestSubmit()")
    assert page.evaluate("JSON.parse(localStorage.getItem('danvan:draft:trang-mau')).sent") is True
    page.goto(STAFF)
    assert page.input_value("#nhap-du") == "Đang viết dở", "sent is not saved: the line may have been cut"
    sent = "{base: 'Bản cũ', text: 'Đang viết dở', sent: true, at: Date.now()}"
    page.evaluate(f"localStorage.setItem('danvan:draft:trang-mau', JSON.stringify({sent}))")
    page.goto(STAFF)
    assert page.input_value("#nhap-du") == ""
    assert page.evaluate("localStorage.getItem('danvan:draft:trang-mau')") is None


def test_a_draft_never_covers_what_was_saved_elsewhere_meanwhile(page: Page) -> None:
    page.goto(STAFF)
    page.evaluate("localStorage.setItem('danvan:draft:trang-mau', JSON.stringify({ base: 'Bản trước', text: 'Viết trên bản trước' }))")
    page.goto(STAFF)
    assert page.input_value("#nhap-du") == ""


def test_a_public_page_is_light_on_the_wire(phone: Page) -> None:
    """Not compressed by the test server: the bound is the raw size; test_pages holds the one of what is sent."""
    phone.goto("/ui/loi/404/")
    assert 0 < browser.transferred(phone) < 160_000
