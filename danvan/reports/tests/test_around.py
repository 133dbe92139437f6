"""Walking by clicks: from period to period, to the unit above and those below, and from a unit's own page to all its periods."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Form
from danvan.reports.tests import factories
from danvan.reports.tests.factories import PERIOD, filed
from danvan.reports.tests.page_world import World, browser, links, place, world
from danvan.units.models import Duty, Post, Unit
from danvan.units.tests.factories import officer

__all__ = ["world"]


def opened(world: World, *keys: str, form: Form | None = None) -> None:
    for key in keys:
        services.open_period(by=SYSTEM, form=form or world.book.form, period_key=key, root=world.tree.province)


def shown(client: Client, name: str, *arguments: object, **asked: str) -> str:
    answer = client.get(place(name, *arguments), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def turned(page: str) -> dict[str, str]:
    """`prev` and `next` -> where they lead."""
    found = re.findall(r'rel="(prev|next)" href="([^"]+)"', page)
    return {way: href.replace("&amp;", "&") for way, href in found}


def old_year(world: World, key: str = "2023") -> None:
    """A year for which the three provinces of then owed a report, and one gave it."""
    services.open_period(by=SYSTEM, form=world.book.form, period_key=key, root=world.tree.centre, levels=["province"])
    filed(world.book.form, world.tree.former[0], {world.book.typed: "7"}, key, root=world.tree.centre, levels=["province"])


def test_a_reader_turns_to_the_quarter_before_and_after_and_keeps_form_and_borders(world: World) -> None:
    opened(world, "2026-Q1", "2026-Q4", "2026-08", "2026")
    page = shown(browser(world.receiver), "read", world.tree.province.key, PERIOD)
    here = world.tree.province.key
    assert turned(page) == {
        "prev": f"{place('read', here, '2026-Q1')}?dia-gioi=then&mau=test",
        "next": f"{place('read', here, '2026-Q4')}?dia-gioi=then&mau=test",
    }
    assert "Quý I năm 2026" in page
    later = browser(world.receiver).get(turned(page)["next"]).content.decode()
    assert set(turned(later)) == {"prev"}
    assert PERIOD in turned(later)["prev"]


def test_periods_of_another_form_and_of_other_units_are_no_neighbours(world: World) -> None:
    other = Form.objects.create(code="other", name="Mẫu khác", title="Báo cáo", levels=["commune"], due={"commune": {"": "days 5"}})
    other.indicators.set([world.book.typed])
    opened(world, "2026-Q2", form=other)
    services.open_period(by=SYSTEM, form=world.book.form, period_key="2026-Q1", root=world.tree.other)
    assert turned(shown(browser(world.receiver), "read", world.tree.province.key, PERIOD)) == {}
    assert "2026-Q2" in turned(shown(browser(world.receiver), "read", world.tree.province.key, PERIOD, mau="other"))["prev"]


def test_a_number_is_turned_among_the_periods_in_which_somebody_filed_a_report_that_asks_it(world: World) -> None:
    opened(world, "2026-Q1", "2026-Q2")
    filed(world.book.form, world.commune, {world.book.typed: "3"}, "2026-Q1", root=world.tree.province)
    world.filed()
    for unit in (world.commune, world.tree.province):
        page = shown(browser(world.receiver), "number", unit.key, PERIOD, "T1")
        assert turned(page) == {"prev": place("number", unit.key, "2026-Q1", "T1") + "?dia-gioi=then"}
        assert browser(world.receiver).get(turned(page)["prev"]).status_code == 200


def test_the_page_leads_up_where_the_reader_reaches_and_down_to_the_list(world: World) -> None:
    up, down = place("read", world.tree.province.key, PERIOD), place("below", world.tree.province.key, PERIOD)
    page = shown(browser(world.receiver), "read", world.commune.key, PERIOD)
    assert [href.partition("?")[0] for href in links(page, up)] == [up]
    assert "Cấp trên: Tỉnh Ninh Bình" in page
    number = shown(browser(world.receiver), "number", world.commune.key, PERIOD, "T1")
    assert links(number, place("number", world.tree.province.key, PERIOD, "T1"))
    assert down in shown(browser(world.receiver), "read", world.tree.province.key, PERIOD)
    for who in (world.maker, officer(world.commune, Duty.FILE_REPORT, reach=Post.Reach.BODY)):
        assert "Cấp trên:" not in shown(browser(who), "read", world.commune.key, PERIOD)
    assert "Cấp trên:" not in shown(browser(world.receiver), "read", world.tree.province.key, PERIOD)


def test_from_a_unit_of_today_a_year_before_it_was_there_is_reached_by_clicks(world: World) -> None:
    old_year(world)
    old_year(world, "2022")
    client = browser(world.receiver)
    unit = client.get(reverse("units:detail", args=[world.tree.province.key])).content.decode()
    [periods] = links(unit, "/bao-cao/don-vi/")
    listed = client.get(periods).content.decode()
    assert re.findall(r'<div class="what"><a href="[^"]*/([^/"]+)/">', listed) == [PERIOD, "2023", "2022"]
    assert listed.count("Khi đó chưa có đơn vị này") == 2
    [year] = links(listed, "/2023/")
    page = client.get(year).content.decode()
    assert 'aria-current="page">Theo địa giới hiện nay' in page or "Khi đó là:" in page
    assert turned(page) == {"prev": f"{place('read', world.tree.province.key, '2022')}?dia-gioi=today&mau=test"}
    former = shown(client, "read", world.tree.former[0].key, "2023")
    assert "2022" in turned(former)["prev"]


def test_the_periods_of_a_unit_say_how_its_own_reports_stand_and_are_for_who_reaches_it(world: World) -> None:
    opened(world, "2026-Q4")
    world.filed()
    page = shown(browser(world.receiver), "of_unit", world.commune.key)
    assert page.index("Quý IV năm 2026") < page.index("Quý III năm 2026")
    assert "Đã gửi, chờ nhận" in page
    assert browser(world.stranger).get(place("of_unit", world.commune.key)).status_code == 404
    assert browser(world.neighbour).get(place("of_unit", world.commune.key)).status_code == 404
    unit = reverse("units:detail", args=[world.commune.key])
    assert links(browser(world.maker).get(unit).content.decode(), "/bao-cao/don-vi/")
    assert not links(browser(world.stranger).get(unit).content.decode(), "/bao-cao/don-vi/")


@pytest.mark.django_db
def test_a_unit_without_any_period_says_so(world: World) -> None:
    lonely: Unit = factories.unit("commune", "Vắng", world.tree.other, since=factories.MERGED)
    with clock.standing_at(factories.AFTER):
        assert "Chưa có kỳ báo cáo nào." in shown(browser(world.stranger), "of_unit", lonely.key)
