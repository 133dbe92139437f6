"""Light, self-contained, usable without script: every page of the wizard and the lookup, as sent."""

import gzip
import re
from pathlib import Path
from posixpath import normpath

from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from danvan.petitions.tests.factories import Cast, bring
from danvan.portal.tests.factories import Person, page

LIMIT = 30 * 1024
LINKED = re.compile(rb'(?:href|src)="/static/([^"]+)"')
IMPORTED = re.compile(rb'from "(\.[^"]+)"')
FOREIGN = re.compile(r"(?:src|href|action)=\"(?:https?:)?//")


def test_every_page_of_the_wizard_weighs_at_most_30_kilobytes(person: Person) -> None:
    seen = visited(person)
    weights = {address: weight(content) for address, content in seen.items()}
    assert len(weights) == 14
    assert max(weights.values()) <= LIMIT, weights


def test_the_lookup_and_the_first_page_are_as_light(play: Cast, client: Client) -> None:
    client.post(reverse("portal:lookup"), {"code": bring(play.unit).secret})
    for name in ("home", "lookup", "case"):
        assert weight(client.get(reverse(f"portal:{name}")).content) <= LIMIT, name


def test_no_page_needs_script_or_asks_another_host(person: Person) -> None:
    for address, content in visited(person).items():
        text = content.decode()
        assert not FOREIGN.search(text), address
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=", text), address
        assert not re.search(r"<form(?![^>]*method=\"post\")(?![^>]*role=\"search\")", text), address


def test_pages_with_personal_data_are_never_cached(person: Person) -> None:
    person.walk()
    for name in ("check", "receipt", "lookup", "case", "start"):
        assert "no-store" in person.client.get(reverse(f"portal:{name}"))["Cache-Control"], name


def visited(person: Person) -> dict[str, bytes]:
    """Every page of a group's submission, from the start to the receipt."""
    person.said = {"cung-gui": {"together": "group"}, "dai-dien": {"people": "12", "representatives": "Bà Lan"}}
    addresses = {reverse("portal:start"): person.client.get(reverse("portal:start")).content}
    for slug, answer in person.answers().items():
        addresses[page(slug)] = person.client.get(page(slug)).content
        person.post(slug, answer)
    addresses[reverse("portal:check")] = person.client.get(reverse("portal:check")).content
    person.press(person.submission())
    addresses[reverse("portal:receipt")] = person.client.get(reverse("portal:receipt")).content
    return addresses


def weight(content: bytes) -> int:
    """The page and everything it links to or imports, compressed as sent."""
    return packed(content) + sum(packed(read(name)) for name in everything(content))


def everything(content: bytes) -> set[str]:
    """Names of the static files that a page takes, with what its scripts import."""
    names = {match.decode() for match in LINKED.findall(content)}
    for name in [one for one in names if one.endswith(".js")]:
        names |= {normpath(f"{name}/../{match.decode()}") for match in IMPORTED.findall(read(name))}
    return names


def packed(content: bytes) -> int:
    """Bytes after gzip."""
    return len(gzip.compress(content, 6))


def read(name: str) -> bytes:
    """A static file."""
    path = finders.find(name)
    assert isinstance(path, str), f"{name} is missing: run scripts/vendor.py"
    return Path(path).read_bytes()
