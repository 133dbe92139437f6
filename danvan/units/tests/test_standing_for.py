"""Who answers for a unit that ended, and, the other way round, for whom a unit answers: one relation, read from both ends."""

from collections import defaultdict
from datetime import date

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from danvan.units import selectors
from danvan.units.models import Kind, Level, Unit
from danvan.units.selectors import stands_for, stood_for
from danvan.units.tests import factories

pytestmark = pytest.mark.django_db
DAYS = (date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 20))


def answering(on: date) -> dict[int, set[int]]:
    """Each unit that stands on the day, with all that it answers for, as `stands_for` says."""
    found: dict[int, set[int]] = defaultdict(set)
    for unit, now in stands_for(Unit.objects.values_list("pk", flat=True), on).items():
        found[now].add(unit)
    return found


def reached(unit: int, on: date) -> set[int]:
    found = stood_for(unit, on)
    assert len(found) == len(set(found))
    return set(found)


def test_both_ends_agree_through_several_generations_at_every_level() -> None:
    tree = factories.small_tree()
    hamlet = factories.unit(Level.HAMLET, Kind.HAMLET, "Thượng", tree.old_a, until=date(2025, 1, 1))
    newer = factories.unit(Level.COMMUNE, Kind.COMMUNE, "Mới", tree.province, since=date(2026, 1, 1))
    tree.event.pk = None
    tree.event.effective_on = date(2026, 1, 1)
    tree.event.save()
    factories.lineage(tree.event, tree.a, newer)
    Unit.objects.filter(pk=tree.a.pk).update(valid_to=date(2026, 1, 1))
    for day in DAYS:
        told = answering(day)
        assert {pk: reached(pk, day) for pk in told} == told
    assert reached(newer.pk, DAYS[-1]) == {newer.pk, tree.a.pk, tree.old_a.pk, tree.old_b.pk, hamlet.pk}
    assert reached(tree.province.pk, DAYS[-1]) == {tree.province.pk, tree.district.pk}, "a district ended without an heir"


@pytest.mark.usefixtures("real_units")
def test_both_ends_agree_on_the_real_map(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    day = DAYS[-1]
    told = answering(day)
    some = [
        *Unit.objects.on(day).filter(level__in=(Level.CENTRE, Level.PROVINCE)).values_list("pk", flat=True),
        *Unit.objects.on(day).filter(level=Level.COMMUNE, pk__in=told).order_by("pk").values_list("pk", flat=True)[::40],
    ]
    assert {pk: reached(pk, day) for pk in some} == {pk: told[pk] for pk in some}
    assert sum(map(len, told.values())) == Unit.objects.count(), "somebody answers for every unit there ever was"
    unit = selectors.by_key("2004:42")
    with django_assert_num_queries(1):
        stood_for(unit.pk, day)
