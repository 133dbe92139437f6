"""What may be kept by whom: public lists for a few minutes by anybody, everything else by nobody."""

from django.http import HttpResponse

MINUTES = 5


def kept(response: HttpResponse) -> None:
    """A public answer: any cache may keep it a while, apart for each language (`Vary` is set by the locale middleware)."""
    response["Cache-Control"] = f"public, max-age={MINUTES * 60}"


def never_kept(response: HttpResponse) -> None:
    """An answer for this caller alone."""
    response["Cache-Control"] = "private, no-store"
