"""Style page, error pages, weight of public pages, and what no template of the house may hold."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path
from django.views.defaults import server_error

from danvan.ui.views import FAULTS

PACKAGE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
LIMIT = 30 * 1024

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["vi", "en", "ru"])
@pytest.mark.parametrize("address", ["/ui/", "/ui/cong-chuc/"])
def test_the_style_page_opens_in_every_language(client: Client, address: str, language: str) -> None:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_every_error_page_has_a_heading_and_a_way_out(client: Client, name: str) -> None:
    page = client.get(f"/ui/loi/{name}/").content.decode()
    assert page.count("<h1") == 1
    assert "ds-button" in page


def test_an_unknown_address_gets_our_page(client: Client) -> None:
    answer = client.get("/khong-co/", headers={"accept-language": "vi"})
    assert answer.status_code == 404
    assert "Không có trang này" in answer.content.decode()


def test_the_page_of_a_broken_server_asks_the_database_nothing(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator] # a fixture without a type
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"<h1" in answer.content


def test_pages_carry_the_strict_policy(client: Client) -> None:
    policy = client.get("/ui/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_page_has_one_main_heading_one_main_and_a_way_past_the_menu(client: Client) -> None:
    page = client.get("/ui/").content.decode()
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert 'href="#noi-dung"' in page
    assert 'id="noi-dung"' in page


def test_ids_on_a_page_are_unique(client: Client) -> None:
    ids = re.findall(r'\sid="([^"]+)"', client.get("/ui/").content.decode())
    assert len(ids) == len(set(ids))


def test_a_form_page_of_the_public_stays_light(client: Client) -> None:
    """Page, styles and mark, as sent (gzip). The style page is far longer than any form; the errors' page is a usual one."""
    page = client.get("/ui/loi/404/").content
    linked = re.findall(r'<link rel="(?:stylesheet|icon)" href="/static/([^"]+)"', page.decode())
    assert "vendor/ds-public.css" in linked
    assert not re.findall(rb"woff2?|<img", page)
    weights = {name: len(gzip.compress(_static(name), 6)) for name in linked}
    assert sum(weights.values()) + len(gzip.compress(page, 6)) < LIMIT - 6 * 1024, weights


def test_public_pages_load_no_font() -> None:
    for name in ("vendor/ds-public.css", "ui/css/theme.css", "ui/css/base.css", "ui/css/parts.css", "ui/css/public.css"):
        assert b"font-face" not in _static(name)


def _static(name: str) -> bytes:
    found = finders.find(name)
    assert isinstance(found, str), f"{name} is missing: run scripts/vendor.py"
    return Path(found).read_bytes()


def _lines() -> Iterator[tuple[str, str]]:
    for template in TEMPLATES:
        for number, line in enumerate(template.read_text(encoding="utf-8").splitlines(), 1):
            yield f"{template.relative_to(PACKAGE)}:{number}", line


# Inline styles, scripts and other hosts are watched by tests/architecture; here is what concerns the parts.
FORBIDDEN = {
    "script that is no module": r"<script(?![^>]*type=\"module\")",
    "unescaped output": r"\|\s*safe\b|autoescape\s+off",
}


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_no_template_of_the_house_holds(what: str) -> None:
    assert TEMPLATES
    assert [place for place, line in _lines() if re.search(FORBIDDEN[what], line, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("what", "line"),
    [("script that is no module", "<script src='x.js'></script>"), ("unescaped output", "{{ text|safe }}")],
)
def test_these_rules_bite(what: str, line: str) -> None:
    assert re.search(FORBIDDEN[what], line, re.IGNORECASE)


def test_forms_that_change_something_carry_the_token() -> None:
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.DOTALL | re.IGNORECASE):
            assert "csrf_token" in form or "ui/style/" in str(template), template.name


def test_markup_is_declared_safe_in_few_places() -> None:
    """mark_safe is for text of our own making; each place is listed with its reason."""
    known = {
        "ui/templatetags/ui.py",  # our own drawings
        "ui/forms.py",  # lines and lists of every form, drawn without a template: each value is escaped where it is written
        "petitions/templatetags/petition_rows.py",  # the rows of the worklist, the same way (a test writes markup into them)
        "portal/views/sending.py",  # the QR code that segno draws
        "reports/papers/page.py",  # charts that lib.charts draws
    }
    found = {
        str(source.relative_to(PACKAGE))
        for source in PACKAGE.rglob("*.py")
        if "/tests/" not in str(source) and re.search(r"mark_safe\(|SafeString\(", source.read_text(encoding="utf-8"))
    }
    assert found <= known


def broken(request: HttpRequest) -> HttpResponse:
    """A view with a fault."""
    raise RuntimeError("fault")


urlpatterns = [path("loi/", broken)]


@pytest.mark.urls("danvan.ui.tests.test_pages")
def test_a_fault_in_a_view_shows_the_page_of_a_broken_server() -> None:
    answer = Client(raise_request_exception=False).get("/loi/", headers={"accept-language": "vi"})
    assert answer.status_code == 500
    assert "Máy chủ gặp lỗi" in answer.content.decode()


def test_messages_are_shown_as_alerts() -> None:
    page = render_to_string("ui/parts/alert.html", {"text": "Đã lưu.", "tone": "success"})
    assert 'role="status"' in page


def test_every_class_in_a_template_has_a_rule() -> None:
    """A page holds no css of its own: what it names must exist in the sheets."""
    sheets = [*PACKAGE.glob("*/static/**/*.css"), *(settings.VENDOR / "static").glob("*.css")]
    known = {name for sheet in sheets for name in re.findall(r"\.([a-z][a-z0-9-]*)", sheet.read_text(encoding="utf-8"))}
    used = {
        (name, str(template.relative_to(PACKAGE)))
        for template in TEMPLATES
        for names in re.findall(r'class="([^"]*)"', template.read_text(encoding="utf-8"))
        for name in re.sub(r"\{[%{].*?[%}]\}", " ", names).split()
    }
    assert sorted(pair for pair in used if pair[0] not in known) == []
