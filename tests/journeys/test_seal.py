"""A denouncer's identity through the hands of two people: one asks, another decides, one reads, and nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from danvan.lib import clock
from danvan.sealed.models import Copy, Envelope, Opening
from danvan.sealed.tests.factories import NAME, PASSPHRASE, deposited, keeper, opened
from danvan.units.access import Acting
from danvan.units.models import Duty
from danvan.units.tests.factories import officer, small_tree
from tests.browser import DESK, PHONE, axe, fits
from tests.browser import opened as browser

# Making and opening a key is work on purpose: seconds, more on a busy machine.
PATIENCE = 120_000


@dataclass(frozen=True)
class Two:
    """Who plays: a keeper of the seal who decides, a verifier who asks; neither has a key yet."""

    decider: Acting
    asker: Acting


@pytest.fixture
def two(transactional_db: None) -> Iterator[Two]:
    """The day is a Friday; two other keepers with keys stand by, so that envelopes can be sealed."""
    clock.fix("2026-11-20")
    tree = small_tree()
    decider = keeper(tree.a, "Chánh Thanh tra")
    for name in ("Người giữ hai", "Người giữ ba"):
        opened(keeper(tree.a, name))
    yield Two(decider, officer(tree.a, Duty.HANDLE, title="Thanh tra viên"))
    clock.fix("")


@pytest.mark.long
@pytest.mark.browser
def test_one_asks_another_decides_and_only_the_asker_reads(two: Two, chromium: Browser, live_server: LiveServer) -> None:
    with browser(chromium, live_server, DESK) as desk, browser(chromium, live_server, PHONE) as phone:
        for page, who in ((desk, two.decider), (phone, two.asker)):
            page.set_default_timeout(PATIENCE)
            sign_in(page, who)
            make_and_open_a_key(page)
        envelope = deposited(two.decider.unit)
        the_asker_asks(phone, envelope)
        the_decider_agrees(desk, envelope)
        the_asker_reads(phone, envelope)
        the_history_tells(desk, envelope)
        the_asker_closes(phone)


def look(page: Page) -> None:
    """Every page on the way is accessible and fits its window."""
    axe(page)
    fits(page)


def sign_in(page: Page, who: Acting) -> None:
    page.goto("/dang-nhap/")
    page.fill("[name=username]", who.user.username)
    page.fill("[name=password]", "mat-khau-thu")
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/lam-viec/**")


def make_and_open_a_key(page: Page) -> None:
    page.goto("/lam-viec/niem-phong/")
    look(page)
    page.get_by_role("link", name="Tạo khóa của bạn").click()
    look(page)
    page.fill("[name=passphrase]", PASSPHRASE)
    page.fill("[name=again]", PASSPHRASE)
    page.get_by_role("button", name="Tạo khóa của bạn").click()
    page.get_by_role("link", name="Mở khóa", exact=True).click()
    look(page)
    page.fill("[name=passphrase]", PASSPHRASE)
    page.get_by_role("button", name="Mở khóa").click()
    expect(page.get_by_role("button", name="Đóng khóa")).to_be_visible(timeout=PATIENCE)


def the_asker_asks(page: Page, envelope: Envelope) -> None:
    page.goto("/lam-viec/niem-phong/phong-bi/")
    look(page)
    page.get_by_role("link", name=envelope.about).click()
    look(page)
    page.get_by_role("link", name="Đề nghị mở niêm phong").click()
    look(page)
    page.get_by_label("Làm việc trực tiếp").check()
    page.get_by_label("Vì sao cần biết danh tính").fill("Cần gặp để làm rõ thời gian và địa điểm.")
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_text("Đã gửi đề nghị.")).to_be_visible()


def the_decider_agrees(page: Page, envelope: Envelope) -> None:
    page.goto("/lam-viec/niem-phong/")
    page.get_by_role("link", name=f"{envelope.about}:").click()
    look(page)
    page.get_by_role("button", name="Đồng ý mở").click()
    expect(page.get_by_text("Đã đồng ý.")).to_be_visible()
    expect(page.get_by_text(NAME)).to_have_count(0)
    assert Opening.objects.get().state == Opening.State.GRANTED


def the_asker_reads(page: Page, envelope: Envelope) -> None:
    page.goto("/lam-viec/niem-phong/")
    page.get_by_role("link", name=envelope.about).click()
    look(page)
    page.get_by_role("button", name="Xem danh tính").click()
    expect(page.get_by_text(NAME)).to_be_visible()
    look(page)


def the_history_tells(page: Page, envelope: Envelope) -> None:
    page.goto(envelope.get_absolute_url())
    look(page)
    expect(page.get_by_text("Đã xem danh tính")).to_be_visible()
    expect(page.get_by_text(NAME)).to_have_count(0)


def the_asker_closes(page: Page) -> None:
    page.get_by_role("button", name="Đóng ngay, xóa bản riêng").click()
    expect(page.get_by_text("Bản niêm phong riêng đã xóa.")).to_be_visible()
    assert not Copy.objects.exists()
