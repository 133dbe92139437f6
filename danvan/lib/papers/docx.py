"""A paper as DOCX in the official layout, with real styles, repeated table heads, alternative text and links from figures to their references."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.section import Section
from docx.shared import Emu, Mm, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from danvan.lib.papers import docx_table as grid
from danvan.lib.papers import docx_xml as xml
from danvan.lib.papers import pdf, wording
from danvan.lib.papers.docx_sign import addressees, lines_in, placing, sign, subject, text_width
from danvan.lib.papers.docx_styles import CELL_STYLE, set_styles
from danvan.lib.papers.model import (
    Annex,
    Band,
    Block,
    Cell,
    Chart,
    Heading,
    Item,
    Map,
    Note,
    Number,
    Paper,
    Paragraph,
    Reference,
    Run,
    Strong,
    Table,
    lines_of,
)

REFERENCE_SHARES = (14, 66, 19, 66)
SIDES = {"number": "right", "code": "center"}


def render(paper: Paper) -> bytes:
    """The DOCX."""
    word = _Word(paper)
    word.write()
    out = BytesIO()
    word.document.save(out)
    return out.getvalue()


class _Word:
    """One document being written."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.known = {reference.code for reference in paper.references}
        self.document: Document = docx.Document()
        set_styles(self.document, paper.language)
        _page(self.document, paper)
        _properties(self.document, paper)
        xml.as_word_writes(self.document)

    def write(self) -> None:
        _letterhead(self.document, self.paper)
        if self.paper.letter:
            subject(self.document)
        else:
            _title(self.document, self.paper)
        addressees(self.document, self.paper)
        self.blocks(self.paper.body())
        sign(self.document, self.paper)
        for annex in self.paper.annexes:
            self.annex(annex)
        if self.paper.references:
            self.references()
        xml.part_tables(self.document, CELL_STYLE)

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Heading():
                self.document.add_heading(block.text, level=block.level)
            case Paragraph():
                self.runs(self.document.add_paragraph(), block.runs, marks=True)
            case Item():
                self.runs(self.document.add_paragraph(style="List Bullet"), block.runs, marks=True)
            case Note():
                self.document.add_paragraph(block.text, style="Ghi chú")
            case Table():
                self.table(block)
            case Chart() | Map():
                self.picture(pdf.drawn(block))

    def runs(self, paragraph: WordParagraph, runs: Sequence[Run], *, marks: bool) -> None:
        for run in runs:
            if isinstance(run, Number):
                self.number(paragraph, run, marks=marks)
            elif isinstance(run, Strong):
                paragraph.add_run(run.text).bold = True
            else:
                paragraph.add_run(run)

    def number(self, paragraph: WordParagraph, number: Number, *, marks: bool) -> None:
        pieces = [paragraph.add_run(number.text)]
        if number.ref not in self.known:
            return
        if marks:
            pieces.append(paragraph.add_run(f"[{number.ref}]"))
            pieces[-1].font.superscript = True
        xml.internal_link(paragraph, _anchor(number.ref), *pieces)

    def table(self, block: Table) -> None:
        if block.title:
            self.document.add_paragraph(block.title, style="Tên bảng")
        widths = grid.widths_of([column.share for column in block.columns], text_width(self.document))
        kinds = [SIDES.get(column.kind, "left") for column in block.columns]
        rows = (self.row(row, widths, kinds, marks=block.marks) for row in block.rows)
        grid.place(self.document, widths, [grid.heads([column.title for column in block.columns], widths), *rows])
        self.document.add_paragraph(style="Ô bảng")

    def row(self, row: tuple[Cell, ...] | Band, widths: Sequence[int], sides: Sequence[str], *, marks: bool) -> str:
        if isinstance(row, Band):
            return grid.band(row.title, widths)
        cells = zip(row, widths, sides, strict=True)
        return grid.row(grid.cell(grid.line(self.content(content, marks=marks), side), width) for content, width, side in cells)

    def content(self, content: Cell, *, marks: bool) -> str:
        """What stands in a cell; a figure with a reference leads to it."""
        if not isinstance(content, Number):
            return grid.run(content)
        if content.ref not in self.known:
            return grid.run(content.text)
        shown = grid.run(f"[{content.ref}]", raised=True) if marks else ""
        return grid.to_anchor(_anchor(content.ref), grid.run(content.text) + shown)

    def picture(self, drawn: pdf.Drawn) -> None:
        self.document.add_paragraph(drawn.title, style="Tên bảng")
        unit = self.document.add_paragraph(drawn.unit, style="Ô bảng")
        unit.alignment, unit.paragraph_format.keep_with_next = ALIGN.CENTER, True
        holder = self.document.add_paragraph(style="Hình")
        holder.paragraph_format.keep_with_next = bool(drawn.note)
        # As wide as the pixels ask at 96 dots an inch, no wider than the text and no taller than the page.
        width = min(Emu(drawn.width * 9525), text_width(self.document))
        picture = holder.add_run().add_picture(BytesIO(pdf.picture(drawn)), width=width)
        tallest = Mm(205)
        if picture.height > tallest:
            picture.width, picture.height = Emu(int(picture.width * tallest / picture.height)), tallest
        xml.describe(picture, drawn.title, drawn.alt)
        if drawn.note:
            self.document.add_paragraph(drawn.note, style="Ghi chú").alignment = ALIGN.CENTER

    def annex(self, annex: Annex) -> None:
        heading = self.part(annex.title, wide=annex.wide)
        heading.paragraph_format.space_after = Pt(0)
        if annex.name:
            self.document.add_paragraph(annex.name, style="Subtitle").paragraph_format.keep_with_next = True
        line = self.document.add_paragraph(style="Tiêu đề văn bản")
        line.add_run(self.paper.attached_line()).italic = True
        line.paragraph_format.space_after = Pt(8)
        self.blocks(annex.blocks)

    def part(self, title: str, *, wide: bool = False) -> WordParagraph:
        """A new page with its title; a section of its own where the page turns."""
        section = self.document.sections[-1]
        turns = (section.orientation == WD_ORIENT.LANDSCAPE) != (wide or self.paper.wide)
        if turns:
            section = self.document.add_section(WD_SECTION.NEW_PAGE)
            _turned(section, wide=wide or self.paper.wide)
            # Only the paper's own first page goes without a number.
            section.different_first_page_header_footer = False
        heading: WordParagraph = self.document.add_heading(title, level=1)
        heading.alignment, heading.paragraph_format.first_line_indent = ALIGN.CENTER, Mm(0)
        heading.paragraph_format.page_break_before = not turns
        return heading

    def references(self) -> None:
        self.part(wording.REFERENCES)
        if self.paper.references_note:
            self.document.add_paragraph(self.paper.references_note, style="Ghi chú")
        widths = grid.widths_of(REFERENCE_SHARES, text_width(self.document))
        rows = [self.reference(reference, number, widths) for number, reference in enumerate(self.paper.references, start=1)]
        grid.place(self.document, widths, [grid.heads(wording.REFERENCE_HEADS, widths), *rows])

    def reference(self, reference: Reference, number: int, widths: Sequence[int]) -> str:
        what = [grid.run(reference.name, bold=True), grid.run(reference.definition) if reference.definition else ""]
        how = [grid.run(reference.how), self.address(reference.address), _small(wording.digest(reference.digest))]
        cells = (
            grid.line(grid.mark(_anchor(reference.code), number) + grid.run(reference.code), "center"),
            "".join(grid.line(part) for part in what if part),
            grid.line(grid.run(reference.measure), "center"),
            "".join(grid.line(part) for part in how if part),
        )
        return grid.row(grid.cell(lines, width) for lines, width in zip(cells, widths, strict=True))

    def address(self, address: str) -> str:
        if not address:
            return ""
        relation = self.document.part.relate_to(address, xml.EXTERNAL, is_external=True)
        return grid.to_address(relation, _small(wording.breakable(address)))


def _anchor(code: str) -> str:
    return "ref_" + "".join(letter if letter.isalnum() else "_" for letter in code)


def _small(text: str) -> str:
    return grid.run(text, points=9.5) if text else ""


def _page(document: Document, paper: Paper) -> None:
    section = document.sections[0]
    _turned(section, wide=paper.wide)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]
    header.style = document.styles["Số trang"]
    xml.page_number(header)
    if paper.footer:
        for footer in (section.footer, section.first_page_footer):
            line = footer.paragraphs[0]
            line.style = document.styles["Ô bảng"]
            line.add_run(paper.footer).font.size = Pt(8.5)


def _turned(section: Section, *, wide: bool) -> None:
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT


def _properties(document: Document, paper: Paper) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = paper.title, paper.issuer_in_full, paper.language
    properties.comments, properties.keywords = "", paper.symbol
    properties.created = properties.modified = datetime.combine(paper.day, time())
    properties.last_modified_by = paper.issuer_in_full


def _letterhead(document: Document, paper: Paper) -> None:
    if paper.party:
        _party_head(placing(document, 80), paper)
    else:
        _state_head(placing(document, 68 if not paper.wide else 110, rows=2), paper)


def _party_head(table: WordTable, paper: Paper) -> None:
    left, right = table.rows[0].cells
    about = [(paper.subject_line(), 12.0, False, False)] if paper.subject_line() else []
    lines_in(left, [*_issued(paper, 14), ("*", 14, False, False), (paper.number_line(), 14, False, False), *about])
    name, place = lines_in(right, [(wording.PARTY, 15, True, False), (paper.place_line(), 14, False, True)])
    _underlined(name, 4)
    place.paragraph_format.space_before = Pt(8)


def _issued(paper: Paper, size: float) -> list[tuple[str, float, bool, bool]]:
    """The body above and the one that issues it, long names on two lines."""
    names = [(line, False) for line in lines_of(paper.upper)] + [(line, True) for line in lines_of(paper.issuer)]
    return [(line.upper(), size, bold, False) for line, bold in names]


def _state_head(table: WordTable, paper: Paper) -> None:
    left, right = table.rows[0].cells
    line = lines_in(left, [*_issued(paper, 13), ("", 2, False, False)])[-1]
    _underlined(line, 22)
    line.paragraph_format.line_spacing = Pt(4)
    _underlined(lines_in(right, [(wording.STATE, 12.5, True, False), (wording.STATE_MOTTO, 14, True, False)])[-1], 17)
    left, right = table.rows[1].cells
    about = [(paper.subject_line(), 12.0, False, False)] if paper.subject_line() else []
    lines_in(left, [(paper.number_line(), 13, False, False), *about])[0].paragraph_format.space_before = Pt(6)
    lines_in(right, [(paper.place_line(), 14, False, True)])[0].paragraph_format.space_before = Pt(6)


def _underlined(paragraph: WordParagraph, indent: float) -> None:
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent)
    xml.line_below(paragraph)


def _title(document: Document, paper: Paper) -> None:
    document.add_paragraph(paper.type_name.upper(), style="Title")
    summary = document.add_paragraph(paper.summary, style="Subtitle") if paper.summary else None
    if paper.party:
        document.add_paragraph("-----", style="Tiêu đề văn bản").paragraph_format.space_after = Pt(10)
        return
    line = document.add_paragraph(style="Tiêu đề văn bản")
    _underlined(line, 62)
    line.paragraph_format.line_spacing, line.paragraph_format.space_after = Pt(4), Pt(12)
    if summary is not None:
        summary.paragraph_format.keep_with_next = True
