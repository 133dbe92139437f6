"""The wizard's pages: order, wrong answers, editing, files, what is kept and what is not."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.files.models import File
from danvan.petitions.models import Petition
from danvan.portal import pages
from danvan.portal.models import DraftFile
from danvan.portal.tests.factories import ADDRESS, NAME, PHONE, TEXT, Person, found, page, photo, text_of

CHECK = "/gui-y-kien/kiem-tra/"


def test_each_page_leads_to_the_next_and_the_last_to_the_answers(person: Person) -> None:
    slugs = [*person.answers(), "kiem-tra"]
    for slug, following in pairwise(slugs):
        response = person.post(slug, person.answers()[slug])
        assert response["Location"] == page(following), slug


def test_every_page_has_language_title_back_link_and_one_heading(person: Person) -> None:
    for slug in person.answers():
        text = text_of(person.client.get(page(slug)))
        assert '<html lang="vi">' in text
        assert re.search(r"<title>\s*\S.+ – danvan</title>", text)
        assert text.count("<h1") == 1
        assert 'class="back-link"' in text
        person.post(slug, person.answers()[slug])


def test_skipping_ahead_leads_to_the_first_unanswered_page(person: Person) -> None:
    person.walk(until="viec")
    assert person.client.get(page("cong-khai"))["Location"] == page("viec")
    assert person.client.get(CHECK)["Location"] == page("viec")


def test_a_bookmark_without_a_session_leads_to_the_first_page(person: Person) -> None:
    assert person.client.get(page("lien-he"))["Location"] == page("loai")


def test_an_unknown_page_is_not_found(person: Person) -> None:
    assert person.client.get(page("khong-co")).status_code == 404


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("loai", {}, "Hãy chọn một loại", ""),
    ("noi", {"place": "", "province": ""}, "Hãy viết tên xã, phường", ""),
    ("noi", {"place": "Atlantis", "province": ""}, "Không tìm thấy nơi nào tên là “Atlantis”", "Atlantis"),
    ("chon", {"unit": "0"}, "Hãy chọn một nơi trong danh sách", ""),
    ("dia-diem", {"spot": "x" * 201}, "dài quá 200 ký tự", "x" * 201),
    ("viec", {"topic": "weather"}, "Hãy chọn một lĩnh vực", ""),
    ("noi-dung", {"text": "Hỏng"}, "Nội dung quá ngắn", "Hỏng"),
    ("noi-dung", {"text": "a" * 1507}, "Hãy bớt 7 ký tự", "a" * 1507),
    ("noi-dung", {"text": "Căn cước của tôi là 001234567890 nhé"}, "Hãy xóa số đó", "001234567890"),
    ("cung-gui", {}, "Hãy chọn gửi một mình hay cùng người khác", ""),
    ("dai-dien", {"people": "1", "representatives": "Bà Lan"}, "từ 2 người trở lên", "Bà Lan"),
    ("dai-dien", {"people": "9", "representatives": "A\nB\nC\nD\nE\nF"}, "Tối đa 5 người đại diện", "A\nB\nC\nD\nE\nF"),
    ("lien-he", {"name": "", "address": "", "phone": "abc"}, "Số điện thoại chưa đúng", "abc"),
    ("lien-he", {"name": NAME, "address": "", "phone": ""}, "Hãy ghi địa chỉ", NAME),
    ("cong-khai", {}, "Hãy chọn Có, Không", ""),
]


@pytest.mark.parametrize(("slug", "given", "said", "kept"), WRONG)
def test_a_wrong_answer_says_why_and_keeps_what_was_typed(person: Person, slug: str, given: dict[str, Any], said: str, kept: str) -> None:
    person.said = {"cung-gui": {"together": "group"}, "dai-dien": {"people": "12", "representatives": "Bà Lan"}}
    person.walk(until=slug)
    text = text_of(person.post(slug, given))
    assert "error-summary" in text
    assert text.count(said) == 2, "on top and beside the field"
    assert kept in text
    assert "Lỗi:" in text


def test_a_text_of_exactly_1500_characters_with_line_breaks_is_taken(person: Person) -> None:
    person.walk(until="noi-dung")
    text = "a" * 749 + "\r\n" + "b" * 750
    assert person.post("noi-dung", {"text": text}).status_code == 302


def test_a_place_is_found_without_accents_and_by_an_old_name(person: Person) -> None:
    person.walk(until="noi")
    person.post("noi", {"place": "tay son", "province": ""})
    text = text_of(person.client.get(page("chon")))
    assert "Xã Đông Sơn, Tỉnh Hà Bắc" in text
    assert "Tên cũ: Xã Tây Sơn" in text


def test_the_only_place_found_is_chosen_already(person: Person) -> None:
    person.walk(until="noi")
    person.post("noi", {"place": "Xã Đông Sơn, Tỉnh Hà Bắc", "province": ""})
    text = text_of(person.client.get(page("chon")))
    assert text.count('type="radio"') == 1
    assert " checked" in text


def test_a_province_alone_offers_its_communes_and_i_do_not_know(person: Person) -> None:
    province = person.unit.paths.get(depth=1).ancestor
    person.walk(until="noi")
    person.post("noi", {"place": "", "province": str(province.pk)})
    text = text_of(person.client.get(page("chon")))
    assert text.count('type="radio"') == 4
    assert "Tôi không biết: gửi lên cấp tỉnh" in text
    assert person.post("chon", {"unit": str(province.pk)})["Location"] == page("dia-diem")


def test_a_new_place_asks_again_which_one(person: Person) -> None:
    person.walk()
    assert person.post("noi", {"place": "nam son", "province": ""})["Location"] == page("chon")


def test_changing_an_answer_returns_to_the_answers(person: Person) -> None:
    person.walk()
    text = text_of(person.client.get(CHECK))
    assert f'href="{page("viec")}"' in text
    assert f'href="{CHECK}"' in text_of(person.client.get(page("viec")))
    assert person.post("viec", {"topic": "water"})["Location"] == CHECK
    assert "Nước sạch" in text_of(person.client.get(CHECK))


def test_the_answers_show_everything_and_say_what_was_not_given(person: Person) -> None:
    person.said = {"dia-diem": {"spot": ""}, "lien-he": {"name": NAME, "address": ADDRESS, "phone": ""}}
    person.walk()
    text = text_of(person.client.get(CHECK))
    for shown in ("Kiến nghị, phản ánh", "Xã Đông Sơn, Tỉnh Hà Bắc", TEXT, NAME, ADDRESS, "Có, sau khi bỏ tên"):
        assert shown in text
    assert text.count("Không cung cấp") == 3, "spot, files, telephone"
    assert text.count(">Sửa<") == 11
    assert "Ai đọc?" in text
    assert "365 ngày sau khi việc kết thúc" in text
    assert ">Gửi ý kiến</button>" in text


def test_a_group_says_how_many_and_who_speaks_for_it(person: Person) -> None:
    person.said = {"cung-gui": {"together": "group"}, "dai-dien": {"people": "12", "representatives": "Bà Lan\n\nÔng Tám\n"}}
    person.send()
    petition = Petition.objects.get()
    assert petition.people == 12
    assert petition.sender.representatives == "Bà Lan\nÔng Tám"


def test_a_person_alone_again_does_not_send_the_group_answers(person: Person) -> None:
    person.said = {"cung-gui": {"together": "group"}, "dai-dien": {"people": "12", "representatives": "Bà Lan"}}
    person.walk()
    person.post("cung-gui", {"together": "alone"})
    person.press(person.submission())
    petition = Petition.objects.get()
    assert (petition.people, petition.sender.representatives) == (1, "")


def test_a_denunciation_is_sent_to_the_desk_and_nothing_is_stored(person: Person) -> None:
    response = person.post("loai", {"kind": "denunciation"})
    assert response["Location"] == "/gui-y-kien/to-cao/"
    text = text_of(person.client.get(response["Location"]))
    assert "Tố cáo: trước khi gửi" in text
    assert "trụ sở Ủy ban nhân dân xã" in text
    assert "gui_y_kien" not in person.client.session


def test_a_complaint_cannot_withhold_the_name(person: Person) -> None:
    person.said = {"loai": {"kind": "complaint"}}
    person.walk(until="lien-he")
    assert "Tôi không muốn cho biết tên" not in text_of(person.client.get(page("lien-he")))
    text = text_of(person.post("lien-he", {"withheld": "on", "name": "", "address": "", "phone": PHONE}))
    assert "Luật yêu cầu người khiếu nại cho biết họ tên" in text
    assert PHONE in text


def test_a_recommendation_may_come_without_a_name(person: Person) -> None:
    person.said = {"lien-he": {"withheld": "on", "name": NAME, "address": ADDRESS, "phone": PHONE}}
    person.send()
    sender = Petition.objects.get().sender
    assert (sender.name, sender.address, sender.phone) == ("", "", "0912345678")


def test_turning_a_nameless_draft_into_a_complaint_asks_for_the_name_again(person: Person) -> None:
    person.said = {"lien-he": {"withheld": "on", "name": "", "address": "", "phone": ""}}
    person.walk()
    assert person.post("loai", {"kind": "complaint"})["Location"] == page("lien-he")


def test_a_typed_answer_survives_a_session_that_ended(person: Person) -> None:
    assert person.post("noi-dung", {"text": TEXT})["Location"] == page("loai")
    person.walk(until="noi-dung")
    assert TEXT in text_of(person.client.get(page("noi-dung")))


def test_files_are_checked_at_once_and_the_good_ones_kept(person: Person) -> None:
    person.walk(until="anh")
    bad = SimpleUploadedFile("virus.exe", b"MZ not a picture", "image/jpeg")
    text = text_of(person.post("anh", {"files": [photo(), bad]}))
    assert "virus.exe: " in text
    assert "duong.jpg" in text
    assert DraftFile.objects.count() == 1
    assert person.post("anh", {})["Location"] == page("cung-gui")


def test_no_more_than_three_files(person: Person) -> None:
    person.walk(until="anh")
    assert "Tối đa 3 tệp" in text_of(person.post("anh", {"files": [photo(f"{n}.jpg") for n in range(4)]}))
    assert not DraftFile.objects.exists()
    person.post("anh", {"files": [photo(f"{n}.jpg") for n in range(3)], "stay": "1"})
    assert 'type="file"' not in text_of(person.client.get(page("anh")))


def test_a_file_can_be_taken_out_again(person: Person, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    person.walk(until="anh")
    assert person.post("anh", {"files": [photo()], "stay": "1"})["Location"] == page("anh")
    kept = found(r'name="drop" value="(\d+)"', person.client.get(page("anh")))
    stored = File.objects.get().content
    with django_capture_on_commit_callbacks(execute=True):
        assert person.post("anh", {"drop": kept})["Location"] == page("anh")
    assert not File.objects.exists()
    assert not stored.storage.exists(str(stored.name))


def test_a_file_with_a_number_beyond_a_thousand_can_be_taken_out_too(person: Person) -> None:
    person.walk(until="anh")
    person.post("anh", {"files": [photo()], "stay": "1"})
    DraftFile.objects.update(id=1234)
    kept = found(r'name="drop" value="([^"]+)"', person.client.get(page("anh")))
    person.post("anh", {"drop": kept})
    assert not DraftFile.objects.exists()


def test_a_stranger_cannot_take_out_a_file_of_another_draft(person: Person, client: Any) -> None:
    person.walk(until="anh")
    person.post("anh", {"files": [photo()], "stay": "1"})
    client.post(page("anh"), {"drop": str(DraftFile.objects.get().pk)})
    assert DraftFile.objects.exists()


def test_giving_up_removes_answers_and_files(person: Person) -> None:
    person.said = {"anh": {"files": [photo()]}}
    person.walk()
    person.client.post(reverse("portal:discard"))
    assert not DraftFile.objects.exists()
    assert not File.objects.exists()
    assert "gui_y_kien" not in person.client.session


def test_giving_up_asks_first_and_leads_back_to_what_was_written(person: Person) -> None:
    person.walk()
    address = reverse("portal:discard")
    assert f'href="{address}"' in person.client.get(reverse("portal:check")).content.decode()
    text = person.client.get(address).content.decode()
    assert "Xóa hết điều đã viết?" in text
    assert f'href="{reverse("portal:check")}"' in text
    assert "gui_y_kien" in person.client.session
    person.client.post(address)
    assert "gui_y_kien" not in person.client.session
    assert person.client.get(address)["Location"] == reverse("portal:start")


def test_a_commune_page_begins_with_its_place_known(person: Person) -> None:
    response = person.client.post(reverse("portal:start"), {"unit": person.unit.key})
    assert response["Location"] == page("loai")
    assert person.post("loai", {"kind": "recommendation"})["Location"] == page("dia-diem")


def test_a_province_page_begins_with_the_province_known(person: Person) -> None:
    province = person.unit.paths.get(depth=1).ancestor
    person.client.post(reverse("portal:start"), {"unit": province.key})
    assert person.post("loai", {"kind": "recommendation"})["Location"] == page("dia-diem")


def test_no_personal_data_ever_stands_in_an_address(person: Person) -> None:
    seen = [person.walk()["Location"], person.send()["Location"], person.look_up(person.code())["Location"]]
    assert not [address for address in seen if "?" in address]


def test_answers_of_every_page_are_asked_for_in_one_order(person: Person) -> None:
    assert [one.slug for one in pages.PAGES if one.slug != "bao-tin"] == [
        *list(person.answers())[:8],
        "dai-dien",
        *list(person.answers())[8:],
    ]


def test_the_number_of_queries_does_not_grow_with_the_places_found(person: Person) -> None:
    person.walk(until="chon")
    numbers = []
    for name, places in (("bac son", 1), ("son", 3)):
        person.post("noi", {"place": name, "province": ""})
        with CaptureQueriesContext(connection) as captured:
            assert text_of(person.client.get(page("chon"))).count('type="radio"') == places
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= 20


@pytest.mark.parametrize("nonsense", ["²", "9" * 30, "-1"])
def test_a_made_up_number_of_a_file_drops_nothing(person: Person, nonsense: str) -> None:
    person.walk(until="anh")
    person.post("anh", {"files": photo(), "stay": "1"})
    assert person.post("anh", {"drop": nonsense}).status_code == 302
    assert DraftFile.objects.count() == 1
