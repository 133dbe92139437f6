"""What is published of a period within which units ended: the officers' totals, each unit once, in both borders."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.disclosure import SMALL
from danvan.reports import services
from danvan.reports.models import Fact, Indicator, Obligation, Publication, PublishedCell, Report, Total
from danvan.reports.selectors import TODAY, published_today, table
from danvan.reports.selectors.publishing import Archive, ground
from danvan.reports.services.publishing import plan
from danvan.reports.tests import factories
from danvan.reports.tests.factories import Book, indicator, period, unit
from danvan.reports.tests.page_world import browser, place
from danvan.reports.tests.recount import every_total_is_a_plain_recount_and_a_rebuild
from danvan.units import plans
from danvan.units import services as units
from danvan.units.models import Duty, Kind, Unit
from danvan.units.plans import Opening, Plan
from danvan.units.tests.factories import officer

pytestmark = pytest.mark.django_db
KEY = "2025-Q3"
OPENED, CHANGED, OVER, DAY = date(2025, 7, 2), date(2025, 8, 1), date(2025, 10, 2), date(2025, 10, 15)


@dataclass
class Land:
    """Provinces A (with a district, which has one commune, and one of its own) and B (with three communes), until 1 August 2025."""

    book: Book
    opened: Indicator
    centre: Unit
    communes: dict[str, Unit]

    def unit(self, name: str) -> Unit:
        return Unit.objects.get(name=name)

    def file(self, name: str, flow: int, stock: int = 30) -> Report:
        """What a unit reports: people (protected), people at the end (a standing number), acts (open)."""
        report = services.start(by=SYSTEM, obligation=Obligation.objects.get(unit__name=name, period__key=KEY))
        for one, value in ((self.book.typed, flow), (self.book.stock, stock), (self.opened, flow % 7)):
            services.type_figure(by=SYSTEM, report=report, indicator=one, value=str(value))
        return services.submit(by=SYSTEM, report=report)


@pytest.fixture
def land() -> Iterator[Land]:
    """Opened by the centre on the second day of the quarter."""
    with clock.standing_at(OPENED):
        book = factories.book()
        opened = indicator("T7", disclosure="open")
        book.form.indicators.add(opened)
        centre = unit("centre", "Việt Nam")
        first, second = unit("province", "A", centre), unit("province", "B", centre)
        district = unit("district", "H", first)
        places = {"X1": district, "X2": first, "Y1": second, "Y2": second, "Y3": second}
        communes = {name: unit("commune", name, parent) for name, parent in places.items()}
        services.open_period(by=SYSTEM, form=book.form, period_key=KEY, root=centre)
        yield Land(book, opened, centre, communes)


def change(plan_: Plan, day: date = CHANGED) -> None:
    with clock.standing_at(OVER):
        units.apply_event(by=SYSTEM, event=units.enter_event(by=SYSTEM, plan=plan_, effective_on=day, instrument="202/NQ"))


def merged(land: Land) -> None:
    """Y1 and Y2 become Y."""
    change(plans.merge([land.communes["Y1"].pk, land.communes["Y2"].pk], Opening(Kind.COMMUNE, "Y", "00003")))


def publish_all() -> None:
    """What is due, from below."""
    with clock.standing_at(DAY):
        services.publish_due(by=SYSTEM)


def exact(name: str, *, whole: bool = True) -> dict[str, int]:
    """What the editions that stand say of a unit, before rounding."""
    cells = PublishedCell.objects.filter(unit__name=name, whole=whole, publication__current=True)
    return dict(cells.values_list("indicator__code", "count"))


def the_totals_are_the_officers(land: Land) -> None:
    """Of every unit that published."""
    roots = [one.root for one in Publication.objects.filter(current=True).select_related("root")]
    assert land.centre in roots
    for root in roots:
        sums = dict(Total.objects.filter(unit=root, period__key=KEY).values_list("indicator__code", "value"))
        assert exact(root.name) == {code: value for code, value in sums.items() if code in {"T1", "T2", "T7"}}, root
    every_total_is_a_plain_recount_and_a_rebuild()


def a_merger(land: Land) -> None:
    """Y1 had filed, Y2 had not; then Y files, and Y3."""
    with clock.standing_at(OPENED):
        land.file("Y1", 23)
    merged(land)
    with clock.standing_at(OVER):
        for name, flow in (("Y", 41), ("Y3", 52), ("X1", 60), ("X2", 71)):
            land.file(name, flow)


def a_merger_of_provinces(land: Land) -> None:
    """A and B become C, after A and some communes had filed."""
    with clock.standing_at(OPENED):
        land.file("Y1", 23)
        land.file("A", 19)
        land.file("X1", 60)
    merged(land)
    change(plans.merge([land.unit("A").pk, land.unit("B").pk], Opening(Kind.PROVINCE, "C", "37")), date(2025, 9, 1))
    with clock.standing_at(OVER):
        for name, flow in (("Y", 41), ("C", 33), ("X2", 71)):
            land.file(name, flow)


def a_division(land: Land) -> None:
    """Y1, which had filed, becomes P and Q; Y3, which had not, goes into Y2."""
    with clock.standing_at(OPENED):
        land.file("Y1", 23)
    parts = [Opening(Kind.COMMUNE, name, code) for name, code in (("P", "00004"), ("Q", "00005"))]
    change(plans.split(land.communes["Y1"].pk, parts, [3, 1], "area"))
    with clock.standing_at(OVER):
        for name, flow in (("P", 41), ("Q", 12), ("Y2", 52), ("X1", 60)):
            land.file(name, flow)


@pytest.mark.parametrize("happened", [a_merger, a_merger_of_provinces, a_division])
def test_what_is_published_comes_to_what_officers_sum(land: Land, happened: object) -> None:
    happened(land)  # type: ignore[operator]
    publish_all()
    the_totals_are_the_officers(land)


def test_who_ended_stands_by_its_name_beside_its_heir(land: Land, client: Client) -> None:
    a_merger(land)
    publish_all()
    assert exact("B") == {"T1": 116, "T2": 60, "T7": 2 + 6 + 3}, "the standing number of Y1 is told by its heir"
    assert (exact("Y1", whole=False), exact("Y", whole=False)["T1"]) == ({"T1": 23, "T7": 2}, 41)
    page = client.get(reverse("portal:figures_unit", args=(land.unit("B").key, KEY)) + "?chi-tieu=T1").content.decode()
    assert 'Xã Y1 (đến 31/07/2025)</a></th><td class="number">25</td>' in page
    heir = client.get(reverse("portal:figures_unit", args=(land.unit("Y").key, KEY))).content.decode()
    own = reverse("portal:figures_unit", args=(land.communes["Y1"].key, KEY))
    assert f'số đứng riêng: <a href="{own}">Xã Y1 (đến 31/07/2025)</a>.' in heir
    assert "Trong số liệu công bố của Tỉnh B." in client.get(own).content.decode()
    assert client.get(reverse("portal:figures_unit", args=(land.communes["Y2"].key, KEY))).status_code == 404


def test_files_say_until_when_a_unit_was_there(land: Land, client: Client) -> None:
    a_merger(land)
    publish_all()
    told = client.get(reverse("portal:figures_download", args=(land.unit("B").key, KEY, "json"))).json()
    rows = [dict(zip(told["columns"], row, strict=True)) for row in told["rows"]]
    assert {row["name"]: row["until"] for row in rows} == {"B": None, "Y": None, "Y1": "2025-07-31", "Y3": None}
    columns = client.get(reverse("portal:figures_dictionary")).json()["columns"]
    assert "kết thúc trong kỳ" in next(one["vi"] for one in columns if one["name"] == "until")


@pytest.mark.parametrize("happened", [a_merger, a_merger_of_provinces])
def test_today_s_borders_are_the_officers_too(land: Land, happened: object, client: Client) -> None:
    happened(land)  # type: ignore[operator]
    publish_all()
    row, heir = period(KEY), land.unit("Y")
    with clock.standing_at(DAY):
        for where in (heir, land.unit("C" if happened is a_merger_of_provinces else "B")):
            found = published_today.read([where], [row], [land.opened, land.book.stock])
            for one in (land.opened, land.book.stock):
                assert found.number(where, row, one).shown.value == table(where, row, borders=TODAY).row(one.code).value
    with clock.standing_at(DAY):
        page = client.get(reverse("portal:figures_unit", args=(heir.key, KEY)) + "?dia-gioi=nay").content.decode()
    assert "Gồm:" in page
    assert "Xã Y1 (đến 31/07/2025)</a>" in page


def test_a_province_that_ended_publishes_what_it_had_filed_and_the_country_adds_it_up(land: Land) -> None:
    a_merger_of_provinces(land)
    with clock.standing_at(DAY):
        assert {one.name for one in ground(land.centre, period(KEY)).silent} == {"A", "C"}
    publish_all()
    assert exact("A")["T1"] == 19
    assert "T1" in exact("C", whole=False)
    assert set(Publication.objects.get(root=land.centre, current=True).parts.values_list("root__name", flat=True)) == {"A", "C"}
    page = browser(officer(land.centre, Duty.PUBLISH)).get(place("edition", land.centre.key, KEY)).content.decode()
    assert "đơn vị chưa công bố" not in page


def test_a_small_count_of_a_unit_that_ended_is_not_what_its_heir_leaves(land: Land) -> None:
    with clock.standing_at(OPENED):
        land.file("Y1", 3)
    merged(land)
    with clock.standing_at(OVER):
        for name, flow in (("Y", 41), ("Y3", 52)):
            land.file(name, flow)
    publish_all()
    marks = dict(PublishedCell.objects.filter(publication__root__name="B", indicator=land.book.typed).values_list("unit__name", "mark"))
    assert marks["Y1"] == SMALL
    assert "hidden" in (marks["Y"], marks["B"])


def test_the_archive_knows_who_went_into_whom_and_who_reported_by_itself(land: Land) -> None:
    a_merger(land)
    publish_all()
    archive = Archive(ground(land.unit("B"), period(KEY)))
    (group,) = plan(land.unit("B"), period(KEY), only=land.book.typed.pk).groups
    kin = archive.kin(group.family)
    one, other, heir = ((land.unit(name).pk, False) for name in ("Y1", "Y2", "Y"))
    assert kin.heirs == {one: (heir, CHANGED)}, "Y2 was never published"
    assert kin.born == {heir: CHANGED}
    assert kin.apart == {(one, KEY), ((one[0], True), KEY)}
    assert other not in kin.under(heir)


@pytest.mark.parametrize("ended", [1, 2])
def test_publishing_asks_the_same_however_many_ended(land: Land, ended: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with clock.standing_at(OPENED):
        for name in ("Y1", "Y2")[:ended]:
            land.file(name, 23)
    merged(land)
    with clock.standing_at(OVER):
        land.file("Y", 41)
    assert Fact.objects.filter(live=True).count() == 3 * (ended + 1)
    with clock.standing_at(DAY), django_assert_max_num_queries(24):
        plan(land.unit("B"), period(KEY))
