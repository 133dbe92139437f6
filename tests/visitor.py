"""A person whose browser has no JavaScript: opens pages, follows their links, fills in the forms that are there and presses their buttons."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from django.test import Client
from lxml import html

from danvan.accounts.models import User

Value = str | bool


class Visitor:
    """`page` is what is open, at `address`. Nothing is sent that the page does not have: a missing field, link or button is a failure."""

    def __init__(self, user: User | None = None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        if user is not None:
            self.client.force_login(user)
        self.address, self.page = "", html.document_fromstring("<html></html>")

    @property
    def text(self) -> str:
        """The words of the page."""
        return words_of(self.page.find(".//main"))

    def go(self, address: str) -> None:
        """Type an address."""
        self.address = urljoin(self.address, address)
        self._arrive(self.client.get(self.address, follow=True))

    def follow(self, words: str) -> None:
        """A link by its words, or by the end of its address."""
        self.go(self._one(f"link “{words}”", (link.get("href") for link in self.page.iter("a") if _is_link(link, words))))

    def press(self, button: str, values: Mapping[str, Value] | None = None, *, beside: str = "") -> None:
        """Fill in the form of the button (fields by label or name) and press it. `beside`: words of the list row or panel it stands in."""
        found = [one for one in self.page.iter("button") if words_of(one) == button and (not beside or beside in words_of(_frame(one)))]
        pressed = self._one(f"button “{button}”", iter(found))
        form = next(pressed.iterancestors("form"))
        for name, value in (values or {}).items():
            fill(form, name, value)
        data = [*form.form_values(), *([(pressed.get("name"), pressed.get("value") or "")] if pressed.get("name") else [])]
        self.address = urljoin(self.address, pressed.get("formaction") or form.action or self.address)
        send = self.client.post if form.method == "POST" else self.client.get
        self._arrive(send(self.address, _listed(data), follow=True))

    def has(self, name: str) -> bool:
        """Is there a form with a field of this name?"""
        return any(name in form.fields for form in self.page.forms)

    def links(self, part: str) -> list[str]:
        """The addresses on the page that contain the part."""
        return list(dict.fromkeys(link.get("href") for link in self.page.iter("a") if part in (link.get("href") or "")))

    def number(self, code: str) -> str:
        """The number of an indicator as the page prints it: every number opens to what is behind it."""
        opens = re.compile(rf"/so/{re.escape(code)}/($|\?)")
        said = {words_of(link) for link in self.page.iter("a") if opens.search(link.get("href") or "") and words_of(link)[:1].isalnum()}
        return str(self._one(f"number of {code}", iter(said)))

    def saved(self, words: str) -> bytes:
        """The file behind a link."""
        address = self._one(f"link “{words}”", (link.get("href") for link in self.page.iter("a") if _is_link(link, words)))
        answer = self.client.get(urljoin(self.address, address))
        assert answer.status_code == 200, answer
        return bytes(answer.getvalue())

    def told(self, words: str = "JSON") -> dict[str, Any]:
        """The JSON file behind a link."""
        found: dict[str, Any] = json.loads(self.saved(words))
        return found

    def _arrive(self, answer: Any) -> None:
        for address, _status in answer.redirect_chain:
            self.address = urljoin(self.address, address)
        self.page = html.document_fromstring(answer.content.decode())
        assert answer.status_code == 200, f"{self.address}: {answer.status_code} {words_of(self.page)}"

    def _one(self, what: str, found: Iterator[Any]) -> Any:
        """The first there is."""
        first = next(found, None)
        assert first is not None, f"no {what} at {self.address}: {self.text}"
        return first


def words_of(element: Any) -> str:
    """What a person reads of it, on one line."""
    return " ".join(element.text_content().split()) if element is not None else ""


def fill(form: Any, name: str, value: Value) -> None:
    """Type into a field, tick it or choose from it: by its name, or by the words of its label."""
    field = form.inputs[name] if name in form.fields else _labelled(form, name)
    if isinstance(value, bool):
        field.checked = value
    elif field.tag == "select":
        field.value = next(one.get("value") for one in field.iter("option") if value in (one.get("value"), words_of(one)))
    else:
        field.value = value


def _labelled(form: Any, words: str) -> Any:
    fields = [form.get_element_by_id(label.get("for")) for label in form.iter("label") if f"{words_of(label)} ".startswith(f"{words} ")]
    assert fields, f"no field “{words}” beside {sorted(form.fields.keys())}"
    return fields[0]


def _is_link(link: Any, words: str) -> bool:
    return words == words_of(link) or (words.startswith("/") and (link.get("href") or "").endswith(words))


def _frame(button: Any) -> Any:
    """The list row, panel or section a button stands in."""
    return next((one for one in button.iterancestors() if one.tag in ("li", "tr", "section") or "panel" in one.classes), button)


def _listed(data: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in data:
        found.setdefault(name, []).append(value)
    return found
