"""Taking files in: by content, cleaned, or refused with a sentence that helps."""

import hashlib
import os
import random
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import transaction
from django.http import Http404
from docx import Document
from PIL import Image

from danvan.audit.doer import CITIZEN
from danvan.audit.selectors import trail
from danvan.files import images
from danvan.files.kinds import ALL
from danvan.files.models import File
from danvan.files.pdfs import without_camera_data
from danvan.files.responses import send
from danvan.files.services import store
from danvan.files.sweeping import sweep
from danvan.files.tests import samples
from danvan.lib import clock
from danvan.lib.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def kept(content: bytes, name: str = "tep") -> tuple[File, bytes]:
    """The stored row and what was stored."""
    file = store(samples.upload(content, name), by=CITIZEN)
    with file.content.open("rb") as stored:
        return file, stored.read()


def refusal(content: bytes, name: str = "tep") -> str:
    """The message with which it was refused; nothing is stored."""
    with pytest.raises(Refused) as caught:
        store(samples.upload(content, name), by=CITIZEN)
    assert caught.value.field == "files"
    assert not File.objects.exists()
    return caught.value.message


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_points_and_loses_place_camera_and_comments(format_name: str) -> None:
    file, content = kept(samples.photo(format_name), "ảnh.jpeg")
    assert samples.SECRET.encode() not in content
    with Image.open(BytesIO(content)) as picture:
        picture.load()
        assert picture.format == format_name
        assert not picture.getexif()
        assert {"exif", "comment", "xmp", "icc_profile", "Author"} & set(picture.info) == set()
        # Taken on its side: upright, the red corner is at the upper right.
        assert picture.size == (40, 60)
        red, green, _blue = picture.convert("RGB").getpixel((38, 2))  # type: ignore[misc]  # three bands
        assert red > 150 > green
    assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_a_transparent_picture_stays_transparent() -> None:
    out = BytesIO()
    Image.new("P", (4, 4), 0).save(out, "PNG", transparency=0)
    _file, content = kept(out.getvalue())
    with Image.open(BytesIO(content)) as picture:
        assert picture.mode == "RGBA"
        assert picture.getpixel((1, 1))[3] == 0  # type: ignore[index]  # four bands


def test_a_picture_that_unfolds_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 1000)
    assert "điểm ảnh" in refusal(samples.photo(size=(60, 40)))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 500)
    assert "điểm ảnh" in refusal(samples.photo(size=(60, 40)))


def test_half_a_picture_is_refused() -> None:
    assert "ảnh" in refusal(samples.photo()[:300])


def test_a_pdf_loses_author_dates_and_the_camera_data_of_its_pictures() -> None:
    file, content = kept(samples.pdf(), "Đơn.pdf")
    with pikepdf.open(BytesIO(content)) as document:
        assert "/Info" not in document.trailer
        assert "/Metadata" not in document.Root
        stored = document.pages[0].Resources.XObject.Im0.read_raw_bytes()
    with Image.open(BytesIO(stored)) as picture:
        picture.load()
        assert not picture.getexif()
    assert samples.SECRET.encode() not in content
    assert (file.name, file.mime) == ("Đơn.pdf", "application/pdf")


def test_camera_data_goes_and_the_picture_stays() -> None:
    before = samples.photo()
    after = without_camera_data(before)
    with Image.open(BytesIO(before)) as old, Image.open(BytesIO(after)) as new:
        assert old.tobytes() == new.tobytes()
        assert not new.getexif()
    assert without_camera_data(b"\xff\xd8") == b"\xff\xd8"
    assert without_camera_data(b"") == b""


@pytest.mark.parametrize(
    "root",
    [
        {"OpenAction": samples.script()},
        {"OpenAction": pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")},
        {"AA": pikepdf.Dictionary(WC=samples.script())},
        {"Names": pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["a", samples.script()])))},
        {"AcroForm": pikepdf.Dictionary(XFA="<xdp/>", Fields=pikepdf.Array())},
        {"Deep": pikepdf.Array([pikepdf.Array([pikepdf.Dictionary(A=samples.script())])])},
        {"OpenAction": pikepdf.Dictionary(S=pikepdf.Name.GoTo, Next=samples.script())},
        {"OpenAction": pikepdf.Dictionary(S=pikepdf.Name.ImportData, F="x")},
    ],
)
def test_a_pdf_that_acts_by_itself_is_refused(root: dict[str, object]) -> None:
    assert "tự chạy" in refusal(samples.pdf(**root))


def test_a_pdf_that_carries_files_is_refused() -> None:
    with pikepdf.open(BytesIO(samples.pdf())) as document:
        document.attachments["virus.exe"] = b"MZ"
        out = BytesIO()
        document.save(out)
    assert "tệp khác" in refusal(out.getvalue())


def test_a_pdf_that_only_opens_at_a_place_is_taken_and_the_place_forgotten() -> None:
    _file, content = kept(samples.pdf(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([0, pikepdf.Name.Fit]))))
    with pikepdf.open(BytesIO(content)) as document:
        assert "/OpenAction" not in document.Root


def test_a_pdf_with_a_password_is_refused_and_one_that_anybody_may_read_is_unlocked() -> None:
    for reader, refused in (("mat-khau", True), ("", False)):
        with pikepdf.open(BytesIO(samples.pdf())) as document:
            out = BytesIO()
            document.save(out, encryption=pikepdf.Encryption(owner="chu", user=reader))
        if refused:
            assert "mật khẩu" in refusal(out.getvalue())
        else:
            with pikepdf.open(BytesIO(kept(out.getvalue())[1])) as document:
                assert not document.is_encrypted


def test_a_broken_pdf_is_refused() -> None:
    assert "PDF" in refusal(b"%PDF-1.7\nrubbish")


def test_a_letter_and_a_table_keep_their_content_and_lose_their_authors() -> None:
    file, content = kept(samples.docx(), "don.doc")
    document = Document(BytesIO(content))
    assert document.paragraphs[0].text == "Kính gửi Ủy ban nhân dân xã."
    assert file.name == "don.doc.docx"
    for packed in (content, kept(samples.xlsx())[1]):
        with zipfile.ZipFile(BytesIO(packed)) as archive:
            assert archive.testzip() is None
            assert not any(samples.SECRET.encode() in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(
    "parts",
    [
        {"word/vbaProject.bin": b"x"},
        {"word/embeddings/oleObject1.bin": b"x"},
        {"word/activeX/activeX1.xml": b"<x/>"},
    ],
)
def test_a_letter_with_programs_is_refused(parts: dict[str, bytes]) -> None:
    assert "macro" in refusal(samples.archive(parts, samples.docx()))


def test_a_letter_that_fetches_a_template_is_refused() -> None:
    relation = (
        b"<Relationships><Relationship Id='r1' Type='http://x/attachedTemplate' TargetMode='External' Target='http://x/'/></Relationships>"
    )
    assert "nơi khác" in refusal(samples.archive({"word/_rels/settings.xml.rels": relation}, samples.docx()))


def test_a_zip_that_unfolds_without_end_is_refused() -> None:
    bomb = samples.archive({"word/media/image1.png": b"\0" * 30_000_000}, samples.docx())
    assert len(bomb) < 1_000_000
    assert "quá lớn" in refusal(bomb)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00 this program", "don.pdf"),
        (b"<html><script>alert(1)</script></html>", "anh.jpg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "anh.svg"),
        (samples.archive({"a.txt": b"x"}), "don.docx"),
        (samples.archive({"word/document.xml": b"x", "[Content_Types].xml": b"<Types/>"}), "don.docx"),
        (b"PK\x03\x04 not a zip at all", "don.docx"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "anh.gif"),
        ("Chỉ là chữ".encode(), "don.txt"),
    ],
)
def test_only_the_content_decides_what_a_file_is(content: bytes, name: str) -> None:
    assert "Chỉ nhận" in refusal(content, name)


def test_empty_and_oversized_files_are_refused(settings: LazySettings) -> None:
    assert "rỗng" in refusal(b"")
    settings.MAX_UPLOAD_BYTES = 100
    assert "lớn hơn" in refusal(samples.photo())


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\lan\\Ảnh chụp.JPG", "Ảnh chụp.jpg"),
        ("a\u202egpj.exe", "a gpj.exe.jpg"),
        ("ha\u0309i\x00 phòng.jpg.jpeg", "hải phòng.jpg"),
        ("...", "tep.jpg"),
        ('x<y>:"z|?*.jpg', "x y z.jpg"),
        ("d" * 300 + ".jpg", "d" * 116 + ".jpg"),
    ],
)
def test_names_are_made_harmless(given: str, shown: str) -> None:
    upload = samples.upload(samples.photo())
    upload._name = given  # type: ignore[attr-defined]  # Django tidies names too; ours must stand without it
    assert store(upload, by=CITIZEN).name == shown


def test_the_place_on_disk_says_nothing_and_the_log_holds_no_name() -> None:
    file, _content = kept(samples.photo(), "Đơn của bà Lan.jpg")
    assert file.content.name is not None
    assert "Lan" not in file.content.name
    entry = trail(file).get()
    assert entry.data == {"mime": "image/jpeg", "size": file.size, "sha256": file.sha256}


def test_a_download_is_an_attachment_that_no_browser_interprets() -> None:
    file, content = kept(samples.photo(), "Đơn.jpg")
    answer = send(file)
    assert b"".join(answer) == content
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%C4%90%C6%A1n.jpg"
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    file.content.close()
    file.content.storage.delete(file.content.name or "")
    with pytest.raises(Http404):
        send(File.objects.get())


def test_content_without_a_row_is_swept_after_a_day(tmp_path: Path) -> None:
    file, _content = kept(samples.photo())
    with pytest.raises(ZeroDivisionError):
        store_and_fail()
    stored = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(stored) == 2
    assert sweep() == 0
    yesterday = (clock.now() - timedelta(hours=25)).timestamp()
    for path in stored:
        os.utime(path, (yesterday, yesterday))
    out = StringIO()
    call_command("files", "sweep", stdout=out)
    assert "1" in out.getvalue()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [Path(file.content.path)]


@transaction.atomic
def store_and_fail() -> None:
    """An act that breaks after its file was written."""
    store(samples.upload(samples.photo()), by=CITIZEN)
    raise ZeroDivisionError


def test_every_kind_that_may_be_attached_has_its_own_extension() -> None:
    assert len({kind.extension for kind in ALL}) == len({kind.mime for kind in ALL}) == len(ALL)


def _fields_refused(contents: Iterable[bytes]) -> set[str]:
    """Where each refusal of these was to be shown; whatever else goes wrong goes wrong here too."""
    fields = set()
    for content in contents:
        try:
            store(samples.upload(content), by=CITIZEN)
        except Refused as refused:
            fields.add(refused.field)
    return fields


def _damaged(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for _byte in range(3):
        damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
    return bytes(damaged)


@pytest.mark.parametrize("content", [samples.docx(), samples.xlsx()], ids=["docx", "xlsx"])
def test_a_document_damaged_on_the_way_is_taken_or_refused_in_words(content: bytes) -> None:
    chance = random.Random(7)
    assert _fields_refused(_damaged(content, chance) for _try in range(40)) == {"files"}


def test_a_picture_with_broken_camera_data_is_taken_or_refused_in_words() -> None:
    picture = samples.photo("WEBP")
    start = picture.find(b"EXIF") + 8
    assert _fields_refused(picture[:place] + b"\x05" + picture[place + 1 :] for place in range(start, start + 100)) == {"files"}
