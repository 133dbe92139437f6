"""A unit that receives reports ends within the period that is collected: whoever takes it over takes over what is owed to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.models import Obligation, Reminder, Report, ReportState, Takeover, Tally
from danvan.reports.selectors import completeness, completeness_below
from danvan.reports.selectors.corrections import notes_for
from danvan.reports.selectors.days import by_day
from danvan.reports.selectors.filing_matrix import filing_matrix
from danvan.reports.tests import factories
from danvan.reports.tests.factories import Book, period, unit
from danvan.reports.tests.page_world import browser, links, place
from danvan.reports.tests.recount import (
    every_total_is_a_plain_recount_and_a_rebuild,
    everybody_who_owes_is_counted_once,
    everybody_who_owes_is_counted_where_they_stand,
    no_level_says_another_total_untold,
)
from danvan.units import plans
from danvan.units import services as units
from danvan.units.access import Acting
from danvan.units.models import Duty, Event, Kind, Unit
from danvan.units.plans import Opening, Plan
from danvan.units.tests.factories import officer

pytestmark = pytest.mark.django_db

KEY = "2025-Q3@15"  # 15 June to 14 September 2025
OPENED, EFFECTIVE, LATER = date(2025, 6, 16), date(2025, 7, 1), date(2025, 9, 16)


@dataclass
class Land:
    """The map before 1 July 2025: province A with a district and three communes, province B with two communes."""

    book: Book
    centre: Unit
    first: Unit
    second: Unit
    district: Unit
    communes: dict[str, Unit]

    def file(self, name: str) -> Report:
        """The report of a commune, as it is owed now."""
        where = Unit.objects.filter(name=name).latest("pk")
        report = services.start(by=SYSTEM, obligation=Obligation.objects.get(unit=where, period__key=KEY))
        services.type_figure(by=SYSTEM, report=report, indicator=self.book.typed, value="3")
        return services.submit(by=SYSTEM, report=report)

    def count(self, where: Unit | str) -> tuple[int, int]:
        """Expected and filed, as kept."""
        name = where if isinstance(where, str) else where.name
        return Tally.objects.filter(unit__name=name, period__key=KEY).values_list("expected", "filed").get()

    def owes_to(self) -> dict[str, str]:
        """Who owes to whom."""
        rows = Obligation.objects.filter(period__key=KEY, receiver__isnull=False)
        return dict(rows.values_list("unit__name", "receiver__name"))


@pytest.fixture
def land() -> Iterator[Land]:
    """Opened by the centre on the second day of the period."""
    with clock.standing_at(OPENED), factories.counted_figure():
        book = factories.book()
        book.form.first_day = 15
        book.form.save(update_fields=["first_day"])
        centre = unit("centre", "Việt Nam")
        first, second = unit("province", "A", centre), unit("province", "B", centre)
        district = unit("district", "H", first)
        places = {"X1": district, "X2": district, "X3": first, "Y1": second, "Y2": second}
        communes = {name: unit("commune", name, parent) for name, parent in places.items()}
        services.open_period(by=SYSTEM, form=book.form, period_key=KEY, root=centre)
        yield Land(book, centre, first, second, district, communes)


def change(plan: Plan, day: date = EFFECTIVE) -> Event:
    return units.apply_event(by=SYSTEM, event=units.enter_event(by=SYSTEM, plan=plan, effective_on=day, instrument="202/NQ"))


def one_province(land: Land) -> Plan:
    return plans.merge([land.first.pk, land.second.pk], Opening(Kind.PROVINCE, "C", "37"))


def everything_agrees(land: Land, *, settled: bool = True) -> None:
    """Kept counts are a rebuild's, and every page's count is the kept one; `settled`: every change has come to its day."""
    every_total_is_a_plain_recount_and_a_rebuild()
    everybody_who_owes_is_counted_once(land.centre.pk)
    if settled:
        everybody_who_owes_is_counted_where_they_stand()
    row = period(KEY)
    matrix = filing_matrix(land.centre, [row])
    assert matrix.over(row) == land.count(land.centre)
    for one in [land.centre, land.first, land.second, *Unit.objects.filter(name="C")]:
        direct, days = completeness(one, row), by_day(one, row)
        below = completeness_below(one, row)
        assert (days.expected, days.filed) in (
            (direct.expected, direct.filed),
            (sum(b.expected for b in below), sum(b.filed for b in below)),
        )


def test_a_merger_decided_ahead_leaves_everything_where_it_is_until_its_day(land: Land) -> None:
    assert land.count(land.centre) == (8, 0)
    merged = change(one_province(land))
    land.file("Y1")
    assert (land.count(land.centre), land.count(land.second)) == ((8, 1), (3, 1))
    assert land.owes_to()["Y1"] == "B"
    everything_agrees(land, settled=False)
    units.undo_event(by=SYSTEM, event=merged)
    assert (land.count(land.centre), land.count(land.second)) == ((8, 1), (3, 1))
    everything_agrees(land)


def test_on_its_day_the_new_province_receives_what_was_owed_to_both_before_anything_was_filed(land: Land) -> None:
    change(one_province(land))
    with clock.standing_at(EFFECTIVE):
        services.remind(by=SYSTEM)
        # Eight as before, and the new province's own report, in which those of the two lie.
        assert (land.count(land.centre), land.count("C")) == ((9, 0), (7, 0))
        assert {land.owes_to()[name] for name in ("X3", "Y1", "Y2", "H")} == {"C"}
        assert land.owes_to()["X1"] == "H"
        everything_agrees(land)


def test_what_was_filed_and_accepted_before_goes_with_it(land: Land) -> None:
    with clock.standing_at(LATER):
        services.accept(by=SYSTEM, report=land.file("Y1"))
        land.file("X3")
        change(one_province(land))  # entered late, while reports come in
        assert (land.count(land.centre), land.count("C")) == ((9, 2), (7, 2))
        filing = completeness(Unit.objects.get(name="C"), period(KEY))
        assert (filing.expected, filing.filed, filing.accepted) == (4, 2, 1)
        land.file("Y2")
        assert (land.count(land.centre), land.count("C")) == ((9, 3), (7, 3))
        everything_agrees(land)


def test_a_province_that_is_divided_hands_each_commune_to_the_part_it_lies_in(land: Land) -> None:
    with clock.standing_at(LATER):
        land.file("Y1")
        parts = [Opening(Kind.PROVINCE, name, code) for name, code in (("B1", "51"), ("B2", "52"))]
        change(plans.split(land.second.pk, parts, [3, 1], "population", placing={land.communes["Y2"].pk: 1}))
        assert (land.owes_to()["Y1"], land.owes_to()["Y2"]) == ("B1", "B2")
        # Both parts owe a report of their own; the one of B lies in that of the main part.
        assert (land.count(land.centre), land.count("B1"), land.count("B2")) == ((10, 1), (2, 1), (2, 0))
        land.file("B1")
        assert land.count(land.centre) == (10, 3)
        everything_agrees(land)


def test_a_district_and_its_communes_that_end_with_it_are_owed_to_the_province(land: Land) -> None:
    with clock.standing_at(LATER):
        land.file("X1")
        x1, x2, x3 = (land.communes[name].pk for name in ("X1", "X2", "X3"))
        change(plans.merge([x1, x2, x3], Opening(Kind.COMMUNE, "X", "00001", parent=land.first.pk)))
        assert {name: to for name, to in land.owes_to().items() if name.startswith("X")} == {"X": "A", "X1": "H", "X2": "A", "X3": "A"}
        assert (land.count(land.centre), land.count(land.first)) == ((9, 1), (6, 1))
        everything_agrees(land)
        change(one_province(land), date(2025, 7, 2))
        assert (land.owes_to()["X1"], land.owes_to()["X2"], land.count("C"), land.count(land.centre)) == ("H", "C", (8, 1), (10, 1))
        everything_agrees(land)


def test_a_commune_that_moves_files_to_the_province_it_lies_in(land: Land) -> None:
    with clock.standing_at(LATER):
        land.file("X3")
        change(plans.transfer([land.communes["X3"].pk], land.second.pk))
        assert land.owes_to()["X3"] == "B"
        assert (land.count(land.centre), land.count(land.first), land.count(land.second)) == ((8, 1), (4, 0), (4, 1))
        everything_agrees(land)


def test_a_merger_across_two_provinces_is_owed_where_the_new_commune_lies(land: Land) -> None:
    with clock.standing_at(LATER):
        pair = [land.communes["X3"].pk, land.communes["Y1"].pk]
        change(plans.merge(pair, Opening(Kind.COMMUNE, "Z", "00002", parent=land.second.pk)))
        assert {land.owes_to()[name] for name in ("X3", "Y1", "Z")} == {"B"}
        land.file("Z")
        assert (land.count(land.first), land.count(land.second), land.count(land.centre)) == ((4, 0), (5, 3), (9, 3))
        everything_agrees(land)


def test_what_an_ended_commune_filed_itself_is_received_by_the_heir_of_its_ended_province(land: Land) -> None:
    with clock.standing_at(LATER):
        land.file("Y1")
        change(plans.merge([land.communes["Y1"].pk, land.communes["Y2"].pk], Opening(Kind.COMMUNE, "Y", "00003")))
        assert (land.owes_to()["Y1"], land.owes_to()["Y"]) == ("B", "B")
        change(one_province(land), date(2025, 7, 2))
        assert {land.owes_to()[name] for name in ("Y1", "Y2", "Y")} == {"C"}
        assert (land.count("C"), land.count(land.centre)) == ((8, 1), (10, 1))
        everything_agrees(land)


def test_both_parts_of_a_divided_commune_owe(land: Land) -> None:
    with clock.standing_at(LATER):
        change(plans.split(land.communes["Y1"].pk, [Opening(Kind.COMMUNE, name, code) for name, code in (("P", "1"), ("Q", "2"))]))
        assert set(land.owes_to()) >= {"P", "Q"}
        land.file("P")
        assert (land.count(land.second), land.count(land.centre)) == ((5, 2), (10, 2))
        everything_agrees(land)


def test_a_level_that_had_reported_is_told_what_a_late_change_did_to_its_totals(land: Land) -> None:
    with clock.standing_at(LATER):
        land.file("X3")
        for name in ("A", "B"):
            land.file(name)
        change(plans.transfer([land.communes["X3"].pk], land.second.pk))
        told = {one.unit.name: one.cells for one in Takeover.objects.filter(state=Takeover.State.WAITING)}
        assert told == {"A": [{"code": "T1", "was": 6, "now": 3}], "B": [{"code": "T1", "was": 3, "now": 6}]}
        no_level_says_another_total_untold()
        report = Report.objects.get(unit=land.second)
        assert notes_for(land.second, report.period, form=report.form) == [
            "Thay đổi đơn vị có hiệu lực từ ngày 01/07/2025. Tổng đổi T1: 3 → 6; báo cáo này chưa tiếp nhận."
        ]
        who = officer(land.second, Duty.FILE_REPORT, Duty.CONSOLIDATE)
        page = browser(who).get(place("take_over", report.pk)).content.decode()
        assert "Địa giới thay đổi sau khi đã báo cáo" in page
        browser(who).post(place("take_over", report.pk))
        report.refresh_from_db()
        assert (report.revision, (report.frozen or {})["table"]["T1"]["value"]) == (2, "6")
        assert notes_for(land.second, report.period, form=report.form) == []
        explained = Takeover.objects.get(unit=land.first)
        services.explain_correction(by=SYSTEM, takeover=explained, sentence="Đã báo cáo theo địa giới cũ.")
        note = notes_for(land.first, report.period, form=report.form)[0]
        assert note.endswith("chưa đưa vào báo cáo này. Giải trình: Đã báo cáo theo địa giới cũ.")
        no_level_says_another_total_untold()


def test_following_again_changes_nothing(land: Land) -> None:
    with clock.standing_at(LATER):
        land.file("Y1")
        change(one_province(land))
        assert services.follow_changes(by=SYSTEM, period=period(KEY)) == 0


def test_pages_of_the_old_and_of_the_new_province_say_who_receives_now(land: Land) -> None:
    with clock.standing_at(LATER):
        land.file("X3")
        pair = [land.communes["X3"].pk, land.communes["Y1"].pk]
        change(one_province(land))
        new = Unit.objects.get(name="C")
        receiver = officer(new, Duty.FILE_REPORT, Duty.CONSOLIDATE)
        for page in (place("below", land.second.key, KEY), place("campaign", land.second.key, KEY)):
            told = browser(receiver).get(page).content.decode()
            assert "đã kết thúc trong kỳ. Báo cáo phải gửi về đây nay gửi về:" in told
            assert links(told, new.key)
        listed = browser(receiver).get(place("below", new.key, KEY)).content.decode()
        assert "1/4 đơn vị đã gửi báo cáo; còn thiếu: Huyện H, Xã Y1, Xã Y2." in listed
        filed = Report.objects.get(unit=pair[0])
        assert browser(receiver).post(place("accept", filed.pk)).status_code == 302
        filed.refresh_from_db()
        assert filed.state == ReportState.ACCEPTED


def test_the_sender_reads_to_whom_it_files_now_and_the_heir_is_reminded(land: Land) -> None:
    pair = [land.communes[name].pk for name in ("Y1", "Y2")]
    with clock.standing_at(LATER):
        change(plans.merge(pair, Opening(Kind.COMMUNE, "Y", "00003")))
        change(one_province(land), date(2025, 7, 2))
        heir = Unit.objects.get(name="Y")
        maker = officer(heir, Duty.FILE_REPORT)
        assert "Gửi về Tỉnh C" in browser(maker).get(place("list")).content.decode()
        services.remind(by=SYSTEM)
    reminded = set(Reminder.objects.values_list("obligation__unit__name", "posts"))
    assert ("Y", 1) in reminded
    assert not {"Y1", "Y2"} & {name for name, _posts in reminded}


def test_a_unit_that_ended_is_listed_as_its_heir_stands(land: Land) -> None:
    with clock.standing_at(LATER):
        change(plans.merge([land.communes["Y1"].pk, land.communes["Y2"].pk], Opening(Kind.COMMUNE, "Y", "00003")))
        receiver = officer(land.second, Duty.CONSOLIDATE)
        page = place("below", land.second.key, KEY)
        assert len(rows_of(receiver, page + "?xem=con-thieu")) == 3
        services.accept(by=SYSTEM, report=land.file("Y"))
        assert rows_of(receiver, page + "?xem=con-thieu") == []
        assert len(rows_of(receiver, page + "?xem=da-nhan")) == 3
        told = browser(receiver).get(page).content.decode()
        assert "Xã Y1 (đến 30/06/2025)" in told
        assert "Kết thúc trong kỳ; số liệu nằm trong báo cáo của Xã Y." in told
        assert "3/3 báo cáo đã gửi" in browser(receiver).get(place("list") + "?xem=cap-duoi").content.decode()
        campaign = browser(receiver).get(place("campaign", land.second.key, KEY)).content.decode()
        assert "3 đơn vị ở trang này đã gửi" in campaign
        matrix = browser(receiver).get(place("filing", land.second.key, KEY)).content.decode()
        assert matrix.count("Đã nhận") >= 3


def test_a_unit_that_its_heir_reports_for_gets_no_more_time(land: Land) -> None:
    with clock.standing_at(LATER):
        change(plans.merge([land.communes["Y1"].pk, land.communes["Y2"].pk], Opening(Kind.COMMUNE, "Y", "00003")))
        owed = Obligation.objects.get(unit=land.communes["Y1"])
        with pytest.raises(Refused, match="gia hạn cho đơn vị kế thừa"):
            services.extend(by=SYSTEM, obligation=owed, due_on=date(2025, 12, 1), reason="Mưa lũ")


def rows_of(who: Acting, address: str) -> list[str]:
    """The names in the rows of the list."""
    page = browser(who).get(address).content.decode()
    return re.findall(r'<th scope="row">(.*?)</th>', page)
