"""A block copied from a spreadsheet: shown before it is written, written as one act, undone at once."""

import re
from typing import Any

import pytest

from danvan.audit.models import Entry
from danvan.lib.refusal import Refused
from danvan.reports import pasted, services
from danvan.reports.models import Fact, Report
from danvan.reports.pasted import Placed
from danvan.reports.selectors import own_rows, typable
from danvan.reports.sheets import SheetLine
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.units.access import Acting

__all__ = ["world"]


def read(report: Report, text: str, start: str = "T1") -> dict[str, Any]:
    """Code (or number of the row) -> what would be written, or why not."""
    lines = [SheetLine(row, typable(row, report)) for row in own_rows(report)]
    return dict(map(told, pasted.read(text, lines, start)))


def told(one: Placed) -> tuple[str, Any]:
    code = one.line.row.indicator.code if one.line else f"#{one.number}"
    return code, one.message or (one.entry and (one.entry.value, one.entry.qualifier, one.entry.source))


def preview(who: Acting, report: Report, text: str, start: str = "T1") -> str:
    """The page after the block was sent."""
    return browser(who).post(place("paste", report.pk), {"text": text, "start": start}).content.decode()


def confirm(who: Acting, report: Report, page: str) -> Any:
    """What was shown, entered; the browser stays for undoing."""
    found = re.search(r'name="payload" value="([^"]+)"', page)
    assert found, page
    client = browser(who)
    return client, client.post(place("paste", report.pk), {"confirm": "", "payload": found[1]}, follow=True).content.decode()


def values() -> dict[str, int | None]:
    """What the database has of the typed figures."""
    return dict(Fact.objects.filter(indicator__code__in=["T1", "T2", "T5"]).values_list("indicator__code", "value"))


# ---- read -------------------------------------------------------------------------------------------------------------------------------


def test_a_column_goes_down_from_its_row_and_empty_cells_leave_theirs(world: World) -> None:
    report = world.draft()
    found = read(report, "1.234\r\n\r\n3\r\n\r\n6,84\r\n")
    assert found == {"T1": (1234, "", ""), "T2": None, "T3": None, "T4": None, "T5": (684, "", "")}
    assert read(report, "7\n", "T2") == {"T2": (7, "", "")}


def test_number_word_and_source_stand_side_by_side_and_quotes_hold_what_the_spreadsheet_put_in_them(world: World) -> None:
    found = read(world.draft(), '1200\thơn\t"Sổ ""theo dõi""\nquý III"\n5\t\t\n')
    assert found == {"T1": (1200, "over", 'Sổ "theo dõi"\nquý III'), "T2": (5, "", "")}


@pytest.mark.parametrize(
    "block",
    [
        "T5\t6,84\nT1\t12\n",
        "t5\tChỉ tiêu năm\tcuộc\t6,84\t\t\nT1\tChỉ tiêu một\tcuộc\t12\n",
        "Mã\tChỉ tiêu\tSố liệu\nT5\tNăm\t6,84\nT1\tMột\t12",
    ],
)
def test_rows_with_codes_find_their_own_place(world: World, block: str) -> None:
    assert read(world.draft(), block, "T2") == {"T5": (684, "", ""), "T1": (12, "", "")}


@pytest.mark.parametrize(
    ("block", "cell", "words"),
    [
        ("khoảng mười", "T1", "Ghi “khoảng mười”. Chỉ ghi số"),
        ("1,5", "T1", "số nguyên"),
        ("1,234.5", "T1", "Chỉ ghi số"),
        ("-4", "T1", "không thể âm"),
        ("=A1+1", "T1", "công thức"),
        ("#DIV/0!", "T1", "#DIV/0!"),
        ("5\tchừng", "T1", "chọn một trong"),
        ("\thơn", "T1", "chưa có số liệu"),
        ("1\n2\n99", "T3", "không nhập số khác"),
        ("1\n2\n3\n\n5\n6\n7", "#6", "Nằm ngoài bảng"),
        ("T1\t5\nT9\t6", "#2", "không có chỉ tiêu T9"),
        ("T1\t5\nT1\t6", "T1", "Trùng với dòng 1"),
        ("T2\t12\tkhoảng\tBáo cáo X\nT2\t13\nT1\t=SUM(A1)", "T1", "công thức"),
        ("T1\tChỉ tiêu một\tcuộc\tmười\nT2", "T1", "Ghi “mười”. Chỉ ghi số"),
    ],
)
def test_a_cell_that_cannot_be_taken_says_why(world: World, block: str, cell: str, words: str) -> None:
    assert words in read(world.draft(), block)[cell]


@pytest.mark.parametrize("block", ["", " \n\t\n", '"không đóng', "1\n" * 1001, "9" * 200_001])
def test_what_is_no_block_is_refused_whole(world: World, block: str) -> None:
    with pytest.raises(Refused):
        read(world.draft(), block)


def test_the_same_number_without_a_word_leaves_the_word_that_stands_there(world: World) -> None:
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="1200", qualifier="over")
    assert read(report, "1.200\n") == {"T1": None}
    assert read(report, "1.300\n") == {"T1": (1300, "", "")}


# ---- shown, entered, undone -------------------------------------------------------------------------------------------------------------


def test_the_preview_says_what_is_new_what_is_replaced_and_what_is_not_taken_and_writes_nothing(world: World) -> None:
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="1200", qualifier="over")
    page = preview(world.maker, report, "1300\n7\n3\n\nx\n")
    assert all(words in page for words in ("Sẽ ghi 2 số liệu", "Thay số đang có", "hơn 1.200", "1.300", "Ghi mới", "Trống, giữ nguyên"))
    assert "1 dòng không nhận" in page
    assert "Ghi “x”. Chỉ ghi số" in page
    assert "1300\n7\n3" in page
    assert values() == {"T1": 1200}


def test_a_block_is_one_act_and_undone_at_once_with_words_and_sources(world: World) -> None:
    report = world.draft()
    source = services.SourceData("Sổ", publisher="Xã")
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="1200", qualifier="over", source=source)
    lines = Entry.objects.filter(act="reports.figures.type").count()
    client, page = confirm(world.maker, report, preview(world.maker, report, "1300\tkhoảng\tBáo cáo 12\n7\n\n\n6,84\n"))
    assert "Đã ghi 3 số liệu từ khối dán" in page
    assert values() == {"T1": 1300, "T2": 7, "T5": 684}
    assert Entry.objects.filter(act="reports.figures.type").count() == lines + 1
    assert "Vừa đưa vào 3 số liệu" in page
    answer = client.post(place("undo", report.pk), follow=True).content.decode()
    assert "Đã lấy lại 3 số liệu" in answer
    assert "Hoàn tác" not in answer
    assert values() == {"T1": 1200, "T2": None, "T5": None}
    fact = Fact.objects.select_related("source").get(indicator=world.book.typed)
    assert (fact.qualifier, fact.source and fact.source.publisher) == ("over", "Xã")
    assert list(Entry.objects.filter(act__startswith="reports.figures.").values_list("act", flat=True).order_by("-pk")[:4]) == [
        "reports.figures.undo",
        "reports.figures.type",
        "reports.figures.paste",
        "reports.figures.type",
    ]
    assert "Không còn gì để hoàn tác" in client.post(place("undo", report.pk), follow=True).content.decode()


def test_a_number_without_a_source_of_its_own_keeps_the_one_the_row_has(world: World) -> None:
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="1", source=services.SourceData("Sổ"))
    confirm(world.maker, report, preview(world.maker, report, "5\n"))
    assert str(Fact.objects.select_related("source").get(indicator=world.book.typed).source) == "Sổ"


def test_what_somebody_changed_after_the_preview_or_after_the_block_keeps_all_as_it_is(world: World) -> None:
    report = world.draft()
    page = preview(world.maker, report, "5\n6\n")
    services.type_figure(by=world.receiver, report=report, indicator=world.book.stock, value="9")
    assert "vừa được sửa sau khi xem trước: T2" in confirm(world.maker, report, page)[1]
    assert values() == {"T2": 9}
    client, _page = confirm(world.maker, report, preview(world.maker, report, "5\n6\n"))
    services.type_figure(by=world.receiver, report=report, indicator=world.book.stock, value="11")
    assert "vừa được sửa sau khi xem trước: T2" in client.post(place("undo", report.pk), follow=True).content.decode()
    assert values() == {"T1": 5, "T2": 11}


def test_a_forged_block_a_closed_report_and_a_stranger_get_nothing(world: World) -> None:
    report = world.draft()
    page = preview(world.maker, report, "5\n")
    forged = browser(world.maker).post(place("paste", report.pk), {"confirm": "", "payload": "x"}, follow=True).content.decode()
    assert "không còn dùng được" in forged
    for name in ("paste", "undo"):
        assert browser(world.neighbour).post(place(name, report.pk)).status_code == 404
    assert browser(world.maker).get(place("undo", report.pk)).status_code == 405
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="1")
    services.submit(by=world.maker, report=report)
    services.send_back(by=world.receiver, report=report, reason="Rà soát lại.")
    report.refresh_from_db()
    assert "không còn dùng được" in confirm(world.maker, report, page)[1]
    assert values() == {"T1": 1}


def test_the_preview_costs_the_same_number_of_queries_at_any_length(world: World, django_assert_max_num_queries: Any) -> None:
    report, client = world.draft(), browser(world.maker)
    for block in ("5\n", "T1\t5\nT2\t6\nT5\t7\n"):
        with django_assert_max_num_queries(18):
            assert "Sẽ ghi" in client.post(place("paste", report.pk), {"text": block, "start": "T1"}).content.decode()
