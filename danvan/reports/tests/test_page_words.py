"""The page of words: drafted sentences to take or leave, each tied to its figure; a changed figure is told and nothing is rewritten silently."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.papers import Number, Paragraph
from danvan.reports import services
from danvan.reports.models import FormLine, Report
from danvan.reports.papers.told import paper_of
from danvan.reports.selectors.drafts import draft_table, sentences_of, stale_words
from danvan.reports.tests.factories import filed, period, started
from danvan.reports.tests.page_world import World, browser, place, world

__all__ = ["world"]


def drafted(world: World, value: str = "37") -> tuple[Report, Client, str]:
    """The commune's draft with one typed figure under its heading, a browser, and the address of its words."""
    under_the_heading(world)
    report = world.draft()
    typed(world, report, value)
    return report, browser(world.maker), place("words", report.pk, "I")


def under_the_heading(world: World) -> None:
    """The form puts all its indicators under its one heading."""
    FormLine.objects.filter(form=world.book.form).update(heading=world.book.heading)


def told_by(report: Report) -> dict[str, str]:
    """Code -> the drafted sentence."""
    chosen = list(report.form.lines.values_list("indicator_id", flat=True))
    return {one.codes[0]: one.text.replace("\u00a0", " ") for one in sentences_of(report, chosen)}


def typed(world: World, report: Report, value: str) -> None:
    """Enter the typed figure."""
    services.type_figure(by=SYSTEM, report=report, indicator=world.book.typed, value=value)


def stored(report: Report) -> str:
    """What stands under the heading."""
    return report.words.get().text


def test_a_drafted_sentence_is_put_behind_what_the_officer_is_writing(world: World) -> None:
    report, client, address = drafted(world)
    page = client.get(address).content.decode()
    assert "Chèn câu này" in page
    assert place("number", world.commune.key, "2026-Q3", "T1") in page
    client.post(address, {"text": "Tôi đang viết.", "insert": "T1"})
    assert stored(report) == "Tôi đang viết. T1: 37\u00a0cuộc [T1], lần đầu có số liệu."
    assert 'value="T1"' not in client.get(address).content.decode()


def test_all_missing_sentences_can_be_taken_at_once_and_once(world: World) -> None:
    report, client, address = drafted(world)
    client.post(address, {"text": "", "insert_all": ""})
    once = stored(report)
    assert "[T1]" in once
    assert "[T3]" in once
    client.post(address, {"text": once, "insert_all": ""})
    assert stored(report) == once


def test_a_changed_figure_is_told_and_the_officer_decides(world: World) -> None:
    report, client, address = drafted(world)
    client.post(address, {"text": "Của tôi.", "insert": "T1"})
    before = stored(report)
    typed(world, report, "39")
    page = client.get(address).content.decode()
    assert "số liệu đã đổi: 37 → 39" in page
    assert stored(report) == before
    (changed,) = stale_words(report)[world.book.heading.pk]
    client.post(address, {"text": before + " Thêm.", "save": ""})
    assert stale_words(report)
    assert "Lời văn trích số liệu đã đổi" in client.get(place("check", report.pk)).content.decode()
    client.post(address, {"text": stored(report), "renew": changed.cite.key})
    assert stored(report) == "Của tôi. T1: 39\u00a0cuộc [T1], lần đầu có số liệu. Thêm."
    assert not stale_words(report)


def test_a_sentence_may_stay_as_it_is(world: World) -> None:
    report, client, address = drafted(world)
    client.post(address, {"text": "Hơn ba chục cuộc [T1].", "save": ""})
    typed(world, report, "39")
    (changed,) = stale_words(report)[world.book.heading.pk]
    client.post(address, {"text": stored(report), "keep": changed.cite.key})
    assert stored(report) == "Hơn ba chục cuộc [T1]."
    assert not stale_words(report)


def test_a_sentence_edited_meanwhile_is_not_replaced(world: World) -> None:
    report, client, address = drafted(world)
    client.post(address, {"text": "Có 37 cuộc [T1].", "save": ""})
    typed(world, report, "39")
    (changed,) = stale_words(report)[world.book.heading.pk]
    page = client.post(address, {"text": "Tôi sửa: 39 cuộc [T1].", "renew": changed.cite.key}, follow=True).content.decode()
    assert stored(report) == "Tôi sửa: 39 cuộc [T1]."
    assert "Câu này đã được sửa nên không thay" in page


@pytest.mark.parametrize(("language", "words"), [("en", "37\u00a0events"), ("ru", "37\u00a0мероприятий"), ("xx", "37\u00a0cuộc")])
def test_the_draft_can_be_asked_for_in_three_languages(world: World, language: str, words: str) -> None:
    _report, client, address = drafted(world)
    assert words in client.get(f"{address}?tieng={language}").content.decode()


def test_a_report_that_was_sent_offers_nothing_and_says_what_changed_below(world: World) -> None:
    report, client, address = drafted(world)
    client.post(address, {"text": "", "insert": "T1"})
    services.submit(by=SYSTEM, report=report)
    assert "Chèn câu này" not in client.get(address).content.decode()
    assert client.post(address, {"text": "Khác", "insert": "T1"}).status_code == 200
    assert stored(report).startswith("T1: 37")


def test_words_of_units_below_lose_their_references_when_they_are_gathered(world: World) -> None:
    report, client, address = drafted(world)
    client.post(address, {"text": "Có 37 cuộc [T1] và [tài liệu].", "save": ""})
    services.submit(by=SYSTEM, report=report)
    above = services.start(by=world.receiver, obligation=world.owed(world.tree.province))
    services.gather_words(by=world.receiver, report=above)
    assert stored(above) == "Xã Xã 000: Có 37 cuộc và [tài liệu]."


def test_the_figures_of_a_draft_are_those_the_report_will_have_when_sent(world: World) -> None:
    world.filed(world.tree.communes[0], {world.book.typed: "20"})
    above = services.start(by=world.receiver, obligation=world.owed(world.tree.province))
    services.type_figure(by=SYSTEM, report=above, indicator=world.book.typed, value="5")
    before = {row.indicator.code: row.value for row in draft_table(above)}
    services.submit(by=SYSTEM, report=above)
    assert before["T1"] == 25
    assert {row.indicator.code: row.value for row in draft_table(above)} == before


def test_the_change_is_told_against_the_period_before_and_the_year_before(world: World) -> None:
    for key, value in (("2026-Q2", "32"), ("2025-Q3", "39")):
        filed(world.book.form, world.commune, {world.book.typed: value}, key)
    report, _client, _address = drafted(world)
    told = told_by(report)
    assert (
        told["T1"] == "T1: 37 cuộc [T1], tăng 5 cuộc (15,6%) so với quý II năm 2026 (32), giảm 2 cuộc (5,1%) so với cùng kỳ năm 2025 (39)."
    )


def test_nine_months_are_not_the_first_to_have_what_their_quarters_had(world: World) -> None:
    under_the_heading(world)
    for quarter, value in (("2026-Q1", "1"), ("2026-Q2", "4"), ("2026-Q3", "5")):
        filed(world.book.form, world.commune, {world.book.typed: value}, quarter, root=world.tree.province)
    report = started(world.book.form, world.commune, "2026-9M", root=world.tree.province)
    typed(world, report, "10")
    services.type_figure(by=SYSTEM, report=report, indicator=world.book.stock, value="3")
    told = told_by(report)
    assert told["T1"] == "T1: 10 cuộc [T1]."
    assert "lần đầu có số liệu" in told[world.book.stock.code]


def of_the_merged_province(world: World) -> Report:
    """The province's draft for the first quarter after the merger, with 66 typed."""
    levels = ["province"]
    owed = services.open_period(by=SYSTEM, form=world.book.form, period_key="2025-Q3", root=world.tree.province, levels=levels)
    report = services.start(by=SYSTEM, obligation=owed[0])
    typed(world, report, "66")
    return report


def test_before_the_merger_a_province_is_compared_in_todays_borders_or_not_at_all(world: World) -> None:
    with clock.standing_at(date(2025, 10, 5)):
        for former, value in zip(world.tree.former, ("10", "20", "30"), strict=True):
            filed(world.book.form, former, {world.book.typed: value, world.book.stock: "4"}, "2025-Q2", levels=["province"])
        report = of_the_merged_province(world)
        told = told_by(report)
    assert "tăng 6 cuộc (10,0%) so với quý II năm 2025 (60) theo địa giới hiện nay" in told["T1"]


def test_where_a_unit_of_then_gave_nothing_the_numbers_are_not_compared(world: World) -> None:
    with clock.standing_at(date(2025, 10, 5)):
        filed(world.book.form, world.tree.former[0], {world.book.typed: "10"}, "2025-Q2", levels=["province"])
        report = of_the_merged_province(world)
        told = told_by(report)
    assert "chỉ một phần địa giới hiện nay có số liệu" in told["T1"]
    assert "tăng" not in told["T1"]


def test_on_paper_a_reference_leads_to_its_figure_and_nothing_is_said_twice(world: World) -> None:
    report, client, address = drafted(world)
    client.post(address, {"text": "Có 37 cuộc [T1]; xem [2].", "save": ""})
    services.submit(by=SYSTEM, report=report)
    paragraphs = [block.runs for block in paper_of(world.commune, period()).blocks if isinstance(block, Paragraph)]
    (cited,) = [runs for runs in paragraphs if "Có 37 cuộc" in runs]
    assert [run.ref for run in cited if isinstance(run, Number)] == ["T1"]
    assert cited[2] == "; xem [2]."
    rest = [run.ref for runs in paragraphs if runs is not cited for run in runs if isinstance(run, Number)]
    assert "T1" not in rest
    assert "T3" in rest


def test_the_number_of_questions_does_not_grow_with_the_units_below(world: World) -> None:
    under_the_heading(world)
    above = services.start(by=world.receiver, obligation=world.owed(world.tree.province))
    address, client = place("words", above.pk, "I"), browser(world.receiver)
    asked = []
    for commune in world.tree.communes[:2]:
        world.filed(commune, {world.book.typed: "7", world.book.stock: "3"})
        client.post(address, {"text": "", "insert_all": ""})
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1] <= 40
