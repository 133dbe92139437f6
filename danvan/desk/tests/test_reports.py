"""Reports on the first page: numbers say what they count, late reports are among them, and one that came back says so."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.desk.selectors import REPORTS
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.tests.page_world import World, world
from danvan.units.access import Acting
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

__all__ = ["world"]

LATE = date(2026, 10, 9)  # four days after the communes' due day


def tiles(who: Acting, on: date) -> dict[str, tuple[int, str]]:
    """Label -> number and where it leads."""
    client = Client()
    client.force_login(who.user)
    with clock.standing_at(on):
        day = client.get(reverse("desk:home")).context["day"]
    return {str(one.label): (one.value, one.href) for one in day.tiles}


def desk(who: Acting, on: date) -> str:
    """The page."""
    client = Client()
    client.force_login(who.user)
    with clock.standing_at(on):
        return " ".join(client.get(reverse("desk:home")).content.decode().split())


def test_a_report_past_its_day_is_counted_and_the_number_leads_to_it(world: World) -> None:
    assert tiles(world.maker, LATE)["Báo cáo quá hạn"] == (1, REPORTS)
    page = desk(world.maker, LATE)
    assert f'id="{REPORTS[1:]}"' in page
    assert "Quá hạn 4 ngày" in page


def test_a_report_that_is_due_within_a_week_is_counted_ahead_and_one_that_was_filed_is_not(world: World) -> None:
    before = tiles(world.maker, date(2026, 10, 3))
    assert (before["Báo cáo quá hạn"], before["Báo cáo đến hạn trong 7 ngày"]) == ((0, ""), (1, REPORTS))
    world.filed()
    assert tiles(world.maker, LATE)["Báo cáo quá hạn"] == (0, "")


def test_a_report_that_came_back_says_so_beside_its_days(world: World) -> None:
    assert "Bị trả lại" not in desk(world.maker, LATE)
    services.send_back(by=world.receiver, report=world.filed(), reason="Thiếu nguồn")
    page = desk(world.maker, LATE)
    assert page.index("Bị trả lại") < page.index("Quá hạn 4 ngày")


def test_numbers_of_petitions_say_that_they_count_petitions_and_who_files_nothing_counts_no_reports(world: World) -> None:
    clerk = officer(world.commune, Duty.RECEIVE, Duty.FILE_REPORT)
    labels = list(tiles(clerk, LATE))
    assert all(label.startswith(("Đơn", "Báo cáo")) for label in labels)
    assert "Đơn quá hạn" in labels
    assert not any(label.startswith("Báo cáo") for label in tiles(officer(world.commune, Duty.RECEIVE), LATE))


def test_more_than_five_reports_all_stand_on_the_page(world: World) -> None:
    for key in ("2025-Q4", "2026-Q1", "2026-Q2", "2025-Q3", "2026-6M", "2026-9M"):
        services.open_period(by=SYSTEM, form=world.book.form, period_key=key, root=world.tree.province)
    number, _href = tiles(world.maker, date(2026, 12, 1))["Báo cáo quá hạn"]
    page = desk(world.maker, date(2026, 12, 1))
    assert number > 5
    assert page.count('class="ds-tag due" data-color="danger"') == number
    assert f"Thêm {number - 5} báo cáo" in page


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_words_are_there_in_every_language(world: World, lang: str) -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE=lang)
    client.force_login(world.maker.user)
    with clock.standing_at(LATE):
        page = client.get(reverse("desk:home")).content.decode()
    assert "Báo cáo quá hạn" not in page
