"""A wording and the values of its fields put together as one document."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from danvan.lib.papers import Block, Heading, Paper, Paragraph, Run, Sheet, Signature, Strong, Table
from danvan.lib.papers import Column as PaperColumn
from danvan.papers import markup
from danvan.papers.heads import Head
from danvan.papers.markup import Line, Shape
from danvan.papers.registry import DOTS, Field, PaperKind, Rows, Value, Values, Wording

EMPTY_ROWS = 5
LONG_DOTS = re.compile("…{4,}")
AUTHORITIES = ("TM.", "T/M")
# What every paper can print, whatever it is about.
COMMON = (
    Field("co_quan", _("cơ quan ban hành"), "Ủy ban nhân dân xã Đông Sơn"),
    Field("don_vi", _("đơn vị hành chính"), "xã Đông Sơn"),
    Field("dia_danh", _("địa danh"), "Đông Sơn"),
    Field("ngay_in", _("ngày in"), "22/11/2026"),
    Field("chuc_danh_ky", _("chức danh người đứng đầu"), "Chủ tịch"),
)


@dataclass(frozen=True)
class Marks:
    """What a printed paper carries besides its text: its number, and what stands at its foot."""

    number: int | None = None
    footer: str = ""
    code_of: str = ""


def fields_of(kind: PaperKind) -> dict[str, Field]:
    """Everything the paper can print, by name: its own fields, then those every paper has."""
    return {field.name: field for field in (*kind.fields, *COMMON)}


def common(head: Head) -> dict[str, Value]:
    """The values of the fields every paper has."""
    return {
        "co_quan": head.name,
        "don_vi": head.unit.full_name,
        "dia_danh": head.place,
        "ngay_in": f"{head.day:%d/%m/%Y}",
        "chuc_danh_ky": head.signs,
    }


def values_of(kind: PaperKind, subject: Any) -> dict[str, Value]:
    """What the fields print of the record. Of a protected record nothing personal, whatever the room's function gave.

    Raises ValueError for a value that was not declared: a room's mistake, never an officer's.
    """
    given = dict(kind.values(subject))
    declared = {field.name: field for field in kind.fields}
    if strange := given.keys() - declared.keys():
        raise ValueError(f"paper {kind.code!r} declares no field {', '.join(sorted(strange))}")
    if kind.protects(subject):
        given = {name: value for name, value in given.items() if not declared[name].personal}
    return {name: _clean(value) for name, value in given.items()}


def samples_of(kind: PaperKind) -> dict[str, Value]:
    """The samples, to look at a wording without a record."""
    return {field.name: field.sample for field in kind.fields}


def _clean(value: Value) -> Value:
    """Without the signs that no file can hold."""
    if isinstance(value, Rows):
        return Rows(tuple(tuple(map(_plain, row)) for row in value.rows))
    return _plain(value)


def _plain(text: str) -> str:
    return "".join(sign for sign in text.replace("\r\n", "\n") if sign == "\n" or markup.printable(sign)).strip()


@dataclass(frozen=True)
class _Filling:
    """The values at hand."""

    fields: Mapping[str, Field]
    values: Values

    def has(self, name: str) -> bool:
        return bool(self.values.get(name))

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        field = self.fields.get(name)
        return value if isinstance(value, str) and value else (field.blank if field else DOTS)

    def lines(self, text: str) -> list[Line]:
        """The lines that are printed."""
        return [line for line in markup.parse(text)[0] if not line.needs or self.has(line.needs) == line.wanted]

    def plain(self, text: str) -> list[str]:
        """The lines as plain text, for the parts around the body."""
        found = (" ".join("".join(words for words, _bold in markup.fill(line, self.text)).split()) for line in self.lines(text))
        return [line for line in found if line]


def compose(kind: PaperKind, wording: Wording, values: Values, head: Head, marks: Marks | None = None) -> Paper:
    """The document. The wording has passed `markup.check`; lines it could not read are left out."""
    shown = marks or Marks()
    filling = _Filling(fields_of(kind), {**values, **common(head)})
    *authority, signers = filling.plain(wording.signer) or [head.signs]
    *witnesses, position = [part.strip() for part in signers.split("|")]
    first = " ".join(authority)
    return Paper(
        letterhead=head.letterhead,
        upper=head.upper,
        issuer=head.issuer,
        named=head.name,
        symbol=head.number(kind.symbol, shown.number),
        place=head.place,
        day=head.day,
        type_name=" ".join(filling.plain(wording.title)),
        summary=" ".join(filling.plain(wording.summary)),
        blocks=tuple(_blocks(filling, wording.body)) or (Paragraph((DOTS,)),),
        signature=Signature(_bare(first), position, plain=not first.startswith(AUTHORITIES)),
        recipients=tuple(line.removeprefix("- ").rstrip(";,.") for line in filling.plain(wording.recipients)),
        kept_at="Lưu: VT" if wording.recipients.strip() else "",
        addressees=tuple(filling.plain(wording.addressees)),
        witnesses=tuple(witnesses),
        footer=shown.footer,
        code_of=shown.code_of,
        code_note=kind.code_note,
        closed=not witnesses and not any(field.columns for field in kind.fields),
        wide=kind.wide,
    )


def _bare(authority: str) -> str:
    """Without the sign in front: the layout knows its own (TM. or T/M)."""
    for sign in AUTHORITIES:
        authority = authority.removeprefix(sign)
    return authority.strip()


def _blocks(filling: _Filling, body: str) -> Iterator[Block]:
    clause = 0
    for line in filling.lines(body):
        match line.shape:
            case Shape.TABLE:
                yield _table(filling, line.table)
            case Shape.HEADING | Shape.SUBHEADING:
                clause = 0
                yield Heading(
                    "", "".join(words for words, _bold in markup.fill(line, filling.text)), 1 if line.shape == Shape.HEADING else 2
                )
            case Shape.CLAUSE:
                clause += 1
                yield Paragraph((f"{clause}. ", *_runs(filling, line)))
            case Shape.ITEM:
                yield Paragraph(("- ", *_runs(filling, line)))
            case _:
                yield from _paragraphs(filling, line)


def _runs(filling: _Filling, line: Line) -> tuple[Run, ...]:
    """The line as runs; the line ends of a value become spaces."""
    return tuple(Strong(_flat(words)) if bold else _flat(words) for words, bold in markup.fill(line, filling.text))


def _flat(words: str) -> str:
    return _breakable(words.replace("\n", " "))


def _breakable(words: str) -> str:
    """A long row of dots to write on may break anywhere: in one piece it would tear the line before it apart."""
    return LONG_DOTS.sub(lambda dots: "\u200b".join(dots[0]), words)


def _paragraphs(filling: _Filling, line: Line) -> Iterator[Block]:
    """One paragraph; as many as the value has where a field stands alone on its line."""
    (first, *rest) = line.pieces or (markup.Piece(""),)
    if first.is_field and not rest:
        for words in filling.text(first.text).split("\n"):
            if words.strip():
                line_of = _breakable(words.strip())
                yield Paragraph((Strong(line_of) if first.bold else line_of,))
        return
    yield Paragraph(_runs(filling, line))


def _table(filling: _Filling, name: str) -> Table:
    """The field's table; empty rows to write in where it has none."""
    field, value = filling.fields[name], filling.values.get(name)
    columns = tuple(PaperColumn(column.title, "code" if column.title == "TT" else "text", column.share) for column in field.columns)
    rows = value.rows if isinstance(value, Rows) and value else (("",) * len(columns),) * EMPTY_ROWS
    return Table("", columns, tuple(tuple(map(_flat, row)) for row in rows), marks=False)


def sheets(paper: Paper) -> list[Sheet]:
    """The tables of a paper as sheets of a workbook, under its title."""
    above = tuple(line for line in (paper.type_name or paper.title, paper.summary, paper.issuer, paper.place_line()) if line)
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    return [Sheet((paper.type_name or paper.title).capitalize()[:31], table, above) for table in tables]
