"""Words for replies: the nearest office's first, filled from a closed list; no reply prints who wrote."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from danvan.audit.doer import SYSTEM
from danvan.lib.refusal import Refused
from danvan.petitions import services
from danvan.petitions.models import Answer, PetitionKind, ReplyTemplate
from danvan.petitions.rules import Act, Known
from danvan.petitions.rules.linter import named_pieces
from danvan.petitions.rules.wording import PLACEHOLDERS, REPLY_FIELDS, Filling, fill, unknown
from danvan.petitions.selectors.wording import templates_for
from danvan.petitions.services import SenderData
from danvan.petitions.tests.factories import Cast, accepted, classified, registered
from danvan.petitions.tests.test_pages import browser

FILLING = Filling("KN26-00001", "07/09/2026", "Xã Đông Sơn", "21/09/2026")
HOA = SenderData(name="Trần Thị Hoa", address="Số 7 ngõ Giếng, thôn Đoài", phone="0987 654 321")


def test_every_placeholder_is_filled_and_other_braces_stay() -> None:
    text = "".join(f"{{{name}}} {{ {name.upper()} }} " for name in PLACEHOLDERS)
    assert "{" not in fill(text, FILLING)
    assert fill("Đơn {mã đơn}, {họ tên}", FILLING) == "Đơn KN26-00001, {họ tên}"
    assert unknown("{mã đơn} {họ tên} {địa chỉ} {họ tên}") == ["{họ tên}", "{địa chỉ}"]


@given(st.text(alphabet="ab {}", max_size=40))
def test_filling_leaves_a_text_without_placeholders_as_it_is(text: str) -> None:
    assert fill(text, FILLING) == text


def test_the_products_own_words_load_once_and_hold_known_placeholders_only(play: Cast) -> None:
    added = services.load_templates(by=SYSTEM)
    assert added == ReplyTemplate.objects.count() > 10
    assert services.load_templates(by=SYSTEM) == 0
    assert {one.act for one in templates_for(play.unit)} <= {act.value for act in REPLY_FIELDS}


def test_the_nearest_office_comes_first_and_a_hidden_template_hides_only_for_it(play: Cast) -> None:
    named = {"act": Act.ANSWER, "name": "Đã sửa"}
    common = services.keep_template(by=SYSTEM, unit=None, text="Chung.", **named)
    above = services.keep_template(by=play.superior, unit=play.tree.province, text="Của tỉnh.", **named)
    assert templates_for(play.unit, Act.ANSWER) == [above]
    own = services.change_template(by=play.leader, template=above, unit=play.unit, name="Đã sửa", text="Của xã.")
    assert templates_for(play.unit, Act.ANSWER) == [own]
    assert templates_for(play.tree.b, Act.ANSWER) == [above]
    assert templates_for(play.tree.far, Act.ANSWER) == [common]
    services.hide_template(by=play.leader, template=own, unit=play.unit)
    assert templates_for(play.unit, Act.ANSWER) == []
    services.hide_template(by=play.neighbour, template=above, unit=play.tree.b)
    assert templates_for(play.tree.b, Act.ANSWER) == []
    assert templates_for(play.tree.c, Act.ANSWER) == [above]


def test_changing_keeps_the_old_row_and_a_new_name_hides_the_old_one(play: Cast) -> None:
    old = services.keep_template(by=play.leader, unit=play.unit, act=Act.GUIDE, name="Cũ", text="Một.")
    new = services.change_template(by=play.leader, template=old, unit=play.unit, name="Mới", text="Hai.")
    assert templates_for(play.unit, Act.GUIDE) == [new]
    old.refresh_from_db()
    assert (old.text, old.retired_at is None) == ("Một.", False)


def test_templates_of_another_kind_are_not_offered(play: Cast) -> None:
    services.keep_template(by=play.leader, unit=play.unit, act=Act.ANSWER, kind=PetitionKind.COMPLAINT, name="Quyết định", text="Điều 1.")
    assert templates_for(play.unit, Act.ANSWER, PetitionKind.RECOMMENDATION) == []
    assert len(templates_for(play.unit, Act.ANSWER, PetitionKind.COMPLAINT)) == 1


@pytest.mark.parametrize(
    ("field", "given_value"), [("act", {"act": "register"}), ("name", {"name": " "}), ("text", {"text": "Chào {họ tên}."})]
)
def test_a_template_that_makes_no_sense_is_refused_beside_its_field(play: Cast, field: str, given_value: dict[str, str]) -> None:
    said = {"act": Act.GUIDE, "name": "Tên", "text": "Lời."} | given_value
    with pytest.raises(Refused) as refused:
        services.keep_template(by=play.leader, unit=play.unit, act=said["act"], name=said["name"], text=said["text"])
    assert refused.value.field == field


def test_a_chosen_template_is_added_to_what_was_typed_and_nothing_is_sent(play: Cast) -> None:
    petition = accepted(play.clerk)
    template = services.keep_template(by=play.leader, unit=play.unit, act=Act.ANSWER, name="Đã sửa", text="Đơn {mã đơn}: đã sửa.")
    client, address = browser(play.leader), reverse("petitions:act", args=[petition.pk, Act.ANSWER])
    assert client.get(address, {"mau": template.pk}).context["form"]["text"].value() == f"Đơn {petition.reference}: đã sửa."
    fresh = client.get(address).context["form"]
    hidden = {name: fresh[name].value() for name in ("seen", "once")}
    page = client.post(address, {**hidden, "text": "Đã gõ dở.", "number": "9/UBND", "mau": template.pk, "dung_mau": "1"})
    form = page.context["form"]
    assert form["text"].value() == f"Đã gõ dở.\n\nĐơn {petition.reference}: đã sửa."
    assert (form["number"].value(), str(form["once"].value()), form.errors) == ("9/UBND", str(hidden["once"]), {})
    assert not Answer.objects.exists()
    assert client.post(address, {**hidden, "text": form["text"].value()}).status_code == 302


def test_the_pages_of_templates_list_make_preview_change_and_hide(play: Cast) -> None:
    services.load_templates(by=SYSTEM)
    client = browser(play.leader)
    assert "mẫu chung" in client.get(reverse("petitions:templates")).content.decode().lower()
    said = {"act": Act.GUIDE, "kind": "", "name": "Gửi Tòa án", "text": "Đơn {mã đơn}: hãy gửi Tòa án."}
    looked = client.post(reverse("petitions:template_new"), said | {"xem": "1"})
    assert "Đơn KN26-00123: hãy gửi Tòa án." in looked.content.decode()
    assert not ReplyTemplate.objects.filter(unit=play.unit).exists()
    assert client.post(reverse("petitions:template_new"), said).status_code == 302
    made = ReplyTemplate.objects.get(unit=play.unit)
    wrong = client.post(reverse("petitions:template", args=[made.pk]), said | {"text": "{họ tên}"})
    assert "text" in wrong.context["form"].errors
    assert client.post(reverse("petitions:template", args=[made.pk]), said | {"text": "Khác."}).status_code == 302
    latest = ReplyTemplate.objects.filter(unit=play.unit).latest("pk")
    assert client.post(reverse("petitions:template_hide", args=[latest.pk])).status_code == 302
    assert not [one for one in templates_for(play.unit) if one.unit_id == play.unit.pk]
    assert client.get(reverse("petitions:template", args=[latest.pk])).status_code == 404
    assert browser(play.neighbour).get(reverse("petitions:template", args=[made.pk])).status_code == 404


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Kính gửi bà Trần Thị Hoa,", "name"),
        ("Bà Hoa nêu việc ngập nước.", "name"),
        ("Đã gọi số 0987.654.321.", "phone"),
        ("Đã gọi +84 987 654 321.", "phone"),
        ("Nhà tại số 7 ngõ Giếng đã hết ngập.", "address"),
        ("Căn cước 038123456789.", "identity"),
    ],
)
def test_a_reply_that_prints_its_sender_is_refused_and_says_which_piece(play: Cast, text: str, kind: str) -> None:
    known = Known([HOA.name], HOA.address, HOA.phone)
    assert [one.kind for one in named_pieces(text, known)] == [kind]
    petition = accepted(play.clerk, sender=HOA)
    with pytest.raises(Refused) as refused:
        services.answer(by=play.leader, petition=petition, text=text)
    assert refused.value.field == "text"
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Liên hệ bộ phận một cửa, điện thoại 0226 3999 888.",
        "Đã sửa đường thôn Đoài, xã Đông Sơn.",
        "Đơn KN26-00001 đã xong ngày 20/9/2026.",
    ],
)
def test_the_offices_own_number_and_the_place_of_the_matter_belong_in_a_reply(play: Cast, text: str) -> None:
    petition = accepted(play.clerk)
    assert services.answer(by=play.leader, petition=petition, text=text).text == text


def test_every_word_the_sender_reads_is_looked_at_before_it_is_sent(play: Cast) -> None:
    told = "Bà Trần Thị Hoa đề nghị như vậy."
    waiting, settling = classified(play.clerk, sender=HOA), accepted(play.clerk, PetitionKind.COMPLAINT, sender=HOA)
    tries: dict[str, Callable[[], object]] = {
        "guide": lambda: services.guide(by=play.clerk, petition=waiting, ground="court", public_note=told),
        "send_back": lambda: services.send_back(by=play.clerk, petition=waiting, ground="not_eligible", public_note=told),
        "hand_over": lambda: services.transfer(
            by=play.clerk, petition=waiting, ground="no_authority", to=play.tree.province, public_note=told
        ),
        "pause": lambda: services.pause(by=play.leader, petition=settling, ground="other_result", note=told),
        "ask": lambda: services.ask(by=play.clerk, petition=settling, text=told),
    }
    for name, attempt in tries.items():
        with pytest.raises(Refused) as refused:
            attempt()
        assert "Trần Thị Hoa" in refused.value.message, name


def test_the_refusal_stands_beside_the_field_and_the_text_is_kept(play: Cast) -> None:
    petition = registered(play.clerk, sender=HOA)
    client, address = browser(play.clerk), reverse("petitions:act", args=[petition.pk, Act.GUIDE])
    ground = client.get(address).context["form"].fields["ground"].choices[0][0]
    page = client.post(address, {"ground": ground, "public_note": "Chào bà Hoa.", "once": str(uuid4())})
    assert "họ tên “Trần Thị Hoa”" in page.context["form"].errors["public_note"][0]
    assert "Chào bà Hoa." in page.content.decode()
