"""The people's pages in a real browser at 360 px: nothing grave for axe in any state, nothing scrolls sideways, the code stays out of sight."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from danvan.audit.doer import SYSTEM
from danvan.lib import codes
from danvan.petitions import services
from danvan.petitions.models import Petition, Release
from danvan.petitions.services import releasing
from danvan.petitions.tests.factories import Cast, answered, bring, cast
from danvan.portal.tests.factories import ADDRESS, NAME, TEXT, photo
from danvan.units.models import Unit
from tests import browser


@pytest.fixture
def world(transactional_db: None) -> Cast:
    """The cast, on the real day: the live server runs in a thread of its own."""
    return cast()


def look(page: Page) -> None:
    """Stop and look: with axe, and at the width."""
    browser.axe(page)
    browser.fits(page)


def go_on(page: Page) -> None:
    """Press "Tiếp tục"."""
    look(page)
    page.get_by_role("button", name="Tiếp tục").click()


@pytest.mark.long
def test_a_petition_is_sent_on_a_phone_and_looked_up_with_the_code_of_the_slip(world: Cast, phone: Page, tmp_path: Path) -> None:
    picture = tmp_path / "duong.jpg"
    picture.write_bytes(photo().read())
    phone.goto("/")
    look(phone)
    phone.get_by_role("link", name=re.compile("^Gửi ý kiến")).first.click()
    look(phone)
    phone.get_by_role("link", name="Bắt đầu").click()
    go_on(phone)
    expect(phone.locator(".error-summary")).to_be_focused()
    look(phone)
    phone.get_by_label("Khiếu nại", exact=True).check()
    go_on(phone)
    phone.get_by_label("Tên xã, phường hoặc đặc khu").fill("dong son")
    go_on(phone)
    phone.get_by_label("Xã Đông Sơn, Tỉnh Hà Bắc").check()
    go_on(phone)
    go_on(phone)
    phone.get_by_label("Đường sá, cầu cống").check()
    go_on(phone)
    phone.get_by_label("Nội dung").fill(TEXT)
    go_on(phone)
    phone.get_by_label("Ảnh hoặc tệp").set_input_files(picture)
    phone.get_by_role("button", name="Tải lên và chọn thêm").click()
    expect(phone.get_by_text("duong.jpg").first).to_be_visible()
    go_on(phone)
    phone.get_by_label("Tôi gửi cùng những người khác").check()
    go_on(phone)
    phone.get_by_label("Số người cùng gửi, kể cả bạn").fill("12")
    phone.get_by_label("Người đại diện").fill("Bà Thử")
    go_on(phone)
    go_on(phone)
    look(phone)
    phone.get_by_label("Họ và tên").fill(NAME)
    phone.get_by_label("Địa chỉ").fill(ADDRESS)
    go_on(phone)
    phone.get_by_label("Hỏi lại tôi trước").check()
    go_on(phone)
    look(phone)
    phone.get_by_role("button", name="Gửi ý kiến").click()
    look(phone)
    code = phone.locator(".receipt-code").inner_text()
    expect(phone.get_by_role("button", name="In phiếu")).to_be_visible()
    phone.go_back()
    expect(phone).to_have_url(re.compile("/bien-nhan/$"))
    assert Petition.objects.count() == 1
    scan(phone, code)
    look(phone)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("KN")


def scan(page: Page, code: str) -> None:
    """What a telephone does with the QR: it opens the address with the code behind the hash sign."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.headers.get('referer', '')}"))
    page.goto(f"/tra-cuu/#{code}")
    expect(page.get_by_label("Mã bí mật")).to_have_value(code)
    assert page.url.endswith("/tra-cuu/"), "the code is taken out of the address"
    look(page)
    page.get_by_role("button", name="Xem").click()
    expect(page).to_have_url(re.compile("/tra-cuu/don/$"))
    assert not [one for one in asked if code in one]


def test_every_state_of_the_lookup_is_accessible(world: Cast, phone: Page) -> None:
    phone.goto("/tra-cuu/")
    phone.get_by_label("Mã bí mật").fill("SAI")
    phone.get_by_role("button", name="Xem").click()
    look(phone)
    receipt = bring(world.unit)
    open_case(phone, receipt.secret or "")
    for name in ("Cách tính hạn, từng ngày một", "Bổ sung ảnh, tệp", "Rút lại đơn này"):
        phone.locator("summary", has_text=name).click()
    look(phone)
    phone.get_by_role("button", name="Rút đơn").click()
    look(phone)
    petition = services.register(by=world.clerk, petition=receipt.petition)
    petition = services.classify(by=world.clerk, petition=petition, kind="recommendation")
    petition = services.check(by=world.clerk, petition=petition, eligible=True, within_authority=True)
    petition = services.accept(by=world.clerk, petition=petition)
    services.answer(by=world.clerk, petition=petition, text="Đã sửa xong.", number="15/UBND")
    phone.goto("/tra-cuu/don/")
    phone.locator("summary", has_text="Tôi chưa đồng ý").click()
    phone.get_by_role("button", name="Gửi: tôi chưa đồng ý").click()
    look(phone)
    phone.get_by_role("button", name="Việc này đã giúp tôi").click()
    look(phone)
    phone.get_by_role("button", name="Đóng lại").click()
    expect(phone).to_have_url(re.compile("/tra-cuu/$"))


@pytest.mark.long
def test_the_reading_pages_are_accessible_at_both_widths(world: Cast, phone: Page, page: Page) -> None:
    answer = services.publish(
        by=world.clerk, petition=answered(world.clerk), title="Đường hỏng", question="Mặt đường bị vỡ.", text="Đã vá xong."
    )
    Unit.objects.filter(pk=world.unit.pk).update(latitude=18.3, longitude=105.9)
    publish_results(world)
    addresses = [
        "/",
        "/tra-loi/",
        f"/tra-loi/{answer.pk}/",
        "/xa/?q=son",
        "/xa/?q=atlantis",
        f"/xa/{world.unit.key}/",
        f"/xa/{world.tree.old_c.key}/",
        "/gui-y-kien/to-cao/",
        "/quyen-rieng-tu/",
        "/tiep-can/",
        "/tro-giup/",
        "/tro-giup/to-cao/",
        "/tra-loi/?q=khong+co",
        "/tra-loi/ban-do/",
        "/ket-qua/",
        "/ket-qua/cach-tinh/",
        f"/ket-qua/{world.tree.province.key}/",
        f"/ket-qua/{world.unit.key}/",
    ]
    for address in addresses:
        for window in (phone, page):
            window.goto(address)
            look(window)


def publish_results(world: Cast) -> None:
    """The last quarter, published with numbers large enough to be drawn."""
    for key in releasing.due():
        releasing.release(by=SYSTEM, period=key)
    for row in Release.objects.filter(unit__in=(world.unit, world.tree.province)):
        row.public = {
            **row.public,
            "received": 120,
            "in_time": 60,
            "extended": 15,
            "late": 20,
            "beyond": "hidden",
            "share": 60,
            "share_least": True,
        }
        row.save(update_fields=["public"])


def open_case(page: Page, code: str) -> None:
    """Type the code."""
    page.goto("/tra-cuu/")
    page.get_by_label("Mã bí mật").fill(codes.grouped(code).lower())
    page.get_by_role("button", name="Xem").click()
    expect(page).to_have_url(re.compile("/tra-cuu/don/$"))
