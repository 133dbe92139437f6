"""Papers: what is written comes back out of the DOCX, the PDF and the workbook."""

import io
import re
import unicodedata
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx as python_docx
import pypdf
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from pytest_django import Settings
from python_calamine import CalamineWorkbook

from danvan.lib.papers import Band, Chart, Column, Letterhead, Number, Sheet, Table, docx, pdf, xlsx
from danvan.lib.papers.model import lines_of
from danvan.lib.tests.papers_sample import ALPHABET, CHART, NASTY, TABLE, paper


@pytest.fixture(scope="module")
def party_docx() -> Document:
    """The Party report, read back."""
    return python_docx.Document(io.BytesIO(docx.render(paper())))


def reader(letterhead: Letterhead) -> pypdf.PdfReader:
    """The report as PDF, read back."""
    return pypdf.PdfReader(io.BytesIO(pdf.render(paper(letterhead))))


def flat(text: str) -> str:
    """Without spaces and line ends, composed: how a PDF cuts its lines does not matter."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


def words(document: Document) -> list[str]:
    """Every paragraph in order, those in tables too."""
    return ["".join(part.text or "" for part in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))]


def test_the_party_head_stands_as_the_guidance_asks(party_docx: Document) -> None:
    lines = words(party_docx)
    assert lines[:7] == [
        "TỈNH ỦY HÀ TĨNH",
        "BAN TUYÊN GIÁO VÀ DÂN VẬN",
        "*",
        "Số 05-BC/BTGDVTU",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Hà Tĩnh, ngày 05 tháng 10 năm 2026",
        "BÁO CÁO",
    ]
    assert lines[8] == "-----"


def test_the_page_is_a4_with_the_margins_and_lines_of_the_guidance(party_docx: Document) -> None:
    section = party_docx.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(size.mm) for size in sizes if size] == [210, 297, 20, 20, 30, 15]
    body = party_docx.styles["Normal"]
    assert (body.font.name, body.font.size) == ("Times New Roman", Pt(14))
    assert body.paragraph_format.line_spacing == Pt(18)
    assert round(body.paragraph_format.first_line_indent.mm) == round(Mm(10).mm)


def test_the_page_number_stands_on_top_from_the_second_page_on(party_docx: Document) -> None:
    section = party_docx.sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml


def test_the_party_report_ends_with_a_full_stop_and_the_state_report_with_its_own_sign() -> None:
    state = python_docx.Document(io.BytesIO(docx.render(paper(Letterhead.STATE))))
    assert "Báo cáo để Ban Thường vụ theo dõi, chỉ đạo./." in words(state)
    assert "Báo cáo để Ban Thường vụ theo dõi, chỉ đạo." in words(python_docx.Document(io.BytesIO(docx.render(paper()))))


def test_the_state_head_stands_as_the_decree_asks() -> None:
    lines = words(python_docx.Document(io.BytesIO(docx.render(paper(Letterhead.STATE)))))
    assert {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 05/BC-UBND", "TM. ỦY BAN NHÂN DÂN"} <= set(lines)
    assert "*" not in lines


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Ủy ban nhân dân tỉnh Hà Tĩnh", ["Ủy ban nhân dân", "tỉnh Hà Tĩnh"]),
        ("Ủy ban nhân dân Thành phố Hồ Chí Minh", ["Ủy ban nhân dân", "Thành phố Hồ Chí Minh"]),
        ("Ban Chấp hành Trung ương Đảng", ["Ban Chấp hành", "Trung ương Đảng"]),
        ("Ban Tuyên giáo và Dân vận", ["Ban Tuyên giáo và Dân vận"]),
        ("Supercalifragilisticexpialidocious", ["Supercalifragilisticexpialidocious"]),
        ("", []),
    ],
)
def test_a_long_name_breaks_before_the_place_it_is_of(name: str, lines: list[str]) -> None:
    assert lines_of(name) == lines


def test_the_signer_and_the_recipients_stand_at_the_end(party_docx: Document) -> None:
    lines = words(party_docx)
    assert "T/M BAN THƯỜNG VỤ" in lines
    start = lines.index("Nơi nhận:")
    assert lines[start + 1 : start + 4] == ["- Thường trực Tỉnh ủy,", "- Các xã, phường,", "- Lưu Văn phòng."]


def test_headings_are_real_headings(party_docx: Document) -> None:
    found = [(p.style.name, p.text) for p in party_docx.paragraphs if p.style and p.style.name and p.style.name.startswith("Heading")]
    assert ("Heading 1", "I. Tình hình nhân dân") in found
    assert ("Heading 2", "1. Lãnh đạo, chỉ đạo") in found


def test_every_number_in_the_docx_leads_to_its_reference(party_docx: Document) -> None:
    links = [link.get(qn("w:anchor")) for link in party_docx.element.body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))]
    marks = {mark.get(qn("w:name")) for mark in party_docx.element.body.iter(qn("w:bookmarkStart"))}
    assert len(links) == len(list(paper().numbers()))
    assert set(links) == marks == {"ref_A1", "ref_C18"}


def test_the_look_up_table_tells_what_stands_behind_a_number(party_docx: Document) -> None:
    row = party_docx.tables[-1].rows[2]
    text = " ".join(cell.text for cell in row.cells)
    assert all(part in text for part in ("C18", "Đơn vào sổ trong kỳ.", "đếm từ hồ sơ", "Mã kiểm: abab"))
    addresses = [rel.target_ref for rel in party_docx.part.rels.values() if rel.is_external]
    assert "https://danvan.example/lam-viec/bao-cao/A1/" in addresses


def test_table_heads_repeat_and_pictures_have_words(party_docx: Document) -> None:
    long = party_docx.tables[-2]
    assert "w:tblHeader" in long.rows[0]._tr.xml
    assert "w:tblHeader" not in long.rows[1]._tr.xml
    described = [part.get("descr") for part in party_docx.element.body.iter(qn("wp:docPr"))]
    assert CHART.alt in described


def test_the_docx_says_its_language_title_and_issuer(party_docx: Document) -> None:
    properties = party_docx.core_properties
    assert (properties.language, properties.title, properties.author) == (
        "vi",
        "Báo cáo công tác dân vận quý III năm 2026",
        "Ban Tuyên giáo và Dân vận",
    )
    assert {lang.get(qn("w:val")) for lang in party_docx.styles.element.iter(qn("w:lang"))} == {"vi-VN"}


def test_what_people_typed_stays_text_everywhere() -> None:
    assert NASTY in words(python_docx.Document(io.BytesIO(docx.render(paper()))))
    text = flat("".join(page.extract_text() for page in reader(Letterhead.PARTY).pages))
    assert flat(NASTY).replace('"', "") in text.replace('"', "").replace("“", "").replace("”", "")


@pytest.mark.parametrize("letterhead", list(Letterhead))
def test_the_pdf_has_every_vietnamese_letter(letterhead: Letterhead) -> None:
    text = flat("".join(page.extract_text() for page in reader(letterhead).pages))
    missing = [letter for letter in flat(ALPHABET + ALPHABET.upper()) if letter not in text]
    assert missing == []


@pytest.mark.parametrize("letterhead", list(Letterhead))
def test_the_pdf_is_tagged_vietnamese_and_carries_its_fonts(letterhead: Letterhead) -> None:
    document = reader(letterhead)
    catalog: Any = document.root_object
    pages: Any = document.pages
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert str(catalog["/Lang"]).startswith("vi")
    assert str(document.metadata and document.metadata.title) == paper(letterhead).title
    assert b"pdfuaid" in catalog["/Metadata"].get_object().get_data()
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert all("/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts)
    assert {str(font["/BaseFont"]).split("+")[1].split("-")[0] for font in fonts} == {"Tinos"}


def test_the_same_paper_makes_the_same_pdf() -> None:
    assert pdf.render(paper()) == pdf.render(paper())


def test_a_pdf_without_its_font_is_refused(settings: Settings, tmp_path: Path) -> None:
    settings.VENDOR = tmp_path
    with pytest.raises(pdf.PrintingFailed, match="Tinos"):
        pdf.render(paper())


def test_a_chart_becomes_a_picture() -> None:
    assert pdf.picture(pdf.drawn(Chart(CHART))).startswith(b"\x89PNG")


def book(*sheets: Sheet) -> tuple[bytes, CalamineWorkbook]:
    """The workbook and the same read back."""
    content = xlsx.render(sheets, title="Báo cáo", issuer="Ban")
    return content, CalamineWorkbook.from_filelike(io.BytesIO(content))


def test_numbers_in_the_workbook_are_numbers() -> None:
    _content, read = book(Sheet("Số liệu", TABLE, above=("Báo cáo quý III",)))
    rows = read.get_sheet_by_name("Số liệu").to_python()
    assert rows[0][0] == "Báo cáo quý III"
    assert rows[2] == ["Mã", "Chỉ tiêu", "Đơn vị tính", "Số liệu"]
    assert rows[4] == ["C18", "Đơn tiếp nhận", "đơn", 1635.0]


def test_nothing_typed_becomes_a_formula() -> None:
    table = Table("", (Column("A"), Column("B", "number")), (("=1+1", Number("6,84", "B1", value=Decimal("6.84"))), Band("=cmd()")))
    content, read = book(Sheet("=x", table))
    assert read.get_sheet_by_index(0).to_python()[1] == ["=1+1", 6.84]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_workbook_has_a_native_chart_with_words_and_keeps_its_heads_in_sight() -> None:
    content, _read = book(Sheet("Số liệu", TABLE, charts=(CHART,)), Sheet("Số liệu", TABLE))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert CHART.alt in parts.read("xl/drawings/drawing1.xml").decode()
        assert "xl/charts/chart1.xml" in parts.namelist()
        assert b'state="frozen"' in parts.read("xl/worksheets/sheet1.xml")


def test_two_sheets_of_one_name_get_two_names() -> None:
    _content, read = book(Sheet("Số/liệu", TABLE), Sheet("Số liệu", TABLE), Sheet("x" * 40, TABLE))
    assert read.sheet_names == ["Số liệu", "Số liệu 2", "x" * 31]
