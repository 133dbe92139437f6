"""The paragraph styles of a paper as DOCX: one face, exact lines, names that Word shows."""

from copy import deepcopy

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from danvan.lib.papers import docx_xml as xml

FONT = "Times New Roman"
CELL_STYLE = "TableText"
STYLE_IDS = {
    "Tiêu đề văn bản": "HeadLine",
    "Số trang": "PageNumber",
    "Ô bảng": CELL_STYLE,
    "Ghi chú": "Remark",
    "Tên bảng": "TableName",
    "Hình": "Picture",
}
BLACK = RGBColor(0, 0, 0)


def _face(style: ParagraphStyle, size: float, *, bold: bool = False, italic: bool = False) -> None:
    xml.clear(style.element.get_or_add_rPr())
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, italic
    style.font.color.rgb = BLACK
    for script in ("eastAsia", "cs"):
        style.element.rPr.get_or_add_rFonts().set(qn(f"w:{script}"), FONT)


def _shape(style: ParagraphStyle, align: ALIGN, *, line: float, before: float = 0, after: float = 0, indent: float = 0) -> None:
    form = style.paragraph_format
    form.alignment, form.first_line_indent = align, Mm(indent)
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)


def _style(document: Document, name: str) -> ParagraphStyle:
    """The template's style of that name, or a new one with an id of plain letters."""
    if name in document.styles:
        found = document.styles[name]
    else:
        found = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        found.element.set(qn("w:styleId"), STYLE_IDS[name])
    assert isinstance(found, ParagraphStyle)
    return found


def set_styles(document: Document, language: str) -> None:
    """Give the document the styles of an official paper: body 14 pt, exact lines of 18 pt, first line in by 1 cm, justified; the rest follows from it."""
    xml.keep_styles(document.styles.element, {"TableNormal", "TableGrid"})
    body = _style(document, "Normal")
    _face(body, 14)
    _shape(body, ALIGN.JUSTIFY, line=18, after=6, indent=10)
    _defaults(document, body)
    _language(document, body, language)
    for level in (1, 2, 3):
        heading = _style(document, f"Heading {level}")
        _face(heading, 14, bold=True, italic=level == 3)
        _shape(heading, ALIGN.JUSTIFY, line=18, before=8, after=6, indent=10)
        heading.paragraph_format.keep_with_next = True
    title, summary = _style(document, "Title"), _style(document, "Subtitle")
    _face(title, 15, bold=True)
    _face(summary, 14, bold=True)
    _shape(title, ALIGN.CENTER, line=18, before=16)
    _shape(summary, ALIGN.CENTER, line=18)
    _no_line(title)
    item = _style(document, "List Bullet")
    _face(item, 14)
    _shape(item, ALIGN.JUSTIFY, line=18, after=6)
    item.paragraph_format.left_indent, item.paragraph_format.first_line_indent = Mm(15), Mm(-5)
    xml.dashes(document, item)
    _named(document)


def _defaults(document: Document, body: ParagraphStyle) -> None:
    """What holds where no style speaks is the body's face too, so that no reader falls back on another."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    xml.clear(defaults)
    for part in body.element.rPr:
        defaults.append(deepcopy(part))


def _named(document: Document) -> None:
    for name, size, align, line in (
        ("Tiêu đề văn bản", 14.0, ALIGN.CENTER, 18.0),
        ("Số trang", 13, ALIGN.CENTER, 16),
        ("Ô bảng", 11.5, ALIGN.LEFT, 15),
    ):
        style = _style(document, name)
        _face(style, size)
        _shape(style, align, line=line)
    cell = _style(document, "Ô bảng").paragraph_format
    cell.space_before = cell.space_after = Pt(1.5)
    note, caption, picture = _style(document, "Ghi chú"), _style(document, "Tên bảng"), _style(document, "Hình")
    _face(note, 12, italic=True)
    _shape(note, ALIGN.JUSTIFY, line=16, after=6, indent=10)
    _face(caption, 13, bold=True)
    _shape(caption, ALIGN.CENTER, line=17, before=8, after=4)
    caption.paragraph_format.keep_with_next = True
    # A picture needs the height it needs: exact lines would cut it.
    picture.paragraph_format.alignment, picture.paragraph_format.first_line_indent = ALIGN.CENTER, Mm(0)
    picture.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE


def _no_line(style: ParagraphStyle) -> None:
    """Word's own title style has a blue line under it."""
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _language(document: Document, style: ParagraphStyle, language: str) -> None:
    code = {"vi": "vi-VN", "en": "en-GB", "ru": "ru-RU"}.get(language, language)
    style.element.get_or_add_rPr().append(xml.element("lang", val=code, eastAsia=code, bidi=code))
    for root in (document.styles.element, document.settings.element):
        for other in (*root.iter(qn("w:lang")), *root.iter(qn("w:themeFontLang"))):
            other.set(qn("w:val"), code)
