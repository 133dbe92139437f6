"""The menus: the only place that knows every room's first page."""

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, object]:
    """Template context: the menu of the public or of the officer, with the current door marked."""
    return {}
