"""A private key in hand, for as long as one request works with it."""

from dataclasses import dataclass, field

from danvan.sealed import crypto
from danvan.sealed.models import Key


@dataclass(frozen=True)
class Opened:
    """Somebody's key and its private half. Services that read a seal take it; it is never stored, printed or logged."""

    key: Key
    private: str = field(repr=False)

    def reads(self, sealed: bytes | memoryview) -> bytes:
        """What was sealed to this key. Raises crypto.Unreadable."""
        return crypto.unseal(sealed, self.private)
