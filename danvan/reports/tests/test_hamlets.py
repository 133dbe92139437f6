"""A hamlet files, its commune takes the figures in and sends them up: from hamlet to centre, each number counted once (decision 0035)."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import services, totals
from danvan.reports.models import Fact, Obligation, Report, ReportState, Tally, Total
from danvan.reports.selectors import completeness
from danvan.reports.selectors.checked import open_questions
from danvan.reports.selectors.hamlets import entered_for, without_account
from danvan.reports.services.campaigns import filers
from danvan.reports.tests.factories import AFTER, MERGED, PERIOD, Book, Tree, acts, book, counted_figure, tree, unit
from danvan.reports.tests.page_world import browser, links, place
from danvan.units.access import Acting
from danvan.units.models import Duty, Unit
from danvan.units.tests.factories import officer


@dataclass
class Village:
    """A commune with three hamlets; the first has somebody who files, the others have nobody."""

    tree: Tree
    book: Book
    hamlets: list[Unit]
    head: Acting
    commune: Acting
    province: Acting

    def report(self, where: Unit) -> Report:
        """The unit's report, begun."""
        owed = services.open_period(by=SYSTEM, form=self.book.form, period_key=PERIOD, root=where)
        return services.start(by=SYSTEM, obligation=next(one for one in owed if one.unit_id == where.pk))

    def filed(self, where: Unit, value: str) -> Report:
        """The unit's report with one typed figure, sent."""
        report = self.report(where)
        services.type_figure(by=SYSTEM, report=report, indicator=self.book.typed, value=value)
        return services.submit(by=SYSTEM, report=report)

    def own(self, report: Report) -> int | None:
        """What the report says for the typed indicator."""
        return Fact.objects.get(report=report, indicator=self.book.typed).value


@pytest.fixture
def village(db: None) -> Iterator[Village]:
    with counted_figure(), clock.standing_at(AFTER):
        land, said = tree(), book()
        said.form.levels = ["hamlet", *said.form.levels]
        said.form.due |= {"hamlet": {"": "days 2"}}
        said.form.save(update_fields=["levels", "due"])
        hamlets = [unit("hamlet", name, land.communes[0], since=MERGED) for name in ("Đông", "Đoài", "Trung")]
        made = Village(
            tree=land,
            book=said,
            hamlets=hamlets,
            head=officer(hamlets[0], Duty.FILE_REPORT),
            commune=officer(land.communes[0], Duty.FILE_REPORT, Duty.CONSOLIDATE),
            province=officer(land.province, Duty.FILE_REPORT, Duty.CONSOLIDATE),
        )
        services.open_period(by=SYSTEM, form=said.form, period_key=PERIOD, root=land.centre, levels=["hamlet", "commune", "province"])
        yield made


def test_a_figure_goes_from_the_hamlet_to_the_centre_and_is_counted_once(village: Village) -> None:
    land = village.tree
    for hamlet, value in zip(village.hamlets, ("4", "3", "2"), strict=True):
        village.filed(hamlet, value)
    report = village.report(land.communes[0])
    assert village.own(report) == 9
    services.submit(by=SYSTEM, report=report)
    village.filed(land.communes[1], "10")
    got = dict(Total.objects.filter(indicator=village.book.typed).values_list("unit", "value"))
    assert got == {land.province.pk: 19, land.centre.pk: 19}
    row = report.period
    assert totals.check(row) == []
    totals.rebuild(row)
    assert dict(Total.objects.filter(indicator=village.book.typed).values_list("unit", "value")) == got
    assert set(Tally.objects.filter(period=row).values_list("unit", flat=True)) == {land.province.pk, land.other.pk, land.centre.pk}


def test_what_comes_later_is_in_the_report_that_has_not_left(village: Village) -> None:
    report = village.report(village.tree.communes[0])
    assert not Fact.objects.filter(report=report, indicator=village.book.typed, value__isnull=False).exists()
    village.filed(village.hamlets[0], "4")
    village.filed(village.hamlets[1], "5")
    services.submit(by=SYSTEM, report=report)
    assert village.own(report) == 9


def test_a_report_that_goes_back_to_the_hamlet_takes_its_figures_with_it(village: Village) -> None:
    first = village.filed(village.hamlets[0], "4")
    village.filed(village.hamlets[1], "5")
    report = village.report(village.tree.communes[0])
    services.send_back(by=village.commune, report=first, reason="Tính lại.")
    services.refill(by=village.commune, report=report)
    assert village.own(report) == 5


def test_what_the_commune_types_stays_and_is_asked_about(village: Village) -> None:
    village.filed(village.hamlets[0], "4")
    report = village.report(village.tree.communes[0])
    services.type_figure(by=village.commune, report=report, indicator=village.book.typed, value="6")
    services.refill(by=village.commune, report=report)
    assert village.own(report) == 6
    asked = [one.question for one in open_questions(report) if one.question.check == "below"]
    assert [one.words for one in asked] == ["1 báo cáo của thôn, tổ dân phố cộng lại là 4, ở đây ghi 6."]
    services.type_figure(by=village.commune, report=report, indicator=village.book.typed, value="4")
    assert not [one for one in open_questions(report) if one.question.check == "below"]


def test_a_hamlet_is_not_asked_what_is_counted_from_records(village: Village) -> None:
    acts(village.hamlets[0], 2)
    hamlet = village.report(village.hamlets[0])
    assert set(hamlet.facts.values_list("indicator__code", flat=True)) == set()
    with pytest.raises(services.FiguresRefused):
        services.type_figure(by=village.head, report=hamlet, indicator=village.book.counted, value="2")
    commune = village.report(village.tree.communes[0])
    assert Fact.objects.get(report=commune, indicator=village.book.counted).value == 2


def test_the_commune_enters_for_a_hamlet_without_an_account_and_it_says_so(village: Village) -> None:
    silent, own = village.hamlets[1], village.hamlets[0]
    assert without_account([one.pk for one in village.hamlets]) == {village.hamlets[1].pk, village.hamlets[2].pk}
    client = browser(village.commune)
    below = place("below", village.tree.communes[0].key, PERIOD)
    page = client.get(below).content.decode()
    owed = {one.unit_id: one for one in Obligation.objects.filter(receiver=village.tree.communes[0])}
    assert place("begin", owed[silent.pk].pk) in page
    assert place("begin", owed[own.pk].pk) not in page
    assert client.post(place("begin", owed[own.pk].pk)).status_code == 404
    assert client.post(place("begin", owed[silent.pk].pk)).status_code == 302
    report = Report.objects.get(unit=silent)
    assert "Xã nhập thay Thôn Đoài" in client.get(place("edit", report.pk)).content.decode()
    services.type_figure(by=village.commune, report=report, indicator=village.book.typed, value="3")
    assert client.post(place("check", report.pk), {"number": ""}).status_code == 302
    report.refresh_from_db()
    assert (report.state, entered_for(report)) == (ReportState.SUBMITTED, True)
    assert "Xã nhập thay Thôn Đoài" in client.get(place("read", silent.key, PERIOD)).content.decode()
    assert "xã nhập thay" in client.get(below).content.decode()


def test_the_neighbour_and_the_province_do_not_enter_for_a_hamlet(village: Village) -> None:
    silent = village.report(village.hamlets[1])
    for who in (officer(village.tree.communes[1], Duty.FILE_REPORT), village.province, village.head):
        assert browser(who).get(place("edit", silent.pk)).status_code == 404


def test_the_head_of_the_hamlet_files_and_the_commune_receives(village: Village) -> None:
    client = browser(village.head)
    assert "Mẫu thử" in client.get(place("list")).content.decode()
    report = village.report(village.hamlets[0])
    assert client.get(place("fill", report.pk)).status_code == 200
    services.type_figure(by=village.head, report=report, indicator=village.book.typed, value="4")
    assert client.post(place("check", report.pk), {"number": ""}).status_code == 302
    report.refresh_from_db()
    assert not entered_for(report)
    commune = browser(village.commune)
    assert "cap-duoi" in commune.get(place("list")).content.decode()
    assert commune.post(place("accept", report.pk)).status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.ACCEPTED
    assert client.post(place("accept", report.pk)).status_code in (403, 404)


def test_a_commune_is_led_to_no_page_that_it_has_not(village: Village) -> None:
    village.report(village.tree.communes[0])
    client = browser(village.commune)
    page = client.get(place("below", village.tree.communes[0].key, PERIOD)).content.decode()
    inside = {href for href in links(page, "/bao-cao/") if "/tep/" not in href}
    assert {href: client.get(href).status_code for href in inside if client.get(href).status_code not in (200, 302)} == {}


def test_of_a_hamlet_without_an_account_the_commune_is_reminded(village: Village) -> None:
    assert filers(village.hamlets[0])[1] == [village.head.user]
    assert filers(village.hamlets[1])[1] == [village.commune.user]


def test_who_is_missing_is_said_to_the_commune(village: Village) -> None:
    village.filed(village.hamlets[0], "4")
    told = completeness(village.tree.communes[0], village.report(village.tree.communes[0]).period, form=village.book.form)
    assert (told.expected, told.filed, [one.name for one in told.missing]) == (3, 1, ["Thôn Đoài", "Thôn Trung"])


def test_the_number_of_the_commune_opens_to_its_hamlets(village: Village) -> None:
    for hamlet, value in zip(village.hamlets, ("4", "3"), strict=False):
        village.filed(hamlet, value)
    services.submit(by=SYSTEM, report=village.report(village.tree.communes[0]))
    page = browser(village.commune).get(place("number", village.tree.communes[0].key, PERIOD, "T1")).content.decode()
    for words in ("Thôn Đông", "Thôn Đoài", "Thôn Trung", place("number", village.hamlets[0].key, PERIOD, "T1")):
        assert words in page
    assert browser(village.commune).get(place("number", village.hamlets[0].key, PERIOD, "T1")).status_code == 200
