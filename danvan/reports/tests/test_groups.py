"""Groups of indicators: kept by who keeps the book, one name wherever indicators stand."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from danvan.audit.models import Entry
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.models import Group, Indicator
from danvan.reports.selectors.groups import all_groups, group_titles, groups_of_book
from danvan.reports.services.groups import GroupContent
from danvan.reports.tests.factories import Book, Tree
from danvan.reports.tests.page_world import browser
from danvan.reports.tests.test_page_book import at_work, page
from danvan.units.access import Acting
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after")]
SEA = GroupContent("Kinh tế biển", "The sea", "Море")


@pytest.fixture
def centre(tree: Tree) -> Acting:
    return officer(tree.centre, Duty.KEEP_BOOK)


@pytest.fixture
def province(tree: Tree) -> Acting:
    return officer(tree.province, Duty.KEEP_BOOK)


def test_the_products_groups_are_there_before_anybody_says_anything() -> None:
    assert group_titles().full("C") == "C. Đơn và giải quyết đơn"
    assert group_titles().full("Z") == "Z"
    with override("en"):
        assert group_titles().of("D") == "Dialogue"
    assert not Group.objects.exists()


def test_another_name_is_read_on_every_page_and_paper_and_can_be_taken_back(tree: Tree, book: Book, centre: Acting) -> None:
    Indicator.objects.update(group="C")
    client = browser(centre)
    address = reverse("reports:group_change", args=["C"])
    first = client.get(address).context["form"]
    assert [first[name].value() for name in ("name", "name_en")] == ["Đơn và giải quyết đơn", "Petitions and their settlement"]
    assert client.post(address, {"name": "Đơn thư", "name_en": "Letters", "name_ru": ""}).status_code == 302
    for name in ("book", "groups"):
        assert "C. Đơn thư" in page(client, name)
    with override("en"):
        assert group_titles().full("C") == "C. Letters"
    with override("ru"):
        assert group_titles().full("C") == "C. Đơn thư"
    assert client.post(reverse("reports:group_drop", args=["C"])).status_code == 302
    assert "C. Đơn và giải quyết đơn" in page(client, "book")
    assert list(Entry.objects.filter(act__startswith="reports.group").order_by("pk").values_list("act", flat=True)) == [
        "reports.group.name",
        "reports.group.drop",
    ]


def test_an_office_makes_a_group_of_its_own_and_puts_its_indicators_into_it(tree: Tree, book: Book, province: Acting) -> None:
    client = browser(province)
    assert client.post(reverse("reports:group_new"), {"code": "HB", "name": "Kinh tế biển"}).status_code == 302
    form = client.get(reverse("reports:indicator_new")).context["form"]
    assert ("HB", "HB. Kinh tế biển") in form.fields["group"].choices
    said = {"code": "HB1", "group": "HB", "number": "1", "name": "Tàu cá", "measure": "tàu", "definition": "Tàu cá có đăng ký."}
    said |= {"kind": "stock", "scale": "0", "valid_from": "01/01/2026"}
    answer = client.post(reverse("reports:indicator_new"), said)
    assert answer.status_code == 302, answer.context["form"].errors
    assert "HB. Kinh tế biển" in page(client, "book")
    assert "HB. Kinh tế biển" in page(client, "indicator", "HB1")
    assert "HB. Kinh tế biển" in page(client, "table")
    # Of the others' books it is no choice, and they do not change it.
    assert ("HB", "HB. Kinh tế biển") not in groups_of_book(None)
    elsewhere = browser(officer(tree.communes[0], Duty.KEEP_BOOK))
    assert elsewhere.get(reverse("reports:group_change", args=["HB"])).status_code == 403
    with pytest.raises(Refused):
        services.drop_group(by=province, group=Group.objects.get(code="HB"))
    client.post(reverse("reports:group_drop", args=["HB"]))
    assert Group.objects.filter(code="HB").exists()


def test_who_does_not_keep_the_book_reads_and_changes_nothing(tree: Tree, book: Book, province: Acting) -> None:
    reader = at_work(tree.communes[0], Duty.FILE_REPORT)
    assert "Thêm nhóm" not in page(reader, "groups")
    for client in (reader, browser(province)):  # a province does not name the nation's groups
        assert client.post(reverse("reports:group_change", args=["C"]), {"name": "Khác"}).status_code == 403
        assert client.post(reverse("reports:group_drop", args=["C"])).status_code == 403
    assert reader.get(reverse("reports:group_new")).status_code == 403
    assert browser(province).get(reverse("reports:group_change", args=["XX"])).status_code == 404
    assert not Group.objects.exists()


@pytest.mark.parametrize(
    ("code", "name", "field"), [("c", "x", "code"), ("C", "x", "code"), ("ABCDE", "x", "code"), ("M", " ", "name"), ("HB", "x", "code")]
)
def test_a_wrong_group_is_told_beside_its_field_and_nothing_is_lost(
    tree: Tree, centre: Acting, province: Acting, code: str, name: str, field: str
) -> None:
    services.add_group(by=province, code="HB", content=SEA, owner=tree.province)
    answer = browser(centre).post(reverse("reports:group_new"), {"code": code, "name": name, "name_en": "Kept"})
    assert list(answer.context["form"].errors) == [field]
    assert 'value="Kept"' in answer.content.decode()
    assert Group.objects.count() == 1


def test_the_page_of_groups_counts_what_stands_in_each_and_shows_letters_without_a_name(book: Book) -> None:
    Indicator.objects.update(group="Z")
    rows = {one.code: one for one in all_groups()}
    assert (rows["Z"].name, rows["Z"].indicators) == ("Z", Indicator.objects.count())
    assert rows["A"].indicators == 0
    assert list(rows) == sorted(rows)
