"""The done-when of the issue on the real units: the former Ninh Bình reports, and the reader of today's Ninh Bình sees it."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import selectors, services
from danvan.reports.models import Form, Indicator
from danvan.reports.services import SourceData
from danvan.units.selectors import by_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_units")]


@pytest.fixture(autouse=True)
def book() -> Iterator[Form]:
    with clock.standing_at(date(2026, 9, 30)), translation.override("vi"):
        services.load_book(by=SYSTEM)
        yield Form.objects.get(code="party-periodic")


@pytest.mark.parametrize(("key", "code", "figure"), [("2023-9M", "A1", "29"), ("2021..2023", "H68", "1.635")])
def test_the_former_province_keeps_its_figure_and_todays_reader_sees_it(book: Form, key: str, code: str, figure: str) -> None:
    period, indicator = services.period_of(key), Indicator.objects.get(code=code)
    former, today = by_code("37", period.last_day), by_code("37", clock.today())
    assert former != today
    [owed] = services.open_period(by=SYSTEM, form=book, period_key=key, root=former, levels=["province"])
    report = services.start(by=SYSTEM, obligation=owed)
    services.type_figure(by=SYSTEM, report=report, indicator=indicator, value=figure, source=SourceData("Báo cáo của tỉnh"))
    services.submit(by=SYSTEM, report=report)

    then = selectors.opened(former, period, indicator)
    assert then.row.text == figure
    assert then.source is not None
    table = selectors.table(today, period, borders=selectors.TODAY)
    assert table.row(code).text == figure
    assert table.notes[1] == "Không có số liệu của: Tỉnh Hà Nam, Tỉnh Nam Định."
    assert {piece.name for piece in table.pieces if piece.gave} == {"Tỉnh Ninh Bình (đến 30/06/2025)"}


def test_a_quarter_opens_for_every_commune_of_a_real_province(book: Form) -> None:
    province = by_code("42", date(2026, 6, 30))
    owed = services.open_period(by=SYSTEM, form=book, period_key="2026-Q2", root=province)
    assert len(owed) == 1 + 69
    filing = selectors.completeness(province, services.period_of("2026-Q2"))
    assert (filing.filed, filing.expected) == (0, 69)
