"""The page of a case in a real browser: it says that it is open, and hears who else has it open, while it is looked at."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from danvan.petitions.models import Reading
from danvan.petitions.tests.factories import Cast, received
from danvan.petitions.tests.test_pages import browser
from danvan.units.access import Acting
from tests.browser import DESK, axe, opened

pytestmark = pytest.mark.browser


def sign_in(page: Page, who: Acting, server: LiveServer) -> None:
    """The officer's session in this window."""
    page.context.add_cookies([{"name": "sessionid", "value": browser(who).cookies["sessionid"].value, "url": server.url}])


def test_an_open_page_hears_who_opens_the_same_petition_without_being_loaded_again(
    play: Cast, chromium: Browser, live_server: LiveServer
) -> None:
    address = received(play.unit).get_absolute_url()
    with opened(chromium, live_server, DESK) as one, opened(chromium, live_server, DESK) as other:
        sign_in(one, play.clerk, live_server)
        sign_in(other, play.leader, live_server)
        with one.expect_response("**/dang-mo/"):
            one.goto(address)
        expect(one.locator("[data-live-part]")).to_be_empty()
        with other.expect_response("**/dang-mo/"):
            other.goto(address)
        expect(other.locator("[data-live-part]")).to_contain_text(play.clerk.user.full_name)
        one.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(one.locator("[data-live-part]")).to_contain_text(play.leader.user.full_name)
        axe(one)
    assert set(Reading.objects.values_list("user", flat=True)) == {play.clerk.user.pk, play.leader.user.pk}
