"""What a file is, by its content. The name and the browser's word for it count for nothing."""

import lzma
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

import filetype

CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True)
class Kind:
    """One kind of file that may be attached."""

    mime: str
    extension: str


JPEG = Kind("image/jpeg", ".jpg")
PNG = Kind("image/png", ".png")
WEBP = Kind("image/webp", ".webp")
PDF = Kind("application/pdf", ".pdf")
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
IMAGES = (JPEG, PNG, WEBP)
ALL = (*IMAGES, PDF, DOCX, XLSX)

# For the `accept` attribute of a file field.
ACCEPT = ",".join(kind.mime for kind in ALL)

# Everything that reading a damaged ZIP may raise: its own complaint, and those of what unpacks the parts.
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, ValueError, EOFError, OSError)
# The main part that makes a ZIP a document, and the content type it must be declared with (macro documents declare another).
_MAIN_PARTS = {
    DOCX: ("word/document.xml", b"wordprocessingml.document.main+xml"),
    XLSX: ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}


def recognise(content: bytes) -> Kind | None:
    """The kind of the content; None if it is none that may be attached."""
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    guessed = filetype.guess_mime(content)
    return next((kind for kind in (*IMAGES, PDF) if kind.mime == guessed), None)


def _office(content: bytes) -> Kind | None:
    """A ZIP that really is a DOCX or XLSX without macros: libraries take any ZIP, or any ZIP with a fitting first name, for one."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if CONTENT_TYPES not in names or archive.getinfo(CONTENT_TYPES).file_size > 1_000_000:
                return None
            types = archive.read(CONTENT_TYPES)
    except BROKEN:
        return None
    return next((kind for kind, (part, declared) in _MAIN_PARTS.items() if part in names and declared in types), None)
