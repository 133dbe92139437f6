"""A paper that everybody can read: the PDF is tagged for screen readers, lists are lists, tables have heads, pictures have words."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import docx as python_docx
import pypdf
import pytest

from danvan.lib.papers import Annex, Column, Item, Letterhead, Paper, Table, docx, pdf
from danvan.lib.tests.papers_sample import CHART, COLUMNS, MAP, paper

WIDE = Table("Theo đơn vị", tuple(Column(f"Cột {number}") for number in range(8)), ((*(str(number) for number in range(8)),),))


def full(letterhead: Letterhead = Letterhead.PARTY) -> Paper:
    """A report with a list and an annex on pages that lie."""
    said = paper(letterhead)
    blocks = (*said.blocks[:-1], Item(("Việc thứ nhất;",)), Item(("việc thứ hai",)), said.blocks[-1])
    return replace(said, blocks=blocks, annexes=(*said.annexes, Annex("PHỤ LỤC II", (WIDE,), name="Theo đơn vị", wide=True)))


@pytest.fixture(scope="module", params=list(Letterhead))
def document(request: pytest.FixtureRequest) -> pypdf.PdfReader:
    """The PDF read back."""
    return pypdf.PdfReader(io.BytesIO(pdf.render(full(request.param))))


def elements(document: pypdf.PdfReader) -> list[Any]:
    """Every element of the structure tree, in reading order."""
    root: Any = document.root_object
    return list(_below(root["/StructTreeRoot"]["/K"]))


def _below(kids: Any) -> Iterator[Any]:
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        element = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(element, dict) and "/S" in element:
            yield element
            if "/K" in element:
                yield from _below(element["/K"])


def test_the_pdf_names_its_language_and_shows_its_title(document: pypdf.PdfReader) -> None:
    root: Any = document.root_object
    assert str(root["/Lang"]).startswith("vi")
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()


def test_headings_lists_tables_and_links_are_tagged_as_what_they_are(document: pypdf.PdfReader) -> None:
    kinds = [str(element["/S"]) for element in elements(document)]
    assert {"/H1", "/H2", "/L", "/LI", "/Table", "/THead", "/TH", "/TBody", "/TR", "/TD", "/Figure", "/Link"} <= set(kinds)
    assert kinds.count("/LI") == 2
    assert kinds.count("/Figure") == 3


def test_every_picture_has_its_words(document: pypdf.PdfReader) -> None:
    words = [str(element["/Alt"]) for element in elements(document) if element["/S"] == "/Figure"]
    assert words == [CHART.alt, COLUMNS.alt, MAP.alt]


def test_a_wide_annex_lies_on_its_side_and_the_rest_stands(document: pypdf.PdfReader) -> None:
    sizes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in document.pages]
    lying = [number for number, size in enumerate(sizes) if size == (842, 595)]
    assert len(lying) == 1
    assert "Theo đơn vị" in document.pages[lying[0]].extract_text()
    assert document.pages[lying[0]].extract_text().startswith(str(lying[0] + 1))
    assert {size for number, size in enumerate(sizes) if number not in lying} == {(595, 842)}


def test_each_annex_says_what_it_belongs_to() -> None:
    assert full().attached_line() == "(Kèm theo Báo cáo số 05-BC/BTGDVTU, ngày 05/10/2026 của Ban Tuyên giáo và Dân vận)"
    assert full(Letterhead.STATE).attached_line() == "(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 10 năm 2026 của Ủy ban nhân dân)"
    lines = [p.text for p in python_docx.Document(io.BytesIO(docx.render(full()))).paragraphs]
    assert lines.count(full().attached_line()) == 2


def test_a_docx_saved_again_keeps_every_word_and_link() -> None:
    first = python_docx.Document(io.BytesIO(docx.render(full())))
    again = io.BytesIO()
    first.save(again)
    second = python_docx.Document(again)
    assert second.element.body.xml == first.element.body.xml
    assert [section.orientation for section in second.sections] == [section.orientation for section in first.sections]


def test_what_xml_cannot_hold_is_left_out_of_a_cell() -> None:
    table = Table("", (Column("A"), Column("B")), (("a\x00b <&>", "một\nhai"),))
    document = python_docx.Document(io.BytesIO(docx.render(replace(paper(), annexes=(Annex("PHỤ LỤC", (table,)),), references=()))))
    assert [cell.text for cell in document.tables[-1].rows[1].cells] == ["ab <&>", "một\nhai"]
