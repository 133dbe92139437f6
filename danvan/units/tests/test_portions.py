"""Declaring how much of a divided unit went where."""

import pytest
from django.test import Client
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib.refusal import Refused
from danvan.units import services
from danvan.units.access import Acting
from danvan.units.models import Basis, Portion
from danvan.units.tests import factories
from danvan.units.tests.factories import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> Tree:
    return factories.small_tree()


def declared(tree: Tree, one: int | None, other: int | None, basis: str = "population", source: str = "Nghị quyết 1") -> list[Portion]:
    weights = {unit.pk: amount for unit, amount in ((tree.b, one), (tree.c, other)) if amount is not None}
    return services.declare_portions(by=SYSTEM, unit=tree.old_c, basis=basis, weights=weights, source=source)


def test_portions_add_up_to_a_million_and_are_in_the_log(tree: Tree) -> None:
    made = declared(tree, 1, 2)
    assert [(one.edge.successor, one.ppm, one.source) for one in made] == [
        (tree.b, 333_333, "Nghị quyết 1"),
        (tree.c, 666_667, "Nghị quyết 1"),
    ]
    assert Entry.objects.get(act="units.portions.declared").subject_id == tree.old_c.pk


def test_declaring_again_replaces_one_measure_and_leaves_the_others(tree: Tree) -> None:
    declared(tree, 1, 2)
    declared(tree, 5, 5, basis="area")
    declared(tree, 1, 1)
    assert sorted(Portion.objects.values_list("basis", "ppm")) == [("area", 500_000)] * 2 + [("population", 500_000)] * 2


@pytest.mark.parametrize(
    ("amounts", "more", "said"),
    [
        ((1, None), {}, "mọi phần"),
        ((0, 0), {}, "lớn hơn 0"),
        ((-1, 2), {}, "không âm"),
        ((1, 2), {"basis": "faith"}, "cách tính"),
        ((1, 2), {"source": " "}, "nguồn"),
    ],
)
def test_what_does_not_hold_is_refused(tree: Tree, amounts: tuple[int, int | None], more: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        declared(tree, *amounts, basis=more.get("basis", "population"), source=more.get("source", "Nghị quyết 1"))
    assert not Portion.objects.exists()


def test_a_unit_that_was_not_divided_has_no_portions(tree: Tree) -> None:
    with pytest.raises(Refused, match="không bị chia"):
        services.declare_portions(by=SYSTEM, unit=tree.old_a, basis="area", weights={tree.a.pk: 1}, source="x")


def browser(who: Acting) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


def test_the_province_declares_on_the_page_and_a_commune_may_not(tree: Tree) -> None:
    place = reverse("units:portions", args=[tree.old_c.key])
    province = browser(factories.officer(tree.province))
    assert place in province.get(reverse("units:detail", args=[tree.old_c.key])).content.decode()
    asked = {"basis": "households", "source": "Đề án sắp xếp", f"part_{tree.b.pk}": "30", f"part_{tree.c.pk}": ""}
    kept = province.post(place, asked)
    assert "Đề án sắp xếp" in kept.content.decode()
    assert not Portion.objects.exists()
    done = province.post(place, {**asked, f"part_{tree.c.pk}": "10"}, follow=True).content.decode()
    assert "75 % số hộ" in done
    assert list(Portion.objects.order_by("-ppm").values_list("basis", "ppm")) == [(Basis.HOUSEHOLDS, 750_000), (Basis.HOUSEHOLDS, 250_000)]
    assert browser(factories.officer(tree.b)).get(place).status_code in {403, 404}
    assert province.get(reverse("units:portions", args=[tree.old_a.key])).status_code == 404
