"""Who brings a petition: as plain values, read from its row, and forgotten."""

from dataclasses import dataclass

from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.notices import services as notices
from danvan.petitions.models import Sender


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


def told_by(row: Sender | None) -> SenderData:
    """What a row tells of the sender; nobody where there is no row."""
    return SenderData(row.name, row.address, row.phone, row.representatives, row.mail, row.notify_by, row.language) if row else NOBODY


def empty(sender: Sender, *, by: Doer) -> None:
    """Forget who sent it and where news went. The caller logs why."""
    sender.name = sender.address = sender.phone = sender.representatives = sender.mail = sender.notify_by = ""
    sender.purged_at = clock.now()
    sender.save(update_fields=["name", "address", "phone", "representatives", "mail", "notify_by", "purged_at"])
    notices.forget(by=by, about=sender.petition)
