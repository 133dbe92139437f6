"""Words that cite a figure which a correction changes: shown, mended by whoever wrote them or left, and what is left is said in the open."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from danvan.audit.doer import SYSTEM
from danvan.lib.papers import Note
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.models import Correction, Report, Rewording, Submission, Takeover
from danvan.reports.papers.files import build
from danvan.reports.papers.told import paper_of
from danvan.reports.selectors.stale import frozen_in, lines
from danvan.reports.services import Corrected, FiguresRefused, Reworded
from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.reports.tests.recount import every_report_is_its_submission
from danvan.reports.wording import measure_beside

__all__ = ["world"]

pytestmark = pytest.mark.django_db
WROTE = "Đã họp 13 cuộc [T1].\n\nTình hình ổn định."
MENDED = "Đã họp 21 cuộc [T1].\n\nTình hình ổn định."
LEFT = "T1: lời văn viết theo số 13, số liệu của báo cáo này là 21."


@pytest.fixture
def commune(world: World) -> Report:
    """The maker's report of twelve meetings, received; its words cite the twelve."""
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="12")
    services.write(by=world.maker, report=report, heading=world.book.heading, text="Họp 12 cuộc [T1].")
    return services.accept(by=world.receiver, report=services.submit(by=world.maker, report=report))


@pytest.fixture
def province(world: World, commune: Report) -> Report:
    """The province's own report, submitted: thirteen meetings with its own one, said in its words."""
    report = world.draft(world.tree.province)
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="1")
    services.write(by=world.receiver, report=report, heading=world.book.heading, text=WROTE)
    return services.submit(by=world.receiver, report=report)


def corrected(world: World, report: Report, value: str = "20", *, words: str = "") -> Correction | None:
    """The maker corrects the figure, and the words if said."""
    cell = Corrected(world.book.typed, value, "Cộng sót một thôn", "Sổ họp thôn")
    said = [Reworded(world.book.heading, words, "Theo số mới", "Sổ họp thôn")] if words else []
    return services.file_correction(by=world.maker, report=report, cells=[cell], words=said, seen=report.revision)


def notes(report: Report) -> list[str]:
    """The notes of the report's paper about its words."""
    return [block.text for block in paper_of(report.unit, report.period).blocks if isinstance(block, Note) and "lời văn viết" in block.text]


def posted(world: World, text: str, **other: Any) -> dict[str, Any]:
    """What a browser sends of the words: each line ends with two characters."""
    heading = world.book.heading.code
    said = {"text": text.replace("\n", "\r\n"), "reason": "Số liệu trích trong lời văn đã đổi.", "evidence": "Đính chính", **other}
    return {f"loi-{heading}-{name}": value for name, value in said.items()} | {"seen": "1"}


def test_the_page_of_taking_over_shows_each_sentence_with_both_numbers(world: World, commune: Report, province: Report) -> None:
    corrected(world, commune)
    page = browser(world.receiver).get(place("take_over", province.pk)).content.decode()
    assert "Đã họp 13 cuộc [T1]." in page
    assert "13 → 21" in page
    assert place("number", world.tree.province.key, PERIOD, "T1") in page


def test_words_are_mended_as_they_are_taken_over_and_told_to_whoever_receives_the_report(
    world: World, commune: Report, province: Report
) -> None:
    corrected(world, commune)
    answer = browser(world.receiver).post(place("take_over", province.pk), posted(world, MENDED), follow=True)
    assert "còn viết theo số cũ" not in answer.content.decode()
    province.refresh_from_db()
    assert (province.revision, province.words.get().text) == (2, MENDED)
    one = Rewording.objects.get()
    assert (one.old, one.new, one.number, one.reason) == (WROTE, MENDED, 2, "Số liệu trích trong lời văn đã đổi.")
    assert lines(province) == []
    assert notes(province) == []
    told = Takeover.objects.get(unit=world.tree.centre, correction__report=province)
    assert (told.state, [cell["heading"] for cell in told.cells]) == (Takeover.State.LIVE, ["I"])
    every_report_is_its_submission()


def test_words_that_are_left_are_never_changed_and_printed_with_both_numbers(world: World, commune: Report, province: Report) -> None:
    corrected(world, commune)
    answer = browser(world.receiver).post(place("take_over", province.pk), posted(world, WROTE), follow=True)
    assert "Lời văn của 1 đề mục còn viết theo số cũ" in answer.content.decode()
    province.refresh_from_db()
    assert (province.words.get().text, Rewording.objects.count()) == (WROTE, 0)
    assert notes(province) == [LEFT]
    assert not Correction.objects.filter(report=province).exists()
    every_report_is_its_submission()
    for page in (place("read", world.tree.province.key, PERIOD), place("submission", province.pk, 2)):
        assert LEFT in browser(world.receiver).get(page).content.decode()
    review = browser(world.receiver).get(place("review", province.pk)).content.decode()
    assert "Lời văn còn viết theo số cũ" in review
    assert "13 → 21" in review
    plain = json.loads(build(province.unit, province.period, "json").content)
    assert plain["stale"] == [{"heading": "I", "code": "T1", "sentence": "Đã họp 13 cuộc [T1].", "was": "13", "now": "21"}]


def test_the_submission_before_says_nothing_of_what_changed_after_it(world: World, commune: Report, province: Report) -> None:
    corrected(world, commune)
    services.take_over(by=world.receiver, report=province)
    first, second = Submission.objects.filter(report=province).order_by("revision")
    assert frozen_in(first.content) == {}
    assert [one.words for one in frozen_in(second.content)["I"]] == [LEFT]


def test_words_left_at_taking_over_are_mended_by_a_later_correction(world: World, commune: Report, province: Report) -> None:
    corrected(world, commune)
    services.accept(by=world.receiver, report=services.take_over(by=world.receiver, report=province))
    province.refresh_from_db()
    words = [Reworded(world.book.heading, MENDED, "Theo số mới", "Đính chính của xã")]
    services.file_correction(by=world.receiver, report=province, cells=[], words=words, seen=2)
    province.refresh_from_db()
    assert (province.revision, lines(province), notes(province)) == (3, [], [])


def test_wrong_words_are_refused_by_their_field_and_nothing_is_taken_over(world: World, commune: Report, province: Report) -> None:
    corrected(world, commune)
    answer = browser(world.receiver).post(place("take_over", province.pk), posted(world, MENDED, reason=""))
    page = answer.content.decode()
    assert "Ghi lý do sửa lời văn này." in page
    assert "Đã họp 21 cuộc [T1]." in page
    province.refresh_from_db()
    assert (province.revision, province.words.get().text) == (1, WROTE)
    with pytest.raises(FiguresRefused):
        services.take_over(by=world.receiver, report=province, words=[Reworded(world.book.heading, MENDED, "Theo số mới", " ")])


def test_whoever_is_slower_keeps_what_was_typed(world: World, commune: Report, province: Report) -> None:
    corrected(world, commune)
    services.take_over(by=world.receiver, report=province)
    page = browser(world.receiver).post(place("take_over", province.pk), posted(world, MENDED)).content.decode()
    assert "Không còn đính chính nào chờ tiếp nhận." in page
    assert "Đã họp 21 cuộc [T1]." in page
    report = Report.objects.get(pk=commune.pk)
    corrected(world, report, "25")
    with pytest.raises(Refused, match="lần gửi mới hơn"):
        services.take_over(by=world.receiver, report=province, words=[Reworded(world.book.heading, MENDED, "a", "b")], seen=1)


def test_a_correction_shows_its_own_words_that_cite_the_old_number_before_it_is_sent(world: World, commune: Report) -> None:
    client, address = browser(world.maker), place("correct", commune.pk)
    cell = {"T1-value": "20", "T1-reason": "Cộng sót", "T1-evidence": "Sổ họp thôn", "T1-qualifier": "", "seen": "1"}
    page = client.post(address, {**cell, "preview": ""}).content.decode()
    assert "Lời văn còn viết theo số cũ" in page
    assert "T1 12 → 20" in page
    assert "Họp 12 cuộc [T1]." in page
    assert not Rewording.objects.exists()
    mended = posted(world, "Họp 20 cuộc [T1].", evidence="Sổ họp thôn")
    assert "Lời văn còn viết theo số cũ" not in client.post(address, {**mended, **cell, "preview": ""}).content.decode()
    client.post(address, {**mended, **cell, "send": ""})
    commune.refresh_from_db()
    assert (commune.revision, notes(commune)) == (2, [])


def test_what_a_correction_leaves_is_printed_under_its_heading(world: World, commune: Report) -> None:
    corrected(world, commune)
    commune.refresh_from_db()
    assert notes(commune) == ["T1: lời văn viết theo số 12, số liệu của báo cáo này là 20."]


def test_new_words_of_a_level_above_the_communes_cite_its_total_as_corrected(world: World, commune: Report, province: Report) -> None:
    services.accept(by=world.receiver, report=province)
    cell = Corrected(world.book.typed, "9", "Cộng sót", "Sổ họp tỉnh")
    words = [Reworded(world.book.heading, MENDED, "Theo số mới", "Sổ họp tỉnh")]
    services.file_correction(by=world.receiver, report=province, cells=[cell], words=words, seen=1)
    assert province.words.get().cited == [["T1", "Đã họp 21 cuộc [T1].", "21"]]


def test_untouched_words_of_several_lines_are_no_correction_in_a_browser(world: World, commune: Report, province: Report) -> None:
    services.accept(by=world.receiver, report=province)
    page = browser(world.receiver).post(place("correct", province.pk), {**posted(world, WROTE, reason="", evidence=""), "preview": ""})
    assert "Chưa có số liệu, lời văn nào được sửa." in page.content.decode()


def test_the_measure_beside_a_number_has_the_form_that_the_number_asks_for(world: World) -> None:
    one = world.book.typed
    one.measure = "văn bản"
    said = {}
    for language in ("vi", "en", "ru"):
        with override(language):
            said[language] = [measure_beside(one, Decimal(number)) for number in (1, 3)]
    assert said == {"vi": ["văn bản", "văn bản"], "en": ["document", "documents"], "ru": ["документ", "документа"]}


def test_it_costs_no_query_where_nothing_is_cited(world: World) -> None:
    report = world.draft()
    services.type_figure(by=SYSTEM, report=report, indicator=world.book.typed, value="12")
    services.write(by=SYSTEM, report=report, heading=world.book.heading, text="Tình hình ổn định.")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert lines(report) == []
    assert len(asked) == 1
    services.write(by=SYSTEM, report=report, heading=world.book.heading, text="Họp 12 cuộc [T1]. Trong 12 cuộc [T1] đó có hai cuộc ở thôn.")
    services.type_figure(by=SYSTEM, report=report, indicator=world.book.typed, value="14")
    with CaptureQueriesContext(connection) as asked:
        assert len(lines(report)) == 2
    assert len(asked) <= 7
