"""What the holder of the code may do after sending: write, rate, disagree, go to the superior."""

import pytest
from django.test import Client

from danvan.audit.doer import CITIZEN
from danvan.lib import codes
from danvan.petitions import services
from danvan.petitions.models import Feedback, Message, Petition, PetitionKind, State
from danvan.petitions.tests.factories import Cast, accepted, bring, cast

pytestmark = pytest.mark.django_db
CASE = "/tra-cuu/don/"


@pytest.fixture
def play() -> Cast:
    return cast()


def opened(secret: str) -> Client:
    """A browser that opened the case with its code."""
    client = Client()
    assert client.post("/tra-cuu/", {"code": codes.grouped(secret)}).status_code == 302
    return client


def settled(play: Cast, kind: str) -> tuple[Petition, Client]:
    """An answered petition and a browser with its code."""
    receipt = bring(play.unit)
    assert receipt.secret
    petition = services.register(by=play.clerk, petition=receipt.petition)
    petition = services.classify(by=play.clerk, petition=petition, kind=kind)
    petition = services.check(by=play.clerk, petition=petition, eligible=True, within_authority=True)
    petition = services.accept(by=play.clerk, petition=petition)
    services.answer(by=play.leader, petition=petition, text="Đã xem xét.")
    return petition, opened(receipt.secret)


def test_a_late_joiner_with_the_code_reads_every_letter_from_the_first(play: Cast) -> None:
    receipt = bring(play.unit)
    assert receipt.secret
    services.ask(by=play.clerk, petition=receipt.petition, text="Đoạn nào hỏng?")
    first = opened(receipt.secret)
    assert first.post(f"{CASE}thu/", {"letter": "Đoạn trước trường."})["Location"] == CASE
    page = opened(receipt.secret).get(CASE).content.decode()
    assert "Đoạn nào hỏng?" in page
    assert "Đoạn trước trường." in page


def test_a_letter_is_marked_read_when_its_page_was_shown(play: Cast) -> None:
    receipt = bring(play.unit)
    assert receipt.secret
    services.ask(by=play.clerk, petition=receipt.petition, text="Đoạn nào hỏng?")
    opened(receipt.secret).get(CASE)
    assert Message.objects.get().read_at is not None


def test_an_empty_letter_is_told_beside_its_field_and_nothing_is_sent(play: Cast) -> None:
    receipt = bring(play.unit)
    assert receipt.secret
    answer = opened(receipt.secret).post(f"{CASE}thu/", {"letter": "  "})
    assert "Hãy viết nội dung thư." in answer.content.decode()
    assert not Message.objects.exists()


def test_who_does_not_agree_says_how_they_were_served_and_a_slip_keeps_it(play: Cast) -> None:
    _petition, client = settled(play, PetitionKind.RECOMMENDATION)
    page = client.post(f"{CASE}y-kien/", {"verdict": "disagreed", "served": "2", "text": " "}).content.decode()
    assert page.count('name="served"') == 2
    assert page.count('<option value="2" selected>') == 2
    client.post(f"{CASE}y-kien/", {"verdict": "disagreed", "served": "2", "text": "Đường vẫn ngập."})
    assert [(one.verdict, one.served) for one in Feedback.objects.all()] == [("disagreed", 2)]


def test_rating_goes_with_the_word_and_nonsense_is_no_rating(play: Cast) -> None:
    _petition, client = settled(play, PetitionKind.RECOMMENDATION)
    client.post(f"{CASE}y-kien/", {"verdict": "helped", "served": "4"})
    client.post(f"{CASE}y-kien/", {"verdict": "helped", "served": "9"})
    assert [one.served for one in Feedback.objects.all()] == [4, None]


def test_disagreeing_reopens_and_the_page_says_so(play: Cast) -> None:
    petition, client = settled(play, PetitionKind.RECOMMENDATION)
    client.post(f"{CASE}y-kien/", {"verdict": "disagreed", "text": "Chưa làm gì cả."})
    petition.refresh_from_db()
    assert petition.state == State.REVIEW
    assert "cơ quan xem lại trả lời" in client.get(CASE).content.decode()


def test_a_second_complaint_goes_up_under_the_same_code(play: Cast) -> None:
    petition, client = settled(play, PetitionKind.COMPLAINT)
    assert "Khiếu nại lần hai lên cấp trên" in client.get(CASE).content.decode()
    client.post(f"{CASE}len-cap-tren/", {"higher": "Tôi không đồng ý với mức bồi thường."})
    above = Petition.objects.get(previous=petition)
    page = client.get(CASE).content.decode()
    assert above.reference in page
    assert "Khiếu nại lần hai lên cấp trên" not in page
    client.post(f"{CASE}thu/", {"letter": "Tôi gửi thêm giấy tờ.", "part": above.reference})
    assert Message.objects.get().petition == above


def test_nobody_goes_up_while_the_office_still_has_time(play: Cast) -> None:
    petition = accepted(play.clerk, PetitionKind.COMPLAINT)
    services.withdraw_part(by=CITIZEN, petition=petition, withdrawn="Một phần.")
    receipt = bring(play.unit)
    assert receipt.secret
    client = opened(receipt.secret)
    assert client.post(f"{CASE}len-cap-tren/", {"higher": "Lên tỉnh."}).status_code == 200
    assert not Petition.objects.filter(previous__isnull=False).exists()


def test_a_part_of_somebody_elses_case_is_not_found(play: Cast) -> None:
    other = bring(play.unit).petition
    receipt = bring(play.unit)
    assert receipt.secret
    assert opened(receipt.secret).post(f"{CASE}thu/", {"letter": "Xem trộm.", "part": other.reference}).status_code == 404


def test_letters_and_words_from_one_network_have_an_end_within_the_hour(play: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("danvan.portal.views.sending.SENDS_AT_MOST", 2)
    receipt = bring(play.unit)
    assert receipt.secret
    client = opened(receipt.secret)
    answers = [client.post(f"{CASE}thu/", {"letter": f"Thư số {number}."}) for number in range(3)]
    assert Message.objects.count() == 2
    assert "Thư số 2." in answers[-1].content.decode()
    assert client.post(f"{CASE}y-kien/", {"verdict": "helped"}).status_code == 200
