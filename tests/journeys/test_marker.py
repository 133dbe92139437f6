"""A marker where a denouncer's identity stands, then everything the system writes, says and stores is searched for it."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings, settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from pypdf import PdfReader

from danvan.api.tests.factories import bearer, key
from danvan.audit.doer import CITIZEN
from danvan.audit.models import Entry
from danvan.figures.registry import registry
from danvan.files.services import store
from danvan.files.tests.samples import photo as picture
from danvan.lib import clock
from danvan.lib.text import fold
from danvan.notices.models import Notice
from danvan.petitions import services
from danvan.petitions.models import Petition, PetitionKind
from danvan.petitions.rules import Act
from danvan.petitions.selectors.superior import Watch
from danvan.petitions.services import SenderData
from danvan.petitions.tests.factories import Cast, bring, cast
from danvan.portal.tests.factories import Person, photo
from danvan.reception import services as reception
from danvan.reception.models import Brought, Outcome
from danvan.sealed.tests.factories import keeper, opened
from danvan.units.access import Acting
from danvan.units.models import Duty, Unit
from danvan.units.tests.factories import officer

pytestmark = pytest.mark.django_db
# A name, a street, a number and a scan that nothing else in the world contains.
NAME, STREET, PHONE, SCAN = "Xuvanta Quymark Zelda", "Ngách Bảy Nghìn Lẻ Mốt Zyx", "0999888777", b"SCAN-Zq9-viet-tay"
MAIL = "xuvanta@vi-du.vn"
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


@pytest.mark.long
def test_a_denouncers_identity_is_nowhere_but_in_the_envelope(
    play: Cast, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    caplog.set_level("DEBUG")
    denunciation = denounced(play)
    worked_on(play, denunciation)
    others = [turned_out(play, one) for one in (from_the_web(play), at_the_reception(play), from_other_software(play))]
    others += a_mixed_letter(play)
    all_doors, officers = every_duty(play), [play.clerk, play.leader, play.superior, play.neighbour]
    said = b"".join(answers([all_doors], denunciation))
    said += b"".join(answers(officers, denunciation, its_own=True))
    for petition in others:
        said += b"".join(answers([all_doors], petition, its_own=True))
    nobody_finds(officers, [denunciation])
    nobody_finds([all_doors], [denunciation, *others])
    said += b"".join(public(play, denunciation)) + an_error(play)
    assert_nowhere("a page, an export or a paper", said)
    assert_nowhere("the database", stored())
    assert_nowhere("the sessions", str([one.get_decoded() for one in Session.objects.all()]).encode())
    assert_nowhere("the audit log", str([(one.act, one.by_label, one.data) for one in Entry.objects.all()]).encode())
    assert_nowhere("a file", on_disk(tmp_path / "files"))
    printed = capsys.readouterr()
    assert_nowhere("the log", f"{caplog.text}{printed.out}{printed.err}".encode())
    assert_nowhere("a notice", str(list(Notice.objects.values())).encode())
    assert_nowhere("a figure", str([str(one) for one in counted()]).encode())


def test_the_search_finds_a_marker_wherever_one_is(play: Cast, client: Client) -> None:
    petition = bring(play.unit, sender=SenderData(name=NAME)).petition
    session = client.session
    session["draft"] = NAME
    session.save()
    for where, found in (("table", stored()), ("session", str(Session.objects.get().get_decoded()).encode())):
        with pytest.raises(AssertionError, match=where):
            assert_nowhere(where, found)
    client.force_login(play.clerk.user)
    for address in (
        petition.get_absolute_url(),
        f"{petition.get_absolute_url()}giay/receipt.docx",
        f"{petition.get_absolute_url()}giay/receipt.pdf",
    ):
        with pytest.raises(AssertionError, match="page"):
            assert_nowhere("page", content(asked(client, address), address))


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


def from_the_web(play: Cast) -> Petition:
    """A letter of somebody who wished news by mail; what it is turns out later."""
    person = {"name": NAME, "address": STREET, "phone": PHONE}
    said = {"noi-dung": {"text": TEXT}, "lien-he": person, "bao-tin": {"by": "mail", "mail": MAIL}}
    assert Person(Client(), play.unit, {**said}).send().status_code == 302
    return Petition.objects.latest("id")


def at_the_reception(play: Cast) -> Petition:
    """Somebody came and told it; the book notes who."""
    _visit, receipt = reception.enter(
        by=play.clerk,
        submission=uuid4(),
        unit=play.unit,
        received_by=play.clerk.post,
        entry=reception.Entry(
            kind=Brought.RECOMMENDATION, outcome=Outcome.TAKEN_IN, summary=TEXT, came=reception.Came(name=NAME, address=STREET)
        ),
    )
    assert receipt is not None
    return receipt.petition


def from_other_software(play: Cast) -> Petition:
    """A request over Open311."""
    form = {"api_key": key(play.unit).secret, "service_code": "service", "description": TEXT, "attribute[unit]": "90000"}
    person = {"first_name": NAME, "last_name": "", "phone": PHONE, "email": MAIL}
    assert Client().post("/open311/v2/requests.json", {**form, **person}).status_code < 300
    return Petition.objects.latest("id")


def a_mixed_letter(play: Cast) -> list[Petition]:
    """A letter with a scan that complains and accuses: the letter and its two parts."""
    scan = store(SimpleUploadedFile("don.jpg", picture() + SCAN, "image/jpeg"), by=CITIZEN)
    letter = bring(play.unit, text=TEXT, sender=SenderData(name=NAME, address=STREET, phone=PHONE), files=[scan]).petition
    letter = services.register(by=play.clerk, petition=letter)
    parts = [
        services.Part("Đường hỏng.", "roads", kind=PetitionKind.COMPLAINT),
        services.Part(TEXT, "land", kind=PetitionKind.DENUNCIATION),
    ]
    files = list(letter.attachments.values_list("pk", flat=True))
    return [letter, *services.split(by=play.clerk, petition=letter, parts=parts, handwriting=files)]


def turned_out(play: Cast, petition: Petition) -> Petition:
    """The officer reads it and sees what it is."""
    petition = services.register(by=play.clerk, petition=petition)
    petition = services.classify(by=play.clerk, petition=petition, kind=PetitionKind.DENUNCIATION)
    return services.check(by=play.clerk, petition=petition, eligible=True, within_authority=True)


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


def answers(everybody: list[Acting], petition: Petition, *, its_own: bool = False) -> Iterator[bytes]:
    """Every page, export and paper that an address leads to, as each officer gets it."""
    for who in everybody:
        client = Client()
        client.force_login(who.user)
        for address in addresses(petition, its_own=its_own):
            yield content(asked(client, f"/{address}"), address)


def nobody_finds(everybody: list[Acting], petitions: list[Petition]) -> None:
    """Searching for the identity finds nothing."""
    for who in everybody:
        client = Client()
        client.force_login(who.user)
        for search, mark in product(("/lam-viec/y-kien/", "/lam-viec/tiep-dan/so/"), MARKS):
            found = client.get(search, {"q": mark, "state": ""}).content.decode()
            assert [one.reference for one in petitions if one.reference in found] == [], f"{mark!r} finds a petition"


def public(play: Cast, petition: Petition) -> Iterator[bytes]:
    """What anybody gets, and what other software gets with a key to everything."""
    plain, software = Client(), Client(headers=bearer(key(play.unit, name="Ứng dụng thứ hai")))
    for address in addresses(petition):
        yield content(plain.get(f"/{address}"), address)
        if address.startswith(("api/", "open311/")):
            yield content(software.get(f"/{address}"), address)
    yield content(Client().get("/khong-co-trang-nay/"), "404")


def an_error(play: Cast) -> bytes:
    """The page of an error of ours while a denunciation is being sent."""
    client = Client(raise_request_exception=False)
    form = {"submission": str(uuid4()), "place": play.unit.full_name, "leaders": "no", "topic": "land", "text": TEXT}
    with override_settings(CODE_PEPPER=None):
        response = client.post("/gui-y-kien/to-cao/gui/", {**form, "name": NAME, "address": STREET, "phone": PHONE})
    assert response.status_code == 500
    return response.content


def asked(client: Client, address: str) -> HttpResponseBase:
    """The answer to whoever opens it; a paper is printed, which takes its number and so is sent as a form."""
    found: HttpResponseBase = client.post(address) if re.search(r"/giay/[\w-]+\.\w+$", address) else client.get(address)
    return found


def content(response: HttpResponseBase, address: str) -> bytes:
    """The whole body, unpacked where it is an archive (XLSX, DOCX); never an error of ours."""
    assert response.status_code < 500, f"{address}: {response.status_code}"
    body = response.getvalue() if response.streaming else bytes(response.content)  # type: ignore[attr-defined]
    if body[:2] != b"PK":
        return body + inflated(body)
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def inflated(body: bytes) -> bytes:
    """The streams of a PDF, unpacked, and its text as a reader copies it: in the streams letters are numbers of a font."""
    found = "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages).encode() if body[:5] == b"%PDF-" else b""
    for part in body.split(b"stream\n")[1:] if body[:5] == b"%PDF-" else []:
        try:
            found += zlib.decompressobj().decompress(part)
        except zlib.error:
            continue
    return found


def addresses(petition: Petition, *, its_own: bool = False) -> Iterator[str]:
    """Every address of the product (or those of the petition alone), numbers in it the petition's; a name in one that is not known here fails.

    Papers and error pages stand for their kind: `petitions/tests/test_papers.py` looks through every form.
    """
    said: dict[str, Sequence[object]] = {
        "pk": [petition.pk],
        "other": [petition.pk],
        "attachment": [*petition.attachments.values_list("pk", flat=True), 0],
        "number": [1],
        "reference": [petition.reference],
        "form": ["xlsx", "csv", "docx", "pdf", "json", "xml"],
        "act": [Act.CLASSIFY, Act.ANSWER, Act.INSTRUCT] if its_own else list(Act),
        "code": ["receipt", "conclusion", "petitions.conclusion", "land"],
        "what": list(Watch),
        "unit": [petition.unit.key],
        "period": ["2026-Q3"],
        "group": ["C"],
        "kind": ["docx", "pdf", "xlsx", "merge"],
        "key": ["vn", petition.unit.key],
        "name": ["404", "500"],
        "slug": ["lien-he", "to-cao"],
        "token": [petition.reference],
        "revision": [1],
    }
    for route in routes(get_resolver().url_patterns):
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        if "dang-xuat" in route or (its_own and not {"pk", "reference"} & set(names)):
            continue
        for chosen in product(*(said[name] for name in names)):
            address = route
            for name, value in zip(names, chosen, strict=True):
                address = re.sub(rf"<(?:\w+:)?{name}>", str(value), address)
            yield address


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        plain = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", str(pattern.pattern).lstrip("^").rstrip("$"))
        here = before + plain.replace("\\.", ".")
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
