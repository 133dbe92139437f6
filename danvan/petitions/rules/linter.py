"""Does a text point to the sender? Asked before anything is published."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from danvan.lib.text import fold
from danvan.petitions.rules.grounds import Words

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


@dataclass(frozen=True)
class Named:
    """A piece of a reply that prints its sender; `kind` is a key of `PIECES`."""

    kind: str
    text: str


PIECES: dict[str, Words] = {
    "name": _("họ tên"),
    "phone": _("số điện thoại"),
    "address": _("địa chỉ"),
    "identity": _("số định danh"),
}


def named_pieces(text: str, known: Known, place: str = "") -> list[Named]:
    """What in a reply prints its sender: name, own phone, house, an identity number. Empty = it may be sent.

    Milder than `leaks`, for the office's own number and its commune belong in a reply. Of an address it is what points to a house (a piece with
    a number) or, where none does, the whole of it, unless that is the `place` the matter is about.
    """
    plain = f" {_bare(text)} "
    found = [Named("name", name) for name in known.names if _names(plain, name)]
    found += [Named("address", piece) for piece in _houses(known.address, place) if f" {_bare(piece)} " in plain]
    digits = re.sub(r"\D", "", known.phone)
    if len(digits) >= MEANT_ADDRESS and digits[-9:] in re.sub(r"\D", "", text):
        found.append(Named("phone", known.phone))
    found += [Named("identity", hit.group()) for hit in _IDENTITY_NUMBER.finditer(text)]
    return list(dict.fromkeys(found))


def _houses(address: str, place: str) -> list[str]:
    """The pieces of an address that point to one house, and the whole of it."""
    pieces = [piece.strip() for piece in address.split(",") if piece.strip()]
    houses = [piece for piece in pieces if any(sign.isdigit() for sign in piece) and len(piece) >= MEANT_ADDRESS]
    spoken_of = bool(pieces) and f" {_bare(pieces[0])} " in f" {_bare(place)} "
    return houses or ([address.strip()] if len(pieces) > 1 and not spoken_of else [])
