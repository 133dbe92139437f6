"""Templates, styles and scripts: nothing inline, nothing from elsewhere, and a policy that would stop it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from tests.architecture import house

INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "inline style": re.compile(r"<style\b|<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "evaluated htmx": re.compile(r"hx-on|hx-vals=.?js:|hx-vars", re.IGNORECASE),
}
ELSEWHERE = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", re.IGNORECASE)
NAMESPACES = re.compile(r"http://www\.w3\.org/[\w/]+")
COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|/\*.*?\*/|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
LINE_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
UNTRIMMED = re.compile(r"{%\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)")


def faults_of_page(text: str) -> Iterator[str]:
    """What a page may not hold."""
    bare = TAG.sub("", COMMENT.sub("", text))
    yield from (name for name, pattern in INLINE.items() if pattern.search(bare))
    yield from faults_of_asset(bare)


def faults_of_asset(text: str) -> Iterator[str]:
    """What a style or script may not hold."""
    if ELSEWHERE.search(NAMESPACES.sub("", LINE_COMMENT.sub("", COMMENT.sub("", text)))):
        yield "address elsewhere"


def test_pages_hold_nothing_inline_and_nothing_from_elsewhere() -> None:
    found = {str(path): list(faults_of_page(path.read_text(encoding="utf-8"))) for path in house.templates()}
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_styles_and_scripts_ask_nobody_else() -> None:
    paths = [path for path in house.PACKAGE.glob("*/static/**/*") if path.suffix in {".css", ".js", ".svg"}]
    assert [str(path) for path in paths if list(faults_of_asset(path.read_text(encoding="utf-8")))] == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<script>alert(1)</script>", "inline script"),
        ("<p style='color:red'>", "inline style"),
        ("<style>p{}</style>", "inline style"),
        ('<a onclick="x()">', "event attribute"),
        ('<a href="javascript:x()">', "script address"),
        ('<img src="https://example.com/a.png">', "address elsewhere"),
        ('<link href="//cdn.example.com/a.css">', "address elsewhere"),
        ("@import url(https://example.com/a.css)", "address elsewhere"),
    ],
)
def test_each_fault_is_seen(html: str, fault: str) -> None:
    assert fault in list(faults_of_page(html))


def test_an_honest_page_has_no_fault() -> None:
    assert (
        list(
            faults_of_page(
                """{# style="x" #}<script src="{% static 'ui/js/a.js' %}" type="module"></script><svg xmlns="http://www.w3.org/2000/svg">"""
            )
        )
        == []
    )


def test_the_policy_allows_our_own_only() -> None:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == ["'none'"]
    for directive, sources in policy.items():
        assert set(sources) <= {"'self'", "'none'"} | ({"data:"} if directive == "img-src" else set()), directive


def test_every_template_compiles() -> None:
    engine = engines["django"]
    for path in house.templates():
        engine.get_template("/".join(path.relative_to(house.PACKAGE).parts[2:]))


def test_translated_blocks_are_trimmed() -> None:
    assert [str(path) for path in house.templates() if UNTRIMMED.search(path.read_text(encoding="utf-8"))] == []


def test_texts_are_never_put_together() -> None:
    glued = re.compile(r"\b_\(\s*f[\"']|\b_\([^()]*\)\s*(?:\+|%\s*\()|\b_\([\"'][^\"']*%[sd]", re.MULTILINE)
    found = [
        str(path)
        for path in house.code()
        if (hit := glued.search(path.read_text(encoding="utf-8"))) and "% (" not in hit[0] and "%(" not in hit[0]
    ]
    assert found == []


def test_pages_show_numbers_and_dates_the_same_way_in_every_room() -> None:
    raw = re.compile(r"\|date:[\"'][^\"']*(?:m/d|M |F )")
    assert [str(path) for path in house.templates() if raw.search(Path(path).read_text(encoding="utf-8"))] == []
