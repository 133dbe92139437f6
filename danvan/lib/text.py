"""Vietnamese text: folding for search, shortening for lists."""

import unicodedata

# NFD does not take these apart: they are letters of their own, not letters with marks.
_WHOLE_LETTERS = str.maketrans({"đ": "d", "Đ": "D"})


def fold(text: str) -> str:
    """The text for comparing and searching: no marks, đ as d, lower case, single spaces.

    In: any Unicode form (NFC, NFD, full width). Out: the same for "Đống  Đa", "dong da" and "ĐỐNG ĐA".
    """
    apart = unicodedata.normalize("NFKD", text.translate(_WHOLE_LETTERS))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(bare.translate(_WHOLE_LETTERS).casefold().split())


def alphabetical(name: str) -> tuple[str, str]:
    """The sort key of a name: by its letters without marks (Đ beside D), then as written."""
    return fold(name), name


def shorten(text: str, length: int) -> str:
    """At most `length` characters on one line, cut between words where there is one, with an ellipsis if something was left out."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[: max(length - 1, 0)]
    # A word broken in the middle reads as another word; a single long word has no better place to break.
    if not line[len(cut)].isspace() and " " in cut:
        cut = cut.rsplit(" ", 1)[0]
    return f"{cut.rstrip(' ,;:.-')}…"


def mid_sentence(words: str) -> str:
    """The words as they stand inside a sentence: the first letter small; an abbreviation keeps its capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
