"""The columns beside the figures of a filed report say what they said when it was signed; what they are today stands beside them."""

import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from python_calamine import CalamineWorkbook

from danvan.audit.doer import SYSTEM
from danvan.reports import frozen, rules, services
from danvan.reports.models import Report, Submission
from danvan.reports.papers.files import build
from danvan.reports.papers.told import told, written
from danvan.reports.selectors.filed import filed, last_filed
from danvan.reports.services import Corrected
from danvan.reports.tests.factories import PERIOD, explained, period
from danvan.reports.tests.factories import filed as report_filed
from danvan.reports.tests.page_world import World, browser, place
from danvan.reports.tests.test_columns import cells_of, table_in, world
from danvan.units.models import Unit

__all__ = ["world"]

pytestmark = pytest.mark.django_db

BEFORE, YEAR = "2026-Q2", "2025-Q3"


def above(world: World) -> Report:
    """The province's report of the quarter, filed: 40 of its communes; 35 the quarter before, 15 a year ago, 98 since the year began."""
    return report_filed(world.book.form, world.tree.province, {world.book.stock: "1"}, root=world.tree.province)


def correct(world: World, unit: Unit, key: str, value: str) -> None:
    """The unit corrects what it gave for that period."""
    report = services.accept(by=SYSTEM, report=Report.objects.get(unit=unit, period__key=key))
    cell = Corrected(world.book.typed, value, "Cộng sót một thôn", "Sổ họp")
    explained(lambda told: services.file_correction(by=SYSTEM, report=report, cells=[cell], seen=report.revision, sentences=told))


def said(world: World, unit: Unit | None = None, **more: Any) -> dict[str, Any]:
    """The figure with all that stands beside it, from the file."""
    content = json.loads(build(unit or world.tree.province, period(), "json", **more).content)
    return next(one for one in content["figures"] if one["code"] == "T1")


def texts(figure: dict[str, Any]) -> dict[str, str]:
    """Column -> as printed."""
    return {kind: cell["text"] for kind, cell in figure["comparisons"].items()}


SIGNED = {"before": "35", "year": "15", "sum": "98", "against_before": "+14,3", "against_year": "+166,7"}


def test_the_columns_say_what_they_said_when_it_was_signed_and_what_they_are_now(world: World) -> None:
    above(world)
    first, second = world.tree.communes
    assert texts(said(world)) == SIGNED
    correct(world, first, BEFORE, "42")
    correct(world, second, YEAR, "18")
    figure = said(world)
    assert texts(figure) == SIGNED
    now = {kind: cell["now"] for kind, cell in figure["comparisons"].items() if "now" in cell}
    assert now == {"before": "45", "year": "18", "sum": "108", "against_before": "−11,1", "against_year": "+122,2"}
    note = "Quý II năm 2026, số hiện nay: 45. Cùng kỳ năm 2025, số hiện nay: 18. Lũy kế từ đầu năm, số hiện nay: 108."
    assert note in figure["note"]


def test_every_kind_of_paper_says_the_same(world: World) -> None:
    above(world)
    correct(world, world.tree.communes[0], BEFORE, "42")
    kept = last_filed(Report.objects.get(unit=world.tree.province, period=period()))
    assert kept is not None
    with translation.override("vi"):
        paper = written(told(world.tree.province, period(), filed=kept))
    row = cells_of(table_in(paper.annexes[0].blocks), "T1")
    assert row[3:9] == ["40", *SIGNED.values()]
    assert "Quý II năm 2026, số hiện nay: 45." in row[-1]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(build(world.tree.province, period(), "xlsx").content)).get_sheet_by_name("Số liệu")
    [line] = [one for one in sheet.to_python() if one[0] == "T1"]
    assert line[3:9] == [40.0, 35.0, 15.0, 98.0, 14.3, 166.7]
    assert "Quý II năm 2026, số hiện nay: 45." in str(line[-1])


def test_the_own_correction_moves_the_sum_of_today_and_not_what_was_signed(world: World) -> None:
    above(world)
    correct(world, world.tree.communes[0], PERIOD, "40")
    figure = said(world)
    assert (figure["value"], texts(figure)) == ("40", SIGNED)
    assert "Số hiện nay: 43." in figure["note"]
    assert "Lũy kế từ đầu năm, số hiện nay: 101." in figure["note"]


def test_the_page_of_today_says_what_is_known_today(world: World) -> None:
    above(world)
    correct(world, world.tree.communes[0], BEFORE, "42")
    page = browser(world.receiver).get(place("read", world.tree.province.key, PERIOD)).content.decode()
    assert ">45<" in page
    assert "số hiện nay: 45" not in page


def test_each_submission_keeps_its_own_and_its_page_shows_them(world: World) -> None:
    report = above(world)
    first = world.tree.communes[0]
    correct(world, first, BEFORE, "42")
    correct(world, first, PERIOD, "40")
    taken = explained(lambda told: services.take_over(by=world.receiver, report=report, sentences=told))
    one, two = Submission.objects.filter(report=taken).order_by("revision")
    assert texts(said(world, filed=filed(taken, one))) == SIGNED
    assert texts(said(world, filed=filed(taken, two))) == SIGNED | {
        "before": "45",
        "sum": "111",
        "against_before": "−4,4",
        "against_year": "+186,7",
    }
    client = browser(world.receiver)
    pages = [client.get(place("submission", taken.pk, revision)).content.decode() for revision in (1, 2)]
    for page, shown in zip(pages, (("35", "98"), ("45", "111")), strict=True):
        assert "Kỳ trước (quý II năm 2026)" in page
        assert all(f'<td class="number" lang="vi">{text}</td>' in page for text in shown)


def test_a_commune_keeps_its_columns_too(world: World) -> None:
    one = world.tree.communes[1]
    report = Report.objects.get(unit=one, period=period())
    assert texts(said(world, one)) == {"before": "3", "year": "–", "sum": "9", "against_before": "–", "against_year": "–"}
    correct(world, one, BEFORE, "4")
    assert texts(said(world, one))["before"] == "3"
    assert "Quý II năm 2026, số hiện nay: 4." in said(world, one)["note"]
    assert "Cùng kỳ năm 2025, số hiện nay: 15." in said(world, one)["note"]  # entered after it had reported
    report.refresh_from_db()
    assert frozen.is_whole(report)


def test_what_was_kept_has_its_hash_in_what_was_signed(world: World) -> None:
    report = above(world)
    kept = Submission.objects.get(report=report)
    assert kept.content["compared"] == rules.digest(kept.compared)
    assert kept.compared["before"]["T1"] == ["35", "35", "có trong 2/3 báo cáo"]


def test_a_dash_keeps_its_reason_and_says_what_came_later(world: World) -> None:
    above(world)
    report_filed(world.book.form, world.commune, {world.book.stock: "9"}, key=YEAR, root=world.tree.province)
    content = json.loads(build(world.tree.province, period(), "json").content)
    stock = next(one for one in content["figures"] if one["code"] == "T2")
    assert stock["comparisons"]["year"] == {"value": None, "text": "–", "remark": "chưa có số liệu", "now": "9"}
    assert "Cùng kỳ năm 2025, số hiện nay: 9." in stock["note"]


def test_a_submission_of_an_earlier_release_shows_the_columns_of_today_and_says_of_the_sum_that_it_holds_a_later_number(
    world: World,
) -> None:
    above(world)
    Submission.objects.update(compared={})
    first = world.tree.communes[0]
    correct(world, first, BEFORE, "42")
    correct(world, first, PERIOD, "40")
    figure = said(world)
    assert texts(figure)["before"] == "45"
    assert figure["comparisons"]["sum"]["remark"] == "gồm số hiện nay của kỳ này"
    assert "Quý II năm 2026, số hiện nay" not in figure["note"]


def test_a_form_without_columns_keeps_none_and_asks_one_question_for_it(world: World) -> None:
    report = Report.objects.select_related("form", "period", "unit").get(unit=world.commune, period=period())
    world.book.form.comparisons = []
    report.form.comparisons = []
    with CaptureQueriesContext(connection) as caught:
        kept = frozen.aside(report)
    assert (kept.compared, len(caught)) == ({}, 1)


@pytest.mark.parametrize("indicators", [1, 4])
def test_keeping_the_columns_costs_the_same_however_many_figures_there_are(world: World, indicators: int) -> None:
    few = world.book.form.lines.exclude(indicator=world.book.typed)
    few.filter(pk__in=list(few.values_list("pk", flat=True))[indicators - 1 :]).delete()
    report = Report.objects.select_related("form", "period", "unit").get(unit=world.commune, period=period())
    with CaptureQueriesContext(connection) as caught:
        kept = frozen.aside(report)
    assert len(kept.compared["own"]) == indicators
    assert len(caught) == 10
