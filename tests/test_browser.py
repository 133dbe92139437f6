"""The browser harness itself bites: each fault on a page fails the test that visits it."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests import browser

pytestmark = pytest.mark.browser


def test_the_first_page_opens_on_a_phone(phone: Page) -> None:
    phone.goto("/")
    browser.axe(phone)
    browser.fits(phone)


@pytest.mark.parametrize(
    ("event", "planted", "fault"),
    [
        (
            "console",
            "document.head.append(Object.assign(document.createElement('script'), {textContent: 'window.bad = 1'}))",
            "Content Security Policy",
        ),
        ("console", "document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("request", "document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.2:1/x.png'}))", "third party"),
        ("console", "console.error('a fault')", "a fault"),
        ("pageerror", "setTimeout(() => { throw new Error('thrown') })", "thrown"),
    ],
)
def test_a_fault_on_a_page_fails_the_test(chromium: Browser, live_server: LiveServer, event: str, planted: str, fault: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        visit(chromium, live_server, event, planted)


def visit(chromium: Browser, live_server: LiveServer, event: str, planted: str) -> None:
    """Open the first page, plant a fault, wait until the browser speaks of it."""
    with browser.opened(chromium, live_server, browser.DESK) as page:
        page.goto("/")
        with page.expect_event(event):
            page.evaluate(f"() => {{ {planted} }}")


def test_axe_bites(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.body.append(document.createElement('button'), document.createElement('input'))")
    with pytest.raises(AssertionError, match="button-name"):
        browser.axe(page)


def test_a_page_wider_than_its_window_is_seen(phone: Page) -> None:
    phone.goto("/")
    phone.evaluate("document.querySelector('main').style.minWidth = '900px'")
    with pytest.raises(AssertionError, match="px wide"):
        browser.fits(phone)


@pytest.mark.parametrize("wait", [0, 5, 20, 60, 150])
def test_a_page_that_is_being_replaced_is_looked_at_once_the_next_one_stands(page: Page, wait: int) -> None:
    """As after a form is sent on a slow machine: the next page comes in while the old one is being looked at."""
    page.goto("/")
    page.evaluate(f"setTimeout(() => {{ location.href = '/?trang=sau' }}, {wait})")
    browser.axe(page)
    browser.fits(page)
