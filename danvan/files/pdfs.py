"""PDF: refused if it acts by itself or carries other files; otherwise written anew without metadata."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused

# A place in the document to open at is harmless (and common); these do something.
ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/Movie", "/Sound", "/GoToE", "/GoToR"}
SCRIPTS = {"/JS", "/JavaScript", "/AA", "/XFA", "/RichMedia"}
CARRIED = {"/EmbeddedFiles", "/EF", "/EmbeddedFile"}
METADATA = ("/Metadata", "/PieceInfo", "/LastModified")
MAX_OBJECTS = 500_000


def clean(content: bytes) -> bytes:
    """The document without author, tools, dates and embedded camera data. Refuses scripts, launches, carried files and passwords."""
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            for node in _nodes(pdf):
                _look_at(node)
                _strip(node)
            _strip_document(pdf)
            out = BytesIO()
            pdf.save(out, fix_metadata_version=False)
            return out.getvalue()
    except pikepdf.PasswordError as error:
        raise Refused(_("Tệp PDF có mật khẩu hoặc bị khóa. Hãy bỏ khóa rồi gửi lại."), field="files") from error
    except (pikepdf.PdfError, RecursionError) as error:
        raise Refused(_("Không đọc được tệp PDF này. Hãy lưu lại rồi gửi."), field="files") from error


def _nodes(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary and stream: those with a number, and those that stand inside others."""
    waiting: list[Any] = [*pdf.objects, pdf.trailer]
    seen = 0
    while waiting:
        seen += 1
        if seen > MAX_OBJECTS:
            raise Refused(_("Tệp PDF quá phức tạp. Hãy in thành PDF mới rồi gửi lại."), field="files")
        node = waiting.pop()
        if isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
            yield node
            waiting += [value for _key, value in node.items() if _nested(value)]
        elif isinstance(node, pikepdf.Array):
            waiting += [value for value in node if _nested(value)]


def _nested(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream) and not value.is_indirect


def _look_at(node: Any) -> None:
    """Refuse a dictionary that acts or carries."""
    keys = set(node.keys())
    action = node.get("/S")
    if keys & SCRIPTS or (isinstance(action, pikepdf.Name) and str(action) in ACTIONS):
        raise Refused(_("Tệp PDF có lệnh tự chạy nên không nhận được. Hãy in thành PDF mới hoặc chụp ảnh rồi gửi."), field="files")
    if keys & CARRIED or node.get("/Type") == pikepdf.Name("/EmbeddedFile"):
        raise Refused(_("Tệp PDF có tệp khác đính bên trong nên không nhận được. Hãy gửi riêng từng tệp."), field="files")


def _strip(node: Any) -> None:
    for key in METADATA:
        if key in node:
            del node[key]
    if isinstance(node, pikepdf.Stream) and node.get("/Filter") == pikepdf.Name("/DCTDecode"):
        node.write(without_camera_data(node.read_raw_bytes()), filter=pikepdf.Name("/DCTDecode"))


def _strip_document(pdf: pikepdf.Pdf) -> None:
    """What opens by itself (a place in the document, since actions were refused) and who made it with what."""
    for holder, key in ((pdf.Root, "/OpenAction"), (pdf.trailer, "/Info")):
        if key in holder:
            del holder[key]


def without_camera_data(jpeg: bytes) -> bytes:
    """A JPEG without its APP1 to APP13, APP15 and comment segments (place, time, camera); the picture itself is untouched."""
    out, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        mark, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if mark == 0xDA:
            break
        if not _tells(mark):
            out += jpeg[at : at + 2 + length]
        at += 2 + length
    return bytes(out) + jpeg[at:]


def _tells(mark: int) -> bool:
    # APP14 (Adobe) says how the colours are coded and must stay.
    return mark == 0xFE or (0xE1 <= mark <= 0xEF and mark != 0xEE)
