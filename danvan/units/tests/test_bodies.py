"""Bodies, their names over time, posts and holders."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib.refusal import Refused
from danvan.units import selectors, services
from danvan.units.models import Body, Duty, Kind, Level, Post
from danvan.units.tests import factories
from danvan.units.tests.factories import ROUND, Tree

pytestmark = pytest.mark.django_db
MERGER = date(2025, 2, 3)


@pytest.fixture
def tree() -> Tree:
    return factories.small_tree()


def commission(bodies: list[Body]) -> Body:
    return next(body for body in bodies if body.kind == Body.Kind.COMMISSION)


def test_a_province_opened_in_2023_has_a_ban_dan_van_until_february_2025(tree: Tree) -> None:
    body = commission(services.establish(by=SYSTEM, unit=tree.province, on=date(2023, 1, 1)))
    assert selectors.body_name(body, date(2025, 2, 2)) == "Ban Dân vận Tỉnh ủy Hà Bắc"
    assert selectors.body_name(body, MERGER) == "Ban Tuyên giáo và Dân vận Tỉnh ủy Hà Bắc"
    assert selectors.body_symbol(body, date(2023, 5, 1)) == "BDVTU"
    assert selectors.body_symbol(body, date(2026, 5, 1)) == "BTGDVTU"
    assert body.name == "Ban Tuyên giáo và Dân vận Tỉnh ủy Hà Bắc"


def test_a_commune_of_today_has_the_usual_eleven_bodies_with_their_marks(tree: Tree) -> None:
    bodies = services.establish(by=SYSTEM, unit=tree.a, on=ROUND)
    assert len(bodies) == 11
    marks = {body.name: body.symbol for body in bodies}
    assert marks["Đảng ủy xã Đông Sơn"] == "ĐU"
    assert marks["Ủy ban nhân dân xã Đông Sơn"] == "UBND"
    assert commission(bodies).name == "Ban Xây dựng Đảng Đảng ủy xã Đông Sơn"


def test_bodies_of_a_closed_commune_end_with_it_and_keep_the_name_they_had(tree: Tree) -> None:
    body = commission(services.establish(by=SYSTEM, unit=tree.old_a, on=date(2023, 1, 1)))
    assert body.name == "Khối Dân vận xã Đông Sơn"
    assert body.valid_to == ROUND


def test_establishing_twice_adds_nothing(tree: Tree) -> None:
    services.establish(by=SYSTEM, unit=tree.a, on=ROUND)
    services.establish(by=SYSTEM, unit=tree.a, on=ROUND)
    assert tree.a.bodies.count() == 11


def test_establishing_costs_a_bounded_number_of_queries(tree: Tree) -> None:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        services.establish(by=SYSTEM, unit=tree.a, on=ROUND)
    assert len(captured) <= 14


def test_a_body_is_renamed_from_a_day_and_older_papers_keep_the_old_name(tree: Tree) -> None:
    body = factories.body(tree.a, name="Văn phòng cũ")
    services.rename_body(by=SYSTEM, body=body, name="Văn phòng mới", symbol="VPM", on=date(2026, 1, 1))
    body.refresh_from_db()
    assert body.name == "Văn phòng mới"
    assert selectors.body_name(body, date(2025, 12, 31)) == "Văn phòng cũ"
    assert selectors.body_name(body, date(2026, 1, 1)) == "Văn phòng mới"


def test_a_rename_before_a_known_later_name_lasts_until_that_one(tree: Tree) -> None:
    body = factories.body(tree.a, name="Một")
    services.rename_body(by=SYSTEM, body=body, name="Ba", on=date(2026, 6, 1))
    services.rename_body(by=SYSTEM, body=body, name="Hai", on=date(2026, 1, 1))
    body.refresh_from_db()
    assert [selectors.body_name(body, date(2026, month, 2)) for month in (1, 5, 6)] == ["Hai", "Hai", "Ba"]
    assert selectors.body_name(body, date(2025, 8, 1)) == "Một"
    assert body.name == "Ba"


def test_a_body_cannot_open_in_a_unit_that_has_ended(tree: Tree) -> None:
    with pytest.raises(Refused) as refused:
        services.open_body(by=SYSTEM, unit=tree.old_a, kind=Body.Kind.OTHER, name="Muộn", valid_from=ROUND)
    assert refused.value.field == "valid_from"


def test_closing_a_body_ends_its_posts_and_their_holders(tree: Tree) -> None:
    who = factories.officer(tree.a)
    services.close_body(by=SYSTEM, body=who.body, on=date(2026, 1, 1))
    assert not selectors.posts_now(who.user, date(2026, 1, 1))
    assert selectors.posts_now(who.user, date(2025, 12, 31))
    assert not selectors.holders(who.post, date(2026, 1, 1))


def test_nobody_takes_the_same_post_twice_at_once(tree: Tree) -> None:
    who = factories.officer(tree.a)
    with pytest.raises(Refused):
        services.appoint(by=SYSTEM, post=who.post, user=who.user, valid_from=date(2026, 1, 1))


def test_nobody_takes_a_post_outside_its_time(tree: Tree) -> None:
    who = factories.officer(tree.a)
    with pytest.raises(Refused):
        services.appoint(by=SYSTEM, post=who.post, user=factories.user(), valid_from=date(2025, 6, 30))


def test_an_unknown_duty_is_refused(tree: Tree) -> None:
    with pytest.raises(Refused) as refused:
        services.open_post(by=SYSTEM, body=factories.body(tree.a), title="Chuyên viên", duties=["petitions.burn"], valid_from=ROUND)
    assert refused.value.field == "duties"


def test_every_act_on_bodies_and_posts_is_in_the_log(tree: Tree) -> None:
    before = Entry.objects.count()
    who = factories.officer(tree.a, Duty.RECEIVE, reach=Post.Reach.BODY)
    acts = list(Entry.objects.order_by("id")[before:].values_list("act", flat=True))
    assert acts == ["units.body.opened", "units.post.opened", "units.post.appointed"]
    assert who.may(Duty.RECEIVE)


def test_a_hamlet_stands_under_its_commune_and_a_second_of_that_name_is_refused(tree: Tree) -> None:
    services.add_hamlet(by=SYSTEM, parent=tree.a, kind=Kind.HAMLET, name="Thượng", valid_from=ROUND)
    with pytest.raises(Refused) as refused:
        services.add_hamlet(by=SYSTEM, parent=tree.a, kind=Kind.HAMLET, name="thượng", valid_from=ROUND)
    assert refused.value.field == "name"
    hamlet = selectors.children(tree.a, ROUND, Level.HAMLET).get()
    assert selectors.path_label(hamlet, ROUND) == "Thôn Thượng, Xã Đông Sơn, Tỉnh Hà Bắc"
    assert [unit.name for unit in selectors.ancestors(hamlet, ROUND)] == ["Đông Sơn", "Hà Bắc", "Việt Nam"]
