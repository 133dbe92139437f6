"""A commune takes over what its hamlets changed while its own words say the old number: shown with both numbers, mended or left in the same act."""

import json
from typing import Any

import pytest

from danvan.reports import services
from danvan.reports.models import Correction, Indicator, Report, Rewording, Takeover
from danvan.reports.papers.files import build
from danvan.reports.selectors.checked import open_questions
from danvan.reports.selectors.stale import frozen_in, lines
from danvan.reports.tests.factories import acts, indicator, period
from danvan.reports.tests.page_world import browser, place
from danvan.reports.tests.recount import every_report_is_its_submission
from danvan.reports.tests.test_hamlets import Village, village
from danvan.reports.tests.test_hamlets_later import corrected
from danvan.reports.tests.test_stale import posted

__all__ = ["village"]

pytestmark = pytest.mark.django_db
WROTE = "Thôn Đông và Đoài họp 9 cuộc [T1]."
MENDED = "Thôn Đông và Đoài họp 11 cuộc [T1]."
LEFT = "T1: lời văn viết theo số 9, số liệu của báo cáo này là 11."


def reported(village: Village, text: str = WROTE) -> tuple[Report, Report]:
    """The first hamlet's report of four meetings, and the commune's of nine, filed with its words."""
    first = village.filed(village.hamlets[0], "4")
    village.filed(village.hamlets[1], "5")
    report = village.report(village.tree.communes[0])
    services.write(by=village.commune, report=report, heading=village.book.heading, text=text)
    return first, services.submit(by=village.commune, report=report)


def page_of(village: Village, report: Report, **said: Any) -> str:
    """The page of taking over; what was `said` is sent."""
    client, address = browser(village.commune), place("take_over", report.pk)
    return (client.post(address, said, follow=True) if said else client.get(address)).content.decode()


def sent(village: Village, text: str) -> dict[str, Any]:
    """The words as the page sends them."""
    return posted(village, text)  # type: ignore[arg-type]  # it asks for the book alone


def test_the_page_shows_the_sentence_with_what_it_says_and_what_the_hamlets_come_to(village: Village) -> None:
    first, commune = reported(village)
    corrected(village, first, "6")
    page = page_of(village, commune)
    assert WROTE in page
    assert "<strong>9 → 11</strong>" in page
    assert "Đính chính của Thôn Đông." in page


def test_words_are_mended_in_the_same_act_and_figures_and_words_are_told_above_as_one(village: Village) -> None:
    first, commune = reported(village)
    province = village.filed(village.tree.province, "1")
    corrected(village, first, "6")
    assert "còn viết theo số cũ" not in page_of(village, commune, **sent(village, MENDED))
    commune.refresh_from_db()
    assert (commune.revision, village.own(commune), commune.words.get().text) == (2, 11, MENDED)
    assert (Rewording.objects.get().old, Rewording.objects.get().number) == (WROTE, 2)
    assert (lines(commune), frozen_in(commune.frozen)) == ([], {})
    above = Takeover.objects.get(unit=village.tree.province)
    assert above.report == province
    assert above.cells == [{"code": "T1", "was": 10, "now": 12}, {"heading": "I", "title": village.book.heading.label}]
    assert above.correction.reason == "Thôn Đông: Đếm sót một hộ; Số liệu trích trong lời văn đã đổi."
    assert Correction.objects.filter(report=commune).count() == 1
    every_report_is_its_submission()


def test_words_that_are_left_stand_with_both_numbers_wherever_the_report_is_read(village: Village) -> None:
    first, commune = reported(village)
    corrected(village, first, "6")
    assert "Lời văn của 1 đề mục còn viết theo số cũ" in page_of(village, commune, **sent(village, WROTE))
    commune.refresh_from_db()
    assert (commune.words.get().text, Rewording.objects.count()) == (WROTE, 0)
    assert LEFT in browser(village.commune).get(place("read", commune.unit.key, period().key)).content.decode()
    plain = json.loads(build(commune.unit, commune.period, "json").content)
    assert plain["stale"] == [{"heading": "I", "code": "T1", "sentence": WROTE, "was": "9", "now": "11"}]
    every_report_is_its_submission()


def test_words_that_cite_a_share_of_what_changes_are_shown_too(village: Village) -> None:
    acts(village.tree.communes[0], 3)
    first, commune = reported(village, "Tỷ lệ đạt 33,3% [T4], tốt.")
    assert lines(commune) == []
    corrected(village, first, "6")
    page = page_of(village, commune)
    assert "<strong>33,3 → 27,3</strong>" in page
    assert "Lời văn của 1 đề mục" in page_of(village, commune, seen="1")
    commune.refresh_from_db()
    assert [one.now for one in frozen_in(commune.frozen)["I"]] == ["27,3"]


def test_words_that_cite_a_sum_of_what_changes_are_shown_too(village: Village) -> None:
    whole = indicator("T8", exhaustive=True, summed=True)
    other = indicator("T9", whole=whole)
    Indicator.objects.filter(pk=village.book.typed.pk).update(whole=whole)
    village.book.form.indicators.add(whole, other)
    village.book.typed.refresh_from_db()
    first, commune = reported(village, "Cả thảy 9 cuộc [T8].")
    corrected(village, first, "6")
    assert "<strong>9 → 11</strong>" in page_of(village, commune)
    page_of(village, commune, seen="1")
    commune.refresh_from_db()
    assert [(one.code, one.was, one.now) for one in frozen_in(commune.frozen)["I"]] == [("T8", "9", "11")]


def test_words_about_what_the_commune_typed_itself_do_not_move(village: Village) -> None:
    first = village.filed(village.hamlets[0], "4")
    report = village.report(village.tree.communes[0])
    services.type_figure(by=village.commune, report=report, indicator=village.book.typed, value="9")
    services.write(by=village.commune, report=report, heading=village.book.heading, text=WROTE)
    sentences = {one.question.key: "Xã tự đếm theo sổ của mình." for one in open_questions(report)}
    services.explain(by=village.commune, report=report, sentences=sentences)
    commune = services.submit(by=village.commune, report=report)
    corrected(village, first, "6")
    assert "<blockquote" not in page_of(village, commune)


def test_a_hamlet_that_takes_its_number_back_leaves_a_dash_beside_the_words(village: Village) -> None:
    first = village.filed(village.hamlets[0], "4")
    report = village.report(village.tree.communes[0])
    services.write(by=village.commune, report=report, heading=village.book.heading, text="Họp 4 cuộc [T1].")
    commune = services.submit(by=village.commune, report=report)
    services.accept(by=village.commune, report=first)
    first.refresh_from_db()
    cell = services.Corrected(village.book.typed, "", "Nhập nhầm đơn vị", "Sổ họp thôn")
    services.file_correction(by=village.head, report=first, cells=[cell], seen=first.revision)
    assert "<strong>4 → –</strong>" in page_of(village, commune)
    page_of(village, commune, seen="1")
    commune.refresh_from_db()
    assert [one.now for one in frozen_in(commune.frozen)["I"]] == ["–"]
