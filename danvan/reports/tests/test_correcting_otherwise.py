"""A correction changes more than numbers: the word beside one, its source, the words of a heading; and it stands on documents."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.files.models import File
from danvan.files.tests import samples
from danvan.lib import clock
from danvan.reports import frozen, services
from danvan.reports.models import Correction, CorrectionFile, Fact, Report, Revision, Rewording, Submission, Takeover, Total
from danvan.reports.selectors import table
from danvan.reports.selectors.review import changed_since
from danvan.reports.selectors.since import since
from danvan.reports.services import Corrected, FiguresRefused, Reworded
from danvan.reports.tests import factories
from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.reports.tests.recount import every_report_is_its_submission, every_total_is_a_plain_recount_and_a_rebuild
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

__all__ = ["world"]

pytestmark = pytest.mark.django_db
WROTE = "Tình hình ổn định."
WRITES = "Tình hình ổn định; hai việc mới phát sinh."
WHY = {"reason": "Viết sót hai việc", "evidence": "Biên bản họp ngày 30/9"}


@pytest.fixture
def received(world: World) -> Report:
    """The maker's report with a figure, its source, and words; received."""
    report = world.draft()
    source = services.SourceData("Sổ cũ")
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="12", source=source)
    services.write(by=world.maker, report=report, heading=world.book.heading, text=WROTE)
    return services.accept(by=world.receiver, report=services.submit(by=world.maker, report=report))


def above(world: World) -> Report:
    """The province's own report, submitted."""
    report = world.draft(world.tree.province)
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="1")
    return services.submit(by=world.receiver, report=report)


def correct(world: World, report: Report, **said: Any) -> Correction | None:
    """The maker's correction of the typed figure."""
    cell = {"value": "12", "reason": "Ghi sai", "evidence": "Sổ họp thôn", **said}
    return services.file_correction(by=world.maker, report=report, cells=[Corrected(world.book.typed, **cell)], seen=report.revision)


def reword(world: World, report: Report, text: str = WRITES, **other: str) -> Correction | None:
    """The maker's correction of the words."""
    words = Reworded(world.book.heading, text, **{**WHY, **other})
    return services.file_correction(by=world.maker, report=report, cells=[], words=[words], seen=report.revision)


def typed(report: Report) -> Fact:
    """The typed figure as it stands."""
    return Fact.objects.select_related("source").get(report=report, indicator__code="T1")


def test_the_word_alone_is_corrected_and_every_level_above_is_told(world: World, received: Report) -> None:
    province = above(world)
    correct(world, received, qualifier="over")
    assert (typed(received).value, typed(received).qualifier) == (12, "over")
    one = Revision.objects.get()
    assert (one.old, one.new, one.old_word, one.new_word) == (12, 12, "", "over")
    assert Total.objects.get(unit=world.tree.province, indicator=world.book.typed).qualifier == "over"
    told = Takeover.objects.get(report=province)
    assert told.state == Takeover.State.WAITING
    assert {"code": "T1", "was": 13, "now": 13, "now_word": "over"} in told.cells
    page = browser(world.receiver).get(place("take_over", province.pk)).content.decode()
    assert "13 → hơn 13" in page
    assert "12 → hơn 12" in browser(world.maker).get(place("number", world.commune.key, PERIOD, "T1")).content.decode()
    services.take_over(by=world.receiver, report=province)
    every_report_is_its_submission()
    every_total_is_a_plain_recount_and_a_rebuild()


def test_a_word_that_changes_while_a_report_is_sent_back_is_told_too(world: World, received: Report) -> None:
    province = above(world)
    services.send_back(by=world.receiver, report=received, reason="Xem lại mức độ.")
    source = services.SourceData("Sổ cũ")
    services.type_figure(by=world.maker, report=received, indicator=world.book.typed, value="12", qualifier="about", source=source)
    services.submit(by=world.maker, report=received)
    cells = Takeover.objects.get(report=province).cells
    assert {"code": "T1", "was": 13, "now": 13, "now_word": "about"} in cells
    assert [(one.old_word, one.new_word) for one in Revision.objects.all()] == [("", "about")]


def test_a_new_number_stands_on_the_evidence_of_its_correction_and_the_old_source_stays_with_the_old_one(
    world: World, received: Report
) -> None:
    correct(world, received, value="20")
    source = typed(received).source
    assert source is not None
    assert source.title == "Sổ họp thôn"
    one = Revision.objects.get()
    assert one.source_was is not None
    assert one.source_was.title == "Sổ cũ"
    page = browser(world.maker).get(place("number", world.commune.key, PERIOD, "T1")).content.decode()
    assert "Nguồn trước đó" in page
    said = {revision: content["facts"][0]["source"]["title"] for revision, content in Submission.objects.values_list("revision", "content")}
    assert said == {1: "Sổ cũ", 2: "Sổ họp thôn"}
    received.refresh_from_db()
    assert frozen.is_whole(received)


def test_another_source_alone_is_told_to_whoever_receives_the_report_and_to_nobody_else(world: World, received: Report) -> None:
    province = above(world)
    correct(world, received, source="Niên giám năm 2026")
    assert {"code": "T1", "source_was": "Sổ cũ", "source": "Niên giám năm 2026"} in Takeover.objects.get(report=province).cells
    assert not Takeover.objects.filter(unit=world.tree.centre).exists()
    listed = browser(world.receiver).get(place("corrections")).content.decode()
    assert "nguồn: Sổ cũ → Niên giám năm 2026" in listed
    services.explain_correction(by=world.receiver, takeover=Takeover.objects.get(), sentence="Số không đổi.")
    assert any(
        "nguồn: Sổ cũ → Niên giám năm 2026" in note for note in table(world.tree.province, factories.period(), form=world.book.form).notes
    )
    received.refresh_from_db()
    assert [(one.old, one.new) for one in changed_since(received)] == [("nguồn: Sổ cũ", "Niên giám năm 2026")]


@pytest.mark.parametrize("said", [{}, {"source": "Sổ cũ"}, {"evidence": "Sổ cũ"}])
def test_what_changes_nothing_is_refused(world: World, received: Report, said: dict[str, str]) -> None:
    with pytest.raises(FiguresRefused, match="không khác"):
        correct(world, received, **said)
    assert not Revision.objects.exists()


def test_words_are_a_part_of_the_revision_and_told_above(world: World, received: Report) -> None:
    province, looked = above(world), clock.now()
    with clock.standing_at(clock.moment(clock.today(), 23)):
        reword(world, received)
    received.refresh_from_db()
    assert (received.state, received.revision) == ("accepted", 2)
    assert received.words.get().text == WRITES
    one = Rewording.objects.get()
    assert (one.old, one.new, one.number, one.reason) == (WROTE, WRITES, 2, WHY["reason"])
    assert frozen.is_whole(received)
    assert [content["words"][0]["text"] for content in Submission.objects.filter(report=received).values_list("content", flat=True)] == [
        WROTE,
        WRITES,
    ]
    told = Takeover.objects.get()
    assert (told.report, told.state) == (province, Takeover.State.WAITING)
    assert told.cells == [{"heading": "I", "title": world.book.heading.label}]
    client = browser(world.receiver)
    for address in (place("take_over", province.pk), place("corrections")):
        page = client.get(address).content.decode()
        assert "lời văn đã viết lại" in page
        assert place("submission", received.pk, 2) in page
    page = client.get(place("submission", received.pk, 2)).content.decode()
    assert WROTE in page
    assert WHY["reason"] in page
    assert WHY["evidence"] in page
    assert any("lời văn đã viết lại" in note for note in table(world.tree.province, factories.period(), form=world.book.form).notes)
    assert any(world.book.heading.label in words for words in since([world.tree.province.pk], factories.period(), looked).words)
    assert since([world.commune.pk], factories.period(), looked).words == (world.book.heading.label,)
    services.take_over(by=world.receiver, report=province)
    assert Takeover.objects.get().state == Takeover.State.TAKEN


@pytest.mark.parametrize(
    ("text", "other", "field"), [(WROTE, {}, "text"), (WRITES, {"reason": " "}, "reason"), (WRITES, {"evidence": ""}, "evidence")]
)
def test_wrong_words_are_refused_by_their_field(world: World, received: Report, text: str, other: dict[str, str], field: str) -> None:
    with pytest.raises(FiguresRefused) as refused:
        reword(world, received, text, **other)
    assert {code: one.field for code, one in refused.value.errors.items()} == {"I": field}
    assert received.words.get().text == WROTE


def page_of(report: Report, **other: Any) -> dict[str, Any]:
    """What a person types on the page to correct the words."""
    return {"seen": str(report.revision), "loi-I-text": WRITES, "loi-I-reason": WHY["reason"], "loi-I-evidence": WHY["evidence"], **other}


def test_the_page_shows_first_and_sends_words_with_a_document(world: World, received: Report) -> None:
    above(world)
    client, address = browser(world.maker), place("correct", received.pk)
    assert WROTE in client.get(address).content.decode()
    shown = client.post(address, page_of(received, preview="")).content.decode()
    assert "lời văn đã viết lại" in shown
    assert not Rewording.objects.exists()
    wrong = client.post(address, page_of(received, preview="", **{"loi-I-reason": ""})).content.decode()
    assert "Ghi lý do sửa lời văn này" in wrong
    assert WRITES in wrong
    upload = SimpleUploadedFile("biên bản.pdf", samples.pdf(), content_type="application/pdf")
    assert client.post(address, page_of(received, send="", files=[upload]))["Location"] == place("review", received.pk)
    one = CorrectionFile.objects.get()
    kept = Submission.objects.get(report=received, revision=2).content
    assert kept["evidence"] == [{"name": one.file.name, "sha256": one.file.sha256}]
    assert place("correction_file", one.pk) in browser(world.receiver).get(place("submission", received.pk, 2)).content.decode()


def test_the_document_is_read_by_who_may_see_the_figure_and_nobody_else(world: World, received: Report) -> None:
    upload = SimpleUploadedFile("sổ.pdf", samples.pdf(), content_type="application/pdf")
    said = {"seen": "1", "T1-value": "20", "T1-reason": "Cộng sót", "T1-evidence": "Sổ họp", "send": "", "files": [upload]}
    browser(world.maker).post(place("correct", received.pk), said)
    address = place("correction_file", CorrectionFile.objects.get().pk)
    for who in (world.maker, world.receiver):
        answer = browser(who).get(address)
        assert answer.getvalue().startswith(b"%PDF")
        assert "attachment" in answer["Content-Disposition"]
    assert address in browser(world.receiver).get(place("number", world.commune.key, PERIOD, "T1")).content.decode()
    for who in (world.neighbour, world.stranger, officer(world.tree.province, Duty.KEEP_BOOK)):
        assert browser(who).get(address).status_code == 404
    services.send_back(by=world.receiver, report=received, reason="Xem lại.")
    assert browser(world.receiver).get(address).status_code == 404
    assert browser(world.maker).get(address).getvalue().startswith(b"%PDF")


def test_what_is_no_document_is_refused_and_nothing_is_kept(world: World, received: Report) -> None:
    wrong = SimpleUploadedFile("chay.pdf", b"MZ not a document", content_type="application/pdf")
    page = browser(world.maker).post(place("correct", received.pk), page_of(received, send="", files=[wrong])).content.decode()
    assert "Chỉ nhận ảnh" in page
    assert WRITES in page
    assert not File.objects.exists()
    assert not Rewording.objects.exists()


def test_a_second_correction_of_the_same_words_names_the_revision_it_saw(world: World, received: Report) -> None:
    reword(world, received)
    page = (
        browser(world.maker).post(place("correct", received.pk), page_of(received, send="", **{"loi-I-text": "Khác hẳn."})).content.decode()
    )
    assert "lần gửi mới hơn" in page


@pytest.mark.parametrize("more", [0, 5])
def test_the_list_above_asks_as_much_for_one_correction_as_for_many(world: World, received: Report, more: int) -> None:
    above(world)
    for number in range(more + 1):
        received.refresh_from_db()
        reword(world, received, f"Lần {number}.")
    client = browser(world.receiver)
    with CaptureQueriesContext(connection) as caught:
        client.get(place("submission", received.pk, 2))
    assert len(caught) <= 25


def test_a_touched_row_says_what_it_needs_and_an_untouched_one_nothing(world: World, received: Report) -> None:
    report = received
    client, address = browser(world.maker), place("correct", report.pk)
    page = client.get(address).content.decode()
    for name in ("reason", "evidence"):
        [label] = re.findall(rf'<label[^>]*for="id_T1-{name}">.*?</label>', page)
        assert "không bắt buộc" not in label
    assert "required" not in re.search(r'<input[^>]*id="id_T1-reason"[^>]*>', page)[0]  # type: ignore[index]  # it is there
    wrong = client.post(address, {"seen": "1", "T1-value": "20", "T2-source": "Sổ mới", "preview": ""}).content.decode()
    for code in ("T1", "T2"):
        for name in ("reason", "evidence"):
            assert f'href="#id_{code}-{name}"' in wrong
    assert 'href="#id_T5-reason"' not in wrong
    assert 'value="20"' in wrong
    assert "Sổ mới" in wrong
