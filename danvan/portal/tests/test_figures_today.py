"""Published figures in today's borders: from published numbers alone, whole where all is known, and never more than was told."""

import csv
import html
import re
from io import StringIO

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.portal.tests.test_figures import DAY
from danvan.portal.views import opendata
from danvan.reports import services
from danvan.reports.models import Indicator, Publication, PublishedCell
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, MERGED, Book, Tree, edge, filed, indicator, period, unit
from danvan.units.models import Basis, Portion, Unit

pytestmark = pytest.mark.django_db
KEY = "2024-Q3"
NOW = "?dia-gioi=nay"


@pytest.fixture
def lines() -> Book:
    """T1 is protected; T7 is open and may be shared out by people."""
    made = factories.book()
    made.form.indicators.add(indicator("T7", disclosure="open", apportion="population"))
    return made


@pytest.fixture
def tree(lines: Book) -> Tree:
    return factories.tree(2)


def publish(lines: Book, tree: Tree, where: Unit, count: str, key: str = KEY, opened: str = "5") -> Publication:
    """A province of then reports and publishes its own count."""
    with clock.standing_at(AFTER):
        filed(lines.form, where, {lines.typed: count, Indicator.objects.get(code="T7"): opened}, key, root=tree.centre)
    with clock.standing_at(DAY):
        return services.publish(by=SYSTEM, root=where, period=period(key))


def page(client: Client, where: Unit, query: str = NOW, key: str = KEY) -> str:
    with clock.standing_at(DAY):
        answer = client.get(reverse("portal:figures_unit", args=(where.key, key)) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(client: Client, where: Unit, key: str = KEY) -> dict[tuple[str, str], tuple[str, str]]:
    with clock.standing_at(DAY):
        answer = client.get(reverse("portal:figures_download", args=(where.key, key, "csv")) + NOW)
    assert answer.status_code == 200
    found = csv.DictReader(StringIO(answer.content.decode().removeprefix("\ufeff")))
    return {(row["name"], row["indicator"]): (row["value"], row["mark"]) for row in found}


def cells(client: Client, where: Unit) -> list[str]:
    return re.findall(r"<td.*?</td>", page(client, where))


def test_a_merged_province_is_the_sum_of_what_its_parts_published(client: Client, lines: Book, tree: Tree) -> None:
    for where, count in zip(tree.former, ("22", "33", "41"), strict=True):
        publish(lines, tree, where, count)
    text = page(client, tree.province)
    assert '<td class="number">95 <span' in text  # 20 + 35 + 40, not 96
    assert "Tỉnh Hà Nam</a>, " in text
    assert rows(client, tree.province)["Ninh Bình", "T1"] == ("95", "")
    assert rows(client, tree.province)["Ninh Bình", "T7"] == ("15", "")
    then = page(client, tree.former[0], "")
    assert f"{reverse('portal:figures_unit', args=(tree.province.key, KEY))}{NOW}" in then


def test_where_a_part_is_not_told_the_whole_is_not_and_where_one_is_missing_neither(client: Client, lines: Book, tree: Tree) -> None:
    publish(lines, tree, tree.former[0], "3")
    publish(lines, tree, tree.former[1], "33")
    assert rows(client, tree.province)["Ninh Bình", "T1"] == ("", "hidden")
    made_of = re.findall(r"Gồm: (.*?)</p>", page(client, tree.province), re.DOTALL)[0]
    assert re.findall(r'href="/so-lieu/([^/]+)/', made_of) == [tree.former[0].key, tree.former[1].key]
    assert "(chưa công bố kỳ này)" in made_of
    assert rows(client, tree.province)["Ninh Bình", "T7"] == ("", "missing")
    third = publish(lines, tree, tree.former[2], "41")
    assert rows(client, tree.province)["Ninh Bình", "T7"] == ("15", "")
    with clock.standing_at(DAY):
        services.withdraw(by=SYSTEM, publication=third, reason="Nhầm mẫu")
    assert rows(client, tree.province)["Ninh Bình", "T7"] == ("", "missing")


def test_exact_counts_are_never_read(client: Client, lines: Book, tree: Tree) -> None:
    for where, count in zip(tree.former, ("22", "33", "3"), strict=True):
        publish(lines, tree, where, count)
    before = rows(client, tree.province), cells(client, tree.province)
    PublishedCell.objects.update(count=F("count") + 1)
    assert (rows(client, tree.province), cells(client, tree.province)) == before


def test_a_divided_commune_is_shared_out_where_declared_and_else_told_in_common(client: Client, lines: Book, tree: Tree) -> None:
    divided, whole = (unit("commune", name, tree.former[0], until=MERGED) for name in ("A cũ", "B cũ"))
    one, other = tree.communes
    parts = [edge(divided, each, whole=False) for each in (one, other)]
    for part, ppm in zip(parts, (600_000, 400_000), strict=True):
        Portion.objects.create(edge=part, basis=Basis.POPULATION, ppm=ppm)
    edge(whole, other)
    with clock.standing_at(AFTER):
        for where, count, acts in ((divided, "50", "10"), (whole, "20", "4")):
            filed(lines.form, where, {lines.typed: count, Indicator.objects.get(code="T7"): acts}, KEY, root=tree.former[0])
    with clock.standing_at(DAY):
        services.publish(by=SYSTEM, root=tree.former[0], period=period(KEY))
    found = rows(client, tree.province)
    assert found["Xã 000", "T7"] == ("6", "estimated")
    assert found["Xã 001", "T7"] == ("8", "estimated")
    assert found["Xã 000", "T1"] == found["Xã 001", "T1"] == ("70", "common")
    assert "chung của Xã Xã 000, Xã Xã 001" in page(client, tree.province, NOW + "&chi-tieu=T1")


def test_a_unit_that_stayed_as_it_was_has_both_readings_beside_each_other(client: Client, lines: Book, tree: Tree) -> None:
    publish(lines, tree, tree.other, "22")
    then, now = page(client, tree.other, ""), page(client, tree.other)
    for text, mine, else_ in ((then, "?", NOW), (now, NOW, "?")):
        assert f'<a href="{mine}" aria-current="page">' in text
        assert f'<li><a href="{else_}">' in text
    assert "22 trong" not in then
    assert "Số liệu của cơ quan cấp này." in then


def test_the_units_below_stand_on_a_map_in_today_s_borders_too(client: Client, lines: Book, tree: Tree) -> None:
    for number, (former, commune) in enumerate(zip(tree.former, tree.communes, strict=False)):
        was = unit("commune", f"Cũ {number}", former, until=MERGED)
        edge(was, commune)
        Unit.objects.filter(pk=commune.pk).update(longitude=105.9 + number / 20, latitude=20.2)
        with clock.standing_at(AFTER):
            filed(lines.form, was, {Indicator.objects.get(code="T7"): str(4 + number)}, KEY, root=former)
        with clock.standing_at(DAY):
            services.publish(by=SYSTEM, root=former, period=period(KEY))
    text = page(client, tree.province, NOW + "&chi-tieu=T7")
    assert re.findall(r'aria-label="Xã Xã (\d+: \d+ \(mức \d\))"', text) == ["000: 4 (mức 1)", "001: 5 (mức 2)"]
    assert f'href="{reverse("portal:figures_unit", args=(tree.communes[0].key, KEY))}{NOW}"' in text


def test_a_series_reads_through_the_reorganisation(client: Client, lines: Book, tree: Tree) -> None:
    for where, count in zip(tree.former, ("22", "33", "41"), strict=True):
        publish(lines, tree, where, count)
    publish(lines, tree, tree.province, "97", "2026-Q3")
    text = page(client, tree.province, NOW + "&chi-tieu=T1", "2026-Q3")
    assert "Quý III năm 2024: 95; Quý III năm 2026: 95" in text
    with clock.standing_at(DAY):
        told = client.get(reverse("portal:figures_series", args=(tree.province.key, "json")) + NOW).json()
    named = [dict(zip(told["columns"], row, strict=True)) for row in told["rows"]]
    values = {row["period"]: row["value"] for row in named if row["indicator"] == "T1"}
    assert values == {"2024-Q3": 95, "2026-Q3": 95}
    assert "2024-Q3/?dia-gioi=nay" in page(client, tree.province, "", "2026-Q3")


def test_nothing_is_invented_for_other_periods_units_and_indicators(client: Client, lines: Book, tree: Tree) -> None:
    publish(lines, tree, tree.former[0], "22")
    for where, key, query in (
        (tree.province, "2023-Q3", NOW),
        (tree.former[0], KEY, NOW),
        (tree.other, KEY, NOW),
        (tree.province, KEY, NOW + "&chi-tieu=NO"),
    ):
        assert client.get(reverse("portal:figures_unit", args=(where.key, key)) + query).status_code == 404
    assert client.get(reverse("portal:figures_download", args=(tree.province.key, KEY, "exe")) + NOW).status_code == 404


def test_the_page_costs_the_same_however_many_units_were_merged(client: Client, lines: Book, tree: Tree) -> None:
    publish(lines, tree, tree.former[0], "22")
    page(client, tree.province)
    with CaptureQueriesContext(connection) as few:
        page(client, tree.province)
    publish(lines, tree, tree.former[1], "33")
    with CaptureQueriesContext(connection) as more:
        page(client, tree.province)
    assert len(few) == len(more) <= 25


def test_series_and_catalogue_go_on_over_pages(client: Client, lines: Book, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("2026-Q1", "2026-Q2", "2026-Q3"):
        publish(lines, tree, tree.other, "30", key)
    monkeypatch.setattr(opendata, "MOST", 2)
    address = reverse("portal:figures_series", args=(tree.other.key, "json"))
    first = client.get(address)
    assert [one["period"] for one in first.json()["editions"]] == ["2026-Q3", "2026-Q2"]
    following = first.json()["next"]
    assert first["Link"] == f'<{following}>; rel="next"'
    second = client.get(address + following[following.index("?") :])
    assert [one["period"] for one in second.json()["editions"]] == ["2026-Q1"]
    assert "next" not in second.json()
    assert "Link" not in second
    listed = client.get(reverse("portal:figures_catalogue")).json()
    further = listed["hydra:view"]["hydra:next"]["@id"]
    rest = client.get(reverse("portal:figures_catalogue") + further[further.index("?") :]).json()
    assert len(listed["dcat:dataset"]) + len(rest["dcat:dataset"]) == 3


def test_the_list_of_a_place_of_today_names_the_periods_of_what_it_was_made_of_and_every_link_of_it_opens(
    client: Client, lines: Book, tree: Tree
) -> None:
    publish(lines, tree, tree.former[0], "22")
    with clock.standing_at(DAY):
        text = client.get(reverse("portal:figures"), {"noi": tree.province.key}).content.decode()
        links = [html.unescape(one) for one in re.findall(rf'href="([^"]*{tree.province.key}[^"]*)"', text)]
        assert "Chưa có số liệu nào được công bố" not in text
        assert reverse("portal:figures_unit", args=(tree.province.key, KEY)) + NOW in links
        assert len(links) == 2
        assert [client.get(one).status_code for one in links] == [200, 200]


def test_the_word_of_the_staffs_pages_for_todays_borders_is_understood_in_public_too(client: Client, lines: Book, tree: Tree) -> None:
    for where, count in zip(tree.former, ("22", "33", "41"), strict=True):
        publish(lines, tree, where, count)
    assert '<td class="number">95 <span' in page(client, tree.province, "?dia-gioi=today")
