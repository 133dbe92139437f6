"""A report below which many units have not filed opens with their number and names them at the end; few are named in the sentence itself."""

import io
import json
from collections.abc import Iterator

import pytest
from python_calamine import CalamineWorkbook

from danvan.lib import clock
from danvan.lib.papers import Note
from danvan.reports import services
from danvan.reports.papers.files import build as build_file
from danvan.reports.papers.told import paper_of
from danvan.reports.selectors.answers import MOST_MISSING
from danvan.reports.tests.factories import AFTER, PERIOD, counted_figure, period
from danvan.reports.tests.page_world import World, browser, build, place

pytestmark = pytest.mark.django_db
SENTENCE = "1/8 đơn vị đã gửi báo cáo; còn thiếu 7 đơn vị."
NAMES = [f"Xã Xã {number:03}" for number in range(1, 8)]


@pytest.fixture
def world() -> Iterator[World]:
    """Eight communes, of which the first has filed."""
    with counted_figure(), clock.standing_at(AFTER):
        made = build(8)
        made.filed()
        yield made


def opening(world: World) -> str:
    """What the province's paper says of who filed."""
    blocks = paper_of(world.tree.province, period()).blocks
    return next(block.text for block in blocks if isinstance(block, Note) and "đơn vị đã gửi báo cáo" in block.text)


def listed(world: World) -> list[str]:
    """The names at the end of its annex."""
    notes = [block.text for block in paper_of(world.tree.province, period()).annexes[0].blocks if isinstance(block, Note)]
    found = [note for note in notes if note.startswith("Đơn vị chưa gửi báo cáo")]
    return found[0].partition(": ")[2].rstrip(".").split(", ") if found else []


def test_the_opening_of_a_paper_counts_many_missing_units_and_its_annex_names_them(world: World) -> None:
    assert opening(world) == f"{SENTENCE} Tên các đơn vị đó ở cuối Phụ lục."
    assert listed(world) == NAMES


def test_a_few_missing_units_are_named_in_the_sentence_and_nowhere_else(world: World) -> None:
    for unit in world.tree.communes[1:3]:
        world.filed(unit)
    assert opening(world) == f"3/8 đơn vị đã gửi báo cáo; còn thiếu: {', '.join(NAMES[2:])}."
    assert len(NAMES[2:]) == MOST_MISSING
    assert listed(world) == []


def test_the_paper_that_was_signed_keeps_its_number_and_its_names(world: World) -> None:
    services.submit(by=world.receiver, report=world.draft(world.tree.province))
    world.filed(world.tree.communes[1])
    told = json.loads(build_file(world.tree.province, period(), "json").content)["completeness"]
    assert (told["text"], told["missing"]) == (SENTENCE, NAMES)
    assert told["filed"] + len(told["missing"]) == told["expected"]


def test_the_workbook_has_a_sheet_of_the_missing_units(world: World) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(build_file(world.tree.province, period(), "xlsx").content))
    lines = book.get_sheet_by_name("Chưa gửi báo cáo").to_python()
    assert [line[1] for line in lines if line[1] in NAMES] == NAMES
    assert SENTENCE in str(book.get_sheet_by_index(0).to_python())


@pytest.mark.parametrize("name", ["read", "consolidate"])
def test_the_page_counts_them_and_folds_their_names_away_once(world: World, name: str) -> None:
    arguments = (world.draft(world.tree.province).pk,) if name == "consolidate" else (world.tree.province.key, PERIOD)
    page = browser(world.receiver).get(place(name, *arguments)).content.decode()
    folded = page.partition('<details class="fold small">')[2].partition("</details>")[0]
    assert "7 đơn vị chưa gửi báo cáo" in folded
    assert [one for one in NAMES if f"<li>{one}</li>" in folded] == NAMES
    assert "Đơn vị chưa gửi báo cáo (7)" not in page
    assert "Tên các đơn vị đó ở cuối Phụ lục" not in page
    assert (SENTENCE in page) == (name == "read")


def test_the_list_of_those_who_owe_opens_with_the_number(world: World) -> None:
    page = browser(world.receiver).get(place("below", world.tree.province.key, PERIOD)).content.decode()
    assert f'<p class="lead">{SENTENCE}</p>' in page
