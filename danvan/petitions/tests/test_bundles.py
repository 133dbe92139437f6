"""One matter, many letters: tied and untied without touching anybody's rights; one answer reaches all, or none."""

from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from danvan.lib.refusal import Refused
from danvan.petitions import services
from danvan.petitions.models import Answer, Bundle, Petition, PetitionKind, State, Step
from danvan.petitions.rules import Act
from danvan.petitions.selectors import steps_of, timeline
from danvan.petitions.selectors.bundles import people_told
from danvan.petitions.services import SenderData
from danvan.petitions.tests.factories import LAN, Cast, accepted, answered, classified, received, registered
from danvan.petitions.tests.test_pages import browser
from tests.machine import examples

HOA = SenderData(name="Trần Thị Hoa", address="Số 7 ngõ Giếng, thôn Đoài", phone="0987 654 321")


def tied(play: Cast, *letters: Petition) -> Bundle:
    """The letters in one bundle."""
    made = [services.join(by=play.clerk, petition=one, other=letters[0]) for one in letters[1:]]
    for one in letters:
        one.refresh_from_db()
    return made[-1]


def test_two_letters_found_a_bundle_and_a_third_enters_it(play: Cast) -> None:
    one, two, three = received(play.unit), received(play.unit), registered(play.clerk)
    bundle = tied(play, one, two, three)
    assert Bundle.objects.get() == bundle
    assert {one.bundle_id, two.bundle_id, three.bundle_id} == {bundle.pk}
    assert not Step.objects.filter(act=Act.JOIN, is_public=True).exists()
    assert f"Cùng việc với đơn {one.reference}." in [detail for line in timeline(steps_of(three)) for detail in line.details]


def test_nobody_is_in_two_bundles_and_a_denunciation_in_none(play: Cast) -> None:
    one, two, three, four = (received(play.unit) for _number in range(4))
    tied(play, one, two)
    tied(play, three, four)
    with pytest.raises(Refused):
        services.join(by=play.clerk, petition=one, other=three)
    closed = classified(play.clerk, PetitionKind.DENUNCIATION, sender=services.NOBODY)
    for pair in ((one, closed), (closed, one)):
        with pytest.raises(Refused):
            services.join(by=play.clerk, petition=pair[0], other=pair[1])
    with pytest.raises(Refused) as refused:
        services.join(by=play.clerk, petition=received(play.unit), other=Petition.objects.latest("pk"))
    assert refused.value.field == "other"


RIGHTS = ("state", "kind", "due_on", "owed", "secret_hash", "reference", "holder_id", "closed_on", "people", "unit_id")


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=8))
def test_joining_and_leaving_in_any_order_changes_no_right_of_anybody(play: Cast, moves: list[tuple[int, int, bool]]) -> None:
    letters = [received(play.unit), registered(play.clerk), accepted(play.clerk), answered(play.clerk)]
    before = [{name: getattr(one, name) for name in RIGHTS} for one in letters]
    for mover, other, joins in moves:
        try:
            if joins:
                services.join(by=play.clerk, petition=letters[mover], other=letters[other])
            else:
                services.leave(by=play.clerk, petition=letters[mover])
        except Refused:
            continue
    for one, was in zip(letters, before, strict=True):
        one.refresh_from_db()
        assert {name: getattr(one, name) for name in RIGHTS} == was
        joined = Step.objects.filter(petition=one, act=Act.JOIN).count() - Step.objects.filter(petition=one, act=Act.LEAVE).count()
        assert joined == (one.bundle_id is not None)


def test_one_answer_reaches_all_each_with_its_own_words_row_and_clock(play: Cast) -> None:
    letters = [accepted(play.clerk), accepted(play.clerk, PetitionKind.COMPLAINT, sender=HOA)]
    bundle, once = tied(play, *letters), uuid4()
    text, keys = "Đơn {mã đơn} nhận ngày {ngày nhận}: đã sửa xong.", [one.pk for one in letters]
    for _click in range(2):
        services.answer_together(by=play.leader, bundle=bundle, letters=keys, text=text, number="15/UBND", once=once)
    for one in letters:
        one.refresh_from_db()
        (given_one,) = Answer.objects.filter(petition=one)
        assert given_one.text == f"Đơn {one.reference} nhận ngày 07/09/2026: đã sửa xong."
        assert one.state == State.ANSWERED
        assert not one.clocks.filter(main=True, stopped_on=None).exists()
    assert [one.owed for one in letters] == [False, True]  # a decision on a complaint is still to be sent and published


def test_one_letter_that_may_not_be_answered_keeps_all_from_being_sent(play: Cast) -> None:
    letters = [accepted(play.clerk), registered(play.clerk)]
    bundle = tied(play, *letters)
    with pytest.raises(Refused) as refused:
        services.answer_together(by=play.leader, bundle=bundle, letters=[one.pk for one in letters], text="Đã sửa.")
    assert letters[1].reference in refused.value.message
    assert not Answer.objects.exists()


def test_an_answer_that_names_one_of_the_senders_is_sent_to_nobody(play: Cast) -> None:
    letters = [accepted(play.clerk), accepted(play.clerk, sender=HOA)]
    bundle = tied(play, *letters)
    with pytest.raises(Refused) as refused:
        services.answer_together(by=play.leader, bundle=bundle, letters=[one.pk for one in letters], text="Theo đơn của bà Trần Thị Hoa.")
    assert letters[1].reference in refused.value.message
    assert not Answer.objects.exists()


def test_a_letter_that_left_is_not_reached_by_the_answer(play: Cast) -> None:
    letters = [accepted(play.clerk), accepted(play.clerk)]
    bundle = tied(play, *letters)
    services.leave(by=play.clerk, petition=letters[1])
    with pytest.raises(Refused):
        services.answer_together(by=play.leader, bundle=bundle, letters=[one.pk for one in letters], text="Đã sửa.")
    services.answer_together(by=play.leader, bundle=bundle, letters=[letters[0].pk], text="Đã sửa.")
    letters[1].refresh_from_db()
    assert (letters[1].state, letters[1].bundle_id) == (State.ACCEPTED, None)


def test_the_page_of_the_answer_shows_each_text_first_and_names_who_cannot_get_it(play: Cast) -> None:
    letters = [accepted(play.clerk), accepted(play.clerk, sender=HOA), registered(play.clerk)]
    bundle = tied(play, *letters)
    client, address = browser(play.leader), reverse("petitions:together", args=[bundle.pk])
    first = client.get(address)
    assert "Đang ở trạng thái “đã vào sổ”." in first.content.decode()
    said = {"text": "Đơn {mã đơn}: đã sửa cho bà Hoa.", "number": "", "once": str(first.context["form"]["once"].value())}
    looked = client.post(address, said | {"viec": "xem", "letters": [one.pk for one in letters[:2]]})
    page = looked.content.decode()
    assert f"Đơn {letters[0].reference}: đã sửa cho bà Hoa." in page
    assert "họ tên “Trần Thị Hoa”" in page
    assert not Answer.objects.exists()
    sent = client.post(address, said | {"viec": "gui", "letters": [letters[0].pk]})
    assert sent["Location"] == reverse("petitions:bundle", args=[bundle.pk])
    assert [one.petition for one in Answer.objects.all()] == [letters[0]]
    assert client.get(sent["Location"]).status_code == 200


def test_what_is_wrong_with_the_common_answer_is_said_beside_it_and_nothing_is_lost(play: Cast) -> None:
    letters = [accepted(play.clerk), accepted(play.clerk)]
    bundle = tied(play, *letters)
    client, address = browser(play.leader), reverse("petitions:together", args=[bundle.pk])
    wrong = client.post(address, {"text": "Chào {họ tên}.", "viec": "xem"})
    assert wrong.context["form"].errors["text"] == ["Không có mục điền nào tên {họ tên}."]
    assert "Chào {họ tên}." in wrong.content.decode()
    nobody = client.post(address, {"text": "Đã sửa.", "viec": "gui"})
    assert "letters" in nobody.context["form"].errors


def test_the_act_page_ties_by_reference_and_does_it_once(play: Cast) -> None:
    one, two = received(play.unit), received(play.unit)
    client, address = browser(play.clerk), reverse("petitions:act", args=[two.pk, Act.JOIN])
    page = client.get(address, {"voi": one.reference})
    assert page.context["form"]["other"].value() == one.reference
    hidden = {name: page.context["form"][name].value() for name in ("seen", "once")}
    wrong = client.post(address, {"other": "KN26-99999", **hidden})
    assert "other" in wrong.context["form"].errors
    for _click in range(2):
        assert client.post(address, {"other": one.reference.lower(), **hidden}).status_code == 302
    assert Bundle.objects.count() == 1
    page = client.get(reverse("petitions:act", args=[two.pk, Act.LEAVE]))
    hidden = {name: page.context["form"][name].value() for name in ("seen", "once")}
    assert client.post(reverse("petitions:act", args=[two.pk, Act.LEAVE]), hidden).status_code == 302
    two.refresh_from_db()
    assert two.bundle_id is None


def test_neighbours_do_not_see_a_bundle_and_the_superior_reads_but_does_not_answer(play: Cast) -> None:
    bundle = tied(play, accepted(play.clerk), accepted(play.clerk))
    address = reverse("petitions:bundle", args=[bundle.pk])
    assert browser(play.neighbour).get(address).status_code == 404
    page = browser(play.superior).get(address)
    assert page.status_code == 200
    assert not page.context["may_answer"]
    assert LAN.name not in page.content.decode()
    drafts = browser(play.superior).get(reverse("petitions:together", args=[bundle.pk])).context["drafts"]
    assert all(draft.problem for draft, _ticked in drafts)


def test_a_letter_that_turns_out_to_be_a_denunciation_shows_nothing_in_its_bundle(play: Cast) -> None:
    one, two = registered(play.clerk, text="Cán bộ nhận tiền."), registered(play.clerk)
    bundle = tied(play, one, two)
    services.classify(by=play.clerk, petition=one, kind=PetitionKind.DENUNCIATION, title="Cán bộ nhận tiền")
    page = browser(play.superior).get(reverse("petitions:bundle", args=[bundle.pk])).content.decode()
    assert "nhận tiền" not in page
    assert one.reference not in page  # it has left the bundle


@pytest.mark.parametrize("size", [2, 40])
def test_the_pages_of_a_bundle_cost_the_same_however_many_letters(
    play: Cast, size: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    letters = [received(play.unit) for _number in range(size)]
    bundle = tied(play, *letters)
    client = browser(play.leader)
    with django_assert_max_num_queries(15):
        client.get(reverse("petitions:bundle", args=[bundle.pk]))
    with django_assert_max_num_queries(15):
        client.post(reverse("petitions:together", args=[bundle.pk]), {"text": "Đã sửa.", "viec": "xem"})


def test_how_many_brought_the_same_is_told_from_ten_on(play: Cast) -> None:
    letters = [received(play.unit, people=number) for number in (4, 5)]
    assert people_told(letters[0]) is None
    tied(play, *letters)
    assert people_told(letters[0]) is None
    tied(play, letters[0], received(play.unit))
    assert people_told(letters[0]) == 10
