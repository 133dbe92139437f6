"""Tables of receiving, reviewing and consolidating in a real browser: nothing of them is cut off on a phone, no word overruns its cell on a desk."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Report
from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.units.access import Acting
from danvan.units.models import Duty
from danvan.units.tests.factories import officer
from tests.browser import axe, fits

__all__ = ["world"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Frames in which something stands outside, and what does not fit into the cell it stands in.
CUT = "[...document.querySelectorAll('.table-frame')].filter((one) => one.scrollWidth > one.clientWidth + 1).length"
OVERRUN = """[...document.querySelectorAll('td .ds-tag')]
    .filter((one) => one.getBoundingClientRect().right > one.closest('td').getBoundingClientRect().right + 1).map((one) => one.innerText)"""


def signed_in(page: Page, who: Acting, server: str, language: str = "vi") -> None:
    """The reader's session in the browser, in a language."""
    session = browser(who).cookies["sessionid"].value
    said = {"sessionid": session, settings.LANGUAGE_COOKIE_NAME: language}
    page.context.add_cookies([{"name": name, "value": value, "url": server} for name, value in said.items()])


def sent_again(world: World) -> Report:
    """A report that came back with a comment and went again with another figure."""
    report = world.filed()
    services.comment(by=world.receiver, report=report, cell=world.book.typed, text="Số này lớn hơn kỳ trước nhiều, đề nghị rà soát.")
    services.send_back(by=world.receiver, report=report, reason="Rà soát chỉ tiêu T1.")
    services.type_figure(by=SYSTEM, report=report, indicator=world.book.typed, value="980000")
    return services.submit(by=SYSTEM, report=report)


@pytest.mark.parametrize("language", ["vi", "en", "ru"])
def test_no_table_of_receiving_a_report_is_cut_off_on_a_phone(phone: Page, live_server: object, world: World, language: str) -> None:
    report, own = sent_again(world), world.draft(world.tree.province)
    signed_in(phone, world.receiver, live_server.url, language)  # type: ignore[attr-defined]
    pages = {
        "below": place("below", world.tree.province.key, PERIOD),
        "review": place("review", report.pk),
        "consolidate": place("consolidate", own.pk),
        "form": place("form", world.book.form.pk),
    }
    for name, address in pages.items():
        phone.goto(address)
        if folder := os.environ.get("PICTURES"):
            phone.screenshot(path=Path(folder) / f"{name}-{language}.png", full_page=True)
        assert phone.locator(".table-frame").count() > 0, name
        assert phone.evaluate(CUT) == 0, name
        fits(phone)
        axe(phone)


@pytest.mark.parametrize("language", ["vi", "en", "ru"])
def test_the_badge_of_a_count_stays_in_its_cell_where_figures_are_entered(
    page: Page, live_server: object, world: World, language: str
) -> None:
    report = world.draft()
    added = services.AdjustmentData("+2", "missing", "Hai cuộc họp thôn chưa nhập vào hệ thống.", "15/BC-UBND", clock.today(), "UBND xã")
    services.adjust(by=world.maker, report=report, indicator=world.book.counted, change=added, seen=3)
    signed_in(page, officer(world.commune, Duty.FILE_REPORT), live_server.url, language)  # type: ignore[attr-defined]
    for width in (360, 800, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(place("fill", report.pk))
        assert page.locator("td .ds-tag").count() > 0
        assert page.evaluate(OVERRUN) == []
        assert page.evaluate(CUT) == 0
