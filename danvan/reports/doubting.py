"""Sentences whose reference does not hold what stands before it: "95 đơn [C18]" where C18 is 94, "[ZZ9]" that nobody asks, "[C18" without its end. Pure.

Only said, never refused: a number in words, of another year or in another measure is the writer's to judge.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from danvan.reports.citing import MARK, split

# What a code of the book looks like, so that "[sic]" or "[1]" stay text.
CODE = re.compile(r"[A-ZĐ]{1,6}-?\d{1,4}[A-Z]{0,2}", re.IGNORECASE)
# A bracket that begins as a reference and is none: no end, a blank within, two codes in one.
BROKEN = re.compile(rf"\[\s*({CODE.pattern})(?![\w\]-])[^\[\]\n]{{0,12}}\]?|\[\s+({CODE.pattern})\]", re.IGNORECASE)
NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*")
ROUNDED = re.compile(r"(khoảng|hơn|gần|trên|dưới|xấp xỉ|about|over|nearly|almost|около|более|почти)\s*$", re.IGNORECASE)
NONE = re.compile(r"không|\bno\b|\bnone\b|\bнет\b|\bне\b", re.IGNORECASE)
# So far from the figure may a number be that says itself that it is rounded.
TENTH = Decimal("0.1")
TIMES = {"nghìn": 1000, "ngàn": 1000, "triệu": 10**6, "tỷ": 10**9}


class Why(StrEnum):
    """What is the matter with a reference."""

    OTHER = "other"  # the sentence says another number
    EMPTY = "empty"  # it says a number, and nobody gave the figure
    UNKNOWN = "unknown"  # no figure of this report
    BROKEN = "broken"  # not written as a reference


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence, the code it names, what it says there: the number before the reference, or the reference as it is written."""

    why: Why
    code: str
    sentence: str
    said: str = ""


def doubts(text: str, figures: Mapping[str, Decimal | None]) -> list[Doubt]:
    """What to look at again in a text. `figures`: code -> its number; None while nobody gave it."""
    return [one for sentence in dict.fromkeys(split(text)) for one in (*_of_marks(sentence, figures), *_broken(sentence))]


def _of_marks(sentence: str, figures: Mapping[str, Decimal | None]) -> Iterator[Doubt]:
    end = 0
    for mark in MARK.finditer(sentence):
        code, before = mark[1], sentence[end : mark.start()]
        end = mark.end()
        if code not in figures:
            if CODE.fullmatch(code):
                yield Doubt(Why.UNKNOWN, code, sentence, f"[{code}]")
            continue
        value, numbers = figures[code], list(NUMBER.finditer(before))
        if not numbers or (value is not None and any(_says(before, one, value) for one in numbers)) or (value == 0 and NONE.search(before)):
            continue
        yield Doubt(Why.EMPTY if value is None else Why.OTHER, code, sentence, numbers[-1][0])


def _broken(sentence: str) -> Iterator[Doubt]:
    for one in BROKEN.finditer(sentence):
        yield Doubt(Why.BROKEN, (one[1] or one[2]).upper(), sentence, one[0].strip())


def _says(text: str, found: re.Match[str], value: Decimal) -> bool:
    """Is the number the figure: as it is, with fewer decimals, or about it where the word before it says so?"""
    near = TENTH * abs(value) if ROUNDED.search(text[: found.start()]) else None
    return any(_same(said, value) or (near is not None and abs(said - value) <= near) for said in _readings(text, found))


def _same(said: Decimal, value: Decimal) -> bool:
    decimals = max(0, -int(said.as_tuple().exponent))
    return said == value or said == round(value, decimals)


def _readings(text: str, found: re.Match[str]) -> Iterator[Decimal]:
    """The number as Vietnamese and as English write it, alone and with "nghìn" or "triệu" after it."""
    number, after = re.sub(r"\s", "", found[0]), re.match(r"\s*(\w+)", text[found.end() :])
    for grouping, point in ((".", ","), (",", ".")):
        plain = number.replace(grouping, "").replace(point, ".")
        if plain.count(".") <= 1:
            yield Decimal(plain)
            if after and after[1].lower() in TIMES:
                yield Decimal(plain) * TIMES[after[1].lower()]
