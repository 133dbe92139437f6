"""A paper as DOCX in the official layout, with real styles, repeated table heads, alternative text and links from figures to their references."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK
from docx.shared import Emu, Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from danvan.lib.charts import ChartSpec
from danvan.lib.papers import docx_xml as xml
from danvan.lib.papers import pdf, wording
from danvan.lib.papers.docx_sign import addressees, lines_in, placing, sign, subject, text_width
from danvan.lib.papers.docx_styles import CELL_STYLE, set_styles
from danvan.lib.papers.model import Band, Block, Chart, Heading, Note, Number, Paper, Paragraph, Reference, Run, Strong, Table

REFERENCE_SHARES = (14, 66, 19, 66)


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
            self.annex_title(annex.title)
            self.blocks(annex.blocks)
        if self.paper.references:
            self.references()

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Heading():
                self.document.add_heading(block.text, level=block.level)
            case Paragraph():
                self.runs(self.document.add_paragraph(), block.runs, marks=True)
            case Note():
                self.document.add_paragraph(block.text, style="Ghi chú")
            case Table():
                self.table(block)
            case Chart():
                self.chart(block.spec)

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
        table = _grid(self.document, [column.title for column in block.columns], [column.share for column in block.columns])
        kinds = [column.kind for column in block.columns]
        for row in block.rows:
            cells = _row(table)
            if isinstance(row, Band):
                _band(cells.cells[0].merge(cells.cells[-1]), row.title)
                continue
            for cell, content, kind in zip(cells.cells, row, kinds, strict=True):
                paragraph = _cell(cell, {"number": ALIGN.RIGHT, "code": ALIGN.CENTER}.get(kind, ALIGN.LEFT))
                self.runs(paragraph, [content], marks=block.marks)
        self.document.add_paragraph(style="Ô bảng")

    def chart(self, spec: ChartSpec) -> None:
        self.document.add_paragraph(spec.title, style="Tên bảng")
        unit = self.document.add_paragraph(wording.unit_line(spec.unit), style="Ô bảng")
        unit.alignment, unit.paragraph_format.keep_with_next = ALIGN.CENTER, True
        holder = self.document.add_paragraph(style="Hình")
        picture = holder.add_run().add_picture(BytesIO(pdf.picture(spec)), width=text_width(self.document))
        tallest = Mm(215)
        if picture.height > tallest:
            picture.width, picture.height = Emu(int(picture.width * tallest / picture.height)), tallest
        xml.describe(picture, spec.title, spec.alt)

    def annex_title(self, title: str) -> None:
        self.document.add_paragraph(style="Ô bảng").add_run().add_break(WD_BREAK.PAGE)
        heading = self.document.add_heading(title, level=1)
        heading.alignment, heading.paragraph_format.first_line_indent = ALIGN.CENTER, Mm(0)

    def references(self) -> None:
        self.annex_title(wording.REFERENCES)
        if self.paper.references_note:
            self.document.add_paragraph(self.paper.references_note, style="Ghi chú")
        table = _grid(self.document, wording.REFERENCE_HEADS, REFERENCE_SHARES)
        for number, reference in enumerate(self.paper.references, start=1):
            self.reference(table, reference, number)

    def reference(self, table: WordTable, reference: Reference, number: int) -> None:
        row = _row(table)
        code, what, measure, how = row.cells
        first = _cell(code, ALIGN.CENTER, reference.code)
        xml.bookmark(first, _anchor(reference.code), number)
        _cell(what, ALIGN.LEFT).add_run(reference.name).bold = True
        if reference.definition:
            what.add_paragraph(reference.definition, style="Ô bảng")
        _cell(measure, ALIGN.CENTER, reference.measure)
        _cell(how, ALIGN.LEFT, reference.how)
        if reference.address:
            line = how.add_paragraph(style="Ô bảng")
            xml.external_link(line, reference.address, _small(line.add_run(wording.breakable(reference.address))))
        if reference.digest:
            _small(how.add_paragraph(style="Ô bảng").add_run(wording.digest(reference.digest)))


def _anchor(code: str) -> str:
    return "ref_" + "".join(letter if letter.isalnum() else "_" for letter in code)


def _small(run: WordRun) -> WordRun:
    run.font.size = Pt(9.5)
    return run


def _page(document: Document, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if paper.wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if paper.wide else WD_ORIENT.PORTRAIT
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


def _properties(document: Document, paper: Paper) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = paper.title, paper.issuer, paper.language
    properties.comments, properties.keywords = "", paper.symbol
    properties.created = properties.modified = datetime.combine(paper.day, time())
    properties.last_modified_by = paper.issuer


def _grid(document: Document, heads: Sequence[str], shares: Sequence[float]) -> WordTable:
    table: WordTable = document.add_table(rows=1, cols=len(heads))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(shares)
    for column, cell, share in zip(table.columns, table.rows[0].cells, shares, strict=True):
        # Both: Word goes by the cells, others by the grid. Later rows take theirs from the grid.
        column.width = cell.width = Emu(int(text_width(document) * share / whole))
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        _cell(cell, ALIGN.CENTER).add_run(head).bold = True
    xml.header_row(table.rows[0])
    xml.whole_row(table.rows[0])
    return table


def _row(table: WordTable) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx left this one without types
    xml.whole_row(row)
    return row


def _cell(cell: _Cell, align: ALIGN, text: str = "") -> WordParagraph:
    paragraph: WordParagraph = cell.paragraphs[0]
    # By id: looking a style up by name walks the whole style sheet, a second for a long table.
    paragraph._p.style, paragraph.alignment = CELL_STYLE, align
    if text:
        paragraph.add_run(text)
    return paragraph


def _band(cell: _Cell, title: str) -> None:
    name = _cell(cell, ALIGN.LEFT)
    name.add_run(title).bold = True
    name.paragraph_format.keep_with_next = True
    xml.shade(cell, "F0F0F0")


def _letterhead(document: Document, paper: Paper) -> None:
    if paper.party:
        _party_head(placing(document, 80), paper)
    else:
        _state_head(placing(document, 68 if not paper.wide else 110, rows=2), paper)


def _party_head(table: WordTable, paper: Paper) -> None:
    left, right = table.rows[0].cells
    upper = [(paper.upper.upper(), 14.0, False, False)] if paper.upper else []
    about = [(paper.subject_line(), 12.0, False, False)] if paper.subject_line() else []
    lines_in(
        left, [*upper, (paper.issuer.upper(), 14, True, False), ("*", 14, False, False), (paper.number_line(), 14, False, False), *about]
    )
    name, place = lines_in(right, [(wording.PARTY, 15, True, False), (paper.place_line(), 14, False, True)])
    _underlined(name, 5.5)
    place.paragraph_format.space_before = Pt(8)


def _state_head(table: WordTable, paper: Paper) -> None:
    left, right = table.rows[0].cells
    upper = [(paper.upper.upper(), 13.0, False, False)] if paper.upper else []
    line = lines_in(left, [*upper, (paper.issuer.upper(), 13, True, False), ("", 2, False, False)])[-1]
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
