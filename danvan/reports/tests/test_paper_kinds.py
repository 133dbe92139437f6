"""A paper of every kind: quarter, 6 and 9 months, year, term, and a report on one theme over days of its own."""

import io

import docx as python_docx
import pytest
from pypdf import PdfReader

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.periods import parse
from danvan.lib.tests.docx_rules import faults
from danvan.reports.papers.files import build
from danvan.reports.tests.factories import AFTER, OLD, book, counted_figure, filed, period, unit
from danvan.units.services import establish

KINDS = [
    ("2023-Q3", "Báo cáo công tác dân vận", "công tác dân vận quý III năm 2023"),
    ("2023-6M", "Báo cáo công tác dân vận", "công tác dân vận 6 tháng đầu năm 2023"),
    ("2023-6M2", "Báo cáo công tác dân vận", "công tác dân vận 6 tháng cuối năm 2023"),
    ("2023-9M", "Báo cáo công tác dân vận", "công tác dân vận 9 tháng đầu năm 2023"),
    ("2023", "Báo cáo công tác dân vận", "công tác dân vận năm 2023"),
    ("2015..2020", "Báo cáo công tác dân vận", "tổng kết công tác dân vận nhiệm kỳ 2015-2020"),
    (
        "2023-01-15..2023-09-14",
        "Báo cáo kết quả thực hiện dân chủ ở cơ sở",
        "kết quả thực hiện dân chủ ở cơ sở từ ngày 15/01/2023 đến ngày 14/09/2023",
    ),
]


@pytest.mark.parametrize(("key", "title", "subject"), KINDS)
@pytest.mark.django_db
def test_a_paper_of_every_kind_is_a_document_to_sign_with_its_figures(key: str, title: str, subject: str) -> None:
    with counted_figure(), clock.standing_at(AFTER):
        said = book()
        said.form.title = title
        said.form.save()
        province = unit("province", "Hà Tĩnh", unit("centre", "Việt Nam"))
        establish(by=SYSTEM, unit=province, on=max(OLD, parse(key).last.replace(month=1, day=1)))
        filed(said.form, province, {said.typed: "1234"}, key)
        content = build(province, period(key), "docx", form=said.form).content
        document = python_docx.Document(io.BytesIO(content))
        paper = PdfReader(io.BytesIO(build(province, period(key), "pdf", form=said.form).content))
    assert faults(content) == []
    written = "\n".join(
        [one.text for one in document.paragraphs] + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    printed = " ".join("\n".join(page.extract_text() for page in paper.pages).split())
    for words in (" ".join(written.split()), printed):
        assert subject in words
        assert "1.234" in words
        assert "BÁO CÁO" in words
        assert "Nơi nhận" in words
