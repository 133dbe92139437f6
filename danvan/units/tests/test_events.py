"""Reorganisations: entered, previewed, applied, undone before their date."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.units import plans, selectors, services
from danvan.units.models import Body, BodyName, Event, Holding, Kind, Level, Lineage, Post, Unit, UnitName, UnitParent, UnitPath
from danvan.units.plans import Opening, Part, Plan
from danvan.units.tests import factories
from danvan.units.tests.factories import ROUND, Tree
from tests.machine import examples

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 1)
BEFORE = DAY - timedelta(days=1)
NOW = date(2026, 11, 20)
TABLES: tuple[type[Model], ...] = (Unit, UnitName, UnitParent, UnitPath, Lineage, Body, BodyName, Post, Holding)


@pytest.fixture
def tree() -> Tree:
    return factories.small_tree()


def enter(plan: Plan, day: date = DAY) -> Event:
    return services.enter_event(by=SYSTEM, plan=plan, effective_on=day, instrument="12/NQ-HĐND")


def applied(plan: Plan, day: date = DAY) -> Event:
    return services.apply_event(by=SYSTEM, event=enter(plan, day))


def rows() -> dict[str, list[dict[str, Any]]]:
    return {table.__name__: list(table._default_manager.order_by("pk").values()) for table in TABLES}


def clashes(plan: Plan, day: date = DAY) -> str:
    return " ".join(services.preview_event(enter(plan, day)).clashes)


def merged(tree: Tree, name: str = "Sơn Mới") -> Plan:
    return plans.merge([tree.a.pk, tree.b.pk], Opening(Kind.COMMUNE, name, "90009"))


def test_a_merger_closes_both_opens_one_and_keeps_the_lineage(tree: Tree) -> None:
    applied(merged(tree))
    new = selectors.by_name("Sơn Mới", DAY)
    assert set(selectors.predecessors(new)) == {tree.a, tree.b}
    assert selectors.today(tree.old_a, DAY) == [new]
    assert selectors.heirs([tree.old_b.pk], DAY)[tree.old_b.pk][0].whole
    assert selectors.parent_of(new, DAY) == tree.province
    assert not Unit.objects.on(DAY).filter(pk__in=[tree.a.pk, tree.b.pk]).exists()
    assert Unit.objects.on(BEFORE).filter(pk__in=[tree.a.pk, tree.b.pk]).count() == 2


def test_hamlets_follow_their_commune_and_stay_the_same_units(tree: Tree) -> None:
    hamlet = services.add_hamlet(by=SYSTEM, parent=tree.a, kind=Kind.HAMLET, name="Thượng", valid_from=ROUND)
    applied(merged(tree))
    assert selectors.path_label(hamlet, BEFORE) == "Thôn Thượng, Xã Đông Sơn, Tỉnh Hà Bắc"
    assert selectors.path_label(hamlet, DAY) == "Thôn Thượng, Xã Sơn Mới, Tỉnh Hà Bắc"


def test_bodies_and_posts_of_merged_communes_end_and_the_new_one_gets_its_own(tree: Tree) -> None:
    who = factories.officer(tree.a)
    applied(merged(tree))
    new = selectors.by_name("Sơn Mới", DAY)
    assert not selectors.posts_now(who.user, DAY)
    assert selectors.posts_now(who.user, BEFORE)
    assert Body.objects.on(DAY).filter(unit=new, kind=Body.Kind.PEOPLES_COMMITTEE).get().name == "Ủy ban nhân dân xã Sơn Mới"


def test_the_successors_officer_reads_what_came_before(tree: Tree) -> None:
    applied(merged(tree))
    new = selectors.by_name("Sơn Mới", DAY)
    with clock.standing_at(DAY):
        who = factories.officer(new)
        assert who.reaches(tree.a)
        assert who.reaches(tree.old_c)
        assert not who.reaches(tree.c)


def test_a_split_by_people_gives_exact_shares_and_places_hamlets(tree: Tree) -> None:
    hamlets = [services.add_hamlet(by=SYSTEM, parent=tree.c, kind=Kind.HAMLET, name=name, valid_from=ROUND) for name in ("Một", "Hai")]
    new = [Opening(Kind.COMMUNE, "Bắc Một", "90010"), Opening(Kind.WARD, "Bắc Hai", "90011")]
    applied(plans.split(tree.c.pk, new, weights=[1, 2], basis="population", placing={hamlets[0].pk: 0}))
    edges = list(selectors.edges_from(tree.c))
    known = [(edge.main, edge.whole, [(one.basis, one.ppm) for one in edge.portions.all()]) for edge in edges]
    assert known == [(True, False, [("population", 666_667)]), (False, False, [("population", 333_333)])]
    assert str(selectors.parent_of(hamlets[0], DAY)) == "Xã Bắc Một"
    assert str(selectors.parent_of(hamlets[1], DAY)) == "Phường Bắc Hai"


def test_a_new_name_holds_from_its_day_and_bodies_take_it(tree: Tree) -> None:
    services.establish(by=SYSTEM, unit=tree.a, on=ROUND)
    committee = tree.a.bodies.get(kind=Body.Kind.PEOPLES_COMMITTEE)
    with clock.standing_at(NOW):
        applied(plans.rename(tree.a.pk, Kind.WARD, "Đông Sơn", "90000"))
        tree.a.refresh_from_db()
        assert tree.a.full_name == "Xã Đông Sơn"
    assert selectors.full_name(tree.a, DAY) == "Phường Đông Sơn"
    assert selectors.full_name(tree.a, BEFORE) == "Xã Đông Sơn"
    assert selectors.body_name(committee, DAY) == "Ủy ban nhân dân phường Đông Sơn"
    with clock.standing_at(DAY):
        assert services.settle_names(by=SYSTEM) > 1
        tree.a.refresh_from_db()
        committee.refresh_from_db()
    assert (tree.a.full_name, committee.name) == ("Phường Đông Sơn", "Ủy ban nhân dân phường Đông Sơn")


def test_a_transfer_changes_the_parent_and_nothing_else(tree: Tree) -> None:
    hamlet = services.add_hamlet(by=SYSTEM, parent=tree.a, kind=Kind.HAMLET, name="Thượng", valid_from=ROUND)
    applied(plans.transfer([tree.a.pk], tree.neighbour.pk))
    assert selectors.province_of(hamlet, BEFORE) == tree.province
    assert selectors.province_of(hamlet, DAY) == tree.neighbour
    assert selectors.province_of(tree.a, DAY) == tree.neighbour


def test_merging_provinces_takes_their_communes_along(tree: Tree) -> None:
    applied(plans.merge([tree.province.pk, tree.neighbour.pk], Opening(Kind.PROVINCE, "Hà Lớn", "91")))
    new = selectors.by_code("91", DAY)
    assert {unit.pk for unit in selectors.children(new, DAY)} == {unit.pk for unit in (tree.a, tree.b, tree.c, tree.far)}
    assert selectors.by_code("91", BEFORE) == tree.province


def test_the_preview_tells_what_moves_what_is_cut_and_the_counts(tree: Tree) -> None:
    services.add_hamlet(by=SYSTEM, parent=tree.c, kind=Kind.HAMLET, name="Một", valid_from=ROUND)
    factories.officer(tree.c)
    new = [Opening(Kind.COMMUNE, "Bắc Một", "90010"), Opening(Kind.COMMUNE, "Bắc Hai", "90011")]
    seen = services.preview_event(enter(plans.split(tree.c.pk, new)))
    assert (seen.cut, seen.hamlets, seen.bodies, seen.posts, seen.holders) == ([tree.c], 1, 1, 1, 1)
    assert (seen.before["commune"], seen.after["commune"]) == (4, 5)
    assert seen.clashes == []


def test_the_preview_changes_nothing(tree: Tree) -> None:
    event = enter(merged(tree))
    before = rows()
    services.preview_event(event)
    assert rows() == before


def test_a_unit_that_has_ended_cannot_be_merged_again(tree: Tree) -> None:
    assert "đã kết thúc" in clashes(plans.merge([tree.old_a.pk, tree.b.pk], Opening(Kind.COMMUNE, "Lại", "90020")))


def test_a_code_that_another_unit_bears_clashes_but_that_of_a_predecessor_does_not(tree: Tree) -> None:
    assert "95000" in clashes(plans.merge([tree.a.pk, tree.b.pk], Opening(Kind.COMMUNE, "Lại", "95000")))
    assert clashes(plans.merge([tree.a.pk, tree.b.pk], Opening(Kind.COMMUNE, "Lại", "90000"))) == ""


def test_known_shares_that_do_not_add_up_clash(tree: Tree) -> None:
    openings = (Opening(Kind.COMMUNE, "Một", "90010"), Opening(Kind.COMMUNE, "Hai", "90011"))
    plan = Plan(Event.Kind.SPLIT, openings=openings, parts=(Part(tree.c.pk, 0, 500_000), Part(tree.c.pk, 1, 400_000)))
    assert "100 %" in clashes(plan)


def test_a_kind_of_another_level_clashes(tree: Tree) -> None:
    assert "không thuộc cấp này" in clashes(plans.merge([tree.a.pk, tree.b.pk], Opening(Kind.PROVINCE, "Lại", "90020")))


def test_what_clashes_is_refused_and_leaves_nothing_behind(tree: Tree) -> None:
    event = enter(plans.merge([tree.a.pk], Opening(Kind.COMMUNE, "Một Mình", "90020")))
    before = rows()
    with pytest.raises(Refused, match="ít nhất hai"):
        services.apply_event(by=SYSTEM, event=event)
    assert rows() == before


def test_an_event_is_applied_once(tree: Tree) -> None:
    event = applied(merged(tree))
    with pytest.raises(Refused):
        services.apply_event(by=SYSTEM, event=event)


def test_a_second_change_of_the_same_commune_is_refused_after_the_first_was_applied(tree: Tree) -> None:
    second = enter(plans.merge([tree.a.pk, tree.c.pk], Opening(Kind.COMMUNE, "Khác", "90021")))
    applied(merged(tree))
    with pytest.raises(Refused, match="đã kết thúc"):
        services.apply_event(by=SYSTEM, event=second)


def test_a_change_in_force_cannot_be_undone(tree: Tree) -> None:
    event = applied(merged(tree))
    with clock.standing_at(DAY), pytest.raises(Refused, match="đã có hiệu lực"):
        services.undo_event(by=SYSTEM, event=event)


def test_a_change_that_somebody_built_on_cannot_be_undone(tree: Tree) -> None:
    event = applied(merged(tree))
    new = selectors.by_name("Sơn Mới", DAY)
    services.add_hamlet(by=SYSTEM, parent=new, kind=Kind.HAMLET, name="Mới", valid_from=DAY)
    before = rows()
    with clock.standing_at(NOW), pytest.raises(Refused, match="đã được dùng"):
        services.undo_event(by=SYSTEM, event=event)
    assert rows() == before


def test_the_national_round_cannot_be_undone(tree: Tree) -> None:
    with clock.standing_at(date(2025, 1, 1)), pytest.raises(Refused):
        services.undo_event(by=SYSTEM, event=tree.event)


@st.composite
def choices(draw: st.DrawFn) -> tuple[str, int, int, int, list[int] | None]:
    return (
        draw(st.sampled_from(["merge", "split", "rename", "transfer", "provinces"])),
        draw(st.integers(0, 2)),
        draw(st.integers(2, 4)),
        draw(st.integers(0, 3)),
        draw(st.one_of(st.none(), st.lists(st.integers(1, 10_000), min_size=4, max_size=4))),
    )


def planned(tree: Tree, kind: str, which: int, parts: int, hamlet: int, weights: list[int] | None) -> Plan:
    communes = [tree.a, tree.b, tree.c]
    if kind == "merge":
        return plans.merge([communes[which].pk, communes[(which + 1) % 3].pk], Opening(Kind.WARD, "Mới", "90077"))
    if kind == "rename":
        return plans.rename(communes[which].pk, Kind.WARD, "Tên Mới", "90078")
    if kind == "transfer":
        return plans.transfer([communes[which].pk], tree.neighbour.pk)
    if kind == "provinces":
        return plans.merge([tree.province.pk, tree.neighbour.pk], Opening(Kind.CITY, "Hà Lớn", "92"))
    openings = [Opening(Kind.COMMUNE, f"Phần {place}", f"9008{place}") for place in range(parts)]
    children = list(selectors.children(communes[which], NOW).values_list("pk", flat=True))
    placing = dict.fromkeys(children, hamlet % parts)
    return plans.split(communes[which].pk, openings, weights[:parts] if weights else None, placing=placing)


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(choices())
def test_applying_and_undoing_gives_back_every_row_exactly(tree: Tree, choice: tuple[str, int, int, int, list[int] | None]) -> None:
    with clock.standing_at(NOW):
        if not Unit.objects.filter(level=Level.HAMLET).exists():
            for commune in (tree.a, tree.b, tree.c):
                services.add_hamlet(by=SYSTEM, parent=commune, kind=Kind.HAMLET, name="Thượng", valid_from=ROUND)
                services.establish(by=SYSTEM, unit=commune, on=ROUND)
                factories.officer(commune)
        before = rows()
        event = applied(planned(tree, *choice))
        assert rows() != before
        standing = Unit.objects.on(DAY).count()
        assert UnitPath.objects.on(DAY).filter(ancestor=tree.centre).count() == standing
        services.undo_event(by=SYSTEM, event=event)
    assert rows() == before
