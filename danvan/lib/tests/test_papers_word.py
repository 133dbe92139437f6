"""A DOCX that Word opens as it is: parts, names, order of elements. Each rule is seen to bite."""

import io
import re
import zipfile
from dataclasses import replace

import pytest

from danvan.lib.papers import Letterhead, Paper, Signature, docx
from danvan.lib.tests.docx_rules import faults
from danvan.lib.tests.papers_sample import paper
from danvan.lib.tests.test_papers_access import full

PAPERS = {
    "party": full(),
    "state": full(Letterhead.STATE),
    "letter": replace(paper(), type_name="", addressees=("Ông A", "Bà B"), annexes=(), references=()),
    "minutes": replace(
        paper(), witnesses=("Người ghi", "Đại diện"), footer="Chân trang", code_of="https://x/", code_note="Quét mã", wide=True
    ),
    "named": replace(full(), signature=Signature("Trưởng ban", "Phó Trưởng ban", capacity="deputy", name="Nguyễn Văn A")),
}


@pytest.mark.parametrize("said", PAPERS.values(), ids=PAPERS)
def test_every_kind_of_paper_keeps_the_rules(said: Paper) -> None:
    assert faults(docx.render(said)) == []


@pytest.fixture(scope="module")
def whole() -> bytes:
    """A report with everything in it."""
    return docx.render(full())


def broken(content: bytes, part: str, old: str, new: str) -> bytes:
    """The same with the first `old` (a pattern) of a part changed; an empty `part` name changes nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name == part:
                changed, count = re.subn(old, new, text.decode(), count=1)
                assert count == 1, old
                text = changed.encode()
            after.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "old", "new", "words"),
    [
        ("word/document.xml", r"(<w:pStyle [^>]*/>)(<w:jc [^>]*/>)", r"\2\1", "pPr holds"),
        ("word/document.xml", r'<w:pStyle w:val="TableText"/>', '<w:pStyle w:val="Nowhere"/>', "no style Nowhere"),
        ("word/document.xml", r'w:anchor="ref_A1"', 'w:anchor="ref_none"', "a link to ref_none"),
        ("word/document.xml", r'r:embed="[^"]+"', 'r:embed="rId999"', "no relation rId999"),
        ("word/document.xml", r'<w:gridSpan w:val="4"/>', "", "does not fill its table"),
        ("word/document.xml", r'<w:tcW w:w="\d+"', '<w:tcW w:w="12.5"', "tcW 12.5"),
        ("word/document.xml", r'<wp:docPr id="2"', '<wp:docPr id="1"', "two of picture 1"),
        ("word/document.xml", r"<w:bookmarkEnd [^>]*/>", "", "a bookmark does not end"),
        ("word/document.xml", r"<w:body>", "<w:body><w:tbl><w:tblPr/><w:tblGrid/></w:tbl>", "a table stands before tbl"),
        ("word/settings.xml", r' w:percent="100"', "", "the zoom has no share"),
        ("[Content_Types].xml", r'<Default Extension="png"[^>]*/>', "", "no type for word/media"),
        ("word/_rels/document.xml.rels", r"media/image1.png", "media/image9.png", "leads to word/media/image9.png"),
    ],
)
def test_each_rule_bites(whole: bytes, part: str, old: str, new: str, words: str) -> None:
    assert faults(whole) == []
    assert any(words in one for one in faults(broken(whole, part, old, new))), faults(broken(whole, part, old, new))
