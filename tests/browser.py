"""A real browser for tests: Chromium through Playwright, at the width of a phone and of a desk, strict about every error on the page."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import machine

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
GRAVE = {"serious", "critical"}
# Milliseconds: two browsers share the processors with whatever else runs.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
# A page that is being replaced is asked again so many times, so many milliseconds apart.
TIMES, APART = 20, 250
Found = TypeVar("Found")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
    path = machine.browser()
    if not path:
        pytest.skip("no browser: install chromium, or set CHROMIUM to one")
    # Playwright's own loop runs in this thread; Django must not take that for an asynchronous view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@contextmanager
def opened(browser: Browser, server: LiveServer, size: dict[str, int]) -> Iterator[Page]:
    """A page that fails the test for any error in its console, any script error and any answer of 500."""
    context = browser.new_context(
        base_url=server.url, viewport={"width": size["width"], "height": size["height"]}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: _note(message, faults))
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.on("response", lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)
    page.on("request", lambda asked: faults.append(f"third party: {asked.url}") if _is_foreign(asked.url, server.url) else None)
    try:
        yield page
    finally:
        context.close()
    assert not faults, "\n".join(faults)


def _note(message: ConsoleMessage, faults: list[str]) -> None:
    """Keep what the browser itself complains of; the wanted 4xx of a test, and the network it took away, are no fault of the page."""
    if message.type == "error" and "status of 4" not in message.text and "ERR_INTERNET_DISCONNECTED" not in message.text:
        faults.append(f"console: {message.text} ({message.location.get('url', '')})")


def _is_foreign(url: str, home: str) -> bool:
    return not url.startswith((home, "data:", "blob:", "about:"))


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page 1280 px wide on the live server (`page.goto("/")`)."""
    with opened(chromium, live_server, DESK) as page:
        yield page


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page 360 px wide on the live server."""
    with opened(chromium, live_server, PHONE) as page:
        yield page


def settled(page: Page, ask: Callable[[], Found]) -> Found:
    """What `ask` finds on a page that stays.

    A form just sent may be replacing its page while that is looked at: the document is then gone under the question
    (an error of the browser), or the answer is about the page before. Either way the next page is asked.
    """
    for _ in range(TIMES):
        page.wait_for_load_state()
        try:
            born = page.evaluate("performance.timeOrigin")
            found = ask()
            if page.evaluate("performance.timeOrigin") == born:
                return found
        except Error:
            page.wait_for_timeout(APART)
    return ask()


def axe(page: Page) -> None:
    """Fail when axe finds anything serious or critical on the page as it stands."""
    found: list[dict[str, Any]] = settled(page, lambda: Axe().run(page).response["violations"])
    grave = [f"{each['impact']} {each['id']}: {_where(each)}" for each in found if each["impact"] in GRAVE]
    assert not grave, f"{page.url}\n" + "\n".join(grave)


def _where(violation: dict[str, Any]) -> str:
    return "; ".join(node["html"][:160] for node in violation["nodes"][:3])


def fits(page: Page) -> None:
    """Fail when the page is wider than its window: nobody scrolls a form sideways on a phone."""
    wide, window = settled(page, lambda: page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]"))
    assert wide <= window, f"{page.url} is {wide} px wide in a window of {window} px"


def saved(page: Page, selector: str, folder: Path) -> Path:
    """Click what downloads and give the saved file."""
    with page.expect_download() as waiting:
        page.click(selector)
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target


def transferred(page: Page) -> int:
    """Bytes of the page and everything it drew, as sent over the wire (headers left out)."""
    size = "(kind) => performance.getEntriesByType(kind).reduce((sum, entry) => sum + entry.encodedBodySize, 0)"
    return int(page.evaluate(size, "navigation")) + int(page.evaluate(size, "resource"))
