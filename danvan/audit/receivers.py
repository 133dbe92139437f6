"""Log-ins, log-outs and new passwords reach the log by signal, because room `accounts` stands below this one and may not know it."""

from dataclasses import dataclass
from typing import Any

from danvan.accounts.models import User
from danvan.audit.services import record


@dataclass(frozen=True)
class Person:
    """A user acting for themselves, in no post."""

    user_id: int
    label: str
    post_id: None = None


def logged_in(sender: object, user: User, **context: Any) -> None:
    """Someone logged in."""
    record("accounts.user.login", by=_of(user), subject=user)


def logged_out(sender: object, user: User | None, **context: Any) -> None:
    """Someone logged out; a session without a user leaves nothing to note."""
    if user is not None and user.pk is not None:
        record("accounts.user.logout", by=_of(user), subject=user)


def password_changed(sender: object, user: User, by_operator: bool = False, **context: Any) -> None:
    """A password was changed by its owner, or set at the shell."""
    record("accounts.user.password", by=_of(user), subject=user, data={"by_operator": by_operator})


def _of(user: User) -> Person:
    return Person(user.pk, user.full_name)
