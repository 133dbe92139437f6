"""Making a report on its pages: who may, what is kept, what is frozen."""

import pytest
from django.test import Client

from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Fact, Report, ReportState
from danvan.reports.tests.factories import AFTER, IN_PERIOD, acts
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

__all__ = ["world"]


def test_anonymous_readers_are_sent_to_the_login_page(world: World, client: Client) -> None:
    report = world.draft()
    for address in (
        place("list"),
        place("edit", report.pk),
        place("group", report.pk, "T"),
        place("words", report.pk, "I"),
        place("check", report.pk),
    ):
        response = client.get(address)
        assert response.status_code == 302, address
        assert "dang-nhap" in response["Location"]


def test_a_report_is_made_only_in_its_own_unit_and_only_with_the_duty(world: World) -> None:
    report = world.draft()
    address = place("edit", report.pk)
    assert browser(world.maker).get(address).status_code == 200
    assert browser(world.neighbour).get(address).status_code == 404
    assert browser(world.receiver).get(address).status_code == 404
    assert browser(officer(world.commune, Duty.RECEIVE)).get(address).status_code == 403


def test_the_list_shows_what_is_owed_and_begins_it(world: World) -> None:
    client = browser(world.maker)
    page = client.get(place("list")).content.decode()
    assert "Mẫu thử, Quý III năm 2026" in page
    assert "Chưa bắt đầu" in page
    begun = client.post(place("begin", world.owed(world.commune).pk))
    report = Report.objects.get(unit=world.commune)
    assert begun["Location"] == place("edit", report.pk)
    assert browser(world.neighbour).post(place("begin", world.owed(world.commune).pk)).status_code == 404


def test_a_counted_figure_has_no_field_and_opens_its_records(world: World) -> None:
    report = world.draft()
    page = browser(world.maker).get(place("group", report.pk, "T")).content.decode()
    assert "Xem 3 hồ sơ" in page
    assert 'name="T3-value"' not in page
    assert 'name="T1-value"' in page
    assert 'name="T4-value"' not in page


def test_figures_are_saved_with_qualifier_and_source(world: World) -> None:
    report = world.draft()
    data = {"T1-value": "1.200", "T1-qualifier": "over", "T1-source_title": "Sổ theo dõi", "T1-source_on": "2026-09-30", "T5-value": "6,84"}
    response = browser(world.maker).post(place("group", report.pk, "T"), data)
    assert response["Location"] == place("edit", report.pk)
    fact = Fact.objects.select_related("source").get(indicator=world.book.typed)
    assert (fact.value, fact.qualifier, str(fact.source)) == (1200, "over", "Sổ theo dõi")
    assert Fact.objects.get(indicator=world.book.decimal).value == 684


def test_wrong_input_stays_as_typed_beside_its_message_and_the_rest_is_saved(world: World) -> None:
    report = world.draft()
    page = browser(world.maker).post(place("group", report.pk, "T"), {"T1-value": "khoảng mười", "T2-value": "7"}).content.decode()
    assert 'value="khoảng mười"' in page
    assert 'id="id_T1-value_error"' in page
    assert 'href="#id_T1-value"' in page
    assert Fact.objects.get(indicator=world.book.stock).value == 7
    assert not Fact.objects.filter(indicator=world.book.typed).exists()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"T1-source_title": "Sổ"}, "Có nguồn mà chưa có số liệu"),
        ({"T1-value": "5", "T1-source_publisher": "Xã"}, "Ghi tên của nguồn"),
        ({"T1-value": "5", "T1-source_on": "31/02/2026"}, "Ghi ngày, tháng, năm"),
        ({"T1-value": "5", "T1-qualifier": "maybe"}, "Chọn trong danh sách."),
        ({"T1-value": "9" * 20}, "quá lớn"),
        ({"T1-value": "-5"}, "không thể âm"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_the_cell(world: World, typed: dict[str, str], message: str) -> None:
    report = world.draft()
    page = browser(world.maker).post(place("group", report.pk, "T"), typed).content.decode()
    assert message in page
    assert not Fact.objects.filter(indicator=world.book.typed, value__isnull=False).exists()


def test_nothing_happened_is_said_and_never_left_blank(world: World) -> None:
    report = world.draft()
    client = browser(world.maker)
    client.post(place("group", report.pk, "T"), {"T1-value": "0", "save": ""})
    assert Fact.objects.get(indicator=world.book.typed).value == 0
    client.post(place("group", report.pk, "T"), {"T1-value": "0", "T2-value": "4", "nothing": "T"})
    assert Fact.objects.get(indicator=world.book.decimal).value == 0
    assert Fact.objects.get(indicator=world.book.stock).value == 4


def test_words_are_saved_and_guidance_stands_beside_them(world: World) -> None:
    report = world.draft()
    client = browser(world.maker)
    client.post(place("words", report.pk, "I"), {"text": "Nhân dân phấn khởi."})
    assert report.words.get().text == "Nhân dân phấn khởi."
    assert "Nhân dân phấn khởi." in client.get(place("words", report.pk, "I")).content.decode()
    assert client.get(place("words", report.pk, "không-có")).status_code == 404


def test_counting_again_takes_in_new_records(world: World) -> None:
    report = world.draft()
    acts(world.commune, 2)
    browser(world.maker).post(place("refill", report.pk))
    assert Fact.objects.get(indicator=world.book.counted).value == 5


def test_the_check_page_says_what_is_empty_and_what_freezes(world: World) -> None:
    report = world.draft()
    page = browser(world.maker).get(place("check", report.pk)).content.decode()
    assert "chỉ tiêu để trống" in page
    assert "T1" in page
    assert "mã băm" in page
    assert "Tỉnh Ninh Bình thấy báo cáo" in page
    assert "mới kết thúc" not in page
    with clock.standing_at(IN_PERIOD):
        assert "30/09/2026 mới kết thúc" in browser(world.maker).get(place("check", report.pk)).content.decode()


def test_submitting_freezes_and_shows_digest_and_revision_and_twice_is_once(world: World) -> None:
    report = world.draft()
    client = browser(world.maker)
    client.post(place("check", report.pk))
    client.post(place("check", report.pk))
    report.refresh_from_db()
    assert (report.state, report.revision) == (ReportState.SUBMITTED, 1)
    page = client.get(place("edit", report.pk)).content.decode()
    assert report.digest in page
    assert place("check", report.pk) not in page


def test_an_empty_report_is_refused_in_words(world: World) -> None:
    report = services.start(by=world.receiver, obligation=world.owed(world.tree.communes[1]))
    Fact.objects.filter(report=report).update(value=None, origin="typed")
    client = browser(world.neighbour)
    world.book.form.indicators.remove(world.book.counted)
    page = client.post(place("check", report.pk)).content.decode()
    assert "chưa có số liệu hay lời văn nào" in page


def test_the_papers_number_is_given_when_it_leaves_and_kept_when_it_leaves_again(world: World) -> None:
    report, client = world.draft(), browser(world.maker)
    too_long = client.post(place("check", report.pk), {"number": "9" * 41}).content.decode()
    assert "9" * 41 in too_long
    assert Report.objects.get(pk=report.pk).state == ReportState.DRAFT
    client.post(place("check", report.pk), {"number": " 15-BC/ĐU "})
    services.send_back(by=world.receiver, report=report, reason="Rà lại.")
    client.post(place("check", report.pk), {"number": ""})
    sent = Report.objects.get(pk=report.pk)
    assert sent.frozen is not None
    assert (sent.number, sent.revision, sent.frozen["number"]) == ("15-BC/ĐU", 2, "15-BC/ĐU")


def test_a_submitted_report_takes_no_more_figures_or_words(world: World) -> None:
    report = world.filed()
    client = browser(world.maker)
    page = client.get(place("group", report.pk, "T")).content.decode()
    assert 'name="T1-value"' not in page
    client.post(place("group", report.pk, "T"), {"T1-value": "99"})
    assert Fact.objects.get(indicator=world.book.typed).value == 12
    refused = client.post(place("words", report.pk, "I"), {"text": "Thêm"}).content.decode()
    assert "không sửa được" in refused
    assert client.post(place("refill", report.pk)).status_code == 302


def test_a_returned_report_shows_why_and_can_be_sent_again(world: World) -> None:
    report = world.filed()
    services.send_back(by=world.receiver, report=report, reason="Thiếu số liệu T2")
    client = browser(world.maker)
    assert "Thiếu số liệu T2" in client.get(place("edit", report.pk)).content.decode()
    with clock.standing_at(AFTER):
        client.post(place("group", report.pk, "T"), {"T1-value": "13"})
        client.post(place("check", report.pk))
    report.refresh_from_db()
    assert (report.state, report.revision) == (ReportState.SUBMITTED, 2)
