"""The pages of the officer who publishes: what stands, what people would read and why, publishing it, taking it back."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Indicator, Publication, Report
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, PERIOD, Book, Tree, filed, indicator
from danvan.reports.tests.page_world import browser, place
from danvan.reports.tests.test_at_once import at_once
from danvan.reports.tests.test_publishing import submitted
from danvan.units.models import Duty, Unit
from danvan.units.tests.factories import officer

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 15)
COUNTS = (3, 16, 27, 40)
WITHOUT_OWN = "Báo cáo của tỉnh gửi sau"


@pytest.fixture
def lines() -> Book:
    """T1 is protected, T7 stands as it is."""
    made = factories.book()
    made.form.indicators.add(indicator("T7", disclosure="open"))
    return made


@pytest.fixture
def tree(lines: Book) -> Tree:
    """A province with four communes that have reported."""
    made = factories.tree(4)
    report(lines, made, COUNTS)
    return made


def report(lines: Book, tree: Tree, counts: tuple[int, ...]) -> None:
    seven = Indicator.objects.get(code="T7")
    with clock.standing_at(AFTER):
        for commune, value in zip(tree.communes, counts, strict=True):
            filed(lines.form, commune, {lines.typed: str(value), seven: "2"}, root=tree.province)


def publisher(unit: Unit) -> Client:
    return browser(officer(unit, Duty.PUBLISH))


def page(client: Client, name: str, *args: object, on: date = DAY, query: str = "") -> str:
    with clock.standing_at(on):
        answer = client.get(place(name, *args) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(client: Client, name: str, *args: object, on: date = DAY, **typed: object) -> tuple[int, str]:
    with clock.standing_at(on):
        answer = client.post(place(name, *args), typed, follow=True)
    return answer.status_code, answer.content.decode()


def seen(text: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', text)
    assert found
    return found[1]


def rows_of(text: str) -> dict[str, list[str]]:
    """The table of one indicator: name -> its cells."""
    found = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', text, re.DOTALL)
    return {
        name: [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?>(.*?)</td>", cells, re.DOTALL)] for name, cells in found
    }


def publish(client: Client, tree: Tree, reason: str = "") -> str:
    """Look, then publish what was seen: the province's own report is not in, which is known."""
    text = page(client, "edition", tree.province.key, PERIOD)
    first = "" if Publication.objects.exists() else WITHOUT_OWN
    status, said = send(client, "edition", tree.province.key, PERIOD, seen=seen(text), reason=reason or first, knowing="on")
    assert status == 200
    return said


def test_who_publishes_sees_real_figures_beside_what_people_would_read_and_why(tree: Tree) -> None:
    client = publisher(tree.province)
    assert "Quý III" in page(client, "publications")
    assert "chưa công bố" in page(client, "publications").lower()
    rows = rows_of(page(client, "edition_figures", tree.province.key, PERIOD, "T1"))
    assert rows["Tất cả"][:2] == ["86", "85"]
    assert rows["Xã Xã 000"][:2] == ["3", "dưới 10"]
    assert rows["Xã Xã 000"][2] == "Số nhỏ, có thể chỉ ra một người."
    assert rows["Xã Xã 001"][:2] == ["16", "không công bố"]
    assert "trừ ra được: Xã Xã 000" in rows["Xã Xã 001"][2]
    assert rows["Xã Xã 002"] == ["27", "25", "Làm tròn đến 5."]
    assert rows_of(page(client, "edition_figures", tree.province.key, PERIOD, "T7"))["Xã Xã 000"] == [
        "2",
        "2",
        "Việc của cơ quan: nguyên số.",
    ]


def test_publishing_what_was_seen_is_read_by_everybody_at_once(client: Client, tree: Tree) -> None:
    assert "Đã công bố" in publish(publisher(tree.province), tree)
    assert "dưới 10" in client.get(reverse("portal:figures_unit", args=(tree.province.key, PERIOD))).content.decode()
    text = page(publisher(tree.province), "edition", tree.province.key, PERIOD)
    assert "giống hệt bản đang có" in text
    assert 'name="seen"' not in text


def test_figures_that_moved_after_the_preview_are_not_published_unseen(lines: Book, tree: Tree) -> None:
    client = publisher(tree.province)
    before = seen(page(client, "edition", tree.province.key, PERIOD))
    with clock.standing_at(DAY):
        made = Report.objects.get(unit=tree.communes[3])
        services.send_back(by=SYSTEM, report=made, reason="Rà soát lại.")
    status, text = send(client, "edition", tree.province.key, PERIOD, seen=before, reason=WITHOUT_OWN, knowing="on")
    assert status == 200
    assert "Số liệu đã đổi sau khi xem trước" in text
    assert not Publication.objects.exists()
    assert seen(text) != before
    said = send(client, "edition", tree.province.key, PERIOD, seen=seen(text), reason=WITHOUT_OWN, knowing="on")[1]
    assert "Đã công bố" in said


def test_a_correction_shows_what_differs_and_asks_for_a_reason_beside_its_field(lines: Book, tree: Tree) -> None:
    client = publisher(tree.province)
    publish(client, tree)
    change(lines, tree, "80")
    rows = rows_of(page(client, "edition_figures", tree.province.key, PERIOD, "T1", query="?xem=khac"))
    assert rows["Xã Xã 003"][:3] == ["80", "80", "40"]
    assert set(rows) == {"Tất cả", "Xã Xã 003"}
    said = publish(client, tree)
    assert "Ghi lý do đính chính." in said
    assert Publication.objects.count() == 1
    publish(client, tree, "Xã 003 báo cáo thiếu")
    assert Publication.objects.get(current=True).reason == "Xã 003 báo cáo thiếu"
    assert "Xã 003 báo cáo thiếu" in page(client, "edition", tree.province.key, PERIOD)


def change(lines: Book, tree: Tree, value: str) -> None:
    """The last commune sends another figure."""
    made = Report.objects.get(unit=tree.communes[3])
    with clock.standing_at(DAY):
        services.send_back(by=SYSTEM, report=made, reason="Rà soát lại.")
        services.type_figure(by=SYSTEM, report=made, indicator=lines.typed, value=value, source=services.SourceData("Sổ"))
        submitted(made)


def test_what_is_withdrawn_says_so_to_the_public_and_may_be_published_again(client: Client, tree: Tree) -> None:
    officer_of = publisher(tree.province)
    publish(officer_of, tree)
    pk = Publication.objects.get().pk
    assert "Ghi lý do rút" in send(officer_of, "edition_withdraw", tree.province.key, PERIOD, edition=pk, reason=" ")[1]
    assert "Đã rút số liệu" in send(officer_of, "edition_withdraw", tree.province.key, PERIOD, edition=pk, reason="Nhầm mẫu")[1]
    public = client.get(reverse("portal:figures_unit", args=(tree.province.key, PERIOD)))
    assert public.status_code == 410
    assert "Nhầm mẫu" in public.content.decode()
    assert "đã được rút" in send(officer_of, "edition_withdraw", tree.province.key, PERIOD, edition=pk, reason="Lần nữa")[1]
    publish(officer_of, tree, "Công bố lại sau rà soát")
    assert client.get(reverse("portal:figures_unit", args=(tree.province.key, PERIOD))).status_code == 200
    assert Publication.objects.filter(withdrawn_on=DAY).count() == 1


def test_where_a_province_took_its_figures_back_the_country_says_so(client: Client, lines: Book, tree: Tree) -> None:
    with clock.standing_at(AFTER):
        filed(lines.form, tree.other, {lines.typed: "22"}, root=tree.centre)
    publish(publisher(tree.province), tree)
    with clock.standing_at(DAY):
        services.publish(by=SYSTEM, root=tree.other, period=factories.period())
        services.publish(by=SYSTEM, root=tree.centre, period=factories.period())
        services.withdraw(by=SYSTEM, publication=Publication.objects.get(root=tree.province), reason="Nhầm mẫu")
    public = client.get(reverse("portal:figures_unit", args=(tree.centre.key, PERIOD)) + "?chi-tieu=T1").content.decode()
    assert re.search(r"Ninh Bình</a></th><td class=\"number\">đã rút</td>", public)
    text = page(publisher(tree.centre), "edition", tree.centre.key, PERIOD)
    assert "đã có bản khác hoặc đã rút: Tỉnh Ninh Bình" in text


def test_before_the_day_of_the_calendar_it_is_only_shown(tree: Tree) -> None:
    client = publisher(tree.province)
    text = page(client, "edition", tree.province.key, PERIOD, on=date(2026, 10, 14))
    assert "Được công bố từ ngày 15/10/2026" in text
    assert 'name="seen"' not in text
    assert "từ ngày 15/10/2026" in send(client, "edition", tree.province.key, PERIOD, on=date(2026, 10, 14), seen="x")[1]
    assert not Publication.objects.exists()


def test_only_the_duty_in_the_own_unit_opens_the_pages(tree: Tree) -> None:
    places = [place("edition", tree.province.key, PERIOD), place("edition_withdraw", tree.province.key, PERIOD)]
    places.append(place("edition_figures", tree.province.key, PERIOD, "T1"))
    for who, status in (
        (officer(tree.province, Duty.CONSOLIDATE, Duty.KEEP_BOOK), 403),
        (officer(tree.other, Duty.PUBLISH), 404),
        (officer(tree.centre, Duty.PUBLISH), 404),
        (officer(tree.communes[0], Duty.PUBLISH), 404),
    ):
        client = browser(who)
        assert {client.get(one).status_code for one in places} == {status}
        assert client.post(places[0], {"seen": "x"}).status_code == status
    assert browser(officer(tree.communes[0], Duty.PUBLISH)).get(place("publications")).status_code == 404
    assert browser(officer(tree.province, Duty.PUBLISH)).get(place("edition", tree.province.key, "2026-09")).status_code == 404


def test_a_preview_costs_the_same_however_many_communes_there_are(lines: Book, tree: Tree) -> None:
    client = publisher(tree.province)
    page(client, "edition", tree.province.key, PERIOD)
    with CaptureQueriesContext(connection) as few:
        page(client, "edition", tree.province.key, PERIOD)
    for number in range(3):
        one = factories.unit("commune", f"Xã mới {number}", tree.province, since=factories.MERGED)
        with clock.standing_at(AFTER):
            filed(lines.form, one, {lines.typed: "31"}, root=tree.province)
    with CaptureQueriesContext(connection) as more:
        page(client, "edition", tree.province.key, PERIOD)
    assert len(more) == len(few) <= 35


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_one_edition(lines: Book, tree: Tree) -> None:
    row = factories.period()

    def work() -> object:
        with clock.standing_at(DAY):
            return services.publish(by=SYSTEM, root=tree.province, period=row)

    at_once(work, work)
    assert list(Publication.objects.values_list("revision", "current")) == [(1, True)]


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_a_correction_at_once_leave_one_edition_that_stands_or_one_that_is_withdrawn(lines: Book, tree: Tree) -> None:
    row = factories.period()
    with clock.standing_at(DAY):
        first = services.publish(by=SYSTEM, root=tree.province, period=row)
    change(lines, tree, "80")

    def correct() -> object:
        with clock.standing_at(DAY):
            return services.publish(by=SYSTEM, root=tree.province, period=row, reason="Báo cáo thiếu")

    def withdraw() -> object:
        with clock.standing_at(DAY):
            return services.withdraw(by=SYSTEM, publication=first, reason="Nhầm")

    at_once(correct, withdraw)
    assert Publication.objects.get(current=True).revision == 2
    first.refresh_from_db()
    assert first.current is False
