"""Who reaches what."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory

from danvan.accounts.models import User
from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.units import access, paths, services
from danvan.units.access import Acting
from danvan.units.models import Duty, Kind, Level, Post
from danvan.units.tests import factories
from danvan.units.tests.factories import ROUND, Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> Tree:
    return factories.small_tree()


def request_of(user: User, **session: object) -> HttpRequest:
    request = RequestFactory().get("/lam-viec/")
    request.user = user
    request.session = session  # type: ignore[assignment]  # a plain dict has all that is read here
    return request


def names(who: Acting) -> set[str]:
    return {unit.key for unit in access.reach(who)}


def test_a_province_post_reaches_its_unit_and_everything_below(tree: Tree) -> None:
    who = factories.officer(tree.province)
    for unit in (tree.province, tree.a, tree.b, tree.c):
        assert who.reaches(unit)
        assert who.acts_in(unit)


def test_a_post_never_reaches_sideways_or_up(tree: Tree) -> None:
    for who in (factories.officer(tree.a), factories.officer(tree.province)):
        assert not who.reaches(tree.far)
        assert not who.reaches(tree.neighbour)
        assert not who.reaches(tree.centre)
    assert not factories.officer(tree.a).reaches(tree.b)
    assert not factories.officer(tree.a).reaches(tree.province)


def test_a_post_for_its_own_body_reaches_its_own_unit_only(tree: Tree) -> None:
    who = factories.officer(tree.province, reach=Post.Reach.BODY)
    assert names(who) == {tree.province.key}
    assert who.acts_in(tree.province)
    assert not who.acts_in(tree.a)


def test_the_centre_reaches_every_unit_there_was(tree: Tree) -> None:
    who = factories.officer(tree.centre)
    for unit in (tree.province, tree.far, tree.district, tree.old_c):
        assert who.reaches(unit)
    assert who.acts_in(tree.far)
    assert not who.acts_in(tree.old_c)


def test_a_successor_reads_what_went_into_it_and_cannot_act_there(tree: Tree) -> None:
    who = factories.officer(tree.a)
    assert names(who) == {tree.a.key, tree.old_a.key, tree.old_b.key}
    assert not who.acts_in(tree.old_a)


def test_both_successors_of_a_divided_commune_read_it(tree: Tree) -> None:
    assert factories.officer(tree.b).reaches(tree.old_c)
    assert factories.officer(tree.c).reaches(tree.old_c)
    assert not factories.officer(tree.a).reaches(tree.old_c)


def test_a_doubtful_edge_opens_nothing(tree: Tree) -> None:
    factories.lineage(tree.event, tree.old_a, tree.far, whole=False, doubt="trùng tên")
    assert not factories.officer(tree.far).reaches(tree.old_a)


def test_a_province_reads_its_closed_district_and_communes(tree: Tree) -> None:
    who = factories.officer(tree.province)
    assert who.reaches(tree.district)
    assert who.reaches(tree.old_d)
    assert not who.acts_in(tree.district)


def test_a_merged_province_reads_the_districts_of_its_predecessors(tree: Tree) -> None:
    merged = factories.unit(Level.PROVINCE, Kind.PROVINCE, "Hà Mới", tree.centre, since=date(2025, 7, 1))
    gone = factories.unit(Level.PROVINCE, Kind.PROVINCE, "Hà Cũ", tree.centre, until=ROUND)
    district = factories.unit(Level.DISTRICT, Kind.DISTRICT, "Huyện Cũ", gone, until=ROUND)
    factories.lineage(tree.event, gone, merged)
    who = factories.officer(merged)
    assert who.reaches(gone)
    assert who.reaches(district)
    assert not who.reaches(tree.district)


def test_a_former_holder_of_a_closed_commune_holds_no_post(tree: Tree) -> None:
    who = factories.officer(tree.old_a)
    with clock.standing_at(date(2025, 6, 30)):
        assert access.acting(request_of(who.user)).unit == tree.old_a
    with clock.standing_at(ROUND), pytest.raises(PermissionDenied):
        access.acting(request_of(who.user))


def test_a_post_that_ended_gives_nothing(tree: Tree) -> None:
    who = factories.officer(tree.a)
    day = date(2026, 3, 1)
    services.close_post(by=SYSTEM, post=who.post, on=day)
    with clock.standing_at(date(2026, 2, 28)):
        assert access.acting(request_of(who.user)).post == who.post
    with clock.standing_at(day), pytest.raises(PermissionDenied):
        access.acting(request_of(who.user))


def test_who_left_a_post_acts_through_it_no_more(tree: Tree) -> None:
    who = factories.officer(tree.a)
    services.end_holding(by=SYSTEM, holding=who.post.holdings.get(), on=date(2026, 1, 1))
    with clock.standing_at(date(2026, 1, 1)), pytest.raises(PermissionDenied):
        access.acting(request_of(who.user))


def test_a_commune_that_moved_to_another_province_is_no_longer_reached(tree: Tree) -> None:
    who = factories.officer(tree.province)
    assert who.reaches(tree.b)
    edge = tree.b.parents.get()
    edge.valid_to = date(2026, 1, 1)
    edge.save()
    tree.b.parents.create(parent=tree.neighbour, valid_from=date(2026, 1, 1))
    paths.rebuild([tree.b.pk])
    with clock.standing_at(date(2026, 1, 1)):
        assert not who.reaches(tree.b)
        assert factories.officer(tree.neighbour).reaches(tree.b)
    with clock.standing_at(date(2025, 12, 31)):
        assert who.reaches(tree.b)


def test_of_several_posts_the_chosen_one_acts(tree: Tree) -> None:
    first = factories.officer(tree.a)
    second = factories.officer(tree.b, person=first.user)
    assert access.acting(request_of(first.user)).post == first.post
    assert access.acting(request_of(first.user, post=second.post.pk)).post == second.post


def test_a_post_of_somebody_else_cannot_be_chosen(tree: Tree) -> None:
    mine, other = factories.officer(tree.a), factories.officer(tree.b)
    assert access.acting(request_of(mine.user, post=other.post.pk)).post == mine.post
    with pytest.raises(PermissionDenied):
        access.choose_post(request_of(mine.user), other.post.pk)


def test_a_duty_that_the_post_does_not_carry_is_refused(tree: Tree) -> None:
    who = factories.officer(tree.a, Duty.RECEIVE)
    assert access.acting_with(request_of(who.user), Duty.RECEIVE).post == who.post
    with pytest.raises(PermissionDenied):
        access.acting_with(request_of(who.user), Duty.ANSWER)
