"""The one exception a service raises when it will not do what was asked."""


class Refused(Exception):
    """A rule says no. `message` is for the person who asked; `field` names the form field it belongs to, if any."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
