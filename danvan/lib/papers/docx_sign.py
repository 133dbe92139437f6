"""The parts of a DOCX around its text that stand side by side: what is placed without lines, who is written to, who signs, who receives."""

from collections.abc import Sequence
from io import BytesIO

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Emu, Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from danvan.lib.papers import docx_xml as xml
from danvan.lib.papers import qr, wording
from danvan.lib.papers.model import Paper

SIGN_ROOM = Mm(28)


def text_width(document: Document) -> Emu:
    """How wide the text of the page is."""
    section = document.sections[-1]
    return Emu((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))


def lines_in(cell: _Cell, lines: Sequence[tuple[str, float, bool, bool]]) -> list[WordParagraph]:
    """Centred lines in a cell: words, size, bold, italic."""
    made = []
    for number, (words, size, bold, italic) in enumerate(lines):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        paragraph.style = "Tiêu đề văn bản"
        run = paragraph.add_run(words)
        run.font.size, run.bold, run.italic = Pt(size), bold, italic
        made.append(paragraph)
    return made


def placing(document: Document, *widths: float, rows: int = 1) -> WordTable:
    """A table without lines that puts things side by side; widths in millimetres, the last column takes what is left."""
    table: WordTable = document.add_table(rows=rows, cols=len(widths) + 1)
    table.autofit = False
    xml.bare(table)
    rest = Emu(text_width(document) - sum(Mm(width) for width in widths))
    for column, width in zip(table.columns, (*(Mm(width) for width in widths), rest), strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    return table


def subject(document: Document) -> None:
    """A letter has no title: a little room under its head."""
    document.add_paragraph(style="Tiêu đề văn bản").paragraph_format.space_after = Pt(4)


def addressees(document: Document, paper: Paper) -> None:
    """Who is written to: one line, or a list under the word."""
    if not paper.addressees:
        return
    several = len(paper.addressees) > 1
    lines = [wording.ADDRESSED, *(f"- {line}" for line in paper.addressees)] if several else [f"{wording.ADDRESSED} {paper.addressees[0]}"]
    made = [document.add_paragraph(line, style="Tiêu đề văn bản") for line in lines]
    for one in made if several else []:
        one.alignment, one.paragraph_format.left_indent = ALIGN.LEFT, Mm(30)
    made[-1].paragraph_format.space_after = Pt(10)


def sign(document: Document, paper: Paper) -> None:
    """The last words stay with the signature: no signature stands alone on a page. Witnesses sign to the left of the signer."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph(style="Ô bảng").paragraph_format.keep_with_next = True
    if not paper.witnesses:
        left, right = _signing_row(document, 1)
        _recipients(left, paper)
        _signer(right, paper)
        return
    *others, last = _signing_row(document, len(paper.witnesses))
    for cell, who in zip(others, paper.witnesses, strict=True):
        lines_in(cell, [(who.upper(), 14, True, False), (wording.SIGN_HERE, 12, False, True)])[-1].paragraph_format.space_after = SIGN_ROOM
    _signer(last, paper)
    if paper.recipient_lines() or paper.code_of:
        _recipients(_signing_row(document, 1)[0], paper)


def _signing_row(document: Document, beside: int) -> tuple[_Cell, ...]:
    share = text_width(document).mm / (beside + 1)
    row = placing(document, *[share] * beside).rows[0]
    xml.whole_row(row)
    return tuple(row.cells)


def _signer(cell: _Cell, paper: Paper) -> None:
    authority = [(paper.authority_line().upper(), 14.0, True, False)] if paper.authority_line() else []
    here = [(wording.SIGN_HERE, 12.0, False, True)] if paper.witnesses else []
    name = [(paper.signature.name, 14.0, True, False)] if paper.signature.name else []
    lines = lines_in(cell, [*authority, (paper.signature.position.upper(), 14, not paper.party, False), *here, *name])
    # Room for the hand, above the name where it is printed.
    lines[-2 if name else -1].paragraph_format.space_after = SIGN_ROOM


def _recipients(cell: _Cell, paper: Paper) -> None:
    head = cell.paragraphs[0]
    head.style, head.alignment = "Ô bảng", ALIGN.LEFT
    if paper.recipient_lines():
        title = head.add_run(wording.RECIPIENTS)
        title.font.size = Pt(14 if paper.party else 12)
        title.underline, title.bold, title.italic = (True, None, None) if paper.party else (None, True, True)
        head.paragraph_format.line_spacing = Pt(18)
        head.add_run(":").font.size = Pt(14 if paper.party else 12)
    for line in paper.recipient_lines():
        cell.add_paragraph(style="Ô bảng").add_run(line).font.size = Pt(12 if paper.party else 11)
    if paper.code_of:
        _code(cell, paper)


def _code(cell: _Cell, paper: Paper) -> None:
    picture = cell.add_paragraph(style="Hình").add_run().add_picture(BytesIO(qr.png(paper.code_of)), width=Mm(24))
    xml.describe(picture, wording.CODE_ALT, paper.code_note or wording.CODE_ALT)
    if paper.code_note:
        cell.add_paragraph(style="Ô bảng").add_run(paper.code_note).font.size = Pt(10)
