"""What an official document is made of, before it is a page, a DOCX or a PDF. Values only; no markup, no library."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Literal

from danvan.lib.areas import AreaMap
from danvan.lib.charts import ChartSpec


class Letterhead(Enum):
    """Whose layout: the Party's or the State's."""

    PARTY = "party"
    STATE = "state"


@dataclass(frozen=True)
class Number:
    """A figure as printed ("hơn 2.200"), the code of its reference, and where it opens on the system. `value` is for spreadsheets."""

    text: str
    ref: str
    href: str = ""
    value: Decimal | int | None = None


@dataclass(frozen=True)
class Strong:
    """Words in bold."""

    text: str


Run = str | Number | Strong
Cell = str | Number


@dataclass(frozen=True)
class Heading:
    """A numbered heading ("II", "Kết quả", level 1)."""

    number: str
    title: str
    level: int = 1

    @property
    def text(self) -> str:
        """As printed: "II. Kết quả"."""
        return f"{self.number}. {self.title}" if self.number else self.title


@dataclass(frozen=True)
class Paragraph:
    """Running text; a run may be a figure. `lang`: the language it is written in, where a page may be in another."""

    runs: tuple[Run, ...]
    lang: str = ""


@dataclass(frozen=True)
class Item:
    """One item of a list; those that follow each other make the list. `lang` as of a paragraph."""

    runs: tuple[Run, ...]
    lang: str = ""


@dataclass(frozen=True)
class Note:
    """A remark in smaller italics: completeness, drift, how a thing was counted."""

    text: str


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, what stands in it, and its share of the width. A `code` names its row, a `measure` is the unit of its number."""

    title: str
    kind: Literal["text", "number", "code", "measure"] = "text"
    share: float = 1.0


@dataclass(frozen=True)
class Band:
    """A row that spans the table and names the rows below it."""

    title: str


@dataclass(frozen=True)
class Table:
    """Rows under columns. `marks`: figures show their reference beside them; off where a column of the row shows it already."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...] | Band, ...]
    marks: bool = True


@dataclass(frozen=True)
class Chart:
    """A chart in the text."""

    spec: ChartSpec


@dataclass(frozen=True)
class Map:
    """A map in the text: what is drawn, the unit of its numbers, in words what a reader should see in it, and what must be said of the drawing.

    `rows` say the same as a table where no map can stand (a workbook): the place, its number, its class in words.
    """

    drawn: AreaMap
    unit: str
    alt: str
    note: str = ""
    rows: tuple[tuple[Cell, ...], ...] = ()


# Longer names of bodies stand on two lines of a letterhead.
ONE_LINE = 25
PLACE = re.compile(r" (?=(?:tỉnh|thành phố|xã|phường|đặc khu) )", re.IGNORECASE)

Block = Heading | Paragraph | Item | Note | Table | Chart | Map


# In whose name a signature stands, as the Party and as the State write it.
SIGNS = {"behalf": ("T/M", "TM."), "deputy": ("K/T", "KT."), "order": ("T/L", "TL.")}


@dataclass(frozen=True)
class Signature:
    """`authority` is whom it is signed for: as its `capacity` a body (T/M in the Party's layout, TM. in the State's), a head whose deputy signs
    (K/T, KT.) or who orders it (T/L, TL.). `position` is who signs, `name` their name; without one there is room for it.

    `plain`: the authority is printed as it is ("KT. CHỦ TỊCH"), without a sign in front.
    """

    authority: str
    position: str
    plain: bool = False
    capacity: Literal["behalf", "deputy", "order"] = "behalf"
    name: str = ""


@dataclass(frozen=True)
class Reference:
    """What stands behind a figure: its definition, unit of measure, how it was obtained, where it opens, and the digest of what was filed."""

    code: str
    name: str
    definition: str
    measure: str
    how: str
    address: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Annex:
    """Blocks after the signature, on a new page. `name` stands under the title ("BIỂU SỐ LIỆU …"); `wide`: its pages lie on their side."""

    title: str
    blocks: tuple[Block, ...]
    name: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Paper:
    """A whole document.

    Without a `type_name` it is a letter (công văn): the summary stands under the number as "V/v …". `witnesses` sign beside the signer
    (minutes, receipts). `footer` stands small at the foot of every page; `code_of` becomes a QR code beside `code_note`. `closed`: the last
    sentence ends with the layout's sign. `wide`: the page lies on its side (registers). `named`: the issuer as a sentence calls it, where the
    letterhead says a part of its name on the line above.
    """

    letterhead: Letterhead
    upper: str
    issuer: str
    symbol: str
    place: str
    day: date
    type_name: str
    summary: str
    blocks: tuple[Block, ...]
    signature: Signature
    recipients: tuple[str, ...]
    kept_at: str = "Lưu Văn phòng"
    annexes: tuple[Annex, ...] = ()
    references: tuple[Reference, ...] = ()
    references_note: str = ""
    language: str = field(default="vi")
    addressees: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()
    footer: str = ""
    code_of: str = ""
    code_note: str = ""
    closed: bool = True
    wide: bool = False
    named: str = ""

    @property
    def issuer_in_full(self) -> str:
        """Who issues it, as a sentence says it."""
        return self.named or self.issuer

    @property
    def title(self) -> str:
        """Type and summary in one line, for the document's properties."""
        return f"{self.type_name.capitalize()} {self.summary}".strip()

    @property
    def letter(self) -> bool:
        """A letter has no name of its type."""
        return not self.type_name

    def subject_line(self) -> str:
        """ "V/v trả lời đơn": what stands under the number of a letter."""
        return f"V/v {self.summary}" if self.letter and self.summary else ""

    @property
    def party(self) -> bool:
        """Is this the Party's layout?"""
        return self.letterhead is Letterhead.PARTY

    def number_line(self) -> str:
        """ "Số 05-BC/TU" (Party: no colon) or "Số: 05/BC-UBND" (State). Room is left for a number not yet given."""
        return f"Số {self.symbol}" if self.party else f"Số: {self.symbol}"

    def place_line(self) -> str:
        """ "Hà Tĩnh, ngày 05 tháng 10 năm 2026": days below ten and months one and two with a leading nought."""
        month = f"{self.day.month:02d}" if self.day.month < 3 else str(self.day.month)
        return f"{self.place}, ngày {self.day.day:02d} tháng {month} năm {self.day.year}"

    def attached_line(self) -> str:
        """Under the title of an annex: "(Kèm theo Báo cáo số 05-BC/BTGDVTU, ngày 05/10/2026 của Ban …)". The Party puts a comma before the day."""
        day = f"ngày {self.day:%d/%m/%Y}" if self.party else f"ngày {self.day.day:02d} tháng {self.day:%m} năm {self.day.year}"
        return f"(Kèm theo {self.type_name.capitalize()} số {self.symbol}{',' if self.party else ''} {day} của {self.issuer_in_full})"

    def authority_line(self) -> str:
        """ "T/M BAN THƯỜNG VỤ" or "KT. CHỦ TỊCH"; empty when the signer signs for himself."""
        if self.signature.plain:
            return self.signature.authority
        sign = SIGNS[self.signature.capacity][0 if self.party else 1]
        return f"{sign} {self.signature.authority}" if self.signature.authority else ""

    def body(self) -> tuple[Block, ...]:
        """The blocks, no level of heading left out (a screen reader would miss it), the last sentence closed as the layout wants:
        "." for the Party, "./." for the State.
        """
        blocks = _in_steps(self.blocks)
        last = max((place for place, block in enumerate(blocks) if isinstance(block, Paragraph | Item)), default=None)
        if last is None or not self.closed:
            return blocks
        closed = _closed(blocks[last], "." if self.party else "./.")
        return (*blocks[:last], closed, *blocks[last + 1 :])

    def recipient_lines(self) -> list[str]:
        """The lines under "Nơi nhận"; the last says where it is kept. None at all where the paper goes to nobody."""
        if not self.kept_at:
            return []
        end = "," if self.party else ";"
        return [*(f"- {line}{end}" for line in self.recipients), f"- {self.kept_at}."]

    def numbers(self) -> Iterator[Number]:
        """Every figure in the document, in order."""
        for block in (*self.blocks, *(block for annex in self.annexes for block in annex.blocks)):
            yield from _numbers(block)


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: lines above, a table, and charts below it, each with its own figures."""

    name: str
    table: Table
    above: tuple[str, ...] = ()
    charts: tuple[ChartSpec, ...] = ()


def lines_of(name: str) -> list[str]:
    """A body's name as it stands in a letterhead: on one line, or a long one on two, broken before the place it is of, else in the middle."""
    gaps = [found.start() for found in PLACE.finditer(name)] or [found.start() for found in re.finditer(" ", name)]
    if len(name) <= ONE_LINE or not gaps:
        return [name] if name else []
    middle = min(gaps, key=lambda gap: abs(2 * gap + 1 - len(name)))
    return [name[:middle], name[middle + 1 :]]


def _numbers(block: Block) -> Iterator[Number]:
    if isinstance(block, Paragraph | Item):
        yield from (run for run in block.runs if isinstance(run, Number))
    if isinstance(block, Table):
        yield from (cell for row in block.rows if not isinstance(row, Band) for cell in row if isinstance(cell, Number))


def _in_steps(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The first heading is of level 1, and each next at most one deeper than the one before."""
    deepest = 0
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            deepest = max(1, min(block.level, deepest + 1))
            found.append(replace(block, level=deepest))
        else:
            found.append(block)
    return tuple(found)


def _closed(block: Block, end: str) -> Block:
    if not isinstance(block, Paragraph | Item) or not block.runs:
        return block
    last = block.runs[-1]
    if isinstance(last, Number):
        return replace(block, runs=(*block.runs, end))
    words = last.text if isinstance(last, Strong) else last
    bare = words.rstrip().rstrip("./").rstrip()
    return replace(block, runs=(*block.runs[:-1], *((Strong(bare), end) if isinstance(last, Strong) else (bare + end,))))
