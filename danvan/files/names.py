"""File names: what people see and download, never where a file is kept."""

import re
import unicodedata

from danvan.files.kinds import Kind

LENGTH = 120
_UNSAFE = re.compile(r'[<>:"/\\|?*]')


def tidy(name: str, kind: Kind) -> str:
    """The name without folders, control and direction signs, of a bearable length, with the extension of what the file really is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Category C: control, format (a right-to-left mark turns "exe.pdf" around), surrogates.
    plain = "".join(" " if unicodedata.category(sign)[0] in {"C", "Z"} else sign for sign in last)
    stem = " ".join(_UNSAFE.sub(" ", plain).split()).strip(". ")
    while stem.lower().endswith((kind.extension, ".jpeg" if kind.extension == ".jpg" else kind.extension)):
        stem = stem.rpartition(".")[0].rstrip(". ")
    return f"{stem[: LENGTH - len(kind.extension)].rstrip('. ') or 'tep'}{kind.extension}"
