"""The five real periods (facts/cases.md) go in through the pages and come back from them, in the borders of then and of today."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import docx
import pytest
from django.utils import translation
from django.utils.text import capfirst
from docx.document import Document

from danvan.audit import selectors as audit
from danvan.audit.doer import SYSTEM
from danvan.demo.cases import AS_PUBLISHED, CASES, Case, Typed, tell
from danvan.lib import clock
from danvan.lib.periods import label, parse
from danvan.reports.models import Fact, Indicator, Report, ReportState
from danvan.reports.services import load_book
from danvan.reports.services.publishing import publish_due
from danvan.units.models import Level, Unit
from danvan.units.selectors import by_code
from danvan.units.tests import factories
from tests.visitor import Visitor, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_units")]

HOME, FORM = "/lam-viec/bao-cao/", "Báo cáo công tác dân vận định kỳ"
AT_WORK, NOW = date(2016, 1, 4), date(2026, 11, 20)
# What was published, as facts/cases.md has it: the unit of then, the period, the indicator, the number as printed, the plain value and qualifier.
PUBLISHED = (
    ("2004:37", "2023-9M", "A1", "29", "29", ""),
    ("2004:37", "2023-9M", "L1", "6,84", "6.84", ""),
    ("2004:37", "2021..2023", "H68", "1.635", "1635", ""),
    ("2004:42", "2023", "H68", "1.743", "1743", ""),
    ("2004:42", "2023", "H73B", "khoảng 250", "250", "about"),
    ("2004:42", "2023", "G91", "305", "305", ""),
    ("2004:42", "2023", "G92", "9", "9", ""),
    ("2004:42", "2023", "G58", "hơn 2.200", "2200", "over"),
)
# Words that no report may lose: the unit, the period, what stands in it.
DOCUMENTS = (
    *("09-QC/TU ngày 29/10/2021", "26-KH/TU ngày 24/06/2021", "05-TT/TU ngày 02/12/2021", "16-NQ/TU", "138-KH/TU cùng ngày 23/08/2023"),
    *("25-NQ/TW (khóa XI)", "43-KL/TW", "218-QĐ/TW ngày 12/12/2013", "01-KL/TW", "05-CT/TW ngày 15/05/2016"),
)
MOTTO = "dân biết, dân bàn, dân làm, dân kiểm tra, dân giám sát, dân thụ hưởng"
WORDS = (
    (
        "vn",
        "2016..2021",
        ("31/12/2020", "Bình Dương", "nhiệm kỳ Đại hội XII (2016-2021) và năm 2020, triển khai nhiệm vụ năm 2021", "06/01/2021"),
    ),
    ("vn", "2020", ("Chủ đề năm 2021", "quy chế dân chủ ở cơ sở", "Đại hội XIII", "cuộc bầu cử năm 2021")),
    ("vn", "2016", ("05/01/2017", "217-QĐ/TW", "218-QĐ/TW", "Ban Cán sự đảng Chính phủ", "tiếp công dân định kỳ và đột xuất")),
    ("2004:40", "2016", ("điểm cầu Nghệ An", "bài học", "Huân chương Độc lập hạng Nhì")),
    ("2004:58", "2023", ("đối thoại", "khiếu nại, tố cáo", "“Dân vận khéo”", "chương trình phối hợp", "triển khai nhiệm vụ năm 2024")),
    ("2004:37", "2023-9M", (*DOCUMENTS, "3 năm thực hiện Đề án", "khối dân vận cấp xã", "Năm nhiệm vụ trọng tâm", "giải phóng mặt bằng")),
    ("2004:42", "2023", ("27/12/2023", "bằng khen", MOTTO, "hòa giải ở cơ sở", "mô hình một cửa", "đối thoại của người đứng đầu")),
)
# How a reader at the centre comes to each from the first page, link by link; then the link to the same in today's borders.
TODAY = "Theo địa giới hiện nay"
WAYS = (
    ("vn", "2016..2021", ("Phải lập", f"{FORM}, nhiệm kỳ 2016-2021"), TODAY),
    ("vn", "2020", ("Phải lập", f"{FORM}, năm 2020"), TODAY),
    ("vn", "2016", ("Phải lập", f"{FORM}, năm 2016"), TODAY),
    ("2004:40", "2016", ("Năm 2016", "Tỉnh Nghệ An"), TODAY),
    ("2004:58", "2023", ("Năm 2023", "Tỉnh Ninh Thuận"), "Tỉnh Khánh Hòa"),
    ("2004:37", "2023-9M", ("9 tháng đầu năm 2023", "Tỉnh Ninh Bình"), "Tỉnh Ninh Bình (từ 01/07/2025)"),
    ("2004:37", "2021..2023", ("Các năm 2021-2023", "Tỉnh Ninh Bình"), "Tỉnh Ninh Bình (từ 01/07/2025)"),
    ("2004:42", "2023", ("Năm 2023", "Tỉnh Hà Tĩnh"), TODAY),
)
# The units of then that have gone into another of today: its code, and who else went into it.
MERGED = {"2004:37": ("37", ("Tỉnh Hà Nam", "Tỉnh Nam Định")), "2004:58": ("56", ("Tỉnh Khánh Hòa",))}


@pytest.fixture(autouse=True)
def book() -> Iterator[None]:
    """The book of indicators; the desk in Vietnamese, today."""
    with translation.override("vi"), clock.standing_at(NOW):
        load_book(by=SYSTEM)
        yield


def officer_of(unit: Unit) -> Visitor:
    """Somebody who makes the unit's reports and receives those of others, at work since the first case."""
    since = max(AT_WORK, unit.valid_from)
    factories.body(unit, since=since)
    return Visitor(factories.officer(unit, since=since).user)


@pytest.mark.long
def test_the_five_cases_go_in_through_forms_and_come_back_in_both_borders() -> None:
    offices = {key: officer_of(Unit.objects.get(key=key)) for key in dict.fromkeys(case.unit for case in CASES)}
    for case in CASES:
        with clock.standing_at(case.told_on):
            enter(offices[case.unit], case)
    assert Report.objects.filter(state=ReportState.SUBMITTED).count() == Report.objects.count() == len(CASES)
    assert Fact.objects.filter(live=True, origin="typed").count() == len(PUBLISHED)
    readers = {key: officer_of(by_code(code, NOW)) for key, (code, _others) in MERGED.items()}
    for unit, period in dict.fromkeys((unit, period) for unit, period, *_said in PUBLISHED):
        figures = [one[2:] for one in PUBLISHED if one[:2] == (unit, period)]
        assert_read(readers.get(unit, offices[unit]), unit, period, figures)
    for unit, period, words in WORDS:
        assert_words(readers.get(unit, offices[unit]), unit, period, words)
    assert audit.verify().whole


def enter(who: Visitor, case: Case) -> None:
    """As the office did it on the day it published: open the period, begin, type, write, answer the checks, send."""
    if not begin(who, case.period):
        open_period(who, case.period)
        assert begin(who, case.period)
    report = who.address
    for code in dict.fromkeys(typed.indicator[0] for typed in case.figures):
        type_in(who, report, case, [typed for typed in case.figures if typed.indicator[0] == code])
    for code, text in case.texts.items():
        who.go(report)
        who.follow(f"/loi-van/{code}/")
        who.press("Lưu", {"Nội dung": text})
    send(who, report)


def open_period(who: Visitor, period: str) -> None:
    who.go(HOME)
    who.follow("Mở kỳ báo cáo")
    who.press("Xem trước khi mở", {"Mẫu báo cáo": FORM, "Kỳ": period})
    who.press("Mở kỳ", {})
    assert "Đã mở kỳ" in words_of(who.page)


def begin(who: Visitor, period: str) -> bool:
    """Begin the report that is owed; False where none is."""
    who.go(f"{HOME}?xem=cua-don-vi")
    row = f"{FORM}, {label(parse(period))}"
    if row not in who.text:
        return False
    who.press("Bắt đầu lập", beside=row)
    return True


def type_in(who: Visitor, report: str, case: Case, figures: list[Typed]) -> None:
    """Numbers of one group with their qualifiers and sources, on whichever page of the report has their cells; they stand there afterwards."""
    to_cell(who, report, figures[0].indicator)
    who.press("Lưu", {name: value for typed in figures for name, value in cell(case, typed).items()})
    to_cell(who, report, figures[0].indicator)
    kept = {name: value for form in who.page.forms for name, value in form.form_values()}
    for typed in figures:
        assert kept[f"{typed.indicator}-value"].replace(".", "") == typed.value.replace(".", "")
        assert (kept[f"{typed.indicator}-qualifier"], kept[f"{typed.indicator}-source_title"]) == (typed.qualifier, case.source.title)


def cell(case: Case, typed: Typed) -> dict[str, str]:
    """What is filled in for one number: field -> what is typed or chosen."""
    source = case.source
    day = f"{source.published_on:%d/%m/%Y}" if source.published_on else ""
    said = {"value": typed.value, "qualifier": typed.qualifier, "source_title": source.title, "source_publisher": source.publisher}
    said |= {"source_on": day, "source_locator": typed.locator}
    return {f"{typed.indicator}-{name}": value for name, value in said.items()}


def to_cell(who: Visitor, report: str, code: str) -> None:
    """To the page of the report that has the indicator's cell: the page of its group if there are such, else whichever."""
    who.go(report)
    for address in (report, *sorted(who.links(report), key=lambda one: f"/{code[0]}/" not in one)):
        who.go(address)
        if who.has(f"{code}-value"):
            return
    raise AssertionError(f"no cell for {code} below {report}")


def send(who: Visitor, report: str) -> None:
    """Each question of the checks has its sentence; then away."""
    who.go(report)
    who.follow("Kiểm tra và gửi")
    asked = [name for form in who.page.forms for name in form.fields.keys() if name.startswith("q-")]  # noqa: SIM118 - lxml's own keys
    who.press("Gửi báo cáo", dict.fromkeys(asked, AS_PUBLISHED))
    assert "Đã gửi báo cáo, lần 1" in words_of(who.page)


def reading(unit: Unit, period: str, borders: str) -> str:
    return f"{HOME}{unit.key}/{period}/?dia-gioi={borders}"


def homes(unit: str) -> tuple[Unit, Unit]:
    """The unit of then, and the one of today that has its territory."""
    then = Unit.objects.get(key=unit)
    return then, by_code(MERGED[unit][0], NOW) if unit in MERGED else then


def assert_read(who: Visitor, unit: str, period: str, figures: list[tuple[str, str, str, str]]) -> None:
    """On the reading page, in its JSON and DOCX, and in a chosen table: as it was, and in today's borders."""
    then, today = homes(unit)
    for place, borders in ((then, "then"), (today, "today")):
        own = [one for one in figures if one[0] == "L1" and place != then]
        who.go(reading(place, period, borders))
        for code, printed, _value, _qualifier in own:
            # Growth of an area is nobody's part: it is named with who said it, never given to another territory.
            assert f"{then.full_name}: {printed}" in row_of(who, code)
        if place != then:
            assert f"Không có số liệu của: {', '.join(MERGED[unit][1])}." in who.text
        assert_stands(who, [one for one in figures if one not in own])
        assert_in_table(who, place, period, borders, [one for one in figures if one not in own])


def assert_stands(who: Visitor, figures: list[tuple[str, str, str, str]]) -> None:
    """On the reading page that is open, and in its files."""
    rows, paper = {one["code"]: one for one in who.told()["figures"]}, docx.Document(BytesIO(who.saved("Word")))
    for code, printed, value, qualifier in figures:
        assert who.number(code) == printed
        assert (rows[code]["value"], rows[code]["text"], rows[code]["qualifier"]) == (value, printed, qualifier)
        assert any(printed in cells for cells in paper_rows(paper, code))


def row_of(who: Visitor, code: str) -> str:
    """The row of the annex that tells of an indicator."""
    rows = [words_of(row) for row in who.page.iter("tr")]
    return next(row for row in rows if re.search(rf"\b{code}\b", row))


def paper_rows(paper: Document, code: str) -> list[list[str]]:
    """The rows of the paper's tables that carry the indicator's reference."""
    rows = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    return [row for row in rows if any(code in re.findall(r"[A-Z]\d+[A-Z]?", cell) for cell in row)]


def assert_in_table(who: Visitor, place: Unit, period: str, borders: str, figures: list[tuple[str, str, str, str]]) -> None:
    """The same numbers in a table by choosing, ticked on its page."""
    who.go(f"{HOME}bang/?dv={place.key}")
    ticked = [f"{code} {Indicator.objects.get(code=code).name}" for code, *_said in figures]
    who.press("Xem bảng", {**dict.fromkeys([*ticked, capfirst(label(parse(period)))], True), "Địa giới": borders})
    # Who owed a report of the period and sent none is counted beside the number.
    told = [re.sub(r" \(\d+/\d+[^)]*\)$", "", who.number(code)) for code, *_said in figures]
    assert told == [printed for _code, printed, *_plain in figures]


def assert_words(who: Visitor, unit: str, period: str, words: tuple[str, ...]) -> None:
    """On the page and on paper of their unit in either borders; a unit of today that was not there yet has them one link away."""
    then, today = homes(unit)
    for borders in ("then", "today"):
        who.go(reading(then, period, borders))
        paper = docx.Document(BytesIO(who.saved("Word")))
        printed = " ".join(one.text for one in paper.paragraphs)
        for each in words:
            assert each in who.text
            assert each in printed
    if today != then:
        who.go(reading(today, period, "today"))
        who.follow(f"/{then.key}/{period}/")
        assert all(each in who.text for each in words)


def test_a_reader_finds_each_of_the_five_from_the_first_page_by_three_links_and_todays_borders_by_one_more() -> None:
    tell()
    who = officer_of(Unit.objects.get(level=Level.CENTRE))
    for unit, period, way, onward in WAYS:
        words = [one for key, of, said in WORDS if (key, of) == (unit, period) for one in said]
        numbers = [one[3] for one in PUBLISHED if one[:2] == (unit, period)]
        who.go("/lam-viec/")
        for link in ("Báo cáo", *way):
            who.follow(link)
        assert all(one in who.text for one in (*words, *numbers))
        assert "Nguồn: " in who.text or not words
        assert "đã gửi" in words_of(who.page).lower() if unit == "vn" else "đã nhận" in words_of(who.page).lower()
        assert "chờ nhận" not in words_of(who.page)
        who.follow(onward)
        assert all(one in who.text for one in numbers)
        if onward == TODAY:
            assert all(one in who.text for one in words)
        elif words:
            who.follow(Unit.objects.get(key=unit).full_name + " (đến 30/06/2025)")
            assert all(one in who.text for one in words)


def test_anybody_finds_the_published_figures_of_old_and_todays_ninh_binh_and_of_ha_tinh_by_two_links() -> None:
    tell()
    publish_due(by=SYSTEM)
    anybody = Visitor()
    for link, onward, then, today in (
        (
            "Tỉnh Ninh Bình, 9 tháng đầu năm 2023",
            "Tỉnh Ninh Bình",
            ("29", "6,84"),
            "Tỉnh Hà Nam (chưa công bố kỳ này), Tỉnh Nam Định (chưa công bố",
        ),
        ("Tỉnh Hà Tĩnh, Năm 2023", TODAY, ("1.743", "305", "9 nhà"), "1.743"),
    ):
        anybody.go("/")
        anybody.follow("Số liệu công tác dân vận của xã, tỉnh và cả nước")
        anybody.follow(link)
        assert all(one in anybody.text for one in then)
        anybody.follow(onward)
        assert today in anybody.text


def test_the_published_286_models_do_not_leave_without_a_sentence() -> None:
    """286 = 59 + 74 + 5 + 38 was published; it does not add up, and the checks page says so before the report leaves."""
    commune = Unit.objects.below(Unit.objects.get(key="2004:42")).filter(level=Level.COMMUNE).order_by("pk").first()
    assert commune is not None
    province, who = officer_of(Unit.objects.get(key="2004:42")), officer_of(commune)
    open_period(province, "2026-Q3")
    begin(who, "2026-Q3")
    report = who.address
    to_cell(who, report, "H68")
    who.press(
        "Lưu", {f"{code}-value": value for code, value in (("H68", "286"), ("H68B", "59"), ("H68C", "74"), ("H68D", "5"), ("H68E", "38"))}
    )
    who.go(report)
    who.follow("Kiểm tra và gửi")
    asked = next(words for row in who.page.iter("li") if "286" in (words := words_of(row)))
    assert re.search(r"\b286\b.*cộng lại 59 \+ 74 \+ 5 \+ 38 = 176", asked)
    who.press("Gửi báo cáo")
    assert "Còn 1 câu hỏi kiểm tra chưa có giải trình" in who.text
    assert not Fact.objects.filter(live=True).exists()
    name = next(name for form in who.page.forms for name in form.fields.keys() if name.startswith("q-"))  # noqa: SIM118
    who.press("Gửi báo cáo", {name: "110 mô hình chưa phân lĩnh vực."})
    province.go(reading(commune, "2026-Q3", "then"))
    assert [province.number(code) for code in ("H68", "H68B", "H68C", "H68D", "H68E")] == ["286", "59", "74", "5", "38"]
    assert "110 mô hình chưa phân lĩnh vực." in province.text
