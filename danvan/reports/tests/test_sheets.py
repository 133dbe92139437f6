"""Figures through a workbook: the template, what it refuses by cell, and taking all of it or nothing."""

import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from danvan.lib import clock
from danvan.reports import services, sheets
from danvan.reports.models import Fact, Report
from danvan.reports.tests.page_world import World, browser, place, world

__all__ = ["world"]

# Rows of the test form, in its order.
ROWS = {"T1": 6, "T2": 7, "T3": 8, "T4": 9, "T5": 10}


def template(world: World, report: Report) -> bytes:
    """The workbook as the maker gets it."""
    response = browser(world.maker).get(place("sheet_template", report.pk))
    assert response.status_code == 200
    return bytes(response.content)


def filled(content: bytes, cells: dict[str, Any]) -> bytes:
    """The workbook with some cells written, as a spreadsheet saves it."""
    book = load_workbook(BytesIO(content))
    for address, value in cells.items():
        book[sheets.SHEET][address] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sent(world: World, report: Report, content: bytes) -> str:
    """The page after the file was chosen."""
    upload = SimpleUploadedFile("so-lieu.xlsx", content)
    return browser(world.maker).post(place("sheet", report.pk), {"file": upload}).content.decode()


def payload(page: str) -> str:
    """What the preview carries to its confirmation."""
    found = re.search(r'name="payload" value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_the_template_locks_all_but_what_is_typed_and_changes_nothing_by_itself(world: World) -> None:
    report = world.draft()
    content = template(world, report)
    page = load_workbook(BytesIO(content))[sheets.SHEET]
    assert page.protection.sheet
    assert {code: page[f"A{row}"].value for code, row in ROWS.items()} == {code: code for code in ROWS}
    assert [page[f"D{ROWS[code]}"].protection.locked for code in ("T1", "T2", "T3", "T4", "T5")] == [False, False, True, True, False]
    assert page["A6"].protection.locked
    assert page["D8"].value == 3
    assert "không thay đổi số liệu nào" in sent(world, report, content)


def test_what_was_filled_in_is_shown_and_then_taken_whole(world: World) -> None:
    report = world.draft()
    page = sent(world, report, filled(template(world, report), {"D6": 1200, "E6": "hơn", "F6": "Sổ theo dõi", "D10": 6.84, "D7": "1.635"}))
    assert "Sẽ thay 3 số liệu" in page
    assert not Fact.objects.filter(indicator=world.book.typed).exists()
    done = browser(world.maker).post(place("sheet", report.pk), {"confirm": "", "payload": payload(page)})
    assert done["Location"] == place("edit", report.pk)
    fact = Fact.objects.select_related("source").get(indicator=world.book.typed)
    assert (fact.value, fact.qualifier, str(fact.source)) == (1200, "over", "Sổ theo dõi")
    assert Fact.objects.get(indicator=world.book.decimal).value == 684
    assert Fact.objects.get(indicator=world.book.stock).value == 1635
    again = filled(template(world, report), {"D6": None, "E6": None})
    browser(world.maker).post(place("sheet", report.pk), {"confirm": "", "payload": payload(sent(world, report, again))})
    assert Fact.objects.get(indicator=world.book.typed).value is None


@pytest.mark.parametrize(
    ("cells", "address", "words"),
    [
        ({"D6": "khoảng mười"}, "D6", "Ghi “khoảng mười”. Chỉ ghi số"),
        ({"D6": "=1+1"}, "D6", "công thức"),
        ({"D6": 1.5}, "D6", "số nguyên"),
        ({"D6": -4}, "D6", "không thể âm"),
        ({"D10": 1.234}, "D10", "nhiều nhất 2 chữ số thập phân"),
        ({"D6": True}, "D6", "cần một số"),
        ({"D8": 99}, "D8", "không nhập số khác"),
        ({"A7": "T9"}, "A7", "Ô mã phải là T2"),
        ({"D6": 5, "E6": "chừng"}, "E6", "chọn một trong"),
        ({"F6": "Sổ"}, "D6", "chưa có số liệu"),
        ({"D6": "#REF!"}, "D6", "#REF!"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_taken(world: World, cells: dict[str, Any], address: str, words: str) -> None:
    report = world.draft()
    page = sent(world, report, filled(template(world, report), {"D7": 7, **cells}))
    assert f"<strong>{address}</strong>" in page
    assert words in page
    assert "payload" not in page
    assert not Fact.objects.filter(indicator__in=[world.book.typed, world.book.stock]).exists()


def rearranged(content: bytes, act: Callable[[Any], None]) -> bytes:
    """The workbook with its rows changed, as a spreadsheet saves it."""
    book = load_workbook(BytesIO(content))
    act(book[sheets.SHEET])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def swap(page: Any) -> None:
    """The first two rows change places."""
    page["A6"], page["A7"] = "T2", "T1"


@pytest.mark.parametrize(
    ("act", "address", "words"),
    [
        (lambda page: page.delete_rows(7), "A7", "Dòng này bị xóa mất"),
        (lambda page: page.insert_rows(7), None, None),
        (lambda page: page.insert_rows(7), "A7", "Một dòng trống chen vào đây"),
        (lambda page: page.delete_rows(ROWS["T5"]), "A10", "Dòng này bị xóa mất"),
        (lambda page: page.cell(11, 1, "T99"), "A11", "Dòng này không có trong mẫu"),
        (swap, "A6", "đã đổi chỗ"),
    ],
)
def test_a_row_taken_out_or_put_in_is_one_fault_and_not_one_for_every_row_below(
    world: World, act: Callable[[Any], None], address: str | None, words: str | None
) -> None:
    report = world.draft()

    def put_in(page: Any) -> None:
        act(page)
        if address is None:
            page["A7"] = "T1"

    page = sent(world, report, rearranged(template(world, report), put_in))
    told = re.findall(r"<th scope=\"row\">([A-Z]\d+)", page) or re.findall(r"\b(A\d+)\b", page)
    assert (address or "A7") in told
    assert (words or "lặp lại một dòng khác") in page
    faults = ("Dòng này bị xóa mất", "lặp lại một dòng khác", "đã đổi chỗ", "dòng trống chen vào")
    assert sum(page.count(words) for words in faults) == 1


def test_a_number_of_the_past_without_its_source_is_a_wrong_cell_too(world: World) -> None:
    report = world.draft()
    content = filled(template(world, report), {"D6": 7, "D7": 8, "F7": "Sổ theo dõi"})
    with clock.standing_at(report.period.last_day + timedelta(days=800)):
        page = sent(world, report, content)
    assert "<strong>F6</strong>" in page
    assert "phải ghi rõ nguồn" in page
    assert "<strong>F7</strong>" not in page


def test_every_wrong_cell_of_a_row_is_named_at_once(world: World) -> None:
    report = world.draft()
    page = sent(world, report, filled(template(world, report), {"D6": "mười", "E6": "xấp xỉ", "F6": "=A1", "D7": 1.5}))
    assert re.findall(r"<strong>([A-F]\d+)</strong>", page) == ["D6", "E6", "F6", "D7"]
    with clock.standing_at(report.period.last_day + timedelta(days=800)):
        page = sent(world, report, filled(template(world, report), {"D6": "mười"}))
    assert re.findall(r"<strong>([A-F]\d+)</strong>", page) == ["D6", "F6"], "the source it will need is asked for in the same round"


def test_the_source_that_a_number_has_goes_out_with_it_and_comes_back_unchanged(world: World) -> None:
    report = world.draft()
    source = services.SourceData("Sổ theo dõi", publisher="Văn phòng", locator="trang 4")
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="12", source=source)
    content = template(world, report)
    assert load_workbook(BytesIO(content))[sheets.SHEET]["F6"].value == "Sổ theo dõi"
    assert "không thay đổi số liệu nào" in sent(world, report, content)

    def taken(cells: dict[str, Any]) -> tuple[int | None, str, str]:
        page = sent(world, report, filled(template(world, report), cells))
        browser(world.maker).post(place("sheet", report.pk), {"confirm": "", "payload": payload(page)})
        fact = Fact.objects.select_related("source").get(indicator=world.book.typed)
        return fact.value, str(fact.source or ""), fact.source.locator if fact.source else ""

    assert taken({"D6": 13}) == (13, "Sổ theo dõi", "trang 4"), "all that is known of the source stays"
    assert taken({"D6": 14, "F6": "Sổ mới"}) == (14, "Sổ mới", "")
    assert taken({"D6": None})[0] is None, "a number is taken away without emptying the source beside it"


def test_the_workbook_of_another_report_or_an_earlier_round_is_refused_by_name(world: World) -> None:
    report = world.draft()
    own = template(world, report)
    other = world.draft(world.tree.communes[1])
    stranger = bytes(browser(world.neighbour).get(place("sheet_template", other.pk)).content)
    assert "Mẫu này là của “Xã Xã 001”, báo cáo đang mở là của “Xã Xã 000”" in sent(world, report, stranger)
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="12")
    services.submit(by=world.maker, report=report)
    services.send_back(by=world.receiver, report=report, reason="Rà soát lại.")
    assert "Mẫu này là của “lần gửi 1”, báo cáo đang mở là của “lần gửi 2”" in sent(world, report, own)


def bomb() -> bytes:
    """A workbook whose one sheet unfolds to fifty million bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", '<Types><Override ContentType="application/vnd.x.spreadsheetml.sheet.main+xml"/></Types>')
        packed.writestr("xl/workbook.xml", " " * 50_000_000)
    return out.getvalue()


def empty_book() -> bytes:
    """A workbook that is nobody's template."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("Khác")
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: b"a,b\n1,2\n", "không phải bảng tính Excel"),
        (empty_book, "không phải mẫu tải từ hệ thống"),
        (bomb, "mở ra quá lớn"),
        (lambda: b"PK\x03\x04" + b"x" * 100, "không phải bảng tính Excel"),
        (lambda: b"PK" + b"0" * (sheets.LARGEST + 9), "lớn hơn 2 MB"),
    ],
)
def test_what_is_no_template_is_refused(world: World, content: Callable[[], bytes], words: str) -> None:
    assert words in sent(world, world.draft(), content())


def test_a_figure_somebody_else_changed_after_the_preview_keeps_all_from_being_taken(world: World) -> None:
    report = world.draft()
    page = sent(world, report, filled(template(world, report), {"D6": 5, "D7": 6}))
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="9")
    answer = browser(world.maker).post(place("sheet", report.pk), {"confirm": "", "payload": payload(page)}, follow=True).content.decode()
    assert "vừa được sửa sau khi xem trước: T1" in answer
    assert Fact.objects.get(indicator=world.book.typed).value == 9
    assert not Fact.objects.filter(indicator=world.book.stock).exists()


def test_a_workbook_is_undone_at_once_like_a_block(world: World) -> None:
    report, client = world.draft(), browser(world.maker)
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="3", qualifier="about")
    page = sent(world, report, filled(template(world, report), {"D6": 5, "D7": 6, "E6": None}))
    client.post(place("sheet", report.pk), {"confirm": "", "payload": payload(page)})
    assert "Vừa đưa vào 2 số liệu" in client.get(place("fill", report.pk)).content.decode()
    assert "Đã lấy lại 2 số liệu" in client.post(place("undo", report.pk), follow=True).content.decode()
    fact = Fact.objects.get(indicator=world.book.typed)
    assert (fact.value, fact.qualifier, Fact.objects.get(indicator=world.book.stock).value) == (3, "about", None)


def test_a_forged_preview_and_a_stranger_get_nothing(world: World) -> None:
    report = world.draft()
    answer = browser(world.maker).post(place("sheet", report.pk), {"confirm": "", "payload": "x"}, follow=True).content.decode()
    assert "không còn dùng được" in answer
    for address in (place("sheet", report.pk), place("sheet_template", report.pk)):
        assert browser(world.neighbour).get(address).status_code == 404
