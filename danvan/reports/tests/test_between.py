"""A total over periods that do not adjoin says which time it tells nothing of: on the page, and as a note in every file that has totals."""

import json
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from danvan.audit.doer import SYSTEM
from danvan.lib import periods
from danvan.reports import services
from danvan.reports.models import PeriodRow
from danvan.reports.selectors.between import MOST, left_out
from danvan.reports.tables.files import build
from danvan.reports.tables.layout import PERIODS, UNITS, Layout
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.reports.tests.test_crosstab import asked, land

__all__ = ["land", "world"]

pytestmark = pytest.mark.django_db


def rows(*keys: str) -> list[PeriodRow]:
    """Periods, as rows that are not saved."""
    return [PeriodRow(key=one.key, kind=one.kind, first_day=one.first, last_day=one.last) for one in map(periods.parse, keys)]


@pytest.mark.parametrize(
    ("keys", "gaps"),
    [
        (("2026-Q1", "2026-Q3"), "Quý II năm 2026"),
        (("2026-Q4", "2026-Q1"), "từ ngày 01/04/2026 đến ngày 30/09/2026"),
        (("2025", "2026-Q2", "2026-08"), "Quý I năm 2026; tháng 7 năm 2026"),
        (("2020", "2026"), "các năm 2021-2025"),
        (("2024", "2026"), "năm 2025"),
        (("2026-Q1@15", "2026-Q3@15"), "Quý II năm 2026 (từ 15/03/2026 đến 14/06/2026)"),
    ],
)
def test_the_time_between_is_named(keys: tuple[str, ...], gaps: str) -> None:
    assert left_out(rows(*keys)) == [f"Các kỳ đã chọn không liền nhau; cộng các kỳ không gồm: {gaps}."]


def test_periods_that_adjoin_say_nothing_and_many_spans_are_counted() -> None:
    assert left_out(rows("2026-Q1", "2026-Q2", "2026-07")) == []
    assert left_out(rows("2026-Q1")) == []
    every_other = [f"{year}" for year in range(2000, 2000 + 2 * (MOST + 3), 2)]
    assert left_out(rows(*every_other))[0].endswith("năm 2011; và 2 khoảng khác.")


def test_the_page_and_the_files_say_it(land: World) -> None:
    services.open_period(by=SYSTEM, form=land.book.form, period_key="2026-Q4", root=land.tree.province)
    said = "Các kỳ đã chọn không liền nhau; cộng các kỳ không gồm: Quý III năm 2026."
    commune = land.tree.communes[0]
    query = {"dv": commune.key, "ct": "T1", "ky": ["2026-Q2", "2026-Q4"], "dia-gioi": "then"}
    page = browser(land.receiver).get(place("table"), query).content.decode()
    assert said in page
    assert "không liền nhau" not in browser(land.receiver).get(place("table"), {**query, "ky": ["2026-Q2", "2026-Q3"]}).content.decode()
    layout = Layout(asked([commune], [land.book.typed], keys=("2026-Q2", "2026-Q4")), UNITS, PERIODS)
    assert said in json.loads(build(layout, "json", "Bảng").content)["notes"]
    sheet = CalamineWorkbook.from_filelike(BytesIO(build(layout, "xlsx", "Bảng").content)).get_sheet_by_index(0).to_python()
    assert any(said in str(cell) for line in sheet for cell in line)
    assert said in layout.notes  # which stand under the picture too
