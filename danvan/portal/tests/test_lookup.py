"""Looking up with the code: what is seen, what may be done, how guessing is slowed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from danvan.audit.doer import CITIZEN
from danvan.audit.tests.order import taken
from danvan.files import services as files
from danvan.lib import clock, codes
from danvan.petitions import services
from danvan.petitions.models import Petition, PetitionKind, Topic
from danvan.petitions.services import Part
from danvan.petitions.tests.factories import LAN, Cast, bring
from danvan.portal import services as portal
from danvan.portal.tests.factories import Person, photo, text_of

CASE = "/tra-cuu/don/"


@pytest.fixture
def sent(person: Person) -> tuple[Client, Petition, str]:
    """A petition brought by somebody, and a browser that knows nothing yet."""
    receipt = bring(person.unit)
    return Client(), receipt.petition, receipt.secret or ""


def opened(client: Client, code: str) -> str:
    """The case page after typing the code."""
    client.post(reverse("portal:lookup"), {"code": code})
    return text_of(client.get(CASE))


@pytest.mark.parametrize("typing", [str, str.lower, codes.grouped, lambda code: " ".join(codes.grouped(code).split("-")) + " "])
def test_the_code_opens_the_case_however_it_is_typed(sent: tuple[Client, Petition, str], typing: Callable[[str], str]) -> None:
    client, petition, code = sent
    response = client.post(reverse("portal:lookup"), {"code": typing(code)})
    assert response["Location"] == CASE
    assert petition.reference in text_of(client.get(CASE))


def test_the_case_page_needs_the_code_first(sent: tuple[Client, Petition, str]) -> None:
    client, _petition, _code = sent
    assert client.get(CASE)["Location"] == "/tra-cuu/"
    for act in ("say", "attach", "withdraw"):
        assert client.post(reverse(f"portal:{act}"))["Location"] == "/tra-cuu/"


def test_the_address_of_a_refused_form_opened_again_is_the_case(sent: tuple[Client, Petition, str]) -> None:
    client, _petition, code = sent
    opened(client, code)
    for act in ("say", "attach", "withdraw"):
        assert client.get(reverse(f"portal:{act}"))["Location"] == CASE


def test_a_slip_of_the_pen_an_unknown_code_and_a_reference_are_told_apart(sent: tuple[Client, Petition, str]) -> None:
    client, petition, code = sent
    wrong = code[:-1] + next(sign for sign in codes.ALPHABET if sign != code[-1])
    said = {
        wrong: "thiếu, thừa hoặc nhầm một ký tự",
        codes.new_code(): "không có đơn nào mang mã này",
        petition.reference: "Đây là mã đơn",
        "": "Hãy gõ mã bí mật",
    }
    for typed, message in said.items():
        text = text_of(client.post(reverse("portal:lookup"), {"code": typed}))
        assert message in text, typed
        assert f'value="{typed}"' in text or not typed


def test_after_five_unknown_codes_the_network_pauses_a_quarter_of_an_hour(sent: tuple[Client, Petition, str]) -> None:
    client, _petition, code = sent
    for _try in range(5):
        client.post(reverse("portal:lookup"), {"code": codes.new_code()})
    text = text_of(Client().post(reverse("portal:lookup"), {"code": code}))
    assert "Hãy thử lại sau 09:15" in text
    assert code in text, "what was typed stays"
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        assert client.post(reverse("portal:lookup"), {"code": code})["Location"] == CASE


def test_a_malformed_code_is_no_guess(sent: tuple[Client, Petition, str]) -> None:
    client, _petition, code = sent
    for _try in range(6):
        client.post(reverse("portal:lookup"), {"code": "SAI"})
    assert client.post(reverse("portal:lookup"), {"code": code})["Location"] == CASE


def test_another_network_is_not_held_up(sent: tuple[Client, Petition, str]) -> None:
    client, _petition, code = sent
    for _try in range(5):
        client.post(reverse("portal:lookup"), {"code": codes.new_code()})
    far = Client(REMOTE_ADDR="203.0.113.9")
    assert far.post(reverse("portal:lookup"), {"code": code})["Location"] == CASE


def test_the_case_says_who_has_it_until_when_and_why(sent: tuple[Client, Petition, str]) -> None:
    client, _petition, code = sent
    text = opened(client, code)
    for shown in (
        "Xã Đông Sơn, Tỉnh Hà Bắc",
        "21/09/2026",
        "Còn 10 ngày làm việc",
        "Luật Tiếp công dân 42/2013/QH13",
        "thứ bảy",
        "Đã nhận đơn.",
        "Vào sổ và phân loại",
    ):
        assert shown in text


def test_late_is_computed(sent: tuple[Client, Petition, str]) -> None:
    client, _petition, code = sent
    with clock.standing_at(date(2026, 9, 24)):
        assert "Quá hạn 3 ngày" in opened(client, code)


def test_an_extension_shows_both_dates(play: Cast, client: Client) -> None:
    receipt = bring(play.unit)
    petition = settled(play, receipt.petition, PetitionKind.COMPLAINT)
    old = petition.clocks.get(stopped_on__isnull=True).due_on
    services.extend(by=play.leader, petition=petition, ground="complex", reason="Phải đo lại thực địa", days=40)
    text = opened(client, receipt.secret or "")
    new = petition.clocks.get(stopped_on__isnull=True).due_on
    assert new > old
    for shown in (f"{old:%d/%m/%Y}", f"{new:%d/%m/%Y}", "Gia hạn", "Phải đo lại thực địa"):
        assert shown in text


def test_the_sender_says_that_it_helped(play: Cast, client: Client) -> None:
    petition, code = with_answer(play)
    text = opened(client, code)
    assert "Đã sửa xong mặt đường" in text
    client.post(reverse("portal:say"), {"verdict": "helped"})
    petition.refresh_from_db()
    assert petition.verdict == "helped"
    assert "Đã giúp được việc".lower() in text_of(client.get(CASE)).lower()


def test_disagreeing_needs_words_and_keeps_them(play: Cast, client: Client) -> None:
    petition, code = with_answer(play)
    opened(client, code)
    text = text_of(client.post(reverse("portal:say"), {"verdict": "disagreed", "text": ""}))
    assert "Hãy viết điều gì chưa đúng hoặc chưa đủ" in text
    assert '<details class="ds-details" open>' in text
    too_long = "c" * 1501
    assert too_long in text_of(client.post(reverse("portal:say"), {"verdict": "disagreed", "text": too_long}))
    client.post(reverse("portal:say"), {"verdict": "disagreed", "text": "Mới sửa một nửa"})
    petition.refresh_from_db()
    assert petition.verdict == "disagreed"
    assert "Mới sửa một nửa" in text_of(client.get(CASE))


def test_saying_anything_before_the_answer_is_refused_kindly(sent: tuple[Client, Petition, str]) -> None:
    client, petition, code = sent
    opened(client, code)
    response = client.post(reverse("portal:say"), {"verdict": "helped"})
    assert response.status_code == 200
    assert "error-summary" in text_of(response)
    assert not petition.feedback.exists()


def test_files_can_be_added_and_fetched_again_by_the_sender_alone(sent: tuple[Client, Petition, str]) -> None:
    client, petition, code = sent
    opened(client, code)
    assert "Hãy chọn ít nhất một tệp" in text_of(client.post(reverse("portal:attach"), {}))
    assert client.post(reverse("portal:attach"), {"files": [photo("them.jpg")]})["Location"] == CASE
    attachment = petition.attachments.get()
    address = reverse("portal:file", args=(attachment.pk,))
    assert address in text_of(client.get(CASE))
    response = client.get(address)
    assert "attachment" in response["Content-Disposition"]
    response.close()
    assert Client().get(address).status_code == 404


def test_a_file_of_another_petition_is_not_found(sent: tuple[Client, Petition, str], play: Cast) -> None:
    client, _petition, code = sent
    opened(client, code)
    other = bring(play.unit, files=[files.store(photo(), by=CITIZEN)]).petition
    assert client.get(reverse("portal:file", args=(other.attachments.get().pk,))).status_code == 404


def test_files_of_the_answer_are_shown_and_working_papers_are_not(play: Cast, client: Client) -> None:
    receipt = bring(play.unit)
    petition = settled(play, receipt.petition)
    with clock.standing_at(date(2026, 9, 8)):
        paper = files.store(photo("giay-lam-viec.jpg"), by=play.clerk)
        services.attach(by=play.clerk, petition=petition, files=[paper], from_sender=False)
    with clock.standing_at(date(2026, 9, 9)):
        letter = files.store(photo("tra-loi.jpg"), by=play.clerk)
        services.answer(by=play.clerk, petition=petition, text="Đã sửa.", files=[letter])
        text = opened(client, receipt.secret or "")
    assert "tra-loi.jpg" in text
    assert "giay-lam-viec.jpg" not in text


def test_one_refused_file_stores_none(sent: tuple[Client, Petition, str]) -> None:
    client, petition, code = sent
    opened(client, code)
    bad = SimpleUploadedFile("hong.jpg", photo().read()[:20], "image/jpeg")
    text = text_of(client.post(reverse("portal:attach"), {"files": [photo(), bad]}))
    assert "hong.jpg: " in text
    assert not petition.attachments.exists()


def test_withdrawing_is_asked_twice(sent: tuple[Client, Petition, str]) -> None:
    client, petition, code = sent
    opened(client, code)
    text = text_of(client.post(reverse("portal:withdraw"), {"reason": "Đã xong"}))
    assert "Hãy đánh dấu để chắc chắn" in text
    assert "Đã xong" in text
    client.post(reverse("portal:withdraw"), {"sure": "on", "reason": "Đã xong"})
    petition.refresh_from_db()
    assert petition.state == "withdrawn"
    text = text_of(client.get(CASE))
    assert reverse("portal:withdraw") not in text
    assert "Người gửi đã rút đơn." in text


def test_a_split_letter_shows_its_parts_each_with_its_own_clock(play: Cast, client: Client) -> None:
    receipt = bring(play.unit)
    petition = services.register(by=play.clerk, petition=receipt.petition)
    parts = [
        Part(kind=PetitionKind.COMPLAINT, topic=Topic.ROADS, title="Đường", text="Đường hỏng nặng"),
        Part(kind=PetitionKind.RECOMMENDATION, topic=Topic.ELECTRICITY, title="Đèn", text="Đèn đường tắt"),
    ]
    services.split(by=play.clerk, petition=petition, parts=parts)
    text = opened(client, receipt.secret or "")
    for part in petition.parts.all():
        assert part.reference in text
    assert text.count('id="id_') == len(set(ids(text))), "no id twice"


def test_an_act_on_a_part_of_another_letter_is_not_found(sent: tuple[Client, Petition, str], play: Cast) -> None:
    client, _petition, code = sent
    opened(client, code)
    other = bring(play.unit).petition
    assert client.post(reverse("portal:say"), {"verdict": "helped", "part": other.reference}).status_code == 404


def test_closing_leaves_nothing_open(sent: tuple[Client, Petition, str]) -> None:
    client, petition, code = sent
    opened(client, code)
    assert client.post(reverse("portal:close"))["Location"] == "/tra-cuu/"
    assert client.get(CASE)["Location"] == "/tra-cuu/"
    assert petition.reference not in str(dict(client.session.items()))


def test_an_unused_case_closes_after_half_an_hour(sent: tuple[Client, Petition, str]) -> None:
    client, _petition, code = sent
    opened(client, code)
    with clock.standing_at(clock.now() + timedelta(minutes=31)):
        assert client.get(CASE)["Location"] == "/tra-cuu/"


def test_the_case_shows_no_name_address_or_telephone(sent: tuple[Client, Petition, str]) -> None:
    client, _petition, code = sent
    text = opened(client, code)
    assert not [mark for mark in (LAN.name, LAN.address, LAN.phone) if mark in text]


def test_an_officers_internal_note_stays_inside(play: Cast, client: Client) -> None:
    receipt = bring(play.unit)
    services.register(by=play.clerk, petition=receipt.petition, note="BÍ MẬT NỘI BỘ")
    assert "BÍ MẬT NỘI BỘ" not in opened(client, receipt.secret or "")


def settled(play: Cast, petition: Petition, kind: str = PetitionKind.RECOMMENDATION) -> Petition:
    """The petition, taken up to where it is being settled."""
    petition = services.register(by=play.clerk, petition=petition)
    petition = services.classify(by=play.clerk, petition=petition, kind=kind)
    petition = services.check(by=play.clerk, petition=petition, eligible=True, within_authority=True)
    return services.accept(by=play.clerk, petition=petition)


def with_answer(play: Cast) -> tuple[Petition, str]:
    """A petition answered, and its code."""
    receipt = bring(play.unit)
    services.answer(by=play.clerk, petition=settled(play, receipt.petition), text="Đã sửa xong mặt đường.", number="15/UBND")
    return receipt.petition, receipt.secret or ""


def ids(text: str) -> list[Any]:
    """All ids of fields on a page."""
    return [part.split('"', 1)[0] for part in text.split('id="')[1:] if part.startswith("id_")]


def test_files_added_later_take_the_petition_before_the_log(sent: tuple[Client, Petition, str]) -> None:
    _client, petition, _code = sent
    with taken() as order:
        portal.add_files(by=CITIZEN, petition=petition, uploads=[photo()])
    first = next(sql for sql in order.queries if 'FROM "petitions_petition"' in sql or 'FROM "audit_head"' in sql)
    assert 'FROM "petitions_petition"' in first


@pytest.mark.parametrize("settled", [False, True])
def test_a_case_asks_a_bounded_number_of_questions(
    sent: tuple[Client, Petition, str], play: Cast, settled: bool, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, petition, code = sent
    if settled:
        services.register(by=play.clerk, petition=petition)
        services.classify(by=play.clerk, petition=petition, kind=PetitionKind.RECOMMENDATION)
        services.check(by=play.clerk, petition=petition, eligible=True, within_authority=True)
        services.accept(by=play.clerk, petition=petition)
        services.answer(by=play.clerk, petition=petition, text="Đã sửa xong mặt đường.", number="15/UBND")
    opened(client, code)
    with django_assert_max_num_queries(15):
        assert petition.reference in text_of(client.get(CASE))
