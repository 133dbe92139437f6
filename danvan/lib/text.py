"""Vietnamese text: folding for search, shortening for lists."""

import re
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


# The Vietnamese alphabet, with f, j, w and z of foreign words, and its tones in their order: huyền, hỏi, ngã, sắc, nặng.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_END, _GAP, _NUMBER, _FIRST_LETTER, _OTHER = "00", "01", "10", 20, "99"
LONGEST_KEY = 600


def alphabetical(name: str) -> str:
    """The sort key of a name in the order of the Vietnamese alphabet: by its letters (Ă after A, Đ after D), a number by what it counts ("Thôn 2" before
    "Thôn 10") and before letters; tones tell only names of the same letters apart. Capitals do not matter, signs are as spaces.

    Out: digits alone, so that Python and every database under every collation bring keys into one order; at most `LONGEST_KEY`.
    """
    marked = [_key_of(part) for part in re.findall(r"[0-9]+|\w|\W+", unicodedata.normalize("NFKC", name).strip().casefold())]
    return f"{''.join(key for key, _tone in marked)}{_END}{''.join(tone for _key, tone in marked)}"[:LONGEST_KEY]


def _key_of(part: str) -> tuple[str, str]:
    """Letter and tone of a part of a name: one letter, a number, or what stands between."""
    if part.isdecimal() and part.isascii():
        digits = part.lstrip("0")
        return f"{_NUMBER}{len(digits):02}{digits}", "0"
    if not part.isalnum():
        return _GAP, "0"
    apart = unicodedata.normalize("NFD", part)
    tone = next((sign for sign in apart if sign in _TONES), "")
    letter = unicodedata.normalize("NFC", apart.replace(tone, "")) if tone else part
    known = next((one for one in (letter, fold(letter)) if len(one) == 1 and one in _ALPHABET), None)
    return str(_FIRST_LETTER + _ALPHABET.index(known)) if known else _OTHER, str(_TONES.index(tone) + 1) if tone else "0"


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
    """The words as they stand inside a sentence: the first letter small; an abbreviation, and a Roman numeral ("I квартал"), keep their capitals."""
    numeral = words[:2] in ("I ", "V ", "X ")
    return words if numeral or words[1:2].isupper() else words[:1].lower() + words[1:]
