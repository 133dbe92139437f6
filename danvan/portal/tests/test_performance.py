"""How units answer, as everybody reads it: lists, one unit, files; nothing small, nothing ranked by number received."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.petitions.models import Release
from danvan.petitions.rules.performance import Measure
from danvan.petitions.services import releasing
from danvan.petitions.tests.factories import Cast, answered, received
from danvan.petitions.tests.test_performance import OCTOBER_15
from danvan.portal import results
from danvan.portal.tests.factories import text_of
from danvan.units.models import Unit


def release(period: str = "2026-Q3") -> None:
    """Publish on the day of the calendar."""
    with clock.standing_at(OCTOBER_15):
        releasing.release(by=SYSTEM, period=period)


def tell(unit: Unit, *, whole: bool = False, **counts: object) -> Release:
    """A published row whose public form is set by hand: what pages do with it is looked at, not how it came."""
    row = Release.objects.select_related("unit").get(unit=unit, whole=whole, current=True)
    row.public = {**row.public, **counts}
    row.save(update_fields=["public"])
    return row


def test_before_anything_is_published_the_pages_say_when(play: Cast, client: Client) -> None:
    for address in (reverse("portal:results"), reverse("portal:result", args=(play.unit.key,))):
        text = text_of(client.get(address))
        assert "Chưa có số liệu nào được công bố" in text
        assert "từ ngày 15 của tháng sau" in text


def test_a_unit_shows_its_quarter_in_words_in_a_chart_and_in_a_table(play: Cast, client: Client) -> None:
    release()
    tell(play.unit, received=120, in_time=90, late=15, extended="hidden", median_days=12)
    text = text_of(client.get(reverse("portal:result", args=(play.unit.key,))))
    for shown in (
        "Tiếp nhận: 120 đơn.",
        "trong hạn ban đầu: 90 việc",
        "Một nửa số việc xong trong 12 ngày",
        "<svg",
        "Q 15",
        "không công bố",
        "dưới 10",
    ):
        assert shown in text
    assert reverse("portal:result", args=(play.unit.key,)) in text_of(client.get(reverse("portal:commune", args=(play.unit.key,))))


def test_small_counts_stand_on_no_page_and_in_no_file(play: Cast, client: Client) -> None:
    for _number in range(7):
        answered(play.clerk)
    received(play.tree.b)
    release()
    exact = {str(one.counts["received"]) for one in Release.objects.all() if 0 < one.counts["received"] < 10}
    assert exact == {"7", "1", "8"}
    found = json.loads(client.get(reverse("portal:results_export", args=("json",))).content)
    shown = {str(row[measure]) for row in found["rows"] for measure in Measure}
    assert shown == {"<10"}
    assert "dưới 10" in text_of(client.get(reverse("portal:result", args=(play.unit.key,))))


def test_provinces_stand_by_name_or_by_their_share_and_never_by_number(play: Cast, client: Client) -> None:
    release()
    tell(play.tree.province, whole=True, received=30, in_time=30, share=80)
    tell(play.tree.neighbour, whole=True, received=900, in_time=40, share=95)
    names = ["Tỉnh Hà Bắc", "Tỉnh Hà Nam Ninh"]
    for query, order in (("", names), ("?xep=dung-han", names[::-1]), ("?xep=received", names), ("?xep=ten", names)):
        text = text_of(client.get(reverse("portal:results") + query))
        assert sorted(names, key=text.index) == order, query


def test_a_province_lists_its_communes_and_those_that_tell_nothing_by_name_only(play: Cast, client: Client) -> None:
    release()
    tell(play.unit, received=40)
    text = text_of(client.get(reverse("portal:result", args=(play.tree.province.key,))))
    assert reverse("portal:result", args=(play.unit.key,)) in text
    assert "2 nơi có mọi số dưới 10 hoặc không công bố" in text
    assert "Vĩnh Yên" not in text, "that one lies in the neighbour province"


@pytest.mark.parametrize("form", ["csv", "json"])
def test_files_hold_the_public_form_with_its_dictionary_and_digest(play: Cast, client: Client, form: str) -> None:
    release()
    row = tell(play.unit, received=40)
    for address in (reverse("portal:results_export", args=(form,)), reverse("portal:result_export", args=(play.unit.key, form))):
        response = client.get(address)
        content = (response.getvalue() if response.streaming else response.content).decode()
        assert row.digest in content
        assert play.unit.key in content
        assert "counts" not in content
    method = text_of(client.get(reverse("portal:results_method")))
    assert [name for name in results.heads() if f"<code>{name}</code>" not in method] == []


def test_what_is_not_there_is_not_found(play: Cast, client: Client) -> None:
    release()
    for address in ("/ket-qua/khong:co/", "/ket-qua/?ky=2024-Q1", "/ket-qua/so-lieu.exe", f"/ket-qua/{play.tree.centre.key}/"):
        assert client.get(address).status_code == 404, address


def test_a_correction_says_when_and_why(play: Cast, client: Client) -> None:
    release()
    with clock.standing_at(OCTOBER_15):
        releasing.release(by=SYSTEM, period="2026-Q3", reason="Nhập sót một sổ.")
    text = text_of(client.get(reverse("portal:result", args=(play.unit.key,))))
    assert "lần công bố thứ 2. Lý do: Nhập sót một sổ." in text


def test_the_pages_cost_the_same_for_few_and_many_periods(play: Cast, client: Client) -> None:
    addresses = [reverse("portal:results"), *(reverse("portal:result", args=(unit.key,)) for unit in (play.unit, play.tree.province))]
    numbers = []
    for period in ("2026-Q3", "2026-Q2"):
        release(period)
        with CaptureQueriesContext(connection) as captured:
            for address in addresses:
                assert client.get(address).status_code == 200
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= 30
