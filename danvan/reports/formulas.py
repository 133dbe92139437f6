"""A formula over figures, as it is written: "C18 + C19 - C20", alone or divided by another such sum. Pure: text, codes and numbers.

Kept as text with the codes of the book, as the office wrote it: a version holds it whole, and codes never change.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache

from danvan.reports import rules

CODE = re.compile(r"[A-Z][A-Z0-9.\-]{0,11}")
# A code may hold a dash of its own: one that takes away stands between spaces.
_BIT = re.compile(r"\+|(?<!\S)-(?!\S)|[^\s+]+")
_SIGNS = {"+": 1, "-": -1}
_DASHES = str.maketrans("−–", "--")
MINUS = "−"
Term = tuple[int, str]  # 1 or -1, and a code


class Unreadable(ValueError):
    """The text is no sum of codes; `bit` is where reading stopped."""

    def __init__(self, bit: str) -> None:
        super().__init__(bit)
        self.bit = bit


@lru_cache(maxsize=1024)
def terms(text: str) -> tuple[Term, ...]:
    """The codes with their signs, in the order written; none for no text. Raises Unreadable."""
    bits = _BIT.findall(text.translate(_DASHES).upper())
    if bits and bits[0] not in _SIGNS:
        bits = ["+", *bits]
    found = []
    for place in range(0, len(bits), 2):
        sign, code = bits[place], bits[place + 1] if place + 1 < len(bits) else ""
        if sign not in _SIGNS or not CODE.fullmatch(code):
            raise Unreadable(sign if sign not in _SIGNS else code or sign)
        found.append((_SIGNS[sign], code))
    return tuple(found)


def written(some: Iterable[Term]) -> str:
    """The text of the terms, as it is kept: one way of writing for one formula."""
    text = " ".join(f"{'+' if sign > 0 else '-'} {code}" for sign, code in some)
    return text.removeprefix("+ ")


def codes(*sides: str) -> tuple[str, ...]:
    """Every code of the sides, once, in the order written."""
    return tuple(dict.fromkeys(code for text in sides for _sign, code in terms(text)))


def shown(top: str, bottom: str, said: Callable[[str], str] = str) -> str:
    """ "(C18 + C19 − C20) / C24", each code as `said`: itself, its name, its number."""
    if not bottom:
        return _side(top, said)
    return " / ".join(f"({_side(text, said)})" if len(terms(text)) > 1 else _side(text, said) for text in (top, bottom))


def _side(text: str, said: Callable[[str], str]) -> str:
    words = " ".join(f"{'+' if sign > 0 else MINUS} {said(code)}" for sign, code in terms(text))
    return words.removeprefix("+ ")


def summed(text: str, values: Mapping[str, Decimal]) -> Decimal:
    """The side with these numbers for its codes. Raises KeyError for a code without a number: what is missing is never nought."""
    return sum((sign * values[code] for sign, code in terms(text)), Decimal(0))


def worked_out(top: str, bottom: str, values: Mapping[str, Decimal], *, scale: int, percent: bool) -> int | None:
    """The formula in 10^-scale units. None while a number is missing, and where there is nothing to divide by."""
    if not all(code in values for code in codes(top, bottom)):
        return None
    below = summed(bottom, values) if bottom else Decimal(1)
    return rules.ratio(summed(top, values), below, scale=scale, percent=percent and bool(bottom))
