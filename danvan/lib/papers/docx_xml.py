"""The parts of WordprocessingML that python-docx does not offer: fields, links, borders, bookmarks, alternative text."""

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shape import InlineShape
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

EXTERNAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def element(tag: str, /, **attributes: str) -> BaseOxmlElement:
    """`<w:tag w:attribute="...">`."""
    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def page_number(paragraph: Paragraph) -> None:
    """A PAGE field."""
    run = paragraph.add_run()
    instruction = element("instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = "PAGE"
    for part in (element("fldChar", fldCharType="begin"), instruction, element("fldChar", fldCharType="end")):
        run._r.append(part)


def internal_link(paragraph: Paragraph, anchor: str, *pieces: Run) -> None:
    """Move the runs into a link to the bookmark."""
    link = element("hyperlink", anchor=anchor, history="1")
    paragraph._p.append(link)
    for piece in pieces:
        link.append(piece._r)


def line_below(paragraph: Paragraph) -> None:
    """A thin line under the paragraph, as wide as its indents leave."""
    borders = element("pBdr")
    borders.append(element("bottom", val="single", sz="6", space="1", color="000000"))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def whole_row(row: _Row) -> None:
    """Never break this row across pages."""
    row._tr.get_or_add_trPr().append(element("cantSplit"))


def describe(picture: InlineShape, title: str, words: str) -> None:
    """Alternative text of a picture."""
    properties = picture._inline.docPr
    properties.set("title", title)
    properties.set("descr", words)


def bare(table: Table) -> None:
    """A table that only places things: no lines, no padding at the sides."""
    borders, margins = element("tblBorders"), element("tblCellMar")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="nil"))
    for side in ("left", "right"):
        margins.append(element(side, w="0", type="dxa"))
    _insert(table, borders, {"shd", "tblLayout", "tblCellMar", "tblLook"})
    _insert(table, margins, {"tblLook"})


def _insert(table: Table, part: BaseOxmlElement, later: set[str]) -> None:
    """The schema wants the properties of a table in order: put the part before those that come later."""
    properties, tags = table._tbl.tblPr, {qn(f"w:{name}") for name in later}
    place = next((place for place, other in enumerate(properties) if other.tag in tags), len(properties))
    properties.insert(place, part)


def keep_styles(styles: BaseOxmlElement, tables: set[str]) -> None:
    """Drop the template's coloured table styles except those named, and the character twins of its headings with their own colours."""
    for style in styles.findall(qn("w:style")):
        kind, linked = style.get(qn("w:type")), style.find(qn("w:link"))
        if (kind == "table" and style.get(qn("w:styleId")) not in tables) or (kind == "character" and linked is not None):
            styles.remove(style)
        elif linked is not None:
            style.remove(linked)


def clear(properties: BaseOxmlElement) -> None:
    """Take away every property."""
    for part in list(properties):
        properties.remove(part)


def dashes(document: Document, style: ParagraphStyle) -> None:
    """The list style counts with a dash in the text's own face instead of the template's bullet."""
    number = style.element.pPr.numPr.numId.val
    numbering = document.part.numbering_part.element
    abstract = numbering.num_having_numId(number).abstractNumId.val
    for kind in numbering.findall(qn("w:abstractNum")):
        if kind.get(qn("w:abstractNumId")) == str(abstract):
            level = kind.find(qn("w:lvl"))
            level.find(qn("w:lvlText")).set(qn("w:val"), "-")
            clear(level.find(qn("w:rPr")))


def as_word_writes(document: Document) -> None:
    """What Word repairs, or opens as a document of an older program: the template of python-docx says no share of its zoom (the schema wants one), is of
    Word 2010, has a picture of another page, and takes a comma for the end of a field.
    """
    settings = document.settings.element
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    settings.find(qn("w:decimalSymbol")).set(qn("w:val"), ",")
    settings.find(qn("w:listSeparator")).set(qn("w:val"), ";")
    package = document.part.package
    for name in [name for name, relation in package.rels.items() if relation.reltype.endswith("/thumbnail")]:
        del package.rels[name]


def part_tables(document: Document, style: str) -> None:
    """Two tables that touch become one in Word, and a document does not end with a table: a line too thin to be seen stands after each such."""
    for table in document.element.body.findall(qn("w:tbl")):
        after = table.getnext()
        if after is None or after.tag != qn("w:p"):
            table.addnext(_thin(style))


def _thin(style: str) -> BaseOxmlElement:
    paragraph, properties = OxmlElement("w:p"), OxmlElement("w:pPr")
    properties.append(element("pStyle", val=style))
    properties.append(element("spacing", before="0", after="0", line="20", lineRule="exact"))
    paragraph.append(properties)
    return paragraph
