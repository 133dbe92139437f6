"""The pictures of docs/pictures, taken from a running demonstration: small PNGs of a few colours. See `scripts/pictures`.

It sends one petition, as a person would, to show the receipt; everything else is only read.
"""

import argparse
import io
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
PASSWORD = "danvan-demo-2026"  # noqa: S105 the demonstration prints it
PHONE, DESK = (360, 740), (1280, 800)
COLOURS, HEAVIEST = 64, 150_000
WORDS = "Cầu bắc qua kênh ở thôn Đông đã hư lan can từ đợt mưa lũ, các cháu nhỏ đi qua rất nguy hiểm."
REPORT, COUNTRY = "/lam-viec/bao-cao/2004:42/2026-Q3/", "/lam-viec/bao-cao/vn/2026-Q2/?ct=H68"


def main() -> None:
    """Take every picture, say how heavy each is."""
    parser = argparse.ArgumentParser(description="Take the pictures of docs/pictures.")
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        with opened(browser, options.url, PHONE) as page:
            person(page)
        with opened(browser, options.url, DESK) as page:
            officer(page)
        with opened(browser, options.url, DESK) as page:
            province(page)
        with opened(browser, options.url, DESK) as page:
            country(page)
        browser.close()


@contextmanager
def opened(browser: Browser, url: str, size: tuple[int, int]) -> Iterator[Page]:
    """A page of that size, as a person in Việt Nam has it."""
    width, height = size
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": height}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def person(page: Page) -> None:
    """From the first page to the receipt, then what the code opens."""
    page.goto("/")
    keep(page, "home")
    page.goto("/gui-y-kien/loai/")
    keep(page, "wizard")
    answer(page, "Kiến nghị, phản ánh")
    write(page, "Tên xã, phường hoặc đặc khu", "can loc")
    answer(page, "Xã Can Lộc, Tỉnh Hà Tĩnh")
    go_on(page)
    answer(page, "Đường sá, cầu cống")
    write(page, "Nội dung", WORDS)
    go_on(page)
    answer(page, "Tôi gửi một mình")
    page.get_by_role("textbox", name="Họ và tên").fill("Người Thử")
    page.get_by_role("textbox", name="Địa chỉ").fill("thôn Đông")
    go_on(page)
    answer(page, "Không, tôi tự tra cứu bằng mã")
    answer(page, "Có, sau khi bỏ tên")
    page.get_by_role("button", name="Gửi ý kiến").click()
    keep(page, "receipt")
    code = page.locator(".receipt-code").inner_text()
    page.goto("/tra-cuu/")
    page.get_by_label("Mã bí mật").fill(code)
    page.get_by_role("button", name="Xem").click()
    keep(page, "lookup")


def answer(page: Page, label: str) -> None:
    """Choose and go on."""
    page.get_by_label(label).check()
    go_on(page)


def write(page: Page, label: str, text: str) -> None:
    """Type and go on."""
    page.get_by_label(label).fill(text)
    go_on(page)


def go_on(page: Page) -> None:
    """To the next question."""
    page.get_by_role("button", name="Tiếp tục").click()


def officer(page: Page) -> None:
    """The desk of a ward's chairman, and the case on top of it."""
    sign_in(page, "phuong.chutich")
    keep(page, "desk")
    page.locator(".tasks a").first.click()
    keep(page, "case")


def province(page: Page) -> None:
    """The province's report, one number of it with the records behind, and the paper."""
    sign_in(page, "tinh.baocao")
    page.goto(REPORT)
    keep(page, "report")
    page.goto(f"{REPORT}so/C18/")
    keep(page, "number")
    first_page(page.request.get(f"{REPORT}tep/pdf/").body())
    page.goto(REPORT)
    page.get_by_role("link", name="Tiếp tục lập").click()
    page.get_by_role("link", name="Mở bảng số liệu").click()
    keep(page, "sheet")


def country(page: Page) -> None:
    """The map of a quarter as the centre reads it."""
    sign_in(page, "tw.baocao")
    page.goto(COUNTRY)
    page.locator("svg.areas").evaluate("map => map.scrollIntoView({block: 'center'})")
    keep(page, "country")


def first_page(paper: bytes) -> None:
    """The first page of the PDF, drawn by poppler where that is installed."""
    drawer = shutil.which("pdftoppm")
    if not drawer:
        print("paper.png left as it is: install poppler-utils to draw it")
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "paper.pdf").write_bytes(paper)
        subprocess.run([drawer, "-png", "-r", "80", "-singlefile", "paper.pdf", "paper"], cwd=folder, check=True)
        save(Image.open(Path(folder, "paper.png")), "paper")


def sign_in(page: Page, username: str) -> None:
    """Through the page of the product."""
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(re.compile("/lam-viec/$"))


def keep(page: Page, name: str) -> None:
    """What the window shows."""
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready")
    save(Image.open(io.BytesIO(page.screenshot())), name)


def save(image: Image.Image, name: str) -> None:
    """Few colours, smallest file; too heavy is an error."""
    target = FOLDER / f"{name}.png"
    few = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
    weight = target.stat().st_size
    print(f"{target.name}: {image.width} x {image.height}, {weight / 1000:.0f} kB")
    if weight > HEAVIEST:
        raise SystemExit(f"{target.name} is heavier than {HEAVIEST} bytes")


if __name__ == "__main__":
    main()
