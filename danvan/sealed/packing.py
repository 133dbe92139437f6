"""What is sealed, as bytes whose length tells nothing: the identity as JSON, the files as one tar, each padded to a size that many others have."""

import io
import json
import re
import tarfile
from collections.abc import Mapping, Sequence

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused

LEAST_IDENTITY, MOST_IDENTITY = 8 * 1024, 64 * 1024
LEAST_FILES, MOST_FILES = 64 * 1024, 32 * 1024 * 1024
_UNSAFE = re.compile(r"[\x00-\x1f/\\]")


def size_for(length: int, least: int) -> int:
    """The next power of two, at least `least`: bytes in, bytes out. What is left to see is the order of magnitude."""
    return max(least, 1 << max(length - 1, 0).bit_length())


def pack_identity(identity: Mapping[str, str]) -> bytes:
    """JSON, readable by a person, blanks behind it up to the padded size. Refused if it is longer than any identity is."""
    plain = json.dumps(dict(identity), ensure_ascii=False, indent=1).encode()
    if len(plain) > MOST_IDENTITY:
        raise Refused(_("Phần danh tính quá dài."))
    return plain.ljust(size_for(len(plain), LEAST_IDENTITY), b" ")


def unpack_identity(packed: bytes) -> dict[str, str]:
    """The identity again."""
    found: dict[str, str] = json.loads(packed)
    return found


def pack_files(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A tar of the files in their order (no owner, no times), zeros behind it. Refused if they are too large together."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for place, (name, content) in enumerate(files, start=1):
            member = tarfile.TarInfo(f"{place:02d}-{_UNSAFE.sub('_', name)[:100]}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    plain = stream.getvalue()
    if len(plain) > MOST_FILES:
        raise Refused(
            _("Các tệp cần niêm phong lớn hơn %(limit)s. Hãy gửi ít tệp hơn.") % {"limit": filesizeformat(MOST_FILES)}, field="files"
        )
    return plain.ljust(size_for(len(plain), LEAST_FILES), b"\x00")


def unpack_files(packed: bytes) -> list[tuple[str, bytes]]:
    """Names and contents again, in their order."""
    found = []
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:") as archive:
        for member in archive.getmembers():
            content = archive.extractfile(member)
            found.append((member.name.partition("-")[2], content.read() if content else b""))
    return found
