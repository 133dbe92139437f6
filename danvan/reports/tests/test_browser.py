"""Filling in a report in a real browser."""

import os
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from danvan.audit.doer import SYSTEM
from danvan.reports import services
from danvan.reports.models import Fact, Relation
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
