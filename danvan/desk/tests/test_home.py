"""The first page: what waits is on top, numbers open to their lists, and it costs the same however much waits."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from danvan.audit.doer import CITIZEN
from danvan.lib import clock
from danvan.petitions import services
from danvan.petitions.models import Verdict
from danvan.petitions.selectors import superior
from danvan.petitions.tests.factories import Cast, accepted, answered, cast, received, registered
from danvan.units.access import Acting
from danvan.units.models import Duty, Level, Unit
from danvan.units.tests.factories import officer

MONDAY = date(2026, 9, 7)


@pytest.fixture
def play(db: None) -> Iterator[Cast]:
    """The cast, on Monday 7 September 2026."""
    with clock.standing_at(MONDAY):
        yield cast()


def browser(who: Acting) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(who.user)
    return client


def test_who_is_not_signed_in_goes_to_the_login_page(client: Client, db: None) -> None:
    assert client.get(reverse("desk:home")).status_code == 302


def test_overdue_work_is_on_top_then_today_then_the_days_ahead(play: Cast) -> None:
    with clock.standing_at(date(2026, 8, 3)):
        late = registered(play.clerk)
    soon = registered(play.clerk)
    with clock.standing_at(date(2026, 9, 18)):
        day = browser(play.clerk).get(reverse("desk:home")).context["day"]
    assert [(found.group.value, [one.pk for one in found.rows]) for _label, _href, found in day.groups] == [
        ("overdue", [late.pk]),
        ("soon", [soon.pk]),
    ]


def test_every_number_opens_to_a_list_of_that_many(play: Cast) -> None:
    with clock.standing_at(date(2026, 8, 3)):
        registered(play.clerk)
        received(play.unit)
    petition = answered(play.clerk)
    services.say(by=CITIZEN, petition=petition, verdict=Verdict.DISAGREED, text="Đường lại hỏng.")
    client = browser(play.clerk)
    page = client.get(reverse("desk:home"))
    petitions = [tile for tile in page.context["day"].tiles if tile.label.startswith("Đơn")]
    assert len(petitions) == 6
    for tile in petitions:
        assert len(client.get(tile.href).context["page"].rows) == tile.value, tile.label
    assert petition.reference in page.content.decode()


def test_a_leader_above_sees_which_communes_are_late(play: Cast) -> None:
    with clock.standing_at(date(2026, 8, 3)):
        accepted(play.clerk)
        accepted(play.neighbour)
        accepted(play.neighbour)
    with clock.standing_at(date(2026, 10, 1)):
        day = browser(play.superior).get(reverse("desk:home")).context["day"]
        assert day.below == [(play.tree.b, "2"), (play.unit, "1")]
        assert not day.groups


def test_many_that_are_late_are_counted_to_a_bound_and_the_centre_looks_where_most_is_late(
    play: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(superior, "MOST_FOUND", 2)
    with clock.standing_at(date(2026, 8, 3)):
        accepted(play.clerk)
        for _number in range(3):
            accepted(play.neighbour)
    centre = officer(Unit.objects.get(level=Level.CENTRE), Duty.ANSWER, Duty.RECEIVE)
    with clock.standing_at(date(2026, 10, 1)):
        assert superior.overdue_below(play.superior, clock.today()) == [(play.tree.b, "1+"), (play.unit, "1")]
        assert dict(superior.overdue_below(centre, clock.today())) == {play.tree.b: "1+", play.unit: "1"}


@pytest.mark.parametrize("size", [2, 20])
def test_it_costs_the_same_however_much_waits(play: Cast, size: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with clock.standing_at(date(2026, 8, 3)):
        for _number in range(size):
            registered(play.clerk)
            received(play.unit)
    client = browser(play.clerk)
    with django_assert_max_num_queries(15):
        client.get(reverse("desk:home"))


def test_entering_is_offered_only_to_posts_that_receive(play: Cast) -> None:
    address = reverse("petitions:new")
    assert address in browser(play.clerk).get(reverse("desk:home")).content.decode()
    assert address not in browser(play.leader).get(reverse("desk:home")).content.decode()
    assert browser(play.leader).get(address).status_code == 403


def test_keys_for_software_are_offered_to_those_who_hand_them_out(play: Cast) -> None:
    address = reverse("api:keys")
    assert address in browser(play.leader).get(reverse("desk:home")).content.decode()
    assert address not in browser(officer(play.unit, Duty.RECEIVE)).get(reverse("desk:home")).content.decode()
    assert browser(play.leader).get(address).status_code == 200


def test_what_a_superior_asked_stands_on_the_desk_until_it_is_reported(play: Cast) -> None:
    petition = registered(play.clerk)
    province, due = play.tree.province, date(2026, 9, 10)
    given = services.instruct(by=play.superior, unit=province, petition=petition, kind="urge", text="Làm ngay.", due_on=due)
    address = reverse("petitions:act", args=[petition.pk, "report_up"])
    assert address in browser(play.clerk).get(reverse("desk:home")).content.decode()
    assert reverse("petitions:superior") in browser(play.superior).get(reverse("desk:home")).content.decode()
    services.report_up(by=play.clerk, petition=petition, instruction=given, text="Đã làm.")
    assert address not in browser(play.clerk).get(reverse("desk:home")).content.decode()
