"""An office words a paper its own way on a phone, sees it before it keeps it, and prints a petition with the next number."""

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from danvan.lib import clock
from danvan.papers.models import Outgoing, Template
from danvan.petitions.models import Petition
from danvan.petitions.tests.factories import accepted, law
from danvan.units.access import Acting
from danvan.units.tests.factories import officer, small_tree
from tests.browser import axe, fits, saved

PATIENCE = 90_000


@pytest.fixture
def officers(transactional_db: None) -> Iterator[tuple[Acting, Petition]]:
    """An officer who may do everything, and a petition being settled."""
    clock.fix("2026-11-20")
    law()
    who = officer(small_tree().a, title="Chủ tịch")
    yield who, accepted(who)
    clock.fix("")


def look(page: Page) -> None:
    """Every page on the way is accessible and fits its window."""
    axe(page)
    fits(page)


@pytest.mark.browser
def test_a_paper_worded_by_the_office_is_printed_with_its_number(officers: tuple[Acting, Petition], phone: Page, tmp_path: Path) -> None:
    who, petition = officers
    phone.set_default_timeout(PATIENCE)
    sign_in(phone, who)
    word_it(phone)
    print_it(phone, petition, tmp_path)
    phone.goto("/lam-viec/bieu-mau/so-di/")
    look(phone)
    expect(phone.get_by_text("01/TB-UBND")).to_be_visible()


def sign_in(page: Page, who: Acting) -> None:
    page.goto("/dang-nhap/")
    page.fill("[name=username]", who.user.username)
    page.fill("[name=password]", "mat-khau-thu")
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/lam-viec/**")


def word_it(page: Page) -> None:
    """A fault is told with its line and nothing is lost; the preview keeps nothing; then it is kept."""
    page.goto("/lam-viec/bieu-mau/")
    look(page)
    page.get_by_role("link", name="Thông báo thụ lý").click()
    look(page)
    page.get_by_role("link", name="Sửa mẫu").click()
    page.fill("[name=body]", "Lời riêng của cơ quan về đơn {{ ma_don }}\n{{ khong_co }}")
    page.check("[name=numbered]")
    page.get_by_role("button", name="Xem trước", exact=True).click()
    expect(page.get_by_text("Dòng 2: không có mục “khong_co”").first).to_be_visible()
    look(page)
    page.fill("[name=body]", "Lời riêng của cơ quan về đơn {{ ma_don }}")
    page.get_by_role("button", name="Xem trước", exact=True).click()
    expect(page.get_by_text("Lời riêng của cơ quan về đơn KN26-00123")).to_be_visible()
    look(page)
    assert Template.objects.count() == 0
    page.get_by_role("button", name="Lưu mẫu mới").click()
    expect(page.get_by_text("Đã lưu mẫu mới")).to_be_visible()
    look(page)


def print_it(page: Page, petition: Petition, folder: Path) -> None:
    """From the petition's page to the file."""
    page.goto(petition.get_absolute_url())
    page.get_by_role("link", name="Thông báo thụ lý").click()
    look(page)
    assert Outgoing.objects.count() == 0
    file = saved(page, "button:has-text('DOCX')", folder)
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(file)).paragraphs)
    assert f"Lời riêng của cơ quan về đơn {petition.reference}" in text
    page.goto(f"{petition.get_absolute_url()}giay/")
    look(page)
    expect(page.get_by_text("01/TB-UBND")).to_be_visible()
