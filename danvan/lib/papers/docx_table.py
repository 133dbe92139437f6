"""A table of WordprocessingML, written whole and parsed once: python-docx takes milliseconds for each cell, and a province has ten thousand."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length

from danvan.lib.papers.docx_styles import CELL_STYLE

SHADE = "F0F0F0"
# What XML cannot hold; everything else is escaped.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def run(text: str, *, bold: bool = False, raised: bool = False, points: float = 0) -> str:
    """Some text in one look."""
    look = ("<w:b/>" if bold else "") + (f'<w:sz w:val="{points * 2:g}"/>' if points else "")
    look += '<w:vertAlign w:val="superscript"/>' if raised else ""
    words = escape(FORBIDDEN.sub("", text), quote=False).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r>{f"<w:rPr>{look}</w:rPr>" if look else ""}<w:t xml:space="preserve">{words}</w:t></w:r>'


def to_anchor(anchor: str, runs: str) -> str:
    """Runs that lead to a bookmark of the document."""
    return f'<w:hyperlink w:anchor="{escape(anchor)}" w:history="1">{runs}</w:hyperlink>'


def to_address(relation: str, runs: str) -> str:
    """Runs that lead to an address outside, by its relation."""
    return f'<w:hyperlink r:id="{escape(relation)}" w:history="1">{runs}</w:hyperlink>'


def mark(name: str, number: int) -> str:
    """A bookmark."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{escape(name)}"/><w:bookmarkEnd w:id="{number}"/>'


def line(runs: str, align: str = "left", *, keep: bool = False) -> str:
    """A paragraph of a cell: left, center or right; `keep` with what follows."""
    stays = "<w:keepNext/>" if keep else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{CELL_STYLE}"/>{stays}<w:jc w:val="{align}"/></w:pPr>{runs}</w:p>'


def cell(lines: str, width: int, *, span: int = 1, fill: str = "") -> str:
    """A cell of a width in twentieths of a point."""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{shade}<w:vAlign w:val="center"/></w:tcPr>{lines}</w:tc>'


def row(cells: Iterable[str], *, head: bool = False) -> str:
    """A row that never breaks across pages; a head is repeated on each."""
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def heads(titles: Sequence[str], widths: Sequence[int]) -> str:
    """The head row."""
    return row((cell(line(run(title, bold=True), "center"), width) for title, width in zip(titles, widths, strict=True)), head=True)


def band(title: str, widths: Sequence[int]) -> str:
    """A row across the table that names the rows below it and stays with them."""
    return row([cell(line(run(title, bold=True), keep=True), sum(widths), span=len(widths), fill=SHADE)])


def widths_of(shares: Sequence[float], width: Length) -> list[int]:
    """Shares of a width, in twentieths of a point."""
    whole = sum(shares)
    return [int(width.pt * 20 * share / whole) for share in shares]


def place(document: Document, widths: Sequence[int], rows: Iterable[str]) -> None:
    """Put the table at the end of the document."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    about = f'<w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>{look}'
    table = f"<w:tbl {nsdecls('w', 'r')}><w:tblPr>{about}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    document.element.body.insert_element_before(parse_xml(table), "w:sectPr")
