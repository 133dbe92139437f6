"""Does a text point to the sender? Asked before anything is published."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from danvan.lib.text import fold

_HONORIFICS = ("ong", "ba", "anh", "chi", "co", "chu", "bac", "em", "cu")
_PHONE = re.compile(r"(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)")
_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)")
_REFERENCE = re.compile(r"KN\d{2}-\d{5,}(?:-\d+)?", re.IGNORECASE)
MEANT_ADDRESS = 8  # shorter pieces of an address ("xóm 3") are too common to refuse


@dataclass(frozen=True)
class Known:
    """What would give the sender away."""

    names: Sequence[str] = ()
    address: str = ""
    phone: str = ""
    reference: str = ""


def leaks(text: str, known: Known) -> list[str]:
    """The pieces of a text that point to the sender: name, address, phone, identity number, reference. Empty = it may be published."""
    plain = f" {re.sub(r'[^0-9a-z ]+', ' ', fold(text))} "
    plain = re.sub(r" +", " ", plain)
    found = [name for name in known.names if _names(plain, name)]
    found += [piece.strip() for piece in known.address.split(",") if len(piece.strip()) >= MEANT_ADDRESS and f" {_bare(piece)} " in plain]
    found += _numbers(text, known.phone)
    return list(dict.fromkeys(found))


def _numbers(text: str, phone: str) -> Iterable[str]:
    for pattern in (_PHONE, _IDENTITY_NUMBER, _REFERENCE):
        yield from (hit.group().strip() for hit in pattern.finditer(text))
    digits = re.sub(r"\D", "", phone)
    if len(digits) >= MEANT_ADDRESS and digits in re.sub(r"\D", "", text):
        yield phone


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^0-9a-z ]+", " ", fold(text)).split())


def _names(plain: str, name: str) -> bool:
    """The full name, its last two words, or the given name after a form of address: "bà Lan"."""
    words = _bare(name).split()
    if not words:
        return False
    pieces = [" ".join(words), *(f"{title} {words[-1]}" for title in _HONORIFICS)]
    if len(words) > 2:  # family, middle, given
        pieces.append(" ".join(words[-2:]))
    return any(f" {piece} " in plain for piece in pieces if " " in piece)
