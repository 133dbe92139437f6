"""What a row says in the reader's language: forms, headings and indicators carry their words in Vietnamese, English and Russian."""

from django.utils.translation import get_language


def language() -> str:
    """The reader's, in two letters; Vietnamese where none is chosen."""
    return (get_language() or "vi")[:2]


def spoken(row: object, name: str) -> str:
    """The field in the reader's language, Vietnamese where there is no other. Only that language is looked at: a table leaves the others unread."""
    other = getattr(row, f"{name}_{language()}") if language() in ("en", "ru") else ""
    return str(other or getattr(row, name))
