"""Reading a report: every number is a link that opens; files; drafts stay at home; the number of queries does not grow with the units."""

import json
import re
from datetime import datetime, timedelta
from html import escape
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from python_calamine import CalamineWorkbook

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Answer, Comparison, Illustration, Indicator, Report
from danvan.reports.tests.factories import AFTER, PERIOD, acts, counted_figure, explained, filed, started
from danvan.reports.tests.page_world import World, browser, build, links, place, world
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

__all__ = ["world"]


def read(world: World) -> str:
    """The province's reading page."""
    return browser(world.receiver).get(place("read", world.tree.province.key, PERIOD)).content.decode()


def test_every_number_on_the_reading_page_is_a_link_that_opens(world: World) -> None:
    world.filed(figures={world.book.typed: "12", world.book.decimal: "6,84", world.book.stock: "0"})
    world.filed(world.tree.communes[1])
    page = read(world)
    cells = re.findall(r'<td class="number">(.*?)</td>', page, re.DOTALL)
    assert [cell for cell in cells if not cell.startswith("<a ") and not cell.startswith("–")] == []
    found = set(links(page, "/so/"))
    assert {href.rsplit("/", 2)[1] for href in found} == {"T1", "T2", "T3", "T4", "T5"}
    client = browser(world.receiver)
    assert {href: client.get(href).status_code for href in found} == dict.fromkeys(found, 200)


def test_a_number_opens_to_units_and_each_of_these_to_its_records(world: World) -> None:
    world.filed()
    client = browser(world.receiver)
    page = client.get(place("number", world.tree.province.key, PERIOD, "T3")).content.decode()
    down = place("number", world.commune.key, PERIOD, "T3")
    assert down in page
    below = client.get(down).content.decode()
    assert "3 hồ sơ được đếm" in below
    assert "Đếm các việc thử." in below


def test_a_number_says_that_records_changed_after_it_was_filed(world: World) -> None:
    world.filed()
    acts(world.commune, 1)
    page = browser(world.receiver).get(place("number", world.commune.key, PERIOD, "T3")).content.decode()
    assert "đếm lại hôm nay là 4" in page


def test_a_typed_number_opens_its_source_and_its_revisions(world: World) -> None:
    report = world.draft()
    source = services.SourceData("Báo cáo số 12", publisher="Đảng ủy xã", locator="trang 3")
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="2200", qualifier="over", source=source)
    services.submit(by=world.receiver, report=report)
    services.send_back(by=world.receiver, report=report, reason="Kiểm tra lại")
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="2300", qualifier="over", source=source)
    services.submit(by=world.receiver, report=report)
    page = browser(world.receiver).get(place("number", world.commune.key, PERIOD, "T1")).content.decode()
    for words in ("hơn 2.300", "Báo cáo số 12", "Đảng ủy xã", "trang 3", "Các lần sửa sau khi gửi", "hơn 2.200 → hơn 2.300"):
        assert words in page


def test_a_number_says_who_typed_it_and_when_or_when_it_was_counted(world: World) -> None:
    report = world.draft()
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="11")
    typed_at, sent_at = (datetime(2026, 10, 3, hour, 20, tzinfo=clock.VIETNAM) for hour in (9, 14))
    with clock.standing_at(typed_at):
        services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="12")
    with clock.standing_at(sent_at):
        services.submit(by=world.maker, report=report)
    client = browser(world.receiver)
    typed = client.get(place("number", world.commune.key, PERIOD, "T1")).content.decode()
    assert f"09:20 03/10/2026, {escape(world.maker.label)} (lần nhập thứ 2)" in typed
    assert re.search(rf"Người gửi báo cáo</dt><dd>{re.escape(escape(str(world.maker.post)))}<", typed)
    counted = client.get(place("number", world.commune.key, PERIOD, "T3")).content.decode()
    assert "14:20 03/10/2026, hệ thống đếm từ hồ sơ của đơn vị" in counted
    assert "Nhập lúc" not in counted
    above = client.get(place("number", world.tree.province.key, PERIOD, "T1")).content.decode()
    assert "Nhập lúc" not in above


def test_a_ratio_opens_to_its_two_parts(world: World) -> None:
    world.filed()
    page = browser(world.receiver).get(place("number", world.tree.province.key, PERIOD, "T4")).content.decode()
    assert {place("number", world.tree.province.key, PERIOD, code) for code in ("T1", "T3")} <= set(links(page, "/so/"))


def test_a_draft_is_seen_at_home_only(world: World) -> None:
    report = world.draft()
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="7719")
    services.write(by=world.receiver, report=report, heading=world.book.heading, text="Bản nháp kín")
    address = place("read", world.commune.key, PERIOD)
    home, above = browser(world.maker).get(address).content.decode(), browser(world.receiver).get(address).content.decode()
    assert "7.719" in home
    assert "Bản nháp kín" in home
    assert "7.719" not in above
    assert "Bản nháp kín" not in above
    number = place("number", world.commune.key, PERIOD, "T1")
    assert browser(world.maker).get(number).status_code == 200
    assert browser(world.receiver).get(number).status_code == 404


def test_a_number_opens_as_its_own_page_shows_it_while_the_report_is_in_the_making(world: World) -> None:
    world.filed()
    report = world.draft(world.tree.province)
    source = services.SourceData("Sổ theo dõi của tỉnh")
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="4", source=source)
    client = browser(world.receiver)
    page = client.get(place("read", world.tree.province.key, PERIOD)).content.decode()
    shown = dict(re.findall(r'<a [^>]*href="[^"]*/so/(T\d)[^"]*"[^>]*>([^<]+)</a>', page))
    for code in ("T1", "T4"):
        opened = client.get(place("number", world.tree.province.key, PERIOD, code)).content.decode()
        assert f'class="stat-value">{shown[code]}<' in opened
        assert "Gồm cả bản đang lập của đơn vị, chưa gửi." in opened
    number = client.get(place("number", world.tree.province.key, PERIOD, "T1")).content.decode()
    for words in ("Số của chính đơn vị, bản đang lập", "Số của chính đơn vị, nhập lúc", "Nguồn của số do chính đơn vị nhập"):
        assert words in number
    others = browser(officer(world.tree.centre, *Duty)).get(place("number", world.tree.province.key, PERIOD, "T1")).content.decode()
    assert "bản đang lập" not in others


@pytest.mark.parametrize(("language", "number"), [("vi", "2.200"), ("en", "2,200"), ("ru", "2\u00a0200")])
def test_a_figure_is_printed_as_the_readers_language_prints_numbers(world: World, language: str, number: str) -> None:
    world.filed(figures={world.book.typed: "2200"})
    client = browser(world.receiver)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    chosen = urlencode({"dv": world.commune.key, "ct": "T1", "ky": PERIOD})
    for address in (place("number", world.commune.key, PERIOD, "T1"), f"{place('table')}?{chosen}"):
        page = client.get(address).content.decode().replace("&nbsp;", "\u00a0")
        assert f">{number}<" in page


def test_the_page_is_in_the_readers_language_and_what_officers_wrote_stays_as_it_is(world: World) -> None:
    Indicator.objects.filter(pk=world.book.typed.pk).update(name_en="Meetings held")
    report = world.draft()
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="12")
    services.write(by=world.receiver, report=report, heading=world.book.heading, text="Tình hình ổn định.")
    services.submit(by=world.receiver, report=report)
    client = browser(world.receiver)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(place("read", world.commune.key, PERIOD)).content.decode()
    for words in ("Meetings held", "How it comes about", 'prose" lang="vi">Tình hình ổn định.'):
        assert words in page
    for words in ("Cách có", "Biểu số liệu", "chưa có"):
        assert words not in page
    paper = client.get(place("download", world.commune.key, PERIOD, "json")).content.decode()
    assert "Meetings held" not in paper


def test_who_filed_a_report_goes_from_it_to_its_correction_and_its_remarks(world: World) -> None:
    report = world.filed()
    address = place("read", world.commune.key, PERIOD)
    mine = browser(world.maker).get(address).content.decode()
    assert place("ask_to_correct", report.pk) in mine
    assert place("review", report.pk) in mine
    assert place("ask_to_correct", report.pk) not in browser(world.receiver).get(address).content.decode()
    services.accept(by=world.receiver, report=report)
    assert place("correct", report.pk) in browser(world.maker).get(address).content.decode()


@pytest.mark.parametrize("name", ["read", "below"])
def test_reports_out_of_reach_are_not_there(world: World, name: str) -> None:
    world.filed()
    address = place(name, world.commune.key, PERIOD)
    assert browser(world.stranger).get(address).status_code == 404
    assert browser(world.neighbour).get(address).status_code == 404
    assert browser(world.receiver).get(place(name, world.commune.key, "2031-Q1")).status_code == 404
    assert browser(world.receiver).get(place(name, "không-có", PERIOD)).status_code == 404


def test_a_file_out_of_reach_is_not_there_and_a_kind_nobody_knows_neither(world: World) -> None:
    world.filed()
    assert browser(world.stranger).get(place("download", world.commune.key, PERIOD, "docx")).status_code == 404
    assert browser(world.receiver).get(place("download", world.commune.key, PERIOD, "exe")).status_code == 404
    assert browser(world.receiver).get(place("number", world.commune.key, PERIOD, "X9")).status_code == 404


@pytest.mark.parametrize(("kind", "start"), [("docx", b"PK"), ("pdf", b"%PDF-"), ("xlsx", b"PK"), ("json", b"{")])
def test_files_have_their_type_and_a_plain_name(world: World, kind: str, start: bytes) -> None:
    world.filed()
    response = browser(world.receiver).get(place("download", world.tree.province.key, PERIOD, kind))
    assert response.content.startswith(start)
    assert f'filename="bao-cao-tinh-ninh-binh-2026-q3.{kind}"' in response["Content-Disposition"]
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_cannot_be_set_is_said_in_words(world: World, settings: Settings, tmp_path: Path) -> None:
    world.filed()
    settings.VENDOR = tmp_path
    response = browser(world.receiver).get(place("download", world.tree.province.key, PERIOD, "pdf"), follow=True)
    assert "Chưa in được tệp này" in response.content.decode()


def test_the_workbook_holds_the_table_the_units_and_what_stands_behind(world: World) -> None:
    world.filed()
    content = browser(world.receiver).get(place("download", world.tree.province.key, PERIOD, "xlsx")).content
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert book.sheet_names == ["Số liệu", "Theo đơn vị", "Tra cứu số liệu"]
    rows = book.get_sheet_by_name("Theo đơn vị").to_python()
    assert rows[1][:2] == ["Xã Xã 000", 12.0]


def test_the_page_of_a_number_and_the_file_show_the_same_check_value(world: World) -> None:
    world.filed()
    client = browser(world.receiver)
    for unit in (world.tree.province, world.commune):
        told = json.loads(client.get(place("download", unit.key, PERIOD, "json")).content)
        digest = next(one["digest"] for one in told["figures"] if one["code"] == "T1")
        assert len(digest) == 64
        assert digest[:16] in client.get(place("number", unit.key, PERIOD, "T1")).content.decode()


def test_todays_province_shows_the_former_ones_and_who_gave_nothing(world: World) -> None:
    former = world.tree.former[2]
    filed(world.book.form, former, {world.book.typed: "29"}, "2023-9M", levels=["province"])
    client = browser(world.receiver)
    page = client.get(place("read", world.tree.province.key, "2023-9M")).content.decode()
    assert "Không có số liệu của: Tỉnh Hà Nam, Tỉnh Nam Định." in page
    assert place("read", former.key, "2023-9M") in page
    number = client.get(links(page, "/so/T1")[0]).content.decode()
    assert place("number", former.key, "2023-9M", "T1") in number
    assert number.count("Không phải gửi báo cáo kỳ này") == 2  # Hà Nam, Nam Định: nobody opened the period for them
    before = client.get(place("read", former.key, "2023-9M")).content.decode()
    assert place("read", world.tree.province.key, "2023-9M") in before
    assert "Tỉnh Ninh Bình (đến 30/06/2025). Nay thuộc:" in before
    assert ">Tỉnh Ninh Bình (từ 01/07/2025)</a>" in before
    other = client.get(place("read", world.tree.former[0].key, "2023-9M")).content.decode()
    assert "Tỉnh Hà Nam (đến 30/06/2025). Nay thuộc:" in other
    assert ">Tỉnh Ninh Bình</a>" in other, "names that differ need no day"


def test_todays_province_says_whose_words_there_are(world: World) -> None:
    former = world.tree.former[2]
    report = started(world.book.form, former, "2023-9M", levels=["province"])
    services.write(by=SYSTEM, report=report, heading=world.book.heading, text="Tình hình ổn định.")
    services.submit(by=SYSTEM, report=report)
    page = browser(world.receiver).get(place("read", world.tree.province.key, "2023-9M")).content.decode()
    assert "Lời văn của kỳ này nằm trong báo cáo của đơn vị khi đó: Tỉnh Ninh Bình (đến 30/06/2025)." in page
    assert "chưa có số liệu hay lời văn nào" not in page
    assert place("read", former.key, "2023-9M") in page


def test_a_unit_that_still_stands_keeps_its_words_in_todays_borders_and_owes_nothing_there(world: World) -> None:
    report = started(world.book.form, world.tree.province, PERIOD, levels=["province"])
    services.write(by=SYSTEM, report=report, heading=world.book.heading, text="Tình hình ổn định.")
    services.submit(by=SYSTEM, report=report)
    client = browser(world.receiver)
    for borders in ("then", "today"):
        page = client.get(place("read", world.tree.province.key, PERIOD), {"dia-gioi": borders}).content.decode()
        assert "Tình hình ổn định." in page
        assert "chưa có số liệu hay lời văn nào" not in page
        assert "Bắt đầu lập" not in page


@pytest.mark.parametrize("borders", ["then", "today"])
def test_a_unit_that_is_still_the_same_says_its_own_words_in_either_borders(world: World, borders: str) -> None:
    former, standing, reader = world.tree.former[2], world.tree.other, officer(world.tree.centre, *Duty)
    for unit in (former, standing):
        report = started(world.book.form, unit, "2023-9M", levels=["province"])
        services.write(by=SYSTEM, report=report, heading=world.book.heading, text=f"Tình hình {unit.code} ổn định.")
        services.submit(by=SYSTEM, report=report)
        page = browser(reader).get(place("read", unit.key, "2023-9M"), {"dia-gioi": borders}).content.decode()
        assert f"Tình hình {unit.code} ổn định." in page
        assert "lời văn nào được gửi" not in page
        assert "Đã gửi" in page
        assert "nằm trong báo cáo của đơn vị khi đó" not in page


def test_both_borders_can_be_asked_for_and_nonsense_is_as_it_was(world: World) -> None:
    world.filed()
    client = browser(world.receiver)
    address = place("read", world.tree.province.key, PERIOD)
    for borders in ("then", "today", "xyz"):
        assert client.get(address, {"dia-gioi": borders}).status_code == 200


def test_pages_of_records_turn(world: World) -> None:
    acts(world.commune, 120)
    world.filed()
    address = place("number", world.commune.key, PERIOD, "T3")
    client = browser(world.receiver)
    first, second = client.get(address).content.decode(), client.get(address, {"trang": "2"}).content.decode()
    assert first.count('<li><div class="what">') == 100
    assert second.count('<li><div class="what">') == 23
    assert client.get(address, {"trang": "99999999999999999999"}).status_code == 200


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_units() -> None:
    counts: dict[str, set[int]] = {}
    with counted_figure(), clock.standing_at(AFTER):
        world = build(9)
        for group in (world.tree.communes[:2], world.tree.communes[2:8]):
            for unit in group:
                world.filed(unit)
            for name, address in pages(world).items():
                client = browser(world.receiver)
                client.get(address)
                with CaptureQueriesContext(connection) as caught:
                    assert client.get(address).status_code == 200
                counts.setdefault(name, set()).add(len(caught))
    assert {name: len(found) for name, found in counts.items()} == dict.fromkeys(counts, 1), counts
    assert max(max(found) for found in counts.values()) <= 40, counts


def pages(world: World) -> dict[str, str]:
    """The province's pages that list units or figures."""
    key = world.tree.province.key
    return {
        "read": place("read", key, PERIOD),
        "below": place("below", key, PERIOD),
        "number": place("number", key, PERIOD, "T1"),
        "list": place("list"),
    }


def test_a_post_that_has_to_do_with_neither_records_nor_reports_reads_the_number_alone(world: World) -> None:
    world.filed()
    address = place("number", world.commune.key, PERIOD, "T3")
    keeper, handler = officer(world.commune, Duty.KEEP_CALENDAR), officer(world.commune, Duty.HANDLE)
    page = browser(keeper).get(address).content.decode()
    assert "3 hồ sơ được đếm" in page
    assert "tests.act #" not in page
    assert "tests.act #" in browser(handler).get(address).content.decode()


def test_a_made_up_number_of_a_report_is_no_report(world: World) -> None:
    world.filed()
    address = place("accept_many", world.tree.province.key, PERIOD)
    response = browser(world.receiver).post(address, {"report": ["9" * 30]})
    assert response.status_code == 302


def everything(world: World) -> None:
    """A page with all there is: adjusted, drawn on a map, signed by nobody, compared with the quarter before, corrected below, told since the last look."""
    Illustration.objects.create(form=world.book.form, kind="map", indicator=world.book.typed, position=9, heading=world.book.heading)
    for key in ("2025-Q3", "2026-Q2"):
        for unit, value in ((world.commune, "7"), (world.tree.province, "1")):
            filed(world.book.form, unit, {world.book.typed: value, world.book.stock: "3"}, key=key, root=world.tree.province)
    reports = [filed(world.book.form, unit, {world.book.typed: "12"}, root=world.tree.province) for unit in world.tree.communes]
    filed(world.book.form, world.tree.province, {world.book.typed: "1", world.book.stock: "2"}, root=world.tree.province)
    browser(world.receiver).get(place("read", world.tree.province.key, PERIOD))
    with clock.standing_at(AFTER + timedelta(days=2)):
        services.accept(by=world.receiver, report=reports[0])
        reports[0].refresh_from_db()
        cell = services.Corrected(world.book.typed, "20", "Cộng sót một thôn", "Sổ họp thôn tháng 8")
        explained(
            lambda sentences: services.file_correction(
                by=world.maker, report=reports[0], cells=[cell], seen=reports[0].revision, sentences=sentences
            )
        )


def test_the_richest_page_of_a_report_reads_each_thing_once(world: World) -> None:
    everything(world)
    client, address = browser(world.receiver), place("read", world.tree.province.key, PERIOD)
    with clock.standing_at(AFTER + timedelta(days=3)):
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            page = client.get(address).content.decode()
    for words in ("Cộng sót một thôn", "<svg", "37 → 45", "So với cùng kỳ năm trước"):
        assert words in page
    # One of them finds the periods before and after, to walk on from here.
    assert len(caught) == 36


@pytest.mark.parametrize(("answered", "questions"), [(False, 36), (True, 40)])
def test_the_page_of_an_own_draft_reads_each_thing_once(world: World, answered: bool, questions: int) -> None:
    everything(world)
    world.book.form.comparisons = [one.value for one in Comparison]
    world.book.form.save(update_fields=["comparisons"])
    higher = Report.objects.get(unit=world.tree.province, period__key=PERIOD)
    services.send_back(by=world.receiver, report=higher, reason="Xem lại.")
    assert higher.answers.exists()
    if not answered:
        Answer.objects.filter(report=higher).delete()
    client, address = browser(world.receiver), place("read", world.tree.province.key, PERIOD)
    with clock.standing_at(AFTER + timedelta(days=3)):
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            page = client.get(address).content.decode()
    assert "DỰ THẢO" in page
    assert "Kỳ trước (quý II năm 2026)" in page
    assert len(caught) == questions
