"""A picture of a page, whole length, in headless Chromium. See `scripts/look`."""

import argparse
from urllib.parse import urljoin

from playwright.sync_api import Page, sync_playwright


def main() -> None:
    """Command line in, PNG out; complains about console errors and sideways scrolling."""
    options = arguments()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": options.width, "height": options.height},
            color_scheme="dark" if options.dark else "light",
            locale=options.lang,
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=not options.no_script,
        )
        page.on("console", lambda entry: print(f"console {entry.type}: {entry.text}") if entry.type in {"error", "warning"} else None)
        if options.login:
            sign_in(page, options.url, *options.login.split(":", 1))
        answer = page.goto(options.url)
        if options.print:
            page.emulate_media(media="print")
        wide = page.evaluate("document.documentElement.scrollWidth") if not options.no_script else 0
        page.screenshot(path=options.out, full_page=True)
        browser.close()
    print(f"{answer.status if answer else '?'} {options.url} -> {options.out}")
    if wide > options.width:
        print(f"the page scrolls sideways: {wide} px wide")


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description="Take a picture of a page.")
    parser.add_argument("url")
    parser.add_argument("out")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument("--login", help="user:password")
    parser.add_argument("--lang", default="vi-VN", help="vi-VN, en-GB, ru-RU")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--print", action="store_true")
    parser.add_argument("--no-script", action="store_true")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    return parser.parse_args()


def sign_in(page: Page, url: str, user: str, password: str) -> None:
    """Through the page of the product."""
    page.goto(urljoin(url, "/dang-nhap/"))
    page.fill("[name=username]", user)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()


if __name__ == "__main__":
    main()
