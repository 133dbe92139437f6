"""Hiding a code at rest: the key stays in the sender's browser, the house keeps only what cannot be read without it."""

import hashlib
import secrets
from uuid import UUID

# What the cookie with the key is called.
COOKIE = "phieu"


def new_key() -> str:
    """A fresh key of 256 bits, as text for a cookie."""
    return secrets.token_urlsafe(32)


def seal(code: str, *, key: str, submission: UUID) -> str:
    """In: a code of at most 32 ASCII characters. Out: hex, readable only with the same key and submission."""
    return _mix(code.encode("ascii"), key, submission).hex()


def unseal(sealed: str, *, key: str, submission: UUID) -> str:
    """The code again; nonsense if the key is another's (the caller checks it)."""
    return _mix(bytes.fromhex(sealed), key, submission).decode("ascii", errors="replace")


def _mix(text: bytes, key: str, submission: UUID) -> bytes:
    pad = hashlib.sha256(key.encode() + submission.bytes).digest()
    return bytes(one ^ other for one, other in zip(text, pad, strict=False))
