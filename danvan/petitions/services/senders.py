"""Who brings a petition, as plain values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SenderData:
    """Who brings it and how to reach them; everything may be empty."""

    name: str = ""
    address: str = ""
    phone: str = ""
    representatives: str = ""
    mail: str = ""
    notify_by: str = ""
    language: str = "vi"

    @property
    def is_empty(self) -> bool:
        """Nobody named, no way to reach anybody."""
        return not any(part.strip() for part in (self.name, self.address, self.phone, self.representatives, self.mail))


NOBODY = SenderData()
