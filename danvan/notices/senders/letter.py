"""What a sender gets, and how it says no."""

from dataclasses import dataclass
from datetime import datetime

from danvan.notices.kinds import Params
from danvan.notices.models import Reason


@dataclass(frozen=True)
class Letter:
    """One notice, rendered: everything a sender may know."""

    number: str
    kind: str
    channel: str
    to: str
    masked: str
    subject: str
    text: str
    short: str
    language: str
    params: Params
    made_at: datetime


class Undelivered(Exception):
    """It did not arrive. `detail` is a code of the protocol, never words of another machine."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail
