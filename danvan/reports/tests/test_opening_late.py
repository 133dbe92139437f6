"""A period that is opened late has a day of its own: with its reason, in order by level, beside the day by rule."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.lib.workdays import Calendar
from danvan.reports import due, services
from danvan.reports.models import Extension, Obligation
from danvan.reports.selectors import completeness
from danvan.reports.services import OwnDay
from danvan.reports.tests.factories import period
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.reports.tests.test_campaigns import close

__all__ = ["world"]

# The commune's report of the first quarter was due on Monday 6 April, the province's on Friday the 10th.
LATE, CHOSEN = date(2026, 10, 3), date(2026, 10, 16)
WHY = "Mẫu mới ban hành ngày 01/10"


def opened(world: World, own: OwnDay | None = None, key: str = "2026-Q1") -> dict[str, Obligation]:
    """Level -> what one of its units owes."""
    owed = services.open_period(by=world.receiver, form=world.book.form, period_key=key, root=world.tree.province, own=own)
    return {one.unit.level: one for one in owed}


def asked(client: Client, world: World, **typed: str) -> object:
    """What the page answers."""
    return client.post(reverse("reports:open"), {"form": world.book.form.pk, "period": "2026-Q1", **typed})


def test_the_first_level_files_until_the_day_and_those_above_as_long_after_it_as_by_rule(world: World) -> None:
    owed = opened(world, OwnDay(CHOSEN, WHY))
    assert owed["commune"].due_on == CHOSEN
    assert owed["province"].due_on == date(2026, 10, 20)  # four days after it, as by rule
    assert completeness(world.tree.province, period("2026-Q1")).late == 0


def test_both_days_the_reason_and_who_stay_with_every_unit_and_in_the_log(world: World) -> None:
    opened(world, OwnDay(CHOSEN, f" {WHY} "))
    given_time = Extension.objects.filter(obligation__unit=world.commune).values_list("was", "due_on", "reason", "by_label").get()
    assert given_time == (date(2026, 4, 6), CHOSEN, WHY, world.receiver.label)
    entry = Entry.objects.filter(act="reports.period.open").latest("id")
    assert (entry.data["due_on"], entry.data["reason"]) == ({"commune": "2026-10-16", "province": "2026-10-20"}, WHY)
    page = browser(world.receiver).get(place("campaign", world.tree.province.key, "2026-Q1")).content.decode()
    assert f"Gia hạn từ 06/04/2026 đến 16/10/2026: {WHY}" in page


@pytest.mark.parametrize(
    ("day", "reason", "field"),
    [(LATE - timedelta(days=1), WHY, "due_on"), (CHOSEN, " ", "reason"), (CHOSEN, "...", "reason"), (date(2028, 1, 1), WHY, "due_on")],
)
def test_a_day_before_today_or_too_far_and_one_without_a_reason_are_refused_beside_the_field(
    world: World, day: date, reason: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        opened(world, OwnDay(day, reason))
    assert refused.value.field == field
    assert not Obligation.objects.filter(period__key="2026-Q1").exists()


def test_a_period_opened_in_time_cannot_be_due_sooner_than_by_rule(world: World) -> None:
    with pytest.raises(Refused, match="phải sau hạn theo quy định của mẫu, ngày 05/01/2027"):
        opened(world, OwnDay(date(2026, 12, 31), WHY), "2026-Q4")


def test_who_owed_before_keeps_the_day_and_one_that_compiles_too_early_is_named_before_opening(world: World) -> None:
    services.open_period(by=SYSTEM, form=world.book.form, period_key="2026-Q1", root=world.tree.centre, levels=["province"])
    planned = services.plan_opening(form=world.book.form, period_key="2026-Q1", root=world.tree.province, own=OwnDay(CHOSEN, WHY))
    assert any("1 đơn vị cấp trên đã có hạn từ trước (sớm nhất ngày 10/04/2026)" in doubt for doubt in planned.doubts)
    assert opened(world, OwnDay(CHOSEN, WHY))["province"].due_on == date(2026, 4, 10)


def test_the_page_offers_the_day_shows_both_days_and_opens_on_the_second_look(world: World) -> None:
    client = browser(world.receiver)
    first = asked(client, world)
    assert "Hạn nộp riêng cho lần mở này" in first.content.decode()  # type: ignore[attr-defined]
    typed = {"due_on": "16/10/2026", "reason": WHY}
    second = asked(client, world, **typed, **{"da-xem": first.context["seen"]})  # type: ignore[attr-defined]
    page = " ".join(second.content.decode().split())  # type: ignore[attr-defined]
    assert 'hạn nộp 16/10/2026 <span class="soft">(theo mẫu: 06/04/2026)</span>' in page
    assert "quá hạn ngay khi mở" not in page
    assert "Xem lại rồi bấm “Mở kỳ”." in page
    assert not Obligation.objects.filter(period__key="2026-Q1").exists()
    assert asked(client, world, **typed, **{"da-xem": second.context["seen"]}).status_code == 302  # type: ignore[attr-defined]
    assert Obligation.objects.get(unit=world.commune, period__key="2026-Q1").due_on == CHOSEN


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"due_on": "01/10/2026", "reason": WHY}, "due_on"),
        ({"due_on": "16/10/2026"}, "reason"),
        ({"reason": WHY}, "due_on"),
        ({"due_on": "mai", "reason": WHY}, "due_on"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(world: World, typed: dict[str, str], field: str) -> None:
    client = browser(world.receiver)
    seen = asked(client, world).context["seen"]  # type: ignore[attr-defined]
    answer = asked(client, world, **typed, **{"da-xem": seen})
    assert list(answer.context["form"].errors) == [field]  # type: ignore[attr-defined]
    assert all(f'value="{value}"' in answer.content.decode() for value in typed.values())  # type: ignore[attr-defined]
    assert f'name="{field}"' in answer.content.decode()  # type: ignore[attr-defined]
    assert not Obligation.objects.filter(period__key="2026-Q1").exists()


def test_an_heir_of_a_unit_that_ended_since_has_the_time_of_the_opening_too(world: World) -> None:
    first, second = world.tree.communes[:2]
    owed = opened(world, OwnDay(date(2026, 12, 1), WHY), "2026-9M")["commune"]
    Obligation.objects.filter(unit=second, period__key="2026-9M").delete()
    close(first, second, date(2026, 9, 15))
    with clock.standing_at(date(2026, 10, 4)):
        services.follow_changes(by=SYSTEM, period=owed.period)
    heir = Obligation.objects.get(unit=second, period__key="2026-9M")
    assert heir.due_on == date(2026, 12, 1)
    assert heir.extensions.get().reason == WHY


LEVELS = st.dictionaries(st.sampled_from(["commune", "district", "province"]), st.integers(0, 40), min_size=1)


@given(LEVELS, st.dates(date(2026, 1, 1), date(2027, 12, 1)), st.sets(st.integers(0, 40)))
def test_put_off_no_level_comes_before_one_that_was_due_before_it(waits: dict[str, int], first: date, off: set[int]) -> None:
    days = {level: date(2025, 10, 1) + timedelta(days=wait) for level, wait in waits.items()}
    calendar = Calendar(off={first + timedelta(days=one): "nghỉ" for one in off})
    moved = due.put_off(days, first, calendar)
    assert moved.keys() == days.keys()
    assert min(moved.values()) == first
    for one, day in days.items():
        assert moved[one] - first >= day - min(days.values())
        assert all((day < after) == (moved[one] < moved[other]) for other, after in days.items())
