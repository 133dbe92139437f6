"""DOCX and XLSX: refused if they hold programs or fetch something when opened; otherwise repacked without their makers' names."""

import re
import zipfile
from io import BytesIO

from django.utils.translation import gettext as _

from danvan.files.kinds import BROKEN
from danvan.lib.refusal import Refused

MAX_PARTS = 3000
MAX_UNFOLDED = 200 * 1024 * 1024
RATIO = 200

_PROGRAMS = re.compile(
    r"(vbaproject\.bin|vbadata\.xml|/activex/|/macrosheets/|oleobject[^/]*\.bin$|/embeddings/.*\.(bin|exe|js|vbs)$)", re.IGNORECASE
)
# Relations that make a program fetch or run something when the document is opened; a plain link is not one.
_FETCHED = re.compile(rb"(attachedTemplate|oleObject|frame|subDocument|externalLink(?:Path)?|webSettings|package)\"", re.IGNORECASE)
_RELATION = re.compile(rb"<Relationship\b[^>]*>", re.IGNORECASE)

# Who made it, when, in which company: replaced by parts that say nothing.
_SILENT = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}


def clean(content: bytes) -> bytes:
    """The document repacked. Refuses programs, parts fetched from elsewhere, passwords, broken files and those that unfold without end."""
    out = BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            _check_size(archive)
            for info in archive.infolist():
                part = _SILENT.get(info.filename) or archive.read(info)
                _look_at(info.filename, part)
                packed.writestr(zipfile.ZipInfo(info.filename), part, zipfile.ZIP_DEFLATED)
    except BROKEN as error:
        raise Refused(_("Không đọc được tệp này. Hãy mở và lưu lại rồi gửi."), field="files") from error
    return out.getvalue()


def _check_size(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    unfolded = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if len(infos) > MAX_PARTS or unfolded > MAX_UNFOLDED or (unfolded > 10_000_000 and unfolded / packed > RATIO):
        raise Refused(_("Tệp này mở ra quá lớn. Hãy gửi bản PDF."), field="files")


def _look_at(name: str, part: bytes) -> None:
    if _PROGRAMS.search(f"/{name}"):
        raise Refused(_("Tệp có chương trình (macro) bên trong nên không nhận được. Hãy gửi bản PDF."), field="files")
    if name.endswith(".rels"):
        for relation in _RELATION.findall(part):
            if b'"External"' in relation.replace(b"'", b'"') and _FETCHED.search(relation.replace(b"'", b'"')):
                raise Refused(_("Tệp lấy nội dung từ nơi khác khi mở nên không nhận được. Hãy gửi bản PDF."), field="files")
