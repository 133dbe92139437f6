"""A report whose every figure the system gives says so, and explains nowhere how to type."""

import pytest

from danvan.reports.models import Report
from danvan.reports.tests.page_world import World, browser, place, world

__all__ = ["world"]

HOW_TO = ("Không phát sinh thì ghi 0", "Dán từ bảng tính", "Tải mẫu, nhập từ tệp", "Lưu</button>")
SO = "số liệu được đếm từ hồ sơ, tính ra hoặc nhập ở báo cáo khác"


@pytest.fixture
def counted(world: World) -> Report:
    """A report on a form that asks for one counted indicator."""
    world.book.form.indicators.set([world.book.counted])
    return world.draft()


@pytest.mark.parametrize("name", ["edit", "fill"])
def test_where_every_figure_is_counted_the_page_says_so_instead_of_how_to_type(world: World, counted: Report, name: str) -> None:
    page = browser(world.maker).get(place(name, counted.pk)).content.decode()
    assert SO in page
    assert [words for words in HOW_TO if words in page] == []


def test_what_to_do_about_a_wrong_count_is_said_with_the_figures(world: World, counted: Report) -> None:
    page = browser(world.maker).get(place("fill", counted.pk)).content.decode()
    assert "Số đếm chưa đúng thì sửa hồ sơ rồi đếm lại, hoặc điều chỉnh số đếm và nêu lý do." in page
    assert place("adjust", counted.pk, world.book.counted.code) in page


@pytest.mark.parametrize("name", ["paste", "sheet"])
def test_ways_to_put_figures_in_lead_to_the_table_that_says_there_are_none(world: World, counted: Report, name: str) -> None:
    assert browser(world.maker).get(place(name, counted.pk))["Location"] == place("fill", counted.pk)


def test_where_one_figure_is_typed_the_page_explains_how(world: World) -> None:
    report = world.draft()
    pages = [browser(world.maker).get(place(name, report.pk)).content.decode() for name in ("edit", "fill")]
    assert all(SO not in page for page in pages)
    assert all("Dán từ bảng tính" in page for page in pages)


def test_a_province_with_nothing_to_type_looks_at_its_figures_instead_of_entering_them(world: World, counted: Report) -> None:
    own = world.draft(world.tree.province)
    page = browser(world.receiver).get(place("consolidate", own.pk)).content.decode()
    assert "Xem số của đơn vị" in page
    assert "Nhập số của đơn vị" not in page
    task_list = browser(world.receiver).get(place("edit", own.pk)).content.decode()
    assert "Ở đây chỉ nhập số của riêng cấp mình." not in task_list
