"""The markup of a paper's wording: small enough to learn in a minute, and nothing in it can run.

One line is one paragraph. What a line begins with says what it is:

    # Điều 1. …                heading (## one level deeper)
    1. …                       numbered clause; the numbers follow the clauses that are printed
    - …                        line of a list
    [nếu có ten_muc] …         printed only if the field has a value (before any of the above)
    [nếu không có ten_muc] …   printed only if it has none
    [bảng ten_muc]             the field's table

Inside a line **bold** and {{ ten_muc }}. Everything else is plain text. Django's templates were not taken: they reach into objects
({{ a.b }}), call what they find, and tell of an unknown name by silence.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_SIGNS, MOST_LINES = 20_000, 400
FIELD = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}")
_MARK = re.compile(r"\{\{.*?\}\}|\{\{|\}\}|\*\*")
_CONDITION = re.compile(r"\[nếu (không )?có ([^\]\s]*)\s*\]\s*", re.IGNORECASE)
_TABLE = re.compile(r"\[bảng ([^\]\s]*)\s*\]", re.IGNORECASE)
_HEADING = re.compile(r"(#{1,2})\s+(.*)")
_CLAUSE = re.compile(r"\d{1,3}\.\s+(.*)")
_ITEM = re.compile(r"-\s+(.*)")
_BRACKET = re.compile(r"\[(nếu|bảng)\b", re.IGNORECASE)


class Shape(StrEnum):
    """What a line is."""

    TEXT = "text"
    HEADING = "heading"
    SUBHEADING = "subheading"
    CLAUSE = "clause"
    ITEM = "item"
    TABLE = "table"


@dataclass(frozen=True)
class Piece:
    """Plain text, or the name of a field; bold or not."""

    text: str
    is_field: bool = False
    bold: bool = False


@dataclass(frozen=True)
class Line:
    """One line. `needs` is the field it hangs on (`wanted`: printed if that has a value, else if it has none); `table` names a field."""

    shape: Shape
    pieces: tuple[Piece, ...] = ()
    needs: str = ""
    wanted: bool = True
    table: str = ""

    def names(self) -> Iterator[str]:
        """The fields it speaks of."""
        if self.needs:
            yield self.needs
        if self.table:
            yield self.table
        yield from (piece.text for piece in self.pieces if piece.is_field)


class Fault(StrEnum):
    """What can be wrong with a line."""

    UNKNOWN = "unknown"
    OPEN_FIELD = "open_field"
    BAD_FIELD = "bad_field"
    OPEN_BOLD = "open_bold"
    BAD_BRACKET = "bad_bracket"
    NOT_A_TABLE = "not_a_table"
    IS_A_TABLE = "is_a_table"
    SIGN = "sign"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Error:
    """A fault, the number of its line (from 1; 0 = the whole text), and what stands there."""

    fault: Fault
    line: int
    what: str = ""


class _Wrong(Exception):
    def __init__(self, fault: Fault, what: str = "") -> None:
        super().__init__(fault)
        self.fault, self.what = fault, what


def parse(text: str) -> tuple[list[Line], list[Error]]:
    """The lines of a wording and everything that is wrong with it. Never raises, whatever was typed. Empty lines are left out."""
    if len(text) > MOST_SIGNS or text.count("\n") >= MOST_LINES:
        return [], [Error(Fault.TOO_LONG, 0)]
    lines: list[Line] = []
    errors: list[Error] = []
    for number, typed in enumerate(_split(text), start=1):
        try:
            if typed.strip():
                lines.append(_line(typed.strip()))
        except _Wrong as wrong:
            errors.append(Error(wrong.fault, number, wrong.what))
    return lines, errors


def check(text: str, known: Mapping[str, bool]) -> list[Error]:
    """Everything wrong with a wording for a paper with these fields (name -> is it a table)."""
    errors = parse(text)[1]
    if any(error.fault == Fault.TOO_LONG for error in errors):
        return errors
    for number, typed in enumerate(_split(text), start=1):
        lines, _same = parse(typed)
        errors += [Error(fault, number, name) for line in lines for fault, name in _faults(line, known)]
    return sorted(errors, key=lambda error: error.line)


def _split(text: str) -> list[str]:
    """By line ends alone: `str.splitlines` also cuts at signs that are no end of a line to whoever typed."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _faults(line: Line, known: Mapping[str, bool]) -> Iterator[tuple[Fault, str]]:
    for name in dict.fromkeys(line.names()):
        if name not in known:
            yield Fault.UNKNOWN, name
        elif name == line.table and not known[name]:
            yield Fault.NOT_A_TABLE, name
        elif known[name] and any(piece.is_field and piece.text == name for piece in line.pieces):
            yield Fault.IS_A_TABLE, name


def _line(typed: str) -> Line:
    if strange := next((sign for sign in typed if not printable(sign)), ""):
        raise _Wrong(Fault.SIGN, f"U+{ord(strange):04X}")
    needs, wanted, rest = "", True, typed
    if condition := _CONDITION.match(typed):
        needs, wanted, rest = _name(condition[2]), not condition[1], typed[condition.end() :]
    if table := _TABLE.fullmatch(rest):
        return Line(Shape.TABLE, (), needs, wanted, _name(table[1]))
    if _BRACKET.match(rest):
        raise _Wrong(Fault.BAD_BRACKET, rest[:40])
    shape, words = _shape(rest)
    return Line(shape, pieces(words), needs, wanted)


def printable(sign: str) -> bool:
    """No control sign, no half of a surrogate, nothing that XML cannot hold."""
    number = ord(sign)
    return sign == "\t" or (
        number >= 0x20 and not 0x7F <= number <= 0x9F and not 0xD800 <= number <= 0xDFFF and number not in (0xFFFE, 0xFFFF)
    )


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", text):
        raise _Wrong(Fault.BAD_FIELD, text[:40])
    return text


def _shape(words: str) -> tuple[Shape, str]:
    if heading := _HEADING.fullmatch(words):
        return (Shape.HEADING if heading[1] == "#" else Shape.SUBHEADING), heading[2]
    if clause := _CLAUSE.fullmatch(words):
        return Shape.CLAUSE, clause[1]
    if item := _ITEM.fullmatch(words):
        return Shape.ITEM, item[1]
    return Shape.TEXT, words


def pieces(words: str) -> tuple[Piece, ...]:
    """The text of a line taken apart into plain text, fields and bold."""
    found: list[Piece] = []
    bold, at = False, 0
    for mark in _MARK.finditer(words):
        found += [Piece(words[at : mark.start()], bold=bold)] if mark.start() > at else []
        at = mark.end()
        if mark[0] == "**":
            bold = not bold
        elif field := FIELD.fullmatch(mark[0]):
            found.append(Piece(field[1], is_field=True, bold=bold))
        else:
            raise _Wrong(Fault.OPEN_FIELD if mark[0] in {"{{", "}}"} else Fault.BAD_FIELD, words[mark.start() :][:40])
    if bold:
        raise _Wrong(Fault.OPEN_BOLD)
    return (*found, *((Piece(words[at:]),) if at < len(words) else ()))


def write(lines: Collection[Line]) -> str:
    """The lines as they would be typed: `parse` of it gives them back."""
    count = 0
    typed = []
    for line in lines:
        count = count + 1 if line.shape == Shape.CLAUSE else (0 if line.shape in {Shape.HEADING, Shape.SUBHEADING} else count)
        typed.append(_typed(line, count))
    return "\n".join(typed)


def _typed(line: Line, number: int) -> str:
    condition = f"[nếu {'' if line.wanted else 'không '}có {line.needs}] " if line.needs else ""
    if line.shape == Shape.TABLE:
        return f"{condition}[bảng {line.table}]"
    begin = {Shape.HEADING: "# ", Shape.SUBHEADING: "## ", Shape.CLAUSE: f"{number}. ", Shape.ITEM: "- "}.get(line.shape, "")
    return condition + begin + "".join(map(_as_typed, line.pieces))


def _as_typed(piece: Piece) -> str:
    words = f"{{{{ {piece.text} }}}}" if piece.is_field else piece.text
    return f"**{words}**" if piece.bold else words


def fill(line: Line, value_of: Callable[[str], str]) -> Iterator[tuple[str, bool]]:
    """The texts of a line with its fields' values, and whether they are bold. A value is never read as markup."""
    for piece in line.pieces:
        text = value_of(piece.text) if piece.is_field else piece.text
        if text:
            yield text, piece.bold
