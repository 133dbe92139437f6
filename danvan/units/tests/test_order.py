"""Lists of units stand in the order of the Vietnamese alphabet, in the database and across pages, whoever wrote the name."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.text import alphabetical
from danvan.units import plans, services
from danvan.units.models import Kind, Level, Unit, UnitName
from danvan.units.tests import factories
from danvan.units.tests.factories import Tree

pytestmark = pytest.mark.django_db
FIRST, LAST = ["An Khê", "Ăn Tiêm", "Ân Thi"], ["Dương Hòa", "Đan Hải", "Hòa An", "Hóa An", "Xuân Lộc", "Ý Yên"]
SINCE, RENAMED = date(2025, 7, 1), date(2026, 3, 1)


@pytest.fixture
def tree() -> Tree:
    return factories.small_tree()


def test_what_stands_below_a_unit_is_listed_by_the_alphabet_across_pages(client: Client, tree: Tree) -> None:
    province = factories.unit(Level.PROVINCE, Kind.PROVINCE, "Tỉnh Thử", tree.centre, since=SINCE)
    between = [f"Cẩm {number}" for number in range(1, 40)]
    for name in sorted([*FIRST, *between, *LAST]):
        factories.unit(Level.COMMUNE, Kind.COMMUNE, name, province, since=SINCE)
    client.force_login(factories.officer(province).user)
    address = reverse("units:detail", args=[province.key])
    page = client.get(address).content.decode()
    rest = client.get(address + re.findall(r'href="(\?[^"]*sau=[^"]+)"', page)[0].replace("&amp;", "&")).content.decode()
    listed = [re.findall(r">Xã ([^<]+)</a>", one) for one in (page, rest)]
    assert len(listed[0]) == 40
    assert listed[0] + listed[1] == [*FIRST, *between, *LAST]


def test_a_unit_that_is_renamed_moves_to_its_new_place_on_the_day(tree: Tree) -> None:
    event = services.enter_event(
        by=SYSTEM, plan=plans.rename(tree.a.pk, Kind.WARD, "Ý Lan", "90000"), effective_on=RENAMED, instrument="1/NQ"
    )
    with clock.standing_at(date(2026, 2, 1)):
        services.apply_event(by=SYSTEM, event=event)
        assert Unit.objects.get(pk=tree.a.pk).sort_key == alphabetical("Đông Sơn")
    with clock.standing_at(RENAMED):
        services.settle_names(by=SYSTEM)
    assert Unit.objects.get(pk=tree.a.pk).sort_key == alphabetical("Ý Lan")
    assert {row.sort_key for row in UnitName.objects.filter(unit=tree.a)} == {alphabetical("Đông Sơn"), alphabetical("Ý Lan")}


@pytest.mark.usefixtures("real_units")
def test_every_loaded_unit_has_its_place_and_the_database_keeps_that_order() -> None:
    for model in (Unit, UnitName):
        rows = list(model.objects.order_by("sort_key", "pk").values_list("name", "sort_key", "pk"))
        assert all(key == alphabetical(name) for name, key, _pk in rows)
        assert rows == sorted(rows, key=lambda row: (row[1], row[2]))


def test_no_name_is_stored_without_its_place(tree: Tree) -> None:
    for rows in (Unit.objects.filter(pk=tree.a.pk), UnitName.objects.filter(unit=tree.a)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(sort_key="")
