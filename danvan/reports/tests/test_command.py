"""danvan report."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from danvan.audit.doer import SYSTEM
from danvan.figures.registry import registry
from danvan.reports import services
from danvan.reports.models import Form, Heading, Indicator, Obligation, Relation, Total
from danvan.reports.tests.factories import Book, Tree, filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counting")]


def report(*words: Any) -> str:
    out = StringIO()
    call_command("report", *(str(word) for word in words), stdout=out)
    return out.getvalue()


def test_the_book_loads_twice_the_same() -> None:
    first = report("book")
    indicators, headings = list(Indicator.objects.values()), list(Heading.objects.values())
    assert report("book") == first
    assert (list(Indicator.objects.values()), list(Heading.objects.values())) == (indicators, headings)
    form = Form.objects.get(code="party-periodic")
    assert form.indicators.count() == len(indicators)


def test_what_the_book_leaves_as_an_office_has_it_is_named_in_words() -> None:
    report("book")
    Indicator.objects.filter(code="C18").update(local=True)
    one = Relation.objects.order_by("code").first()
    assert one is not None
    Relation.objects.filter(pk=one.pk).update(local=True)
    told = report("book")
    left = Indicator.objects.get(code=one.left[0])
    assert f"Giữ nguyên bản của cơ quan: C18 {Indicator.objects.get(code='C18').name}" in told
    assert f"Giữ nguyên bản của cơ quan: {left.code} {left.name}" in told


def test_the_book_holds_groups_a_b_c_h_whole_and_counts_what_reception_and_petitions_declare() -> None:
    services.load_book(by=SYSTEM)
    numbers = {group: set(Indicator.objects.filter(group=group).values_list("number", flat=True)) for group in "ABCH"}
    assert numbers == {"A": set(range(1, 10)), "B": set(range(10, 18)), "C": set(range(18, 31)), "H": set(range(68, 76))}
    counted = Indicator.objects.exclude(figure="")
    reception = {f"B{number}" for number in range(10, 18)} | {"B16B"}
    petitions = {f"C{number}" for number in (*range(18, 26), 27, 28, 29)} | {"C19B"}
    assert {one.code for one in counted if one.figure in registry} == reception | petitions
    ratio = Indicator.objects.get(code="C26")
    assert (ratio.numerator, ratio.denominator) == ("C25", "C24")
    assert not Indicator.objects.filter(name_en="").exists()
    assert not Indicator.objects.filter(name_ru="").exists()


def test_a_code_means_the_unit_that_bore_it_in_the_period(book: Book, tree: Tree, tmp_path: Path) -> None:
    filed(book.form, tree.former[2], {book.typed: "29"}, key="2023-9M", levels=["province"])
    then, today = tmp_path / "then.json", tmp_path / "today.json"
    assert "Tỉnh Ninh Bình, 9 tháng đầu năm 2023" in report("build", "--unit", "37", "--period", "2023-9M", "--out", then)
    report("build", "--unit", "37", "--period", "2023-9M", "--out", today, "--borders", "today")
    for file, unit in ((then, tree.former[2]), (today, tree.province)):
        said = file.read_text(encoding="utf-8")
        assert unit.key in said
        assert "29" in said
    assert "Tỉnh Hà Nam, Tỉnh Nam Định" in json.dumps(json.loads(today.read_text(encoding="utf-8")), ensure_ascii=False)


def test_a_key_works_as_well_as_a_code(book: Book, tree: Tree, tmp_path: Path) -> None:
    filed(book.form, tree.former[2], {book.typed: "29"}, key="2023-9M", levels=["province"])
    for kind, start in (("docx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF")):
        out = tmp_path / f"bao-cao.{kind}"
        report("build", "--key", tree.former[2].key, "--period", "2023-9M", "--out", out)
        assert out.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--unit", "37", "--period", "2023-9M", "--out", "x.odt"), ".docx"),
        (("--unit", "37", "--period", "quý ba", "--out", "x.json"), "quý ba"),
        (("--unit", "37", "--period", "2019-9M", "--out", "x.json"), "9 tháng đầu năm 2019"),
        (("--unit", "99", "--period", "2023-9M", "--out", "x.json"), "99"),
        (("--unit", "37", "--period", "2023-9M", "--out", "x.json", "--form", "none"), "none"),
        (("--unit", "37", "--period", "2023-9M", "--out", "/nowhere/x.json"), "/nowhere"),
    ],
)
def test_a_mistake_is_told_in_words(book: Book, tree: Tree, words: tuple[str, ...], told: str) -> None:
    filed(book.form, tree.former[2], {book.typed: "29"}, key="2023-9M", levels=["province"])
    with pytest.raises(CommandError, match=told.replace(".", r"\.")):
        report("build", *words)


def test_a_period_is_opened_from_the_shell(book: Book, tree: Tree) -> None:
    told = report("open", "--unit", "37", "--period", "2026-Q3", "--form", "test", "--level", "commune")
    assert "3 báo cáo phải gửi" in told
    assert Obligation.objects.count() == 3


def test_totals_are_checked_and_rebuilt(book: Book, tree: Tree) -> None:
    filed(book.form, tree.communes[0], {book.typed: "29"}, root=tree.province)
    assert "khớp" in report("totals", "--check")
    Total.objects.update(value=1)
    wrong = StringIO()
    with pytest.raises(CommandError, match="khác số đếm lại"):
        call_command("report", "totals", "--check", "--period", "2026-Q3", stdout=StringIO(), stderr=wrong)
    assert "Tỉnh Ninh Bình, T1 T1, Quý III năm 2026: đang giữ 1, đếm lại 29." in wrong.getvalue()
    report("totals", "--rebuild")
    assert "khớp" in report("totals", "--check")
