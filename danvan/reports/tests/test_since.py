"""What changed since an officer last looked: told to that officer alone, in words, with marks beside the figures."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Look, Publication
from danvan.reports.selectors.since import since
from danvan.reports.services.looking import KEPT
from danvan.reports.tests.factories import AFTER, PERIOD, counted_figure, period
from danvan.reports.tests.page_world import World, browser, build, place, world
from danvan.units import plans
from danvan.units import services as units
from danvan.units.access import Acting
from danvan.units.models import Duty, Kind, Unit
from danvan.units.plans import Opening
from danvan.units.tests.factories import officer

__all__ = ["world"]

MORNING = clock.moment(AFTER, 9)
FIRST = "Bạn xem trang này lần đầu."
NOTHING = "trang này chưa có gì đổi."


def read(who: Acting, unit: Unit, at: datetime) -> str:
    """The page of the unit for the quarter, looked at then."""
    with clock.standing_at(at):
        return browser(who).get(place("read", unit.key, PERIOD)).content.decode()


def correct(world: World, value: str, at: datetime) -> None:
    """The maker's commune corrects what was received."""
    report = world.owed(world.commune).report
    cell = services.Corrected(world.book.typed, value, "Cộng sót hai cuộc", "Sổ theo dõi")
    with clock.standing_at(at):
        services.file_correction(by=world.maker, report=report, cells=[cell], seen=report.revision)


@pytest.fixture
def received(world: World) -> World:
    """The maker's commune has reported twelve, and the province has received it."""
    services.accept(by=world.receiver, report=world.filed())
    return world


def test_the_first_visit_says_so_and_the_next_that_nothing_changed(received: World) -> None:
    province = received.tree.province
    assert FIRST in read(received.receiver, province, MORNING)
    assert FIRST in read(received.receiver, province, MORNING + timedelta(minutes=10))
    later = read(received.receiver, province, MORNING + timedelta(hours=2))
    assert NOTHING in later
    assert "09:10 03/10/2026" in later


def test_a_corrected_figure_is_told_with_old_new_who_why_and_marked_where_it_stands(received: World) -> None:
    province = received.tree.province
    read(received.receiver, province, MORNING)
    correct(received, "14", MORNING + timedelta(hours=1))
    page = read(received.receiver, province, MORNING + timedelta(hours=2))
    for words in ("Số liệu đã sửa", "12 → 14", "Cộng sót hai cuộc", f"Xã {received.commune.name}", "đã sửa: 12 → 14"):
        assert words in page
    own = read(received.maker, received.commune, MORNING + timedelta(hours=2))
    assert FIRST in own
    correct(received, "15", MORNING + timedelta(hours=3))
    assert "đã sửa: 14 → 15" in read(received.maker, received.commune, MORNING + timedelta(hours=4))


def test_two_corrections_are_told_one_by_one_and_marked_from_the_first_to_the_last(received: World) -> None:
    province = received.tree.province
    correct(received, "14", MORNING + timedelta(hours=1))
    correct(received, "11", MORNING + timedelta(hours=2))
    news = since([province.pk], period(), MORNING)
    assert [(one.was, one.now) for one in news.figures] == [("14", "11"), ("12", "14")]
    assert news.changed == {"T1": "12 → 11"}


def test_a_total_that_grew_between_two_corrections_is_marked_with_the_last_alone(received: World) -> None:
    province = received.tree.province
    correct(received, "14", MORNING + timedelta(hours=1))
    received.filed(received.tree.communes[1])
    correct(received, "11", MORNING + timedelta(hours=2))
    assert since([province.pk], period(), MORNING).changed == {"T1": "26 → 23"}


def test_within_a_visit_the_list_stays_and_the_next_visit_begins_where_it_ended(received: World) -> None:
    province = received.tree.province
    read(received.receiver, province, MORNING)
    correct(received, "14", MORNING + timedelta(hours=1))
    for minutes in (120, 125, 140):
        assert "đã sửa: 12 → 14" in read(received.receiver, province, MORNING + timedelta(minutes=minutes))
    assert NOTHING in read(received.receiver, province, MORNING + timedelta(hours=4))


def test_reports_that_came_were_received_or_went_back_are_counted_and_named(received: World) -> None:
    province, second, third = received.tree.province, *received.tree.communes[1:]
    read(received.receiver, province, MORNING)
    with clock.standing_at(MORNING + timedelta(hours=1)):
        services.accept(by=received.receiver, report=received.filed(second))
        services.send_back(by=received.receiver, report=received.filed(third), reason="Thiếu nguồn số liệu")
    page = read(received.receiver, province, MORNING + timedelta(hours=2))
    for words in ("2 lần gửi", "1 lần nhận", "1 lần trả lại", "Thiếu nguồn số liệu", f"Xã {third.name}"):
        assert words in page


def test_headings_that_were_written_anew_are_named(world: World) -> None:
    report = world.draft()
    services.write(by=world.maker, report=report, heading=world.book.heading, text="Lời đầu")
    services.submit(by=world.maker, report=report)
    read(world.maker, world.commune, MORNING)
    with clock.standing_at(MORNING + timedelta(hours=1)):
        services.send_back(by=world.receiver, report=report, reason="Viết rõ hơn")
        services.write(by=world.maker, report=report, heading=world.book.heading, text="Lời sau")
        services.submit(by=world.maker, report=report)
    page = read(world.maker, world.commune, MORNING + timedelta(hours=2))
    assert "Lời văn đã viết lại" in page
    assert "<li>I. Tình hình</li>" in page


def test_a_further_public_edition_is_told(received: World) -> None:
    made = {"root": received.tree.province, "period": period(), "released_on": AFTER, "digest": "x"}
    Publication.objects.create(**made, current=False)
    assert since([received.tree.province.pk], period(), MORNING).editions == ()
    Publication.objects.create(**made, revision=2, reason="Sửa số của một xã")
    read(received.maker, received.commune, MORNING)
    page = read(received.maker, received.commune, MORNING + timedelta(hours=2))
    assert "Sửa số của một xã" in page


def test_each_officer_has_their_own_mark_and_nobody_reads_it(received: World) -> None:
    province = received.tree.province
    other = officer(province, Duty.CONSOLIDATE)
    with clock.standing_at(MORNING):
        lines = Entry.objects.count()
        services.look(by=received.receiver, unit=province, period=period())
        assert Entry.objects.count() == lines
    correct(received, "14", MORNING + timedelta(hours=1))
    assert FIRST in read(other, province, MORNING + timedelta(hours=2))
    assert "12 → 14" in read(received.receiver, province, MORNING + timedelta(hours=2))


def test_a_page_opened_again_within_a_minute_writes_nothing(received: World) -> None:
    province, receiver = received.tree.province, received.receiver
    with clock.standing_at(MORNING):
        services.look(by=receiver, unit=province, period=period())
    with clock.standing_at(MORNING + timedelta(seconds=50)), CaptureQueriesContext(connection) as caught:
        services.look(by=receiver, unit=province, period=period())
    assert [one["sql"].split()[0] for one in caught] == ["SELECT", "SELECT"]


def test_old_marks_are_swept_with_anybodys_next_visit(received: World) -> None:
    services.look(by=received.receiver, unit=received.tree.province, period=period())
    with clock.standing_at(MORNING + KEPT + timedelta(days=1)):
        services.look(by=received.maker, unit=received.commune, period=period())
    assert [one.user_id for one in Look.objects.all()] == [received.maker.user_id]


def test_in_todays_borders_the_news_of_the_units_that_it_was_made_of_are_told(received: World) -> None:
    tree = received.tree
    plan = plans.merge([tree.province.pk, tree.other.pk], Opening(Kind.PROVINCE, "Hoa Lư", "99"))
    with clock.standing_at(MORNING):
        units.apply_event(by=SYSTEM, event=units.enter_event(by=SYSTEM, plan=plan, effective_on=AFTER, instrument="12/NQ"))
    made = Unit.objects.get(name="Hoa Lư")
    reader = officer(tree.centre, *Duty)
    assert FIRST in read(reader, made, MORNING)
    correct(received, "14", MORNING + timedelta(hours=1))
    page = read(reader, made, MORNING + timedelta(hours=2))
    for words in ("Số liệu đã sửa", "12 → 14", f"Xã {received.commune.name}", place("number", tree.province.key, PERIOD, "T1")):
        assert words in page
    assert "đã sửa: 12 → 14" not in page  # the mark beside a figure is of one unit's total, not of a part of it


@pytest.mark.django_db
def test_the_news_asks_the_same_number_of_questions_whatever_the_size() -> None:
    asked: list[int] = []
    news = None
    with counted_figure(), clock.standing_at(AFTER):
        world = build(9)
        for group in (world.tree.communes[:2], world.tree.communes[2:8]):
            for number, unit in enumerate(group):
                report = world.filed(unit)
                services.accept(by=world.receiver, report=report)
                cell = services.Corrected(world.book.typed, str(20 + number), "Cộng sót", "Sổ")
                services.file_correction(by=world.receiver, report=report, cells=[cell], seen=1)
            with CaptureQueriesContext(connection) as caught:
                news = since([world.tree.province.pk], period(), MORNING - timedelta(days=1))
            asked.append(len(caught))
    assert news
    assert (len(news.figures), news.submitted, news.accepted) == (8, 8, 8)
    assert asked[0] == asked[1] <= 13, asked
