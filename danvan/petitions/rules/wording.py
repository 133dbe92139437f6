"""Words kept for replies: what may stand in braces, and how it is filled. A closed list: never a name, a phone or an address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from danvan.petitions.rules.acts import Act
from danvan.petitions.rules.grounds import Words

# Written into texts that offices keep, so in Vietnamese whatever language an officer reads.
PLACEHOLDERS: dict[str, Words] = {
    "mã đơn": _("mã đơn của người gửi"),
    "ngày nhận": _("ngày nhận đơn"),
    "đơn vị": _("đơn vị đang giải quyết"),
    "hạn": _("hạn đang tính"),
}
_BRACES = re.compile(r"\{\s*([^{}]*?)\s*\}")

# The acts whose text the sender reads, and the field of their form that a template goes into.
REPLY_FIELDS: dict[Act, str] = {
    Act.ACCEPT: "public_note",
    Act.GUIDE: "public_note",
    Act.SEND_BACK: "public_note",
    Act.TRANSFER: "public_note",
    Act.HAND_OVER: "public_note",
    Act.ASK: "text",
    Act.EXTEND: "reason",
    Act.PAUSE: "note",
    Act.SUSPEND: "public_note",
    Act.ANSWER: "text",
    Act.UPHOLD: "public_note",
    Act.ENFORCE: "public_note",
    Act.REOPEN: "public_note",
}


@dataclass(frozen=True)
class Filling:
    """What a letter puts into the braces."""

    reference: str
    received: str
    unit: str
    due: str

    def values(self) -> Mapping[str, str]:
        """By placeholder."""
        return {"mã đơn": self.reference, "ngày nhận": self.received, "đơn vị": self.unit, "hạn": self.due}


def unknown(text: str) -> list[str]:
    """What stands in braces and is no placeholder, each once, as written."""
    return list(dict.fromkeys(hit.group() for hit in _BRACES.finditer(text) if hit.group(1).lower() not in PLACEHOLDERS))


def fill(text: str, filling: Filling) -> str:
    """The text with every placeholder filled; anything else in braces stays as it is, for its writer to see."""
    values = filling.values()
    return _BRACES.sub(lambda hit: values.get(hit.group(1).lower(), hit.group()), text)
