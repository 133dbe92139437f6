"""Papers about petitions: each prints in Vietnamese as DOCX and PDF, fits its state and kind, and of a denunciation nobody is named."""

import io
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

import docx as python_docx
import pypdf
import pytest
from docx.oxml.ns import qn

from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.papers import services as printer
from danvan.papers.composing import fields_of
from danvan.papers.models import Outgoing, Printed
from danvan.papers.registry import registry
from danvan.papers.rules import faults
from danvan.petitions import services
from danvan.petitions.models import Petition, PetitionKind, Sender
from danvan.petitions.papers import CASE_PAPERS, CaseFile, alias
from danvan.petitions.rules import ACTS, Act
from danvan.petitions.selectors.papers import case_file, papers_for
from danvan.petitions.tests.factories import LAN, Cast, accepted, answered, checked, registered
from danvan.units.access import Acting

COMPLAINT, DENUNCIATION = PetitionKind.COMPLAINT, PetitionKind.DENUNCIATION
PAPER = {"channel": "desk", "sender": services.NOBODY}
MARKER, MARKER_ADDRESS, MARKER_PHONE = "Trịnh Thị Ẩn Danh", "Ngõ 77 thôn Kín", "0987 654 321"


@dataclass(frozen=True)
class File:
    """A printed file and its words."""

    content: bytes
    text: str


def printed(who: Acting, petition: Petition, name: str, form: str = "docx") -> File:
    """The paper printed by the officer, with its words."""
    paper, case = CASE_PAPERS[name], case_file(who, petition)
    made = printer.render(by=who, code=paper.kind.code, subject=case, unit=who.unit, form=form, occasion=paper.occasion(case))
    return File(made.content, words(made.content, form))


def words(content: bytes, form: str) -> str:
    """Every word of a file."""
    if form == "pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if form == "docx":
        document = python_docx.Document(io.BytesIO(content))
        foot = [paragraph.text for paragraph in document.sections[0].first_page_footer.paragraphs]
        return "\n".join(["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))] + foot)
    return content.decode()


def flat(text: str) -> str:
    """Without spaces and case, composed: how a file cuts its lines does not matter."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text)).casefold()


def names(who: Acting, petition: Petition) -> set[str]:
    """The papers offered."""
    petition.refresh_from_db()
    return {one.name for one in papers_for(who, case_file(who, petition))}


def settled(play: Cast, kind: str, **given: object) -> Petition:
    """Accepted, verified, talked about and answered, with an extension and a pause on the way."""
    petition = accepted(play.clerk, kind, **given)
    ground = {COMPLAINT: "complex", DENUNCIATION: "complex_denunciation"}[PetitionKind(kind)]
    services.extend(by=play.leader, petition=petition, ground=ground, reason="Vụ việc phức tạp, nhiều bên", days=40)
    pausing = {COMPLAINT: "other_result", DENUNCIATION: "denunciation_other_result"}[PetitionKind(kind)]
    services.pause(by=play.leader, petition=petition, ground=pausing, note="Chờ kết quả đo đạc")
    services.resume(by=play.leader, petition=petition)
    services.order_verification(by=play.clerk, petition=petition, team="Tổ xác minh: ông Tư, bà Năm", number="12/QĐ-UBND")
    services.report_verification(by=play.clerk, petition=petition, findings="Kết quả: ranh giới đo chưa đúng.")
    if kind == COMPLAINT:
        services.dialogue(
            by=play.clerk, petition=petition, held_on=clock.today(), minutes="Hai bên thống nhất đo lại.", came=True, place="Trụ sở xã"
        )
    services.answer(by=play.leader, petition=petition, text="Công nhận nội dung, giao đo đạc lại.", number="15/QĐ-UBND")
    petition.refresh_from_db()
    return petition


def sent_back(play: Cast) -> Petition:
    petition = checked(play.clerk, COMPLAINT)
    return services.send_back(by=play.clerk, petition=petition, ground="time_barred", public_note="Quá thời hiệu 90 ngày.")


def guided(play: Cast) -> Petition:
    return services.guide(by=play.clerk, petition=registered(play.clerk), ground="court", public_note="Gửi đơn đến Tòa án khu vực.")


def transferred(play: Cast) -> Petition:
    return services.transfer(by=play.clerk, petition=registered(play.clerk), ground="no_authority", to="Công an tỉnh")


def suspended(play: Cast) -> Petition:
    petition = accepted(play.clerk, COMPLAINT)
    ground = ACTS[Act.SUSPEND].grounds_for(COMPLAINT, clock.today())[0]
    return services.suspend(by=play.leader, petition=petition, ground=ground.code, public_note="Người khiếu nại đã rút đơn.")


def published(play: Cast) -> Petition:
    petition = answered(play.clerk)
    services.publish(by=play.leader, petition=petition, title="Đường thôn", question="Đường hỏng", text="Đã sửa xong.")
    return petition


CASES = [
    ("receipt", registered, LAN.name),
    ("proposal", registered, "Đường vào thôn Đoài hỏng nặng"),
    ("acceptance", lambda who: accepted(who, COMPLAINT), "đến ngày 07/10/2026"),
]


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize(("name", "make", "expected"), CASES, ids=[case[0] for case in CASES])
def test_the_first_papers_print_what_the_petition_holds(play: Cast, name: str, make: object, expected: str, form: str) -> None:
    petition = make(play.clerk)  # type: ignore[operator]
    text = flat(printed(play.clerk, petition, name, form).text)
    assert flat(expected) in text
    assert flat("Độc lập - Tự do - Hạnh phúc") in text
    assert flat(petition.reference) in text


MORE = [
    ("refusal", sent_back, "Quá thời hiệu 90 ngày."),
    ("return", sent_back, "Luật Khiếu nại 02/2011/QH13, Điều 11"),
    ("guidance", guided, "Gửi đơn đến Tòa án khu vực."),
    ("transfer", transferred, "Công an tỉnh"),
    ("suspension", suspended, "Người khiếu nại đã rút đơn."),
    ("publication", published, "Đã sửa xong."),
    ("answer", lambda play: answered(play.clerk), "đã sửa xong mặt đường"),
    ("extension", lambda play: settled(play, COMPLAINT), "Vụ việc phức tạp, nhiều bên"),
    ("pause", lambda play: settled(play, COMPLAINT), "Chờ kết quả đo đạc"),
    ("verification_order", lambda play: settled(play, COMPLAINT), "Tổ xác minh: ông Tư, bà Năm"),
    ("verification_report", lambda play: settled(play, COMPLAINT), "ranh giới đo chưa đúng"),
    ("dialogue", lambda play: settled(play, COMPLAINT), "Hai bên thống nhất đo lại."),
    ("decision_first", lambda play: settled(play, COMPLAINT), "Công nhận nội dung, giao đo đạc lại"),
    ("denunciation_acceptance", lambda play: settled(play, DENUNCIATION, **PAPER), "Thụ lý tố cáo"),
    ("conclusion", lambda play: settled(play, DENUNCIATION, **PAPER), "Công nhận nội dung, giao đo đạc lại"),
]


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize(("name", "make", "expected"), MORE, ids=[case[0] for case in MORE])
def test_each_later_paper_fits_and_prints(play: Cast, name: str, make: object, expected: str, form: str) -> None:
    petition = make(play)  # type: ignore[operator]
    assert name in names(play.clerk, petition)
    assert flat(expected) in flat(printed(play.clerk, petition, name, form).text)


def test_a_second_decision_prints_for_a_second_complaint(play: Cast) -> None:
    first = settled(play, COMPLAINT)
    above = services.go_up(by=play.clerk, petition=first, text="Tôi không đồng ý.")
    who = play.superior
    services.register(by=who, petition=above)
    services.classify(by=who, petition=above, kind=PetitionKind.COMPLAINT_SECOND)
    services.check(by=who, petition=above, eligible=True, within_authority=True)
    services.accept(by=who, petition=above)
    services.dialogue(by=who, petition=above, held_on=clock.today(), minutes="Đã đối thoại.", came=False)
    services.answer(by=who, petition=above, text="Giữ nguyên quyết định lần đầu.")
    above.refresh_from_db()
    assert {"decision_second"} <= names(who, above)
    assert "decision_first" not in names(who, above)
    assert "Giữ nguyên quyết định lần đầu." in printed(who, above, "decision_second").text
    assert "không đến" in printed(who, above, "dialogue").text


def test_a_superior_prints_a_letter_that_presses_and_nothing_else(play: Cast) -> None:
    petition = accepted(play.clerk, COMPLAINT)
    assert names(play.superior, petition) == {"urging"}
    assert names(play.neighbour, petition) == set()
    assert "urging" not in names(play.clerk, petition)
    with clock.standing_at(date(2026, 12, 1)):
        text = printed(play.superior, petition, "urging").text
    assert "Đến nay đã quá hạn" in text
    assert f"Kính gửi: {play.unit.full_name}" in text
    assert LAN.name not in text


def test_the_unit_that_passed_a_petition_on_prints_the_slip_and_the_receiver_does_not(play: Cast) -> None:
    petition = registered(play.clerk)
    services.transfer(by=play.clerk, petition=petition, ground="no_authority", to=play.neighbour.unit)
    assert names(play.clerk, petition) == {"transfer"}
    assert "transfer" not in names(play.neighbour, petition)
    text = printed(play.clerk, petition, "transfer").text
    assert play.neighbour.unit.full_name in text
    # Who passed it on no longer sees the sender: the slip leaves room to write by hand.
    assert LAN.name not in text


def test_only_papers_of_the_state_and_kind_are_offered(play: Cast) -> None:
    assert names(play.clerk, registered(play.clerk)) == {"receipt", "proposal"}
    assert names(play.clerk, accepted(play.clerk, COMPLAINT)) == {"receipt", "acceptance", "dialogue"}
    assert names(play.clerk, accepted(play.clerk, DENUNCIATION, **PAPER)) == {"receipt", "denunciation_acceptance"}
    assert names(play.clerk, answered(play.clerk)) == {"receipt", "acceptance", "answer"}


def test_the_usual_wordings_have_no_fault_and_every_paper_is_marked_as_recalled() -> None:
    ours = [kind for code, kind in registry.papers.items() if code.startswith("petitions.")]
    assert len(ours) == 21
    for kind in ours:
        assert faults(kind, kind.wording) == {}, kind.code
        assert kind.recalled


def test_whatever_tells_who_sent_it_is_declared_personal() -> None:
    personal = {"ho_ten", "dia_chi", "dien_thoai", "nguoi_dai_dien", "tom_tat", "noi_dung", "noi_xay_ra", "tai_lieu"}
    for paper in CASE_PAPERS.values():
        assert {field.name for field in fields_of(paper.kind).values() if field.personal} == personal & fields_of(paper.kind).keys()


def marked(play: Cast) -> Petition:
    """A denunciation with a marker in everything the sender gave, at the end of its way. The row of the sender is filled by hand, past every guard."""
    petition = settled(play, DENUNCIATION, **PAPER, text=f"{MARKER}, {MARKER_ADDRESS}, {MARKER_PHONE} tố cáo", place=MARKER_ADDRESS)
    Sender.objects.filter(petition=petition).update(name=MARKER, address=MARKER_ADDRESS, phone=MARKER_PHONE, representatives=MARKER)
    Petition.objects.filter(pk=petition.pk).update(title=f"Đơn của {MARKER}")
    petition.refresh_from_db()
    return petition


def test_no_paper_about_a_denunciation_prints_who_sent_it_whatever_the_wording_asks(play: Cast) -> None:
    petition = marked(play)
    every = "\n".join(f"{{{{ {name} }}}}" for name in ("ho_ten", "dia_chi", "nguoi_dai_dien", "tom_tat", "noi_dung", "noi_xay_ra"))
    found = []
    for paper in CASE_PAPERS.values():
        wording = replace(paper.kind.wording, body=f"{every}\nHết", addressees="{{ ho_ten }}")
        printer.change(by=play.clerk, code=paper.kind.code, unit=play.unit, wording=wording)
        case = CaseFile(petition, play.unit, named=True)
        for form in ("docx", "html"):
            file = printer.render(by=play.clerk, code=paper.kind.code, subject=case, unit=play.unit, form=form, occasion=paper.name)
            found.append(words(file.content, form))
    everything = flat(" ".join(found))
    assert len(found) == 2 * len(CASE_PAPERS)
    assert not [piece for piece in (MARKER, MARKER_ADDRESS, MARKER_PHONE) if flat(piece) in everything]


def test_the_papers_of_a_denunciation_as_pdf_and_all_that_was_written_hold_no_marker(play: Cast) -> None:
    petition = marked(play)
    texts = [printed(play.clerk, petition, name, "pdf").text for name in sorted(names(play.clerk, petition))]
    rows = [str(row) for model in (Printed, Outgoing, Entry) for row in model.objects.values()]
    everything = flat(" ".join([*texts, *rows]))
    assert not [piece for piece in (MARKER, MARKER_ADDRESS, MARKER_PHONE) if flat(piece) in everything]


def test_the_sender_of_a_denunciation_is_not_even_read(play: Cast) -> None:
    case = CaseFile(marked(play), play.unit, named=True)
    assert case.sender is None
    for paper in CASE_PAPERS.values():
        read = paper.kind.values(case)
        assert not {"ho_ten", "dia_chi", "dien_thoai", "nguoi_dai_dien", "tom_tat", "noi_dung", "noi_xay_ra", "tai_lieu"} & read.keys()


def test_an_officers_words_that_name_the_denouncer_stop_the_print(play: Cast) -> None:
    petition = settled(play, DENUNCIATION, **PAPER)
    petition.answers.update(text="Theo đơn của người có số điện thoại 0912 345 678")
    with pytest.raises(Refused, match="làm lộ người gửi"):
        printed(play.clerk, petition, "conclusion")


def test_a_denunciation_goes_by_a_made_up_number_on_its_papers(play: Cast) -> None:
    petition = settled(play, DENUNCIATION, **PAPER)
    number = alias(petition)
    assert re.fullmatch(r"TC26-\w{4}-\w{4}", number)
    text = printed(play.clerk, petition, "conclusion").text
    assert number in text
    assert petition.reference not in text
    receipt = printed(play.clerk, petition, "receipt").text
    assert petition.reference in receipt
    assert number not in receipt
    assert alias(settled(play, DENUNCIATION, **PAPER)) != number


def test_a_copy_keeps_its_number_and_a_second_extension_gets_its_own(play: Cast) -> None:
    kind = CASE_PAPERS["extension"].kind
    printer.change(by=play.clerk, code=kind.code, unit=play.unit, wording=replace(kind.wording, numbered=True))
    petition = accepted(play.clerk, DENUNCIATION, **PAPER)
    numbers = []
    for days, ground in ((45, "complex_denunciation"), (75, "very_complex")):
        services.extend(by=play.leader, petition=petition, ground=ground, reason="Phức tạp", days=days)
        for _copy in range(2):
            printed(play.clerk, petition, "extension")
            numbers.append(Printed.objects.order_by("-id")[0].outgoing)
    assert [one.number for one in numbers if one] == [1, 1, 2, 2]


def test_a_reception_clerk_prints_a_decision_of_the_peoples_committee(play: Cast) -> None:
    petition = settled(play, COMPLAINT)
    text = printed(play.clerk, petition, "decision_first").text
    assert play.leader.body.name.upper() in text
    assert "CHỦ TỊCH" in text
