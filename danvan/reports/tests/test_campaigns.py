"""Campaigns: reminders once each, more time with both dates, and a rate that no reorganisation brings over 100 %."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.notices.models import Notice
from danvan.reports import rules, services, totals
from danvan.reports.models import Extension, Obligation, Reminder, Tally
from danvan.reports.selectors import completeness
from danvan.reports.selectors.days import by_day
from danvan.reports.tests import factories
from danvan.reports.tests.factories import PERIOD, edge, unit
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.units import paths
from danvan.units.models import Unit
from danvan.units.tests.factories import officer
from tests.machine import examples

__all__ = ["world"]

pytestmark = pytest.mark.django_db

DUE = date(2026, 10, 5)  # communes, five days after the period


def on(days: int) -> date:
    """So many days from the communes' due date."""
    return DUE + timedelta(days=days)


def remind(days: int) -> int:
    """What goes out on that day."""
    with clock.standing_at(on(days)):
        return services.remind(by=SYSTEM)


@pytest.mark.parametrize(("day", "wanted"), [(-4, None), (-3, -3), (-1, -3), (0, 0), (1, 0), (2, 2), (9, 2), (10, None)])
def test_the_latest_reminder_whose_day_has_come_is_due_while_it_is_not_stale(day: int, wanted: int | None) -> None:
    assert rules.reminder_due(rules.REMIND, DUE, on(day)) == wanted


def test_each_reminder_goes_out_once_however_often_the_command_runs(world: World) -> None:
    world.filed(world.tree.communes[2])
    assert remind(-4) == 0
    assert (remind(-3), remind(-3), remind(-2)) == (2, 0, 0)
    # The province is due on Monday the 12th, since the 10th is a Saturday: four days late for the communes is three days early for it.
    assert (remind(0), remind(2), remind(2), remind(4)) == (2, 2, 0, 1)
    told = Reminder.objects.filter(obligation__unit=world.commune).values_list("days", "posts", "mails")
    assert list(told) == [(-3, 1, 0), (0, 1, 0), (2, 1, 0)]


def test_a_reminder_is_mailed_to_an_account_that_has_an_address(world: World) -> None:
    user = world.maker.user
    user.email = "ghi@xa.example"
    user.save(update_fields=["email"])
    assert remind(0) == 3
    notice = Notice.objects.get()
    assert (notice.kind, notice.to, notice.unit_id) == ("report", "ghi@xa.example", world.commune.pk)
    assert Reminder.objects.get(obligation__unit=world.commune).mails == 1


def test_the_command_says_how_many_were_reminded(world: World) -> None:
    out = StringIO()
    with clock.standing_at(on(0)):
        call_command("report", "remind", stdout=out)
        call_command("report", "remind", stdout=out)
    assert out.getvalue().split("\n")[:2] == ["Đã nhắc 3 đơn vị.", "Đã nhắc 0 đơn vị."]


def test_more_time_keeps_both_dates_and_reminds_anew(world: World) -> None:
    owed = world.owed(world.commune)
    remind(0)
    services.extend(by=world.receiver, obligation=owed, due_on=on(10), reason="Mưa lũ")
    owed.refresh_from_db()
    given_time = Extension.objects.get()
    assert (given_time.was, given_time.due_on, owed.due_on) == (DUE, on(10), on(10))
    assert remind(2) == 2  # the two other communes
    assert remind(7) > 0
    assert Reminder.objects.filter(obligation=owed, due_on=on(10)).count() == 1


@pytest.mark.parametrize(("day", "reason", "field"), [(0, "Mưa", "due_on"), (800, "Mưa", "due_on"), (3, " ", "reason")])
def test_more_time_is_refused_beside_the_field(world: World, day: int, reason: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        services.extend(by=world.receiver, obligation=world.owed(world.commune), due_on=on(day), reason=reason)
    assert refused.value.field == field


def test_who_has_filed_gets_no_more_time(world: World) -> None:
    world.filed()
    with pytest.raises(Refused, match="đã gửi"):
        services.extend(by=world.receiver, obligation=world.owed(world.commune), due_on=on(3), reason="Mưa")


def test_the_page_shows_days_reminders_and_both_dates(world: World) -> None:
    world.filed()
    remind(0)
    services.extend(by=world.receiver, obligation=world.owed(world.tree.communes[1]), due_on=on(6), reason="Mưa lũ")
    page = browser(world.receiver).get(place("campaign", world.tree.province.key, PERIOD)).content.decode()
    assert "Gia hạn từ 05/10/2026 đến 11/10/2026: Mưa lũ" in page
    assert page.count("Đã nhắc 1 lần") == 2
    assert "1 trong 3 báo cáo đã gửi" in page
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="chart"' in page
    assert browser(world.maker).get(place("campaign", world.tree.province.key, PERIOD)).status_code == 404


def test_the_desk_names_the_period_and_opens_what_waits(world: World) -> None:
    report = world.filed()
    page = browser(world.receiver).get(reverse("desk:home")).content.decode()
    assert f'<a href="{place("review", report.pk)}">{report.unit}: Quý III năm 2026</a>' in page
    assert ": 2026-Q3<" not in page


def test_the_page_takes_as_many_questions_for_many_units(world: World) -> None:

    address = place("campaign", world.tree.province.key, PERIOD)
    client = browser(world.receiver)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(12):
        unit("commune", f"Xã thêm {number}", world.tree.province, since=factories.MERGED)
    services.open_period(by=SYSTEM, form=world.book.form, period_key=PERIOD, root=world.tree.province)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 25


def test_only_who_opened_the_period_arranges_its_reminders(world: World) -> None:
    campaign = world.owed(world.commune).campaign
    assert campaign is not None
    address = place("campaign_rules", campaign.pk)
    key = f"{campaign.pk}-days"
    client = browser(world.receiver)
    wrong = client.post(address, {key: "ba ngày"}).content.decode()
    assert "Chỉ ghi số ngày" in wrong
    assert 'value="ba ngày"' in wrong
    assert "Nhiều nhất" in client.post(address, {key: "-90"}).content.decode()
    client.post(address, {key: "-7, 1"})
    assert [rule.days for rule in campaign.rules.all()] == [-7, 1]
    assert browser(world.maker).get(address).status_code == 403
    assert browser(world.stranger).get(address).status_code == 404


def test_the_next_campaign_of_the_office_has_its_reminders(world: World) -> None:
    campaign = world.owed(world.commune).campaign
    assert campaign is not None
    services.set_rules(by=world.receiver, campaign=campaign, days=[-5])
    owed = services.open_period(by=world.receiver, form=world.book.form, period_key="2026-Q4", root=world.tree.province)
    following = Obligation.objects.get(pk=owed[0].pk).campaign
    assert following is not None
    assert [rule.days for rule in following.rules.all()] == [-5]


def close(old: Unit, new: Unit, day: date) -> None:
    """The old unit ends on the day and goes whole into the new one."""
    old.valid_to = day
    old.save(update_fields=["valid_to"])
    old.parents.update(valid_to=day)
    edge(old, new)
    paths.rebuild([old.pk])


def test_a_unit_that_closes_within_the_period_stays_in_the_denominator_and_its_heir_files_for_both(world: World) -> None:
    first, second = world.tree.communes[:2]
    close(first, second, date(2026, 9, 1))
    assert services.follow_changes(by=SYSTEM, period=factories.period()) == 1
    assert services.follow_changes(by=SYSTEM, period=factories.period()) == 0
    with pytest.raises(Refused, match="kế thừa"):
        services.start(by=world.maker, obligation=world.owed(first))
    world.filed(second)
    filing = completeness(world.tree.province, factories.period())
    assert (filing.expected, filing.filed, [one.name for one in filing.missing]) == (3, 2, ["Xã Xã 002"])
    assert (by_day(world.tree.province, factories.period()).expected, by_day(world.tree.province, factories.period()).filed) == (3, 2)
    assert Tally.objects.filter(unit=world.tree.province).values_list("expected", "filed").get() == (4, 2)
    page = browser(world.receiver).get(place("campaign", world.tree.province.key, PERIOD)).content.decode()
    assert "Kết thúc trong kỳ; số liệu nằm trong báo cáo của Xã Xã 001." in page


CHANGES = st.lists(st.tuples(st.sampled_from(["open", "close", "new", "file", "return", "follow"]), st.integers(0, 9)), max_size=14)


def test_the_rate_is_never_over_100_per_cent_whatever_opens_closes_and_reorganises() -> None:
    with clock.standing_at(factories.AFTER), factories.counted_figure():
        book, land = factories.book(), factories.tree(4)

        @settings(max_examples=examples(20), deadline=None)
        @given(changes=CHANGES)
        def holds(changes: list[tuple[str, int]]) -> None:
            with transaction.atomic():
                services.open_period(by=SYSTEM, form=book.form, period_key=PERIOD, root=land.centre)
                reorganise(book, land, changes)
                transaction.set_rollback(True)

        holds()


def reorganise(book: factories.Book, land: factories.Tree, changes: list[tuple[str, int]]) -> None:
    standing, owed_before = list(land.communes), 0
    for what, which in changes:
        one = standing[which % len(standing)]
        if what == "open":
            services.open_period(by=SYSTEM, form=book.form, period_key=PERIOD, root=land.centre)
        elif what == "close" and len(standing) > 1:
            standing.remove(one)
            close(one, standing[which % len(standing)], date(2026, 9, 2 + which))
        elif what == "new":
            standing.append(unit("commune", f"Mới {which}", land.province, since=date(2026, 8, 1)))
        elif what == "follow":
            services.follow_changes(by=SYSTEM, period=factories.period())
        else:
            answer_for(book, one, what)
        filing, curve = completeness(land.province, factories.period()), by_day(land.province, factories.period())
        assert owed_before <= filing.expected, "the denominator never shrinks"
        assert filing.filed <= filing.expected
        assert (curve.expected, curve.filed) == (filing.expected, filing.filed)
        assert all(day.rate <= 100 for day in curve.days)
        owed_before = filing.expected
    kept = set(Tally.objects.values_list("unit_id", "expected", "filed"))
    totals.rebuild(factories.period())
    assert set(Tally.objects.values_list("unit_id", "expected", "filed")) == kept


def answer_for(book: factories.Book, one: Unit, what: str) -> None:
    owed = Obligation.objects.filter(unit=one, period__key=PERIOD, covered_by__isnull=True).first()
    if owed is None:
        return
    report = services.start(by=SYSTEM, obligation=owed)
    try:
        if what == "return":
            services.send_back(by=SYSTEM, report=report, reason="Sửa.")
        else:
            services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value="3")
            services.submit(by=SYSTEM, report=report)
    except Refused:
        return


def test_a_unit_without_people_is_still_reminded_in_the_ledger(world: World) -> None:
    lonely = world.tree.communes[2]
    remind(0)
    assert Reminder.objects.get(obligation__unit=lonely).posts == 0
    officer(lonely)
    remind(2)
    assert list(Reminder.objects.filter(obligation__unit=lonely).values_list("posts", flat=True)) == [0, 1]
