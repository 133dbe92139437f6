"""Officers' pages: who may open them, what they show, that forms keep what was typed and a double click makes one."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django.fixtures import DjangoAssertNumQueries

from danvan.lib import codes
from danvan.petitions import services
from danvan.petitions.forms import FORMS
from danvan.petitions.models import Petition, PetitionKind, Sender, State, Step, Topic
from danvan.petitions.rules import ACTS, Act
from danvan.petitions.tests.factories import LAN, Cast, accepted, answered, checked, classified, received, registered
from danvan.units.access import Acting

DAY = date(2026, 9, 7)


def browser(who: Acting) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(who.user)
    return client


def test_anonymous_readers_are_sent_to_the_login_page(play: Cast, client: Client) -> None:
    petition = received(play.unit)
    for name, arguments in (
        ("list", []),
        ("new", []),
        ("detail", [petition.pk]),
        ("act", [petition.pk, "register"]),
        ("sheet", [petition.pk]),
    ):
        response = client.get(reverse(f"petitions:{name}", args=arguments))
        assert response.status_code == 302, name
        assert reverse("accounts:login") in response["Location"]


def test_an_officer_of_another_commune_gets_404(play: Cast) -> None:
    petition = received(play.unit)
    client = browser(play.neighbour)
    assert client.get(petition.get_absolute_url()).status_code == 404
    assert client.post(reverse("petitions:act", args=[petition.pk, "register"])).status_code == 404
    assert petition.reference not in client.get(reverse("petitions:list")).content.decode()


def test_a_superior_reads_but_does_not_act_and_never_sees_the_sender(play: Cast) -> None:
    petition = received(play.unit)
    client = browser(play.superior)
    page = client.get(petition.get_absolute_url()).content.decode()
    assert petition.text in page
    assert LAN.name not in page
    assert client.post(reverse("petitions:act", args=[petition.pk, "register"])).status_code == 403


def test_whoever_handles_it_sees_the_sender_and_the_next_acts(play: Cast) -> None:
    petition = received(play.unit)
    page = browser(play.clerk).get(petition.get_absolute_url()).content.decode()
    assert LAN.name in page
    assert reverse("petitions:act", args=[petition.pk, "register"]) in page
    assert reverse("petitions:act", args=[petition.pk, "accept"]) not in page


def test_lists_and_exports_never_name_the_sender(play: Cast) -> None:
    received(play.unit)
    client = browser(play.clerk)
    for address in (reverse("petitions:list"), reverse("petitions:export", args=["csv"])):
        response = client.get(address)
        body = b"".join(response)
        assert "KN26-00001" in body.decode()
        for piece in (LAN.name, LAN.phone, LAN.address):
            assert piece not in body.decode()
    assert b"".join(client.get(reverse("petitions:export", args=["xlsx"])))[:2] == b"PK"


def _entry(**given: object) -> dict[str, object]:
    said: dict[str, object] = {
        "submission": str(uuid4()),
        "channel": "desk",
        "name": "Trần Văn Bưởi",
        "people": "1",
        "topic": Topic.WATER,
        "text": "Nước giếng bị đục.",
        "may_publish": "no",
    }
    return {**said, **given}


def test_assisted_entry_ends_in_a_slip_whose_code_is_shown_once(play: Cast) -> None:
    client = browser(play.clerk)
    response = client.post(reverse("petitions:new"), _entry(), follow=True)
    petition = Petition.objects.get()
    assert response.redirect_chain == [(reverse("petitions:slip", args=[petition.pk]), 302)]
    assert response.context["code"]
    assert response.context["code"] in response.content.decode()
    assert (petition.entered_by, petition.unit) == (play.clerk.post, play.unit)
    again = client.get(reverse("petitions:slip", args=[petition.pk]))
    assert again.context["code"] == ""


def test_the_code_waiting_for_its_slip_is_read_neither_from_the_sessions_nor_in_another_browser(play: Cast) -> None:
    first, second = browser(play.clerk), browser(play.clerk)
    address = first.post(reverse("petitions:new"), _entry()).headers["Location"]
    waiting = str([one.get_decoded() for one in Session.objects.all()])
    assert "petition_slip" in waiting
    assert second.get(address).context["code"] == ""
    code = first.get(address).context["code"]
    assert codes.normalise(code)
    assert str(codes.normalise(code)) not in waiting
    assert "petition_slip" not in str([one.get_decoded() for one in Session.objects.all()])


def test_a_double_click_on_the_entry_form_makes_one_petition(play: Cast) -> None:
    client, said = browser(play.clerk), _entry()
    client.post(reverse("petitions:new"), said)
    client.post(reverse("petitions:new"), said)
    assert Petition.objects.count() == 1


def test_the_entry_form_keeps_what_was_typed_and_speaks_beside_the_field(play: Cast) -> None:
    response = browser(play.clerk).post(reverse("petitions:new"), _entry(people="3", representatives=""))
    assert response.context["form"].errors["representatives"] == ["Đơn nhiều người cần ghi người đại diện."]
    assert "Nước giếng bị đục." in response.content.decode()
    assert not Petition.objects.exists()


def test_a_denunciation_at_the_desk_is_sealed_or_takes_nobodys_identity(play: Cast) -> None:
    client = browser(play.clerk)
    refused = client.post(reverse("petitions:new"), _entry(denunciation="on"))
    assert "name" in refused.context["form"].errors
    client.post(reverse("petitions:new"), _entry(denunciation="on", name=""))
    assert Petition.objects.get().kind == PetitionKind.DENUNCIATION
    assert Sender.objects.get().name == ""


SAID: dict[Act, dict[str, object]] = {
    Act.REGISTER: {},
    Act.CLASSIFY: {"kind": "complaint", "topic": "land", "title": "Đường hỏng"},
    Act.SPLIT: {"text_1": "Đường hỏng.", "topic_1": "roads", "text_2": "Đèn hỏng.", "topic_2": "electricity", "kind_2": "recommendation"},
    Act.CHECK: {"eligible": "yes", "within_authority": "no"},
    Act.ACCEPT: {},
    Act.GUIDE: {"ground": "court", "public_note": "Hãy gửi đơn đến Tòa án."},
    Act.SEND_BACK: {"ground": "not_eligible", "public_note": "Đơn chưa đủ điều kiện."},
    Act.TRANSFER: {"ground": "no_authority", "to": "Công ty điện lực"},
    Act.FILE_AWAY: {"ground": "repeated"},
    Act.ANSWER: {"text": "Đã sửa xong.", "number": "15/UBND"},
    Act.PUBLISH: {"title": "Sửa đường", "question": "Đường thôn hỏng.", "text": "Đã sửa xong."},
    Act.WITHDRAW: {"reason": "Rút đơn có chữ ký."},
}
MAKE = {
    Act.REGISTER: registered,
    Act.CHECK: classified,
    Act.SEND_BACK: classified,
    Act.ACCEPT: checked,
    Act.ANSWER: accepted,
    Act.PUBLISH: answered,
}


@pytest.mark.parametrize("act", SAID)
def test_every_act_has_a_page_that_does_it_once(play: Cast, act: Act) -> None:
    petition = received(play.unit) if act == Act.REGISTER else MAKE.get(act, registered)(play.clerk)
    client, address = browser(play.clerk), reverse("petitions:act", args=[petition.pk, act])
    page = client.get(address)
    assert page.status_code == 200
    hidden = {name: page.context["form"][name].value() for name in ("seen", "once")}
    said = {**SAID[act], **hidden}
    for _click in range(2):
        assert client.post(address, said).status_code == 302
    assert Step.objects.filter(petition=petition, act=act).count() == 1 + (act == Act.CLASSIFY and petition.state == State.CLASSIFIED)
    assert client.get(petition.get_absolute_url()).status_code == 200
    assert client.get(reverse("petitions:sheet", args=[petition.pk])).status_code == 200


def test_the_superior_unit_takes_over_and_the_old_unit_reads_only_its_own_steps(play: Cast) -> None:
    petition = registered(play.clerk, title="Đường hỏng")
    client = browser(play.clerk)
    address = reverse("petitions:act", args=[petition.pk, Act.HAND_OVER])
    seen = client.get(address).context["form"]["seen"].value()
    client.post(address, {"above": str(play.tree.province.pk), "ground": "no_authority", "seen": seen})
    petition.refresh_from_db()
    assert (petition.unit, petition.state, petition.book_number) == (play.tree.province, State.RECEIVED, None)
    services.register(by=play.superior, petition=petition, note="Giao phòng chuyên môn.")
    page = client.get(petition.get_absolute_url()).content.decode()
    assert "Tiếp nhận" in page
    assert "Giao phòng chuyên môn" not in page
    assert petition.text not in page
    assert browser(play.superior).get(petition.get_absolute_url()).status_code == 200


def test_a_unit_can_be_named_in_words_and_a_wrong_name_is_told_beside_the_field(play: Cast) -> None:
    petition = registered(play.clerk)
    client, address = browser(play.clerk), reverse("petitions:act", args=[petition.pk, Act.HAND_OVER])
    wrong = client.post(address, {"above": "other", "to": "Xã Không Có", "ground": "no_authority"})
    assert "to" in wrong.context["form"].errors
    client.post(address, {"above": "other", "to": "xã Nam Sơn", "ground": "no_authority"})
    petition.refresh_from_db()
    assert petition.unit == play.tree.b


def test_what_changed_meanwhile_is_said_and_nothing_typed_is_lost(play: Cast) -> None:
    petition = accepted(play.clerk)
    client, address = browser(play.leader), reverse("petitions:act", args=[petition.pk, Act.ANSWER])
    seen = client.get(address).context["form"]["seen"].value()
    services.assign(by=play.clerk, petition=petition, post=play.leader.post)
    response = client.post(address, {"text": "Một câu trả lời dài đã gõ.", "seen": seen})
    assert response.context["form"].non_field_errors()
    assert "Một câu trả lời dài đã gõ." in response.content.decode()


def test_files_are_downloaded_by_those_who_may_read_the_petition(play: Cast) -> None:
    petition = registered(play.clerk)
    client, address = browser(play.clerk), reverse("petitions:act", args=[petition.pk, Act.ATTACH])
    bad = client.post(address, {"files": SimpleUploadedFile("la.exe", b"MZ not allowed")})
    assert "files" in bad.context["form"].errors
    picture = _picture()
    client.post(address, {"files": picture})
    kept = petition.attachments.get()
    there = reverse("petitions:attachment", args=[petition.pk, kept.pk])
    response = client.get(there)
    assert response["Content-Disposition"].startswith("attachment")
    assert b"PNG" in b"".join(response)
    assert browser(play.neighbour).get(there).status_code == 404


def _picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return SimpleUploadedFile("anh.png", out.getvalue())


def test_the_list_filters_by_words_without_accents(play: Cast) -> None:
    received(play.unit, text="Cầu bản Nậm Khum hỏng sau lũ.")
    received(play.unit, text="Đèn đường không sáng.")
    page = browser(play.clerk).get(reverse("petitions:list"), {"q": "nam khum"})
    assert [one.text for one in page.context["page"].rows] == ["Cầu bản Nậm Khum hỏng sau lũ."]


@pytest.mark.parametrize("size", [3, 30])
def test_the_list_costs_the_same_however_long_it_is(play: Cast, size: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _number in range(size):
        registered(play.clerk)
    client = browser(play.clerk)
    with django_assert_max_num_queries(15):
        client.get(reverse("petitions:list"))


def test_every_act_of_an_officer_has_a_form() -> None:
    assert set(FORMS) == {act for act, rule in ACTS.items() if rule.duties and act != Act.RECEIVE}


def test_what_a_denunciation_says_is_read_only_by_those_who_handle_it(play: Cast) -> None:
    petition = classified(play.clerk, PetitionKind.DENUNCIATION, text="Cán bộ nhận tiền của dân.", sender=services.NOBODY)
    above, below = browser(play.superior), browser(play.clerk)
    for client in (above, below):
        assert "nhận tiền" not in client.get(reverse("petitions:list")).content.decode()
        assert not client.get(reverse("petitions:list"), {"q": "nhan tien"}).context["page"].rows
        assert client.get(reverse("petitions:list"), {"q": petition.reference}).context["page"].rows == [petition]
    assert "nhận tiền" not in above.get(petition.get_absolute_url()).content.decode()
    assert "nhận tiền" in below.get(petition.get_absolute_url()).content.decode()


def test_a_second_page_of_the_same_act_is_no_double_click(play: Cast) -> None:
    petition = registered(play.clerk)
    client, address = browser(play.clerk), reverse("petitions:act", args=[petition.pk, Act.ASSIGN])
    one, two = ({name: client.get(address).context["form"][name].value() for name in ("seen", "once")} for _tab in range(2))
    assert client.post(address, {**one, "post": play.clerk.post.pk}).status_code == 302
    response = client.post(address, {**two, "post": play.leader.post.pk, "note": "Giao lại cho lãnh đạo."})
    assert response.context["form"].non_field_errors()
    assert "Giao lại cho lãnh đạo." in response.content.decode()
    assert client.post(address, {**one, "post": play.clerk.post.pk}).status_code == 302
    assert Step.objects.filter(petition=petition, act=Act.ASSIGN).count() == 1


def _mixed(play: Cast, kind: str = "") -> tuple[Petition, list[Petition]]:
    """A letter split in two; the second part accuses somebody."""
    letter = registered(play.clerk, text="Đường hỏng. Cán bộ nhận tiền của dân.")
    parts = [services.Part("Đường hỏng.", Topic.ROADS), services.Part("Cán bộ nhận tiền của dân.", Topic.SERVICE, kind=kind)]
    made = services.split(by=play.clerk, petition=letter, parts=parts)
    letter.refresh_from_db()
    return letter, made


@pytest.mark.parametrize("later", [False, True])
def test_a_letter_with_a_denunciation_in_it_is_closed_like_one(play: Cast, *, later: bool) -> None:
    letter, parts = _mixed(play, "" if later else PetitionKind.DENUNCIATION)
    if later:
        services.classify(by=play.clerk, petition=parts[1], kind=PetitionKind.DENUNCIATION)
    above, below = browser(play.superior), browser(play.clerk)
    for address in (letter.get_absolute_url(), reverse("petitions:sheet", args=[letter.pk]), reverse("petitions:list")):
        assert "nhận tiền" not in above.get(address, {"state": State.SPLIT}).content.decode()
    assert not above.get(reverse("petitions:list"), {"q": "nhan tien"}).context["page"].rows
    page = below.get(letter.get_absolute_url()).content.decode()
    assert letter.text in page
    assert LAN.name not in page


def test_what_was_noted_of_a_denunciation_is_not_read_from_above(play: Cast) -> None:
    petition = classified(play.clerk, PetitionKind.DENUNCIATION, sender=services.NOBODY)
    services.assign(by=play.clerk, petition=petition, post=play.leader.post, note="Ông Hùng nhận tiền.")
    services.guide(
        by=play.clerk,
        petition=petition,
        ground=ACTS[Act.GUIDE].grounds_for(petition.kind, DAY)[0].code,
        public_note="Hãy báo công an về ông Hùng.",
    )
    assert "Hùng" not in browser(play.superior).get(petition.get_absolute_url()).content.decode()
    page = browser(play.clerk).get(petition.get_absolute_url()).content.decode()
    assert "Ông Hùng nhận tiền." in page
    assert "công an về ông Hùng" in page


@pytest.mark.parametrize("beside", [0, 20])
def test_a_case_costs_the_same_however_much_lies_around_it(
    play: Cast, beside: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(beside):
        accepted(play.clerk)
    petition = accepted(play.clerk)
    client = browser(play.clerk)
    client.get(petition.get_absolute_url())  # the first look notes who has it open
    with django_assert_max_num_queries(15):
        assert client.get(petition.get_absolute_url()).status_code == 200


def test_rows_escape_what_people_wrote(play: Cast) -> None:
    petition = accepted(play.clerk)
    services.assign(by=play.clerk, petition=petition, post=play.clerk.post)
    Petition.objects.filter(pk=petition.pk).update(title='<b>"đậm"</b>')
    page = browser(play.clerk).get(reverse("petitions:list")).content.decode()
    assert "&lt;b&gt;&quot;đậm&quot;&lt;/b&gt;" in page
    assert "<b>" not in page
