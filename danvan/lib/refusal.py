"""The one exception a service raises when it will not do what was asked."""

from collections.abc import Sequence


class Refused(Exception):
    """A rule says no. `message` is for the person who asked; `field` names the form field it belongs to, if any.

    `more`: what else rules say no to, so that a person is told all of it at once.
    """

    def __init__(self, message: str, *, field: str = "", more: "Sequence[Refused]" = ()) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.more = tuple(more)

    @property
    def every(self) -> "tuple[Refused, ...]":
        """All that was refused at once, the first one first."""
        return (self, *self.more)
