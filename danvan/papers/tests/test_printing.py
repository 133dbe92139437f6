"""Papers printed: what is written comes back out of the files, with its number, its version and its marks."""

import io
import re
import unicodedata
from dataclasses import replace
from datetime import timedelta

import docx as python_docx
import pypdf
import pytest
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.papers import printing, selectors, services
from danvan.papers.composing import values_of
from danvan.papers.models import Outgoing, Printed, Template
from danvan.papers.registry import registry
from danvan.papers.services import PrintedFile
from danvan.papers.tests.conftest import DAY, Play
from danvan.papers.tests.factories import ALPHABET, KIND, MARKER, PROTECTED, WORDING, changed, printed
from danvan.units.access import Acting
from danvan.units.models import Unit


def words(file: PrintedFile) -> str:
    """Every word of a DOCX, its foot too."""
    document = python_docx.Document(io.BytesIO(file.content))
    foot = [paragraph.text for paragraph in document.sections[0].first_page_footer.paragraphs]
    body = ["".join(part.text or "" for part in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))]
    return "\n".join([*body, *foot])


def flat(text: str) -> str:
    """Without spaces, composed: how a PDF cuts its lines does not matter."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


def test_a_paper_is_printed_as_docx_in_the_official_layout(play: Play) -> None:
    text = words(printed(play.editor))
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "THÔNG BÁO", "ngày 22 tháng 11 năm 2026", "CHỦ TỊCH"):
        assert part in text
    assert ALPHABET in text
    assert "- Như trên;" in text
    assert "- Lưu: VT." in text
    assert f"Kính gửi: {MARKER}" in text


def test_a_paper_is_printed_as_tagged_pdf_with_every_vietnamese_letter(play: Play) -> None:
    document = pypdf.PdfReader(io.BytesIO(printed(play.editor, form="pdf").content))
    text = flat("".join(page.extract_text() for page in document.pages))
    assert flat(ALPHABET) in text
    assert flat("mẫu units.sample, bản 1") in text
    assert document.root_object["/MarkInfo"]["/Marked"].value is True  # type: ignore[index]
    assert str(document.root_object["/Lang"]).startswith("vi")


def test_a_table_is_printed_as_a_workbook(play: Play) -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(printed(play.editor, form="xlsx").content)).get_sheet_by_index(0).to_python()
    assert ["TT", "Việc"] in rows
    assert rows[-1] == ["2", "Việc hai"]


def test_clauses_close_up_where_one_is_not_printed(play: Play) -> None:
    text = words(printed(play.editor))
    assert "1. Khoản thứ nhất" in text
    assert "2. Khoản cuối" in text
    assert "Hạn:" not in text


def test_the_words_between_stars_are_bold_in_every_form(play: Play) -> None:
    document = python_docx.Document(io.BytesIO(printed(play.editor).content))
    bold = {run.text for paragraph in document.paragraphs for run in paragraph.runs if run.bold}
    assert play.tree.a.full_name in bold
    assert f"<strong>{play.tree.a.full_name}</strong>" in printed(play.editor, form="html").text


def test_the_foot_tells_the_record_the_version_and_the_moment(play: Play) -> None:
    with clock.standing_at(clock.moment(DAY, 14, 5)):
        text = words(printed(play.editor))
    assert f"{play.tree.a.name} · mẫu units.sample, bản 1 · in lúc 14:05 22/11/2026" in text


def test_what_a_record_holds_never_becomes_markup(play: Play) -> None:
    nasty = '{{ nguoi }} **đậm** <script>alert(1)</script> #set text(red) $x$ ]]> &amp; "trích"'
    kind = replace(KIND, code="units.nasty", values=lambda unit: {"ten": "A", "noi_dung": nasty + "\x00\x0b\ufffe\ud800"})
    registry.add(kind)
    try:
        assert nasty in words(printed(play.editor, code=kind.code))
        page = printed(play.editor, code=kind.code, form="html").text
        text = "".join(
            one.extract_text() for one in pypdf.PdfReader(io.BytesIO(printed(play.editor, code=kind.code, form="pdf").content)).pages
        )
    finally:
        registry.papers.pop(kind.code)
    assert "<script>" not in page
    assert "#settext(red)" in flat(text)


def test_nothing_personal_of_a_protected_record_is_printed_in_any_form(play: Play) -> None:
    assert MARKER in printed(play.editor, form="html").text
    assert "nguoi" not in values_of(PROTECTED, play.tree.a)
    assert MARKER not in words(printed(play.editor, code=PROTECTED.code))
    assert MARKER not in printed(play.editor, code=PROTECTED.code, form="html").text
    pdf = pypdf.PdfReader(io.BytesIO(printed(play.editor, code=PROTECTED.code, form="pdf").content))
    assert flat(MARKER) not in flat("".join(page.extract_text() for page in pdf.pages))
    said = [str(row) for model in (Entry, Printed, Outgoing, Template) for row in model.objects.values()]
    assert not any(MARKER in row for row in said)


def test_a_value_that_was_not_declared_stops_the_print(play: Play) -> None:
    with pytest.raises(ValueError, match="la"):
        values_of(replace(KIND, values=lambda unit: {"la": "x"}), play.tree.a)


def test_an_unknown_paper_is_refused(play: Play) -> None:
    with pytest.raises(Refused):
        printed(play.editor, code="units.nothing")


def test_a_print_is_recorded_with_its_version_its_record_and_its_digest(play: Play) -> None:
    file = printed(play.editor)
    row = Printed.objects.get()
    assert (row.code, row.template.version, row.about, row.form) == (KIND.code, 1, play.tree.a.name, "docx")
    assert row.by_label == play.editor.label
    assert file.name == "thong-bao-thu-DONG-SON.docx"
    assert Entry.objects.filter(act="papers.paper.print", unit_id=play.tree.a.pk).exists()
    assert list(selectors.printed_about(play.tree.a, play.tree.a)) == [row]


def test_a_printed_paper_remembers_the_version_it_came_from(play: Play) -> None:
    first = printed(play.editor).printed
    changed(play.editor)
    second = printed(play.editor).printed
    first.refresh_from_db()
    assert selectors.wording_of(first.template) == WORDING
    assert selectors.wording_of(second.template).body.startswith("Lời riêng")


def test_the_product_keeps_its_own_wording_once_and_anew_when_a_release_changes_it(play: Play) -> None:
    printed(play.editor)
    printed(play.editor)
    assert Template.objects.filter(unit=None, code=KIND.code).count() == 1
    registry.papers[KIND.code] = replace(KIND, wording=replace(WORDING, summary="Về việc khác"))
    printed(play.editor)
    assert list(Template.objects.filter(unit=None, code=KIND.code).values_list("version", "summary")) == [
        (1, WORDING.summary),
        (2, "Về việc khác"),
    ]


def test_a_number_is_given_once_to_a_paper_and_the_next_to_the_next(play: Play) -> None:
    changed(play.editor, numbered=True)
    first, copy = printed(play.editor), printed(play.editor, form="html")
    other = printed(play.editor, subject=play.tree.b)
    assert [one.text for one in Outgoing.objects.order_by("id")] == ["01/TB-UBND", "02/TB-UBND"]
    assert first.printed.outgoing == copy.printed.outgoing
    assert "Số: 01/TB-UBND" in words(first)
    assert "Số: 02/TB-UBND" in words(other)


def test_papers_of_one_record_on_two_occasions_get_two_numbers(play: Play) -> None:
    changed(play.editor, numbered=True)
    numbers = [printed(play.editor, occasion=occasion).printed.outgoing for occasion in ("1", "2", "1")]
    assert [one.number for one in numbers if one] == [1, 2, 1]


def test_a_copy_printed_later_keeps_the_day_of_its_number(play: Play) -> None:
    changed(play.editor, numbered=True)
    printed(play.editor)
    with clock.standing_at(DAY + timedelta(days=3)):
        assert "ngày 22 tháng 11 năm 2026" in words(printed(play.editor))


def test_a_series_begins_anew_with_the_year(play: Play) -> None:
    changed(play.editor, numbered=True)
    printed(play.editor)
    with clock.standing_at(DAY.replace(year=2027)):
        printed(play.editor, subject=play.tree.b)
    assert list(Outgoing.objects.order_by("id").values_list("year", "number")) == [(2026, 1), (2027, 1)]


def test_without_the_offices_wish_no_number_is_given_and_room_is_left(play: Play) -> None:
    file = printed(play.editor)
    assert Outgoing.objects.count() == 0
    assert re.search(r"Số:\s+/TB-UBND", words(file))


def test_a_series_can_follow_what_was_used_on_paper_but_never_go_back(play: Play) -> None:
    changed(play.editor, numbered=True)
    body = play.editor.body
    services.set_series(by=play.editor, body=body, symbol="TB", year=2026, last=144)
    assert "Số: 145/TB-UBND" in words(printed(play.editor))
    with pytest.raises(Refused) as refused:
        services.set_series(by=play.editor, body=body, symbol="TB", year=2026, last=100)
    assert refused.value.field == "last"


def test_the_reception_body_prints_under_its_peoples_committee(play: Play) -> None:
    paper = selectors.draft(KIND.code, play.tree.a, by=play.reader, unit=play.tree.a)
    assert paper.upper == play.editor.body.name
    assert paper.issuer == play.reader.body.name
    assert paper.signature.position == "Trưởng ban"


def test_a_paper_for_certain_bodies_is_issued_by_one_of_them(play: Play) -> None:
    registry.papers[KIND.code] = replace(KIND, issuers=("peoples_committee",))
    paper = selectors.draft(KIND.code, play.tree.a, by=play.reader, unit=play.tree.a)
    assert paper.issuer == play.editor.body.name
    assert paper.signature.position == "Chủ tịch"


@pytest.mark.parametrize(
    ("signer", "authority", "position", "witnesses"),
    [
        ("{{ chuc_danh_ky }}", "", "Chủ tịch", ()),
        ("TM. ỦY BAN NHÂN DÂN\n{{ chuc_danh_ky }}", "TM. ỦY BAN NHÂN DÂN", "Chủ tịch", ()),
        ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", ()),
        ("Người ghi | Người chủ trì", "", "Người chủ trì", ("Người ghi",)),
    ],
)
def test_signers_stand_as_they_are_written(play: Play, signer: str, authority: str, position: str, witnesses: tuple[str, ...]) -> None:
    paper = selectors.sample(KIND, replace(WORDING, signer=signer), play.tree.a)
    assert (paper.authority_line(), paper.signature.position, paper.witnesses) == (authority, position, witnesses)
    assert printing.build(paper, "pdf").startswith(b"%PDF")
    assert position.upper() in words(PrintedFile(printing.build(paper, "docx"), "", "", Printed()))


def test_a_wording_without_a_type_is_a_letter(play: Play) -> None:
    paper = selectors.sample(KIND, replace(WORDING, title="", addressees="Nơi một\nNơi hai"), play.tree.a)
    text = words(PrintedFile(printing.build(paper, "docx"), "", "", Printed()))
    assert "V/v Về việc của xã Mẫu" in text
    assert "Kính gửi:\n- Nơi một\n- Nơi hai" in text
    assert printing.build(paper, "pdf").startswith(b"%PDF")


def test_a_paper_with_a_code_and_a_lying_page_prints(play: Play) -> None:
    registry.papers[KIND.code] = replace(
        KIND, code_of=lambda unit: "https://danvan.example/tra-cuu/", code_note="Tra cứu tại đây", wide=True
    )
    for form in ("pdf", "docx", "html"):
        assert printed(play.editor, form=form).content
    document = python_docx.Document(io.BytesIO(printed(play.editor).content))
    section = document.sections[0]
    assert (section.page_width or 0) > (section.page_height or 0)
    assert "Tra cứu tại đây" in words(printed(play.editor))


def test_an_officer_of_the_party_prints_in_the_partys_layout(play: Play, party: Acting) -> None:
    paper = selectors.draft(KIND.code, play.tree.a, by=party, unit=play.tree.a)
    assert paper.party
    assert paper.number_line().endswith("-TB/ĐU")
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in printing.html(paper)
    assert printing.build(paper, "pdf").startswith(b"%PDF")


def test_a_unit_without_bodies_prints_under_its_own_name_without_a_number(play: Play, bare: Unit) -> None:
    changed(play.superior, unit=bare, numbered=True)
    file = services.render(by=play.superior, code=KIND.code, subject=bare, unit=bare, form="docx")
    assert bare.full_name.upper() in words(file)
    assert file.printed.outgoing is None
