"""Who acts, as far as the log needs to know."""

from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _


class Doer(Protocol):
    """Anyone an act can be laid to: a user in a post (`units.access.Acting`), a citizen, or the system itself."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def post_id(self) -> int | None: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class Nameless:
    """A doer without an account."""

    label: str
    user_id: None = None
    post_id: None = None


# A citizen's own act is never tied to an account or an address; the system's acts are scheduled or typed at the shell.
CITIZEN = Nameless("citizen")
SYSTEM = Nameless("system")


def known_as(label: str) -> str:
    """A doer's label for readers: those without an account have their name in the reader's language."""
    return {CITIZEN.label: _("Người gửi"), SYSTEM.label: _("Hệ thống")}.get(label, label)
