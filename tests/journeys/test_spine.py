"""The main job, whole: one person's words on a phone become an answer, a commune's quarter and a province's paper, and every number opens back to them."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from danvan.audit import selectors as audit
from danvan.audit.doer import SYSTEM
from danvan.demo.people import PASSWORD, Office, staff
from danvan.documents.services import load_days, load_limits
from danvan.lib import clock
from danvan.petitions.models import Petition
from danvan.reports.services import load_book
from danvan.units.models import Kind, Unit
from tests.browser import axe, fits, saved

WORDS = "Cầu bắc qua kênh ở thôn Đông đã hư lan can từ đợt mưa lũ, các cháu nhỏ đi qua rất nguy hiểm."


@pytest.fixture
def province(real_units: None, transactional_db: None) -> Iterator[Office]:
    """Hà Tĩnh of today, with an office in one of its communes; the day is a Friday in the fourth quarter."""
    load_limits(by=SYSTEM)
    load_days(range(2025, 2029), by=SYSTEM)
    load_book(by=SYSTEM)
    unit = Unit.objects.get(key="2004:42")
    clock.fix("2026-11-20")
    staff(Unit.objects.below(unit).filter(kind=Kind.COMMUNE, name="Can Lộc").get(), "xa", password=PASSWORD)
    yield staff(unit, "tinh", password=PASSWORD)
    clock.fix("")


@pytest.mark.long
@pytest.mark.browser
def test_from_what_one_person_brings_to_the_province_report(province: Office, phone: Page, page: Page, tmp_path: Path) -> None:
    code = a_person_sends_a_petition(phone)
    reference = Petition.objects.get().reference
    an_officer_answers_it(page, reference)
    the_person_says_it_helped(phone, code)
    clock.fix("2027-01-04")
    the_province_opens_the_quarter(page)
    the_commune_reports(page)
    paper = the_province_consolidates(page, tmp_path)
    assert_paper_tells(paper)
    every_number_opens_to_the_petition(page, reference)
    assert audit.verify().whole


def look(page: Page) -> None:
    """Every page that the journey visits is accessible and fits its window."""
    axe(page)
    fits(page)


def press(page: Page, name: str) -> None:
    """Look at the page, then press the button."""
    look(page)
    page.get_by_role("button", name=name, exact=True).first.click()


def a_person_sends_a_petition(phone: Page) -> str:
    phone.goto("/")
    phone.get_by_role("link", name=re.compile("^Gửi ý kiến")).first.click()
    look(phone)
    phone.get_by_role("link", name="Bắt đầu").click()
    phone.get_by_label("Kiến nghị, phản ánh").check()
    press(phone, "Tiếp tục")
    phone.get_by_label("Tên xã, phường hoặc đặc khu").fill("can loc")
    press(phone, "Tiếp tục")
    phone.get_by_label("Xã Can Lộc, Tỉnh Hà Tĩnh").check()
    press(phone, "Tiếp tục")
    press(phone, "Tiếp tục")
    phone.get_by_label("Đường sá, cầu cống").check()
    press(phone, "Tiếp tục")
    phone.get_by_label("Nội dung").fill(WORDS)
    press(phone, "Tiếp tục")
    press(phone, "Tiếp tục")
    phone.get_by_label("Tôi gửi một mình").check()
    press(phone, "Tiếp tục")
    phone.get_by_role("textbox", name="Họ và tên").fill("Người Thử")
    phone.get_by_role("textbox", name="Địa chỉ").fill("thôn Đông")
    press(phone, "Tiếp tục")
    phone.get_by_label("Có, sau khi bỏ tên").check()
    press(phone, "Tiếp tục")
    press(phone, "Gửi ý kiến")
    look(phone)
    return phone.locator(".receipt-code").inner_text()


def sign_in(page: Page, username: str) -> None:
    """Leave whoever sits there and sign in."""
    page.context.clear_cookies()
    page.goto("/lam-viec/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    press(page, "Đăng nhập")
    expect(page).to_have_url(re.compile("/lam-viec/$"))
    look(page)


def act(page: Page, name: str) -> None:
    """Choose the next lawful act on the petition's page."""
    look(page)
    page.get_by_role("link", name=name, exact=True).first.click()


def an_officer_answers_it(page: Page, reference: str) -> None:
    sign_in(page, "xa.chutich")
    page.get_by_role("link", name=re.compile(reference)).first.click()
    act(page, "Vào sổ")
    press(page, "Vào sổ")
    act(page, "Phân loại")
    page.get_by_label("Kiến nghị, phản ánh").check()
    press(page, "Phân loại")
    act(page, "Xem xét điều kiện")
    page.get_by_label("Đủ điều kiện", exact=True).check()
    page.get_by_label("Thuộc thẩm quyền", exact=True).check()
    press(page, "Xem xét điều kiện")
    act(page, "Thụ lý")
    press(page, "Thụ lý")
    act(page, "Trả lời")
    page.get_by_label("Nội dung trả lời").fill("Đã lắp lan can thép và biển cảnh báo.")
    press(page, "Trả lời")
    look(page)


def the_person_says_it_helped(phone: Page, code: str) -> None:
    phone.goto("/tra-cuu/")
    phone.get_by_label("Mã bí mật").fill(code.lower())
    press(phone, "Xem")
    expect(phone.get_by_text("Đã lắp lan can thép")).to_be_visible()
    press(phone, "Việc này đã giúp tôi")
    look(phone)


def the_province_opens_the_quarter(page: Page) -> None:
    sign_in(page, "tinh.baocao")
    page.goto("/lam-viec/bao-cao/")
    page.get_by_role("link", name="Mở kỳ báo cáo").click()
    page.get_by_label("Kỳ", exact=True).fill("2026-Q4")
    press(page, "Xem trước khi mở")
    press(page, "Mở kỳ")
    look(page)


def back_to_report(page: Page) -> None:
    """From a group of figures or a heading to the report's task list."""
    page.goto(re.split("/(?:so-lieu|loi-van)/", page.url)[0].rstrip("/") + "/")


def the_commune_reports(page: Page) -> None:
    sign_in(page, "xa.baocao")
    page.goto("/lam-viec/bao-cao/")
    press(page, "Bắt đầu lập")
    page.get_by_role("link", name=re.compile("Lãnh đạo, chỉ đạo")).first.click()
    page.locator("[name=A1-value]").fill("3")
    press(page, "Lưu")
    back_to_report(page)
    page.get_by_role("link", name=re.compile("Nhiệm vụ kỳ tới")).first.click()
    page.get_by_label("Nội dung").fill("Tiếp tục đối thoại với nhân dân.")
    press(page, "Lưu")
    back_to_report(page)
    act(page, "Kiểm tra và gửi")
    press(page, "Gửi báo cáo")
    look(page)


def the_province_consolidates(page: Page, folder: Path) -> bytes:
    sign_in(page, "tinh.baocao")
    page.goto("/lam-viec/bao-cao/2004:42/2026-Q4/cap-duoi/")
    expect(page.get_by_text("1/69").first).to_be_visible()
    look(page)
    page.get_by_role("link", name="Xã Can Lộc").first.click()
    press(page, "Nhận báo cáo")
    page.goto("/lam-viec/bao-cao/2004:42/2026-Q4/")
    look(page)
    return saved(page, "a[href*='/tep/docx/']", folder).read_bytes()


def assert_paper_tells(paper: bytes) -> None:
    """The DOCX carries the number with its reference, and the commune that reported."""
    document = docx.Document(BytesIO(paper))
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    received = [row for row in cells if any("Đơn tiếp nhận" in cell for cell in row)]
    assert received
    assert any(re.search(r"\b1\b", cell) for cell in received[0])
    assert any("C18" in cell for row in cells for cell in row)
    text = "\n".join(each.text for each in document.paragraphs)
    assert "1/69" in text


def every_number_opens_to_the_petition(page: Page, reference: str) -> None:
    for indicator in ("C18", "C20", "C23", "C24", "C25", "C27"):
        page.goto("/lam-viec/bao-cao/2004:42/2026-Q4/")
        page.locator(f"a[href$='/so/{indicator}/']").first.click()
        look(page)
        page.get_by_role("row", name="Xã Can Lộc").get_by_role("link").click()
        look(page)
        expect(page.get_by_role("link", name=re.compile(reference)).first).to_be_visible()
    page.get_by_role("link", name=re.compile(reference)).first.click()
    expect(page.get_by_role("paragraph").filter(has_text=WORDS)).to_be_visible()
