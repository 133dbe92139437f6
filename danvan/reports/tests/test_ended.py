"""A unit ends within an open period: what it filed stays in the sums, what it had not filed is in one report, and nothing is counted twice."""

from collections.abc import Iterator
from datetime import date

import pytest

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.papers import Note
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.counting import scope
from danvan.reports.models import Obligation, Report, Total
from danvan.reports.papers.told import paper_of, told
from danvan.reports.selectors import TODAY, table
from danvan.reports.selectors.numbers import opened
from danvan.reports.tests import factories
from danvan.reports.tests.factories import period
from danvan.reports.tests.recount import every_total_is_a_plain_recount_and_a_rebuild
from danvan.reports.tests.test_following import KEY, LATER, OPENED, Land, change, land, one_province
from danvan.units import plans, selectors
from danvan.units.models import Kind, Unit
from danvan.units.plans import Opening

pytestmark = pytest.mark.django_db
__all__ = ["land"]


@pytest.fixture(autouse=True)
def _late(land: Land) -> Iterator[None]:
    with clock.standing_at(LATER):
        yield


def filed(land: Land, name: str, flow: str, stock: str) -> Report:
    where = Unit.objects.filter(name=name).latest("pk")
    report = services.start(by=SYSTEM, obligation=Obligation.objects.get(unit=where, period__key=KEY))
    for one, value in ((land.book.typed, flow), (land.book.stock, stock)):
        services.type_figure(by=SYSTEM, report=report, indicator=one, value=value)
    return services.submit(by=SYSTEM, report=report)


def sums(land: Land, name: str) -> tuple[int | None, int | None]:
    """The flow and the stock of a unit, as kept."""
    found = dict(Total.objects.filter(unit__name=name, period__key=KEY).values_list("indicator", "value"))
    return found.get(land.book.typed.pk), found.get(land.book.stock.pk)


def merged(land: Land) -> Unit:
    """Y1 (which had filed) and Y2 (which had not) become Y."""
    change(plans.merge([land.communes["Y1"].pk, land.communes["Y2"].pk], Opening(Kind.COMMUNE, "Y", "00003")))
    return Unit.objects.get(name="Y")


def test_what_a_unit_filed_before_it_ended_stays_at_every_level_above_it(land: Land) -> None:
    filed(land, "Y1", "3", "5")
    merged(land)
    assert sums(land, "B") == sums(land, "Việt Nam") == (3, 5)
    filed(land, "Y", "4", "12")
    assert sums(land, "B") == sums(land, "Việt Nam") == (7, 12), "the heir's standing number replaces that of the unit that ended"
    every_total_is_a_plain_recount_and_a_rebuild()
    services.send_back(by=SYSTEM, report=Report.objects.get(unit__name="Y"), reason="Sửa.")
    assert sums(land, "B") == (3, 5)
    every_total_is_a_plain_recount_and_a_rebuild()


def test_it_goes_along_when_its_province_ends_too(land: Land) -> None:
    filed(land, "Y1", "3", "5")
    merged(land)
    change(one_province(land), date(2025, 7, 2))
    assert sums(land, "C") == sums(land, "Việt Nam") == (3, 5)
    every_total_is_a_plain_recount_and_a_rebuild()


def test_both_borders_show_it_once_and_a_number_opens_to_it_by_its_name(land: Land) -> None:
    filed(land, "Y1", "3", "5")
    heir = merged(land)
    filed(land, "Y", "4", "12")
    said = {(one.name, one.text) for one in opened(land.second, period(KEY), land.book.typed).parts}
    assert said == {("Xã Y", "4"), ("Xã Y1 (đến 30/06/2025)", "3")}
    today = table(heir, period(KEY), borders=TODAY)
    assert (today.row("T1").text, today.row("T2").text) == ("7", "12")
    assert table(land.second, period(KEY), borders=TODAY).row("T1").text == "7"


def test_the_report_of_the_heir_counts_the_records_of_who_had_not_filed_and_no_others(land: Land) -> None:
    services.accept(by=SYSTEM, report=filed(land, "Y1", "3", "5"))
    for name in ("Y1", "Y2"):
        factories.acts(land.communes[name], 2, OPENED)
    heir = merged(land)
    report = services.start(by=SYSTEM, obligation=Obligation.objects.get(unit=heir))
    assert scope(report) == sorted([heir.pk, land.communes["Y2"].pk])
    assert report.facts.get(indicator=land.book.counted).value == 2


def test_the_report_says_for_whom_it_reports_too(land: Land) -> None:
    filed(land, "Y1", "3", "5")
    heir = merged(land)
    report = filed(land, "Y", "4", "12")
    said = told(heir, period(KEY)).reports_for
    assert said == ("Xã Y2 (đến 30/06/2025)",), "not for Y1, which reported itself"
    words = [block.text for block in paper_of(heir, period(KEY), form=report.form).blocks if isinstance(block, Note)]
    assert "Báo cáo gồm cả số liệu của đơn vị kết thúc trong kỳ, chưa tự gửi báo cáo: Xã Y2 (đến 30/06/2025)." in words


def test_the_records_of_a_divided_commune_are_in_the_report_of_its_main_part(land: Land) -> None:
    factories.acts(land.communes["Y1"], 2, OPENED)
    change(
        plans.split(land.communes["Y1"].pk, [Opening(Kind.COMMUNE, name, code) for name, code in (("P", "1"), ("Q", "2"))], [3, 1], "area")
    )
    main, other = (services.start(by=SYSTEM, obligation=Obligation.objects.get(unit__name=name)) for name in ("P", "Q"))
    assert land.communes["Y1"].pk in scope(main)
    assert land.communes["Y1"].pk not in scope(other)


def test_a_unit_that_ended_without_an_heir_is_in_the_report_of_who_stood_above(land: Land) -> None:
    factories.acts(land.district, 2, OPENED)
    for name in ("X1", "X2"):
        change(plans.transfer([land.communes[name].pk], land.first.pk))
    Unit.objects.filter(pk=land.district.pk).update(valid_to=date(2025, 7, 1))
    land.district.parents.update(valid_to=date(2025, 7, 1))
    land.district.paths.update(valid_to=date(2025, 7, 1))
    services.follow_changes(by=SYSTEM, period=period(KEY))
    owed = Obligation.objects.get(unit=land.district)
    assert owed.covered_by is not None
    assert owed.covered_by.unit == land.first
    assert selectors.stands_for([land.district.pk], LATER) == {land.district.pk: land.first.pk}
    report = services.start(by=SYSTEM, obligation=owed.covered_by)
    assert report.facts.get(indicator=land.book.counted).value == 2


def test_a_draft_that_another_report_holds_meanwhile_is_not_sent(land: Land) -> None:
    draft = services.start(by=SYSTEM, obligation=Obligation.objects.get(unit=land.communes["Y1"]))
    services.type_figure(by=SYSTEM, report=draft, indicator=land.book.typed, value="3")
    merged(land)
    with pytest.raises(Refused, match="đơn vị kế thừa"):
        services.submit(by=SYSTEM, report=draft)
