"""age, by way of pyrage, and nothing else: pairs of keys, locking by passphrase, sealing to several, splitting among several.

Everything written here opens with Debian's `age -d` (docs/operations.md).
"""

import base64
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce

import pyrage  # type: ignore[import-untyped]  # a compiled module without stubs: it is named in this file only

# age measures the machine to choose how much work scrypt is (as a power of two). A busy machine measures badly both ways: too little would be
# weak, and what was locked on a quiet one is refused as too much. So locking is tried again for a good measure, opening until it is let.
GOOD, LEAST = range(17, 20), 15
LOCKINGS, OPENINGS = 4, 8


class Busy(Exception):
    """The machine is so busy that age measures it wrongly; try later."""


class Unreadable(Exception):
    """The key or the passphrase at hand does not open this."""


@dataclass(frozen=True)
class Pair:
    """An age key pair: the public recipient (`age1…`) and the private identity (`AGE-SECRET-KEY-1…`), which never shows in a traceback."""

    public: str
    private: str = field(repr=False)


def new_pair() -> Pair:
    """A fresh X25519 pair."""
    identity = pyrage.x25519.Identity.generate()
    return Pair(str(identity.to_public()), str(identity))


def public_of(private: str) -> str:
    """The public half of a private identity; Unreadable if it is none."""
    try:
        return str(pyrage.x25519.Identity.from_str(private).to_public())
    except pyrage.IdentityError as error:
        raise Unreadable from error


def lock(private: str, passphrase: str) -> str:
    """The private identity as an armored age file that only the passphrase opens (scrypt: about a second, and up to half a gigabyte).

    Busy if no measure was enough.
    """
    made: dict[int, str] = {}
    for _try in range(LOCKINGS):
        sealed: bytes = pyrage.passphrase.encrypt(private.encode("ascii"), _typed(passphrase), armored=True)
        locked = sealed.decode("ascii")
        made[work_of(locked)] = locked
        if work_of(locked) in GOOD:
            return locked
    enough = [work for work in made if work >= LEAST]
    if not enough:
        raise Busy
    return made[min(enough, key=lambda work: abs(work - GOOD[1]))]


def work_of(locked: str) -> int:
    """How much work opening is, as age wrote it into the header: `-> scrypt SALT 18`."""
    body = base64.b64decode("".join(locked.splitlines()[1:-1]))
    return int(body.split(b"\n", 2)[1].rsplit(b" ", 1)[1])


def unlock(locked: str, passphrase: str) -> str:
    """The private identity again; Unreadable with a wrong passphrase, Busy if the machine could not be measured."""
    for _try in range(OPENINGS):
        try:
            private: bytes = pyrage.passphrase.decrypt(locked.encode("ascii"), _typed(passphrase))
        except pyrage.DecryptError as error:
            if "Excessive work" not in str(error):
                raise Unreadable from None
        else:
            return private.decode("ascii")
    raise Busy


def seal(content: bytes, publics: Iterable[str]) -> bytes:
    """The content as an age file that each of the publics' private halves opens alone. ValueError without any."""
    recipients = [pyrage.x25519.Recipient.from_str(public) for public in publics]
    if not recipients:
        raise ValueError("nothing is sealed to nobody")
    sealed: bytes = pyrage.encrypt(content, recipients)
    return sealed


def unseal(sealed: bytes | memoryview, private: str) -> bytes:
    """What was sealed; Unreadable if it was not sealed to this key, or is damaged."""
    try:
        content: bytes = pyrage.decrypt(bytes(sealed), [pyrage.x25519.Identity.from_str(private)])
    except (pyrage.DecryptError, pyrage.IdentityError):
        # Without the cause: a traceback shall show neither key nor content.
        raise Unreadable from None
    return content


def split(secret: bytes, parts: int) -> list[bytes]:
    """The secret as so many parts: all of them together give it back, any fewer are random bytes and say nothing of it."""
    if parts < 1:
        raise ValueError("at least one part")
    chance = [secrets.token_bytes(len(secret)) for _ in range(parts - 1)]
    return [*chance, join([secret, *chance])]


def join(parts: Sequence[bytes]) -> bytes:
    """All parts of a split, in any order, as the secret. ValueError for parts of different lengths."""
    return reduce(_mixed, parts)


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def _typed(passphrase: str) -> str:
    """One form whatever the keyboard: Vietnamese letters come composed from one machine and taken apart from another."""
    return unicodedata.normalize("NFC", passphrase)
