"""A person who fills in the pages as a browser without JavaScript would."""

import io
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from danvan.units.models import Unit

TEXT = "Đường vào thôn Đoài hỏng nặng, xe không qua được khi mưa. Mong xã sửa."
NAME = "Trần Thị Thử"
ADDRESS = "Thôn Đoài, xã Đông Sơn"
PHONE = "0912 345 678"


@dataclass
class Person:
    """Walks the wizard. `said` may be changed before walking; None leaves a page out."""

    client: Client
    unit: Unit
    said: dict[str, dict[str, Any] | None] = field(default_factory=dict)

    def answers(self) -> dict[str, dict[str, Any]]:
        """What is answered, page by page, in order."""
        plain: dict[str, dict[str, Any] | None] = {
            "loai": {"kind": "recommendation"},
            "noi": {"place": "dong son", "province": ""},
            "chon": {"unit": str(self.unit.pk)},
            "dia-diem": {"spot": "trước nhà văn hóa"},
            "viec": {"topic": "roads"},
            "noi-dung": {"text": TEXT},
            "anh": {},
            "cung-gui": {"together": "alone"},
            "dai-dien": None,
            "lien-he": {"name": NAME, "address": ADDRESS, "phone": PHONE},
            "cong-khai": {"may_publish": "yes"},
        }
        return {slug: answer for slug, answer in {**plain, **self.said}.items() if answer is not None}

    def post(self, slug: str, data: dict[str, Any]) -> Any:
        """Answer one page."""
        return self.client.post(page(slug), data)

    def walk(self, until: str = "") -> Any:
        """Answer the pages in order; stop before `until`. Out: the last response."""
        response: Any = None
        for slug, answer in self.answers().items():
            if slug == until:
                break
            response = self.post(slug, answer)
            assert response.status_code == 302, f"{slug}: {response.content.decode()}"
        return response

    def send(self) -> Any:
        """Walk, check, send. Out: the response to the sending."""
        self.walk()
        return self.press(self.submission())

    def submission(self) -> str:
        """The number hidden in the page of answers."""
        return found(r'name="submission" value="([^"]+)"', self.client.get(reverse("portal:check")))

    def press(self, submission: str) -> Any:
        """Press the button of the page of answers."""
        return self.client.post(reverse("portal:check"), {"submission": submission})

    def code(self) -> str:
        """The secret code on the receipt."""
        return found(r'class="receipt-code">([^<]+)<', self.client.get(reverse("portal:receipt")))

    def look_up(self, code: str) -> Any:
        """Type a code on the lookup page."""
        return self.client.post(reverse("portal:lookup"), {"code": code})


def page(slug: str) -> str:
    """The address of a question page."""
    return reverse("portal:page", args=(slug,))


def found(pattern: str, response: Any) -> str:
    """The first match in a page's text."""
    match = re.search(pattern, text_of(response))
    assert match, f"{pattern} not in the page"
    return match.group(1)


def text_of(response: HttpResponse | Any) -> str:
    """The page with entities resolved."""
    return unescape(response.content.decode())


def photo(name: str = "duong.jpg", size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    """A real small JPEG."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")
