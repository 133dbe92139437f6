"""A marker where a denouncer's identity stands, then everything the system writes, says and stores is searched for it."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings, settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from danvan.figures.registry import registry
from danvan.lib import clock
from danvan.lib.text import fold
from danvan.notices.models import Notice
from danvan.petitions import services
from danvan.petitions.models import Petition, PetitionKind
from danvan.petitions.tests.factories import Cast, cast
from danvan.portal.tests.factories import photo
from danvan.sealed.tests.factories import keeper, opened
from danvan.units.access import Acting
from danvan.units.models import Duty, Unit
from danvan.units.tests.factories import officer

pytestmark = pytest.mark.django_db
# A name, a street, a number and a scan that nothing else in the world contains.
NAME, STREET, PHONE, SCAN = "Xuvanta Quymark Zelda", "Ngách Bảy Nghìn Lẻ Mốt Zyx", "0999888777", b"SCAN-Zq9-viet-tay"
MARKS = ("Xuvanta", "Quymark", "xuvanta", "Nghìn Lẻ Mốt Zyx", "nghin le mot zyx", PHONE, "999888777", SCAN.decode())
TEXT = "Cán bộ địa chính nhận tiền để làm nhanh thủ tục, ngày 3/9/2026 tại trụ sở."


@pytest.fixture
def play(settings: LazySettings, tmp_path: Path) -> Cast:
    """An office that can do everything, whose files stand in a folder of this test, and whose channels are on."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.NOTICE_MAIL = settings.NOTICE_SMS = "console"
    made = cast()
    for unit in (made.unit, made.tree.province):
        for _number in range(2):
            opened(keeper(unit))
    return made


def test_a_denouncers_identity_is_nowhere_but_in_the_envelope(
    play: Cast, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    caplog.set_level("DEBUG")
    petition = denounced(play)
    everybody = [play.clerk, play.leader, play.superior, play.neighbour, every_duty(play)]
    worked_on(play, petition)
    said = b"".join(answers(everybody, petition))
    said += b"".join(public(petition))
    assert_nowhere("a page, an export or a paper", said)
    assert_nowhere("the database", stored())
    assert_nowhere("a file", on_disk(tmp_path / "files"))
    printed = capsys.readouterr()
    assert_nowhere("the log", f"{caplog.text}{printed.out}{printed.err}".encode())
    assert_nowhere("a notice", str(list(Notice.objects.values())).encode())
    assert_nowhere("a figure", str([str(one) for one in counted()]).encode())


def denounced(play: Cast) -> Petition:
    """From afar, with a wrong page first, as people do."""
    client = Client()
    form = {"submission": str(uuid4()), "place": play.unit.full_name, "leaders": "no", "topic": "land", "text": TEXT}
    person = {"name": NAME, "address": STREET, "phone": PHONE}
    client.post("/gui-y-kien/to-cao/gui/", {**form, **person, "text": "ngắn"})
    client.post("/gui-y-kien/to-cao/gui/", {**form, **person, "place": "Xã Không Có"})
    scan = SimpleUploadedFile("don.jpg", SCAN, "image/jpeg")
    assert client.post("/gui-y-kien/to-cao/gui/", {**form, **person, "handwriting": scan, "evidence": photo()}).status_code == 302
    return Petition.objects.get()


def worked_on(play: Cast, petition: Petition) -> None:
    """The whole road of a denunciation, with letters, and to the superior."""
    petition = services.register(by=play.clerk, petition=petition)
    petition = services.classify(by=play.clerk, petition=petition, kind=PetitionKind.DENUNCIATION)
    petition = services.check(by=play.clerk, petition=petition, eligible=True, within_authority=True)
    services.ask(by=play.clerk, petition=petition, text="Sự việc xảy ra lúc mấy giờ?")
    petition = services.accept(by=play.clerk, petition=petition)
    petition = services.order_verification(by=play.clerk, petition=petition, team="Tổ xác minh số 1")
    petition = services.report_verification(by=play.clerk, petition=petition, findings="Đúng một phần.")
    services.answer(by=play.leader, petition=petition, text="Kết luận nội dung tố cáo.", number="15/KL-UBND")
    services.go_up(by=play.clerk, petition=petition, text="Kết luận chưa đúng.")


def every_duty(play: Cast) -> Acting:
    """Somebody who may do everything there is to do in the commune, without a key."""
    return officer(play.unit, *Duty, title="Người làm mọi việc")


def answers(everybody: list[Acting], petition: Petition) -> Iterator[bytes]:
    """Every page, export and paper that an address leads to, as each officer gets it; searching for the identity finds nothing."""
    for who in everybody:
        client = Client()
        client.force_login(who.user)
        for address in addresses(petition):
            yield content(client.get(f"/{address}"), address)
        for mark in MARKS:
            found = client.get("/lam-viec/y-kien/", {"q": mark, "state": ""}).content.decode()
            assert petition.reference not in found, f"{mark!r} finds the petition"


def public(petition: Petition) -> Iterator[bytes]:
    """What anybody gets."""
    client = Client()
    for address in addresses(petition):
        yield content(client.get(f"/{address}"), address)
    yield content(client.get("/khong-co-trang-nay/"), "404")


def content(response: HttpResponseBase, address: str) -> bytes:
    """The whole body, unpacked where it is an archive (XLSX, DOCX); never an error of ours."""
    assert response.status_code < 500, f"{address}: {response.status_code}"
    body = response.getvalue() if response.streaming else bytes(response.content)  # type: ignore[attr-defined]
    if body[:2] != b"PK":
        return body + inflated(body)
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def inflated(body: bytes) -> bytes:
    """The streams of a PDF, unpacked."""
    found = b""
    for part in body.split(b"stream\n")[1:] if body[:5] == b"%PDF-" else []:
        try:
            found += zlib.decompressobj().decompress(part)
        except zlib.error:
            continue
    return found


def addresses(petition: Petition) -> Iterator[str]:
    """Every address of the product; whole numbers in it are the petition's, words the forms there are."""
    said = {"pk": petition.pk, "reference": petition.reference, "form": "xlsx", "key": "vn", "act": "answer", "code": "receipt"}
    for route in routes(get_resolver().url_patterns):
        address = route
        for name, value in said.items():
            for kind in ("int", "str", "slug", "path"):
                address = address.replace(f"<{kind}:{name}>", str(value))
        if "<" not in address and "dang-xuat" not in address:
            yield address


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        here = before + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        else:
            yield here


def stored() -> bytes:
    """Every value of every table, as a thief of the database would read it, with folded text beside it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if connection.vendor == "sqlite" and table == "petitions_search":
                continue  # without content of its own: its shadow tables are read
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [b"".join(raw(value) for value in row) for row in cursor.fetchall()]
    return b"\n".join(found)


def raw(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def on_disk(folder: Path) -> bytes:
    assert str(settings.MEDIA_ROOT) == str(folder)
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def counted() -> Iterator[object]:
    """Every record that any figure counts this year."""
    first, last = clock.today().replace(month=1, day=1), clock.today().replace(month=12, day=31)
    for one in registry.figures.values():
        yield from one.records(Unit.objects.all(), first, last)


def assert_nowhere(where: str, found: bytes) -> None:
    text = found.decode("utf-8", "replace")
    plain = fold(text) if len(text) < 5_000_000 else text.lower()
    for mark in MARKS:
        assert mark not in text, f"{mark!r} in {where}"
        assert fold(mark) not in plain, f"{mark!r} in {where}, folded"
    assert found, f"nothing was read of {where}"
