"""A unit ends within an open period: what it filed stays in the sums, what it had not filed is in one report, and nothing is counted twice."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.papers import Note
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.counting import scope
from danvan.reports.models import Obligation, Report, Takeover, Total
from danvan.reports.papers.told import paper_of, told
from danvan.reports.selectors import TODAY, table
from danvan.reports.selectors.covering import Covered, covered
from danvan.reports.selectors.numbers import opened
from danvan.reports.services import Corrected
from danvan.reports.services.campaigns import filers
from danvan.reports.tests import factories
from danvan.reports.tests.factories import period
from danvan.reports.tests.page_world import browser, links, place
from danvan.reports.tests.recount import every_total_is_a_plain_recount_and_a_rebuild
from danvan.reports.tests.test_following import KEY, LATER, OPENED, Land, change, land, one_province
from danvan.units import plans, selectors
from danvan.units.models import Duty, Kind, Post, Unit
from danvan.units.plans import Opening
from danvan.units.tests.factories import officer

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


def dissolved(land: Land) -> None:
    """The district ends without an heir, as districts did in 2025; its communes lie right under the province."""
    for name in ("X1", "X2"):
        change(plans.transfer([land.communes[name].pk], land.first.pk))
    for rows in (Unit.objects.filter(pk=land.district.pk), land.district.names, land.district.parents, land.district.paths):
        rows.update(valid_to=date(2025, 7, 1))
    services.follow_changes(by=SYSTEM, period=period(KEY))


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


def test_what_it_filed_goes_to_the_new_province_on_the_day_when_both_were_decided_ahead(land: Land) -> None:
    with clock.standing_at(OPENED):
        merged(land)
        change(one_province(land), date(2025, 7, 2))
        filed(land, "Y1", "3", "5")
        assert (sums(land, "C"), sums(land, "Việt Nam")) == ((None, None), (3, 5))
    with clock.standing_at(date(2025, 7, 2)):
        services.remind(by=SYSTEM)
    assert sums(land, "C") == sums(land, "Việt Nam") == (3, 5)
    every_total_is_a_plain_recount_and_a_rebuild()


def test_standing_numbers_give_way_to_an_heir_that_filed_before_what_is_owed_followed_and_whoever_said_the_sum_is_told(land: Land) -> None:
    with clock.standing_at(OPENED):
        filed(land, "Y1", "3", "5")
        merged(land)
        services.open_period(by=SYSTEM, form=land.book.form, period_key=KEY, root=land.centre)  # who comes with the change owes too
    with clock.standing_at(date(2025, 7, 1)):  # in the morning, before the day's reminders
        filed(land, "Y", "4", "12")
        above = filed(land, "B", "0", "0")
        assert sums(land, "B") == sums(land, "Việt Nam") == (7, 17)
        services.remind(by=SYSTEM)
    assert sums(land, "B") == sums(land, "Việt Nam") == (7, 12)
    every_total_is_a_plain_recount_and_a_rebuild()
    told = Takeover.objects.get(report=above, state=Takeover.State.WAITING)
    assert (told.correction.kind, told.cells) == ("map", [{"code": "T2", "was": 17, "now": 12}])


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
    said = told(heir, period(KEY)).covered.held
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
    dissolved(land)
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


def returned(land: Land) -> tuple[Report, Unit]:
    """Y1 had filed, and ended in Y; then its report was sent back."""
    report, heir = filed(land, "Y1", "3", "5"), merged(land)
    services.send_back(by=SYSTEM, report=report, reason="Sửa.")
    return report, heir


def test_a_returned_report_of_a_unit_that_ended_is_on_the_first_page_and_in_the_list_of_its_heir(land: Land) -> None:
    report, heir = returned(land)
    client, edit = browser(officer(heir, Duty.FILE_REPORT)), place("edit", report.pk)
    for address in (reverse("desk:home"), f"{place('list')}?xem=cua-don-vi"):
        page = client.get(address).content.decode()
        assert links(page, edit) == [edit]
        assert page.count("Thay cho Xã Y1 (đến 30/06/2025)") == 1
        assert "Thay cho Xã Y2" not in page, "its time is in the heir's own report"
    elsewhere = browser(officer(land.communes["X3"], Duty.FILE_REPORT))
    assert edit not in elsewhere.get(f"{place('list')}?xem=cua-don-vi").content.decode()


def test_the_heir_opens_corrects_and_sends_it_again_and_nobody_else_may(land: Land) -> None:
    report, heir = returned(land)
    client, edit, check = browser(officer(heir, Duty.FILE_REPORT)), place("edit", report.pk), place("check", report.pk)
    assert client.get(edit).status_code == 200
    services.type_figure(by=SYSTEM, report=report, indicator=land.book.typed, value="6")
    for who in (officer(land.communes["X3"]), officer(land.second), officer(land.centre)):
        assert browser(who).get(edit).status_code == browser(who).post(check).status_code == 404
    assert browser(officer(heir, Duty.CONSOLIDATE)).get(edit).status_code == 403
    sent = client.post(check)
    assert (sent.status_code, sums(land, "B")) == (302, (6, 5))
    assert client.get(f"{place('list')}?xem=cua-don-vi").content.decode().count("Thay cho Xã Y1 (đến 30/06/2025)") == 1, (
        "it can be found again"
    )
    assert "Thay cho" not in client.get(reverse("desk:home")).content.decode()
    every_total_is_a_plain_recount_and_a_rebuild()


def test_what_a_unit_without_an_heir_still_owes_is_with_who_stood_above_it(land: Land) -> None:
    report = filed(land, "H", "3", "5")
    dissolved(land)
    services.send_back(by=SYSTEM, report=report, reason="Sửa.")
    above = browser(officer(land.first, Duty.FILE_REPORT, reach=Post.Reach.BODY))
    page = above.get(f"{place('list')}?xem=cua-don-vi").content.decode()
    assert "Thay cho Huyện H (đến 30/06/2025)" in page
    assert above.get(place("edit", report.pk)).status_code == above.get(place("read", land.district.key, KEY)).status_code == 200
    land.district.refresh_from_db()
    assert filers(land.district)[0] == filers(land.first)[0] != set()


@pytest.mark.parametrize("size", [1, 2])
def test_the_list_asks_the_same_however_many_ended(land: Land, size: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    reports = [filed(land, name, "3", "5") for name in ("Y1", "Y2")[:size]]
    heir = merged(land)
    for report in reports:
        services.send_back(by=SYSTEM, report=report, reason="Sửa.")
    client = browser(officer(heir, Duty.FILE_REPORT))
    with django_assert_max_num_queries(11):
        page = client.get(f"{place('list')}?xem=cua-don-vi").content.decode()
    assert page.count("Thay cho") == size


def filed_too_early(land: Land) -> Report:
    """The province filed, and was received; then it is entered that its district, which had two records and a draft, was dissolved within the period."""
    factories.acts(land.district, 2, OPENED)
    draft = services.start(by=SYSTEM, obligation=Obligation.objects.get(unit=land.district))
    services.type_figure(by=SYSTEM, report=draft, indicator=land.book.typed, value="7")
    report = filed(land, "A", "3", "5")
    services.accept(by=SYSTEM, report=report)
    with clock.standing_at(LATER + timedelta(days=1)):
        dissolved(land)
    return report


def test_a_report_filed_before_it_stood_for_another_unit_says_so_and_what_that_unit_had(land: Land) -> None:
    report = filed_too_early(land)
    said = covered(report)
    assert said.held == ()
    assert [(one.name, [(had.code, had.text) for had in one.had]) for one in said.since] == [
        ("Huyện H (đến 30/06/2025)", [("T1", "7"), ("T3", "2")])
    ]
    words = [block.text for block in paper_of(land.first, period(KEY), form=report.form).blocks if isinstance(block, Note)]
    assert any(
        text.startswith("Sau khi gửi, báo cáo này còn thay cho đơn vị kết thúc trong kỳ: Huyện H (đến 30/06/2025).") for text in words
    )
    assert not any(text.startswith("Báo cáo gồm cả") for text in words)


def test_its_maker_is_led_to_a_correction_and_the_level_above_sees_it(land: Land) -> None:
    report = filed_too_early(land)
    maker, above = browser(officer(land.first, Duty.FILE_REPORT)), browser(officer(land.centre, Duty.CONSOLIDATE))
    told, correct = "Sau khi gửi, báo cáo này còn thay cho Huyện H (đến 30/06/2025)", place("correct", report.pk)
    for name in ("edit", "review", "correct"):
        page = maker.get(place(name, report.pk)).content.decode()
        assert told in page
        assert "T3 T3: 2 cuộc (đếm từ hồ sơ)" in page
        assert "T1 T1: 7 cuộc (ghi trong bản chưa gửi của đơn vị)" in page
    read = place("read", land.first.key, KEY)
    assert "Đính chính để đưa số liệu này vào" in maker.get(read).content.decode()
    for address in (read, place("review", report.pk)):
        page = above.get(address).content.decode()
        assert told in page
        assert correct not in page
    list_above = above.get(place("below", land.centre.key, KEY)).content.decode()
    assert "báo cáo của Tỉnh A gửi trước khi thay cho đơn vị này, chưa gồm số liệu của đơn vị" in list_above


def test_a_new_revision_brings_it_in_and_the_level_above_is_told(land: Land) -> None:
    report = filed_too_early(land)
    with clock.standing_at(LATER + timedelta(days=2)):
        cells = [Corrected(land.book.typed, "10", "Gồm cả huyện H", "Sổ"), Corrected(land.book.counted, "", "Gồm cả huyện H", "Sổ")]
        services.file_correction(by=SYSTEM, report=report, cells=cells, seen=report.revision)
    report.refresh_from_db()
    assert report.facts.get(indicator=land.book.counted).value == 2
    assert covered(report) == Covered(held=("Huyện H (đến 30/06/2025)",))
    told = Takeover.objects.get(unit=land.centre, correction__report=report)
    assert [(cell["code"], cell["was"], cell["now"]) for cell in told.cells] == [("T1", 3, 10), ("T3", None, 2)]
    every_total_is_a_plain_recount_and_a_rebuild()


def test_the_page_of_a_unit_that_ended_within_the_period_is_what_it_filed_itself(land: Land) -> None:
    report = filed(land, "Y1", "3", "5")
    heir = merged(land)
    maker, read = browser(officer(heir, Duty.FILE_REPORT)), place("read", land.communes["Y1"].key, KEY)
    page = maker.get(read).content.decode()
    assert links(page, place("ask_to_correct", report.pk)) != []
    assert links(page, place("number", land.communes["Y1"].key, KEY, "T1")) != []
    services.send_back(by=SYSTEM, report=report, reason="Sửa.")
    above = browser(officer(land.second, Duty.CONSOLIDATE)).get(read).content.decode()
    assert "Xã Y1 (đến 30/06/2025): chưa có số liệu nào do đơn vị tự gửi." in above
    assert links(maker.get(read).content.decode(), place("edit", report.pk)) != []
