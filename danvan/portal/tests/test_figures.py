"""Published figures for everybody: pages, files that describe themselves, and what was withdrawn."""

import csv
import re
from datetime import date
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import services, totals
from danvan.reports.dictionary import terms
from danvan.reports.models import Fact, Indicator, Publication
from danvan.reports.tests.factories import AFTER, Book, Tree, book, filed, indicator, period, tree
from danvan.units.models import Unit

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 15)
KEY = "2026-Q3"
NO_WORDS = {"qualifier_before": "", "qualifier_now": ""}


@pytest.fixture
def lines() -> Book:
    """T1 is protected, T7 is open, T9 = T8/T1 a ratio."""
    made = book()
    eight = indicator("T8")
    ratio = indicator("T9", kind="ratio", numerator=eight.code, denominator=made.typed.code, scale=1, measure="%")
    made.form.indicators.add(indicator("T7", disclosure="open"), eight, ratio)
    return made


@pytest.fixture
def place() -> Tree:
    """A province with four communes."""
    return tree(4)


@pytest.fixture
def edition(lines: Book, place: Tree) -> Publication:
    """What they reported, published."""
    seven, eight = Indicator.objects.get(code="T7"), Indicator.objects.get(code="T8")
    with clock.standing_at(AFTER):
        for commune, value in zip(place.communes, (3, 16, 27, 40), strict=True):
            filed(lines.form, commune, {lines.typed: str(value), seven: "2", eight: "20"}, KEY, root=place.province)
    with clock.standing_at(DAY):
        return services.publish(by=SYSTEM, root=place.province, period=period(KEY))


def page(client: Client, name: str, *parts: str) -> str:
    """What a reader gets."""
    response = client.get(reverse(f"portal:{name}", args=parts))
    assert response.status_code == 200
    return response.content.decode()


def lines_of(client: Client, key: str) -> list[dict[str, str]]:
    """The file as a machine reads it."""
    text = page(client, "figures_download", key, KEY, "csv")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def test_everybody_reads_what_was_published_and_nothing_else(client: Client, edition: Publication, place: Tree) -> None:
    assert "Ninh Bình, Quý III năm 2026" in page(client, "figures")
    text = page(client, "figures_unit", place.province.key, KEY)
    assert "dưới 10" in text
    assert "không công bố" in text
    assert edition.digest[:12] in text
    assert "Xã 002" in text
    below = page(client, "figures_unit", place.communes[2].key, KEY)
    assert '<td class="number">25 <span' in below
    assert client.get(reverse("portal:figures_unit", args=(place.other.key, KEY))).status_code == 404
    assert client.get(reverse("portal:figures_unit", args=(place.province.key, KEY)) + "?chi-tieu=NO").status_code == 404


def test_published_numbers_stand_on_a_map_those_that_are_not_told_hollow_and_what_people_bring_never(
    client: Client, edition: Publication, place: Tree
) -> None:
    for number, commune in enumerate(place.communes):
        Unit.objects.filter(pk=commune.pk).update(longitude=105.9 + number / 20, latitude=20.2)
    address = reverse("portal:figures_unit", args=(place.province.key, KEY))
    text = client.get(address, {"chi-tieu": "T1"}).content.decode()
    signs = re.findall(r'aria-label="(Xã [^"]+)".*?class="area (area-\w+)"', text)
    assert [(words.partition(": ")[2], sign) for words, sign in signs] == [
        ("dưới 10 (không nêu số)", "area-none"),
        ("không công bố (không nêu số)", "area-none"),
        ("25 (mức 1)", "area-1"),
        ("40 (mức 2)", "area-2"),
    ]
    Indicator.objects.filter(code="T1").update(figure="petitions.received")
    text = client.get(address, {"chi-tieu": "T1"}).content.decode()
    assert "map areas" not in text
    assert "không được dùng để so các đơn vị với nhau" in text


def test_the_file_says_why_a_number_is_not_there_and_gives_no_exact_one(client: Client, edition: Publication, place: Tree) -> None:
    rows = {(row["name"], row["whole"], row["indicator"]): row for row in lines_of(client, place.province.key)}
    assert rows["Xã 000", "false", "T1"]["mark"] == "<10"
    assert rows["Xã 000", "false", "T1"]["value"] == ""
    assert rows["Xã 001", "false", "T1"]["mark"] == "hidden"
    assert rows["Xã 002", "false", "T1"]["value"] == "25"
    assert rows["Xã 002", "false", "T7"]["value"] == "2"
    assert rows["Ninh Bình", "true", "T1"]["value"] == "85"
    told = client.get(reverse("portal:figures_download", args=(place.province.key, KEY, "json"))).json()
    assert told["editions"][0]["sha256"] == edition.digest
    assert len(told["rows"]) == len(rows)
    assert set(told["marks"]) == {"<10", "hidden", "missing", "estimated", "common"}


def test_ratios_come_from_published_numbers(client: Client, edition: Publication, place: Tree) -> None:
    text = page(client, "figures_unit", place.province.key, KEY)
    assert "94,1" in text  # 80 of 85, not 80 of 86


def test_files_are_asked_for_again_only_when_something_changed(client: Client, edition: Publication, place: Tree) -> None:
    address = reverse("portal:figures_download", args=(place.province.key, KEY, "csv"))
    first = client.get(address)
    assert "max-age" in first["Cache-Control"]
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(address.replace("csv", "json"), headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert client.get(address.replace(".csv", ".exe")).status_code == 404
    assert client.get(reverse("portal:figures_series", args=(place.province.key, "csv"))).status_code == 200
    assert client.get(reverse("portal:figures_series", args=(place.other.key, "csv"))).status_code == 404


def test_the_files_describe_themselves(client: Client, edition: Publication, place: Tree) -> None:
    package = client.get(reverse("portal:figures_package", args=(place.province.key, KEY))).json()
    (resource,) = package["resources"]
    assert [field["name"] for field in resource["schema"]["fields"]] == list(lines_of(client, place.province.key)[0])
    assert client.get(resource["path"].split("8000", 1)[-1]).status_code == 200
    words = client.get(reverse("portal:figures_dictionary")).json()
    assert {one["code"] for one in words["indicators"]} >= {"T1", "T7", "T9"}
    said = {one["code"]: one["over_time"] for one in words["indicators"]}
    assert said["T1"]["en"] == "the number of a long period is the sum of the periods in it"
    assert "T2" not in said  # in the book, in no edition
    assert words["licence"]["name"] == "CC0-1.0"
    known = {term.indicator.code: term.everything() for term in terms(Indicator.objects.all())}
    for one in words["indicators"]:
        assert {name: said for name, said in one.items() if name not in ("disclosure", "shown")} == known[one["code"]]
    catalogue = client.get(reverse("portal:figures_catalogue"))
    assert catalogue["Content-Type"] == "application/ld+json"
    (data_set,) = catalogue.json()["dcat:dataset"]
    assert data_set["dct:temporal"]["dcat:endDate"] == "2026-09-30"
    assert "Dưới 10" not in page(client, "figures_method")


def test_a_withdrawn_edition_says_so_and_gives_no_figures(client: Client, edition: Publication, place: Tree) -> None:
    with clock.standing_at(DAY):
        services.withdraw(by=SYSTEM, publication=edition, reason="Nhầm mẫu báo cáo")
    response = client.get(reverse("portal:figures_unit", args=(place.province.key, KEY)))
    assert response.status_code == 410
    assert "Nhầm mẫu báo cáo" in response.content.decode()
    assert client.get(reverse("portal:figures_download", args=(place.province.key, KEY, "csv"))).status_code == 410
    assert "đã rút" in page(client, "figures").lower()


def test_a_page_costs_the_same_however_many_units_stand_on_it(client: Client, edition: Publication, place: Tree) -> None:
    address = reverse("portal:figures_unit", args=(place.province.key, KEY))
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    Publication.objects.filter(pk=edition.pk).update(places=edition.places[:2])
    with CaptureQueriesContext(connection) as fewer:
        client.get(address)
    assert len(few) == len(fewer) <= 21


def test_beside_a_total_stands_how_many_units_gave_it_and_nothing_beside_one_that_is_not_told(
    client: Client, lines: Book, place: Tree
) -> None:
    seven, eight = Indicator.objects.get(code="T7"), Indicator.objects.get(code="T8")
    eight.disclosure = "province"
    eight.save()
    with clock.standing_at(AFTER):
        for number, commune in enumerate(place.communes):
            filed(lines.form, commune, {lines.typed: "1", eight: "20"} | ({seven: "3"} if number == 0 else {}), KEY, root=place.province)
    with clock.standing_at(DAY):
        services.publish(by=SYSTEM, root=place.province, period=period(KEY))
    text = page(client, "figures_unit", place.province.key, KEY)
    assert "có ở 1/4 đơn vị" in text  # T7, open: "all: 3" is one commune's number
    assert "có ở dưới 10/4 đơn vị" in text  # T8: nobody sees which communes gave it
    rows = {(row["name"], row["indicator"]): row for row in lines_of(client, place.province.key)}
    told = {
        code: (row["value"], row["units_with_figure"], row["units_expected"]) for (name, code), row in rows.items() if name == "Ninh Bình"
    }
    assert told["T7"] == ("3", "1", "4")
    assert told["T8"] == ("80", "", "")
    assert told["T1"] == ("", "", "")  # the sum is below ten: neither is its count told
    assert rows["Xã 000", "T7"]["units_with_figure"] == ""
    assert "units_with_figure" in [one["name"] for one in client.get(reverse("portal:figures_dictionary")).json()["columns"]]


def test_the_count_of_units_says_nothing_that_the_rows_of_the_same_file_do_not_say(
    client: Client, edition: Publication, place: Tree
) -> None:
    rows = lines_of(client, place.province.key)
    totals = [row for row in rows if row["whole"] == "true" and row["units_with_figure"]]
    assert totals
    for total in totals:
        seen = [row for row in rows if row["whole"] == "false" and row["indicator"] == total["indicator"] and row["unit"] != total["unit"]]
        assert int(total["units_with_figure"]) == len(seen)


def test_a_correction_names_the_numbers_that_changed_before_and_now_where_both_were_told(
    client: Client, edition: Publication, lines: Book, place: Tree
) -> None:
    assert "Những số đã thay đổi" not in page(client, "figures_unit", place.province.key, KEY)
    with clock.standing_at(DAY):
        for commune, value in ((place.communes[3], 60), (place.communes[0], 30)):
            Fact.objects.filter(unit=commune, indicator=lines.typed).update(value=value)
        totals.rebuild()
        services.publish(by=SYSTEM, root=place.province, period=period(KEY), reason="Xã 003 đính chính.")
    text = page(client, "figures_unit", place.province.key, KEY)
    assert "Những số đã thay đổi so với bản trước" in text
    told = client.get(reverse("portal:figures_download", args=(place.province.key, KEY, "json"))).json()["editions"][0]["changed"]
    assert {"unit": place.communes[3].key, "whole": False, "indicator": "T1", "before": 40.0, "now": 60.0, **NO_WORDS} in told
    assert place.communes[0].key not in {one["unit"] for one in told}  # "below 10" is no number


def test_the_public_dictionary_has_what_was_published_and_not_what_an_office_added_a_minute_ago(
    client: Client, edition: Publication
) -> None:
    indicator("NEW1", disclosure="open")
    codes = {one["code"] for one in client.get(reverse("portal:figures_dictionary")).json()["indicators"]}
    assert {"T1", "T7", "T8", "T9"} <= codes
    assert "NEW1" not in codes
    assert "NEW1" not in page(client, "figures_method")


def told_again(place: Tree, key: str = KEY, **words: str) -> Publication:
    """A further edition, the word of the first commune's report corrected."""
    for code, word in words.items():
        Fact.objects.filter(unit=place.communes[2], indicator__code=code).update(qualifier=word)
    with clock.standing_at(DAY):
        return services.publish(by=SYSTEM, root=place.province, period=period(key), reason="Ghi rõ mức độ.")


def test_a_figure_keeps_the_word_of_its_report_on_the_page_in_the_chart_and_in_the_files(
    client: Client, edition: Publication, lines: Book, place: Tree
) -> None:
    seven = Indicator.objects.get(code="T7")
    with clock.standing_at(AFTER):
        filed(lines.form, place.communes[2], {seven: "12"}, "2026-Q2", root=place.province)
    with clock.standing_at(DAY):
        services.publish(by=SYSTEM, root=place.province, period=period("2026-Q2"))
    told_again(place, T1="over", T7="about")
    text = client.get(reverse("portal:figures_unit", args=(place.province.key, KEY)), {"chi-tieu": "T7"}).content.decode()
    assert '<td class="number">khoảng 8 <span' in text
    assert "Quý III năm 2026 (4/4 đơn vị): khoảng 8" in text
    assert "hơn 25" in page(client, "figures_unit", place.communes[2].key, KEY)
    rows = {(row["name"], row["indicator"]): row for row in lines_of(client, place.province.key)}
    assert [rows["Xã 002", code]["qualifier"] for code in ("T1", "T7", "T8")] == ["over", "about", ""]
    assert rows["Xã 001", "T1"]["qualifier"] == ""
    told = client.get(reverse("portal:figures_download", args=(place.province.key, KEY, "json"))).json()
    at = told["columns"].index("qualifier")
    assert {row[at] for row in told["rows"]} == {"", "over", "about"}
    columns = client.get(reverse("portal:figures_dictionary")).json()["columns"]
    assert next(one for one in columns if one["name"] == "qualifier")["en"].startswith("The word of the report")


def test_a_number_that_is_rounded_says_so_and_one_that_is_open_does_not(client: Client, edition: Publication, place: Tree) -> None:
    text = page(client, "figures_unit", place.communes[2].key, KEY)
    [protected] = re.findall(r">T1<.*?</tr>", text)
    [plain] = re.findall(r">T7<.*?</tr>", text)
    assert "làm tròn đến 5" in protected
    assert "làm tròn đến 5" not in plain


def test_numbers_of_unlike_many_units_say_so_at_each_bar_and_that_they_are_not_to_be_compared(
    client: Client, edition: Publication, lines: Book, place: Tree
) -> None:
    seven = Indicator.objects.get(code="T7")
    address = reverse("portal:figures_unit", args=(place.province.key, KEY))
    with clock.standing_at(AFTER):
        filed(lines.form, place.communes[2], {seven: "12"}, "2026-Q2", root=place.province)
    with clock.standing_at(DAY):
        services.publish(by=SYSTEM, root=place.province, period=period("2026-Q2"))
    text = client.get(address, {"chi-tieu": "T7"}).content.decode()
    assert "Quý II năm 2026 (1/4 đơn vị): 12; Quý III năm 2026 (4/4 đơn vị): 8" in text
    assert "không so các kỳ với nhau được" in text
    with clock.standing_at(DAY):
        for commune in place.communes:
            if commune != place.communes[2]:
                filed(lines.form, commune, {seven: "3"}, "2026-Q2", root=place.province)
        services.publish(by=SYSTEM, root=place.province, period=period("2026-Q2"), reason="Đủ báo cáo.")
    text = client.get(address, {"chi-tieu": "T7"}).content.decode()
    assert "Quý II năm 2026: 21; Quý III năm 2026: 8" in text
    assert "không so các kỳ với nhau được" not in text


def test_a_page_says_whether_the_unit_s_own_figures_are_in_it(client: Client, edition: Publication, lines: Book, place: Tree) -> None:
    assert "Không có số liệu của chính cơ quan cấp này." in page(client, "figures_unit", place.province.key, KEY)
    with clock.standing_at(DAY):
        filed(lines.form, place.province, {Indicator.objects.get(code="T7"): "3"}, KEY, root=place.province)
        services.publish(by=SYSTEM, root=place.province, period=period(KEY), reason="Thêm số của tỉnh.")
    assert "Có cả số liệu của chính cơ quan cấp này." in page(client, "figures_unit", place.province.key, KEY)


def test_how_many_reported_and_how_many_tables_are_added_up_are_both_explained(client: Client, edition: Publication, place: Tree) -> None:
    """No province has sent a report of its own, and the table of one is added up."""
    with clock.standing_at(DAY):
        made = services.publish(by=SYSTEM, root=place.centre, period=period(KEY))
    assert (made.filed, made.parts.count()) != (1, 1)
    text = page(client, "figures_unit", place.centre.key, KEY)
    assert f"{made.filed} trong 2 đơn vị" in text  # both provinces of the country, though one owed a report
    assert ("cộng từ bảng công bố của 1 đơn vị" in text) == bool(made.expected)
