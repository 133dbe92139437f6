"""Acts and their refusals: endings, splitting, handing over, publishing, the sender's word, forgetting."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from danvan.audit.doer import CITIZEN, SYSTEM
from danvan.audit.models import Entry
from danvan.figures.registry import registry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions import selectors, services
from danvan.petitions.models import Feedback, Petition, PetitionKind, Sender, State, Verdict
from danvan.petitions.tests.factories import LAN, Cast, accepted, answered, bring, checked, classified, received, registered
from danvan.units.tests.factories import officer


def test_the_same_submission_gives_the_same_petition_and_no_second_secret(play: Cast) -> None:
    number = uuid4()
    first, second = bring(play.unit, submission=number), bring(play.unit, submission=number, text="Khác")
    assert first.petition == second.petition
    assert first.secret is not None
    assert second.secret is None
    assert bring(play.unit).petition.reference == "KN26-00002"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": "  "}, "text"),
        ({"channel": "pigeon"}, "channel"),
        ({"topic": "religion"}, "topic"),
        ({"people": 0}, "people"),
        ({"letter_on": date(2027, 1, 1)}, "letter_on"),
        ({"kind": "denunciation"}, "name"),  # nobody here keeps the seal
    ],
)
def test_bad_input_is_refused_beside_its_field(play: Cast, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        bring(play.unit, **wrong)
    assert refused.value.field == field
    assert not Petition.objects.exists()


def test_nothing_is_sent_to_a_unit_that_is_no_more(play: Cast) -> None:
    with pytest.raises(Refused) as refused:
        bring(play.tree.old_a)
    assert refused.value.field == "unit"


def test_an_ending_needs_a_ground_of_the_law_and_a_word_to_the_sender(play: Cast) -> None:
    petition = classified(play.clerk, PetitionKind.COMPLAINT)
    with pytest.raises(Refused) as refused:
        services.send_back(by=play.clerk, petition=petition, ground="not_eligible", public_note="Trả lại")
    assert refused.value.field == "ground"
    with pytest.raises(Refused) as refused:
        services.send_back(by=play.clerk, petition=petition, ground="unsigned", public_note=" ")
    assert refused.value.field == "public_note"
    petition = services.send_back(by=play.clerk, petition=petition, ground="unsigned", public_note="Bạn ký tên rồi gửi lại.")
    assert (petition.state, petition.due_on, petition.closed_on) == (State.RETURNED, None, date(2026, 9, 7))
    last = selectors.public_timeline(petition)[-1]
    assert last.public_note == "Bạn ký tên rồi gửi lại."
    assert "Điều 11" in last.details[-1]


def test_a_closed_petition_takes_no_more_acts_and_says_why(play: Cast) -> None:
    petition = services.file_away(by=play.clerk, petition=registered(play.clerk), ground="repeated")
    with pytest.raises(Refused, match="lưu đơn"):
        services.classify(by=play.clerk, petition=petition, kind=PetitionKind.COMPLAINT)


def test_classifying_anew_asks_again_whether_it_is_fit(play: Cast) -> None:
    petition = checked(play.clerk)
    petition = services.classify(by=play.clerk, petition=petition, kind=PetitionKind.COMPLAINT)
    with pytest.raises(Refused):
        services.accept(by=play.clerk, petition=petition)


def test_a_mixed_letter_becomes_parts_with_their_own_reference_book_line_and_clock(play: Cast) -> None:
    receipt = bring(play.unit)
    petition = services.register(by=play.clerk, petition=receipt.petition)
    parts = services.split(
        by=play.clerk,
        petition=petition,
        parts=[
            services.Part("Đường hỏng.", "roads", kind="recommendation"),
            services.Part("Tố cáo cán bộ nhận tiền.", "service", kind="denunciation"),
            services.Part("Việc chưa rõ.", "other"),
        ],
    )
    assert [part.reference for part in parts] == ["KN26-00001-1", "KN26-00001-2", "KN26-00001-3"]
    assert [part.book_number for part in parts] == [2, 3, 4]
    assert [part.state for part in parts] == [State.CLASSIFIED, State.CLASSIFIED, State.REGISTERED]
    assert all(part.clocks.get(stopped_on=None).started_on == date(2026, 9, 7) for part in parts)
    petition.refresh_from_db()
    assert petition.state == State.SPLIT
    assert [Sender.objects.get(petition=part).name for part in parts] == [LAN.name] * 3  # nobody keeps a seal here yet
    assert receipt.secret is not None
    found = selectors.by_secret(receipt.secret)
    assert found == petition
    assert {line.reference for line in selectors.public_timeline(petition)} == {"", *(part.reference for part in parts)}


def test_a_letter_handed_over_goes_on_under_the_same_receipt(play: Cast) -> None:
    receipt = bring(play.unit)
    petition = services.register(by=play.clerk, petition=receipt.petition)
    with clock.standing_at(date(2026, 9, 9)):
        petition = services.transfer(by=play.clerk, petition=petition, ground="no_authority", to=play.tree.province)
        assert petition.unit == play.tree.province
        assert petition.due_on == date(2026, 9, 23)
        petition = services.register(by=play.superior, petition=petition)
    assert petition.book_number == 1
    assert list(petition.stays.values_list("unit__name", "book_number")) == [("Đông Sơn", 1), ("Hà Bắc", 1)]
    assert receipt.secret is not None
    assert selectors.by_secret(receipt.secret) == petition
    line = next(line for line in selectors.public_timeline(petition) if line.act == "hand_over")
    assert "Nơi nhận: Tỉnh Hà Bắc." in line.details


def test_work_is_given_only_to_a_post_of_the_unit_that_handles_petitions(play: Cast) -> None:
    petition = registered(play.clerk)
    with pytest.raises(Refused):
        services.assign(by=play.clerk, petition=petition, post=play.neighbour.post)
    assert services.assign(by=play.clerk, petition=petition, post=play.leader.post).holder == play.leader.post


def test_an_answer_needs_a_post_that_signs(play: Cast) -> None:
    with pytest.raises(Refused):
        services.answer(by=SYSTEM, petition=accepted(play.clerk), text="Xong.")


def test_a_public_text_that_names_the_sender_is_refused_where_it_stands(play: Cast) -> None:
    petition = answered(play.clerk)
    with pytest.raises(Refused) as refused:
        services.publish(by=play.leader, petition=petition, title="Sửa đường", question="Bà Lan hỏi về đường.", text="Đã sửa.")
    assert refused.value.field == "question"
    made = services.publish(by=play.leader, petition=petition, title="Sửa đường", question="Đường thôn hỏng.", text="Đã sửa.")
    assert list(selectors.published_answers()) == [made]


def test_what_the_sender_keeps_private_stays_private(play: Cast) -> None:
    told: dict[str, Any] = {"title": "Sửa đường", "question": "Đường hỏng.", "text": "Đã sửa."}
    with pytest.raises(Refused):
        services.publish(by=play.leader, petition=answered(play.clerk, may_publish="no"), **told)
    asked = answered(play.clerk, may_publish="ask")
    with pytest.raises(Refused) as refused:
        services.publish(by=play.leader, petition=asked, **told)
    assert refused.value.field == "consent"
    services.publish(by=play.leader, petition=asked, consent=True, **told)


def test_the_senders_latest_word_counts_and_all_are_kept(play: Cast) -> None:
    petition = answered(play.clerk)
    services.say(by=CITIZEN, petition=petition, verdict=Verdict.DISAGREED, text="Chưa sửa.")
    services.say(by=CITIZEN, petition=petition, verdict=Verdict.HELPED)
    petition.refresh_from_db()
    assert petition.verdict == Verdict.HELPED
    assert Feedback.objects.filter(petition=petition).count() == 2


def test_the_sender_may_withdraw_while_it_is_open(play: Cast) -> None:
    petition = services.withdraw(by=CITIZEN, petition=received(play.unit))
    assert petition.state == State.WITHDRAWN
    with pytest.raises(Refused):
        services.withdraw(by=CITIZEN, petition=petition)


def test_contact_data_goes_a_year_after_the_end_and_not_before(play: Cast) -> None:
    petition, still_open = answered(play.clerk), received(play.unit)
    with clock.standing_at(date(2027, 9, 6)):
        assert services.purge(by=SYSTEM) == 0
    with clock.standing_at(date(2027, 9, 7)):
        assert services.purge(by=SYSTEM) == 1
        assert services.purge(by=SYSTEM) == 0
    gone = Sender.objects.get(petition=petition)
    assert (gone.name, gone.address, gone.phone) == ("", "", "")
    assert Sender.objects.get(petition=still_open).name == LAN.name


def test_the_audit_log_holds_nothing_of_the_sender_and_no_note(play: Cast) -> None:
    petition = registered(play.clerk)
    services.classify(by=play.clerk, petition=petition, kind="complaint", note="Bà Lan gọi điện hỏi.")
    log = " ".join(str(entry.data) for entry in Entry.objects.all())
    for piece in (LAN.name, LAN.phone, LAN.address, "Bà Lan"):
        assert piece not in log


def test_what_an_ended_unit_still_owed_goes_on_in_the_unit_that_follows(play: Cast) -> None:
    with clock.standing_at(date(2025, 6, 20)):
        clerk = officer(play.tree.old_a, since=date(2024, 1, 1))
        settling, fresh = accepted(clerk, PetitionKind.COMPLAINT), received(play.tree.old_a)
        due = settling.due_on
    with clock.standing_at(date(2025, 7, 1)):
        assert services.follow_units(by=SYSTEM) == 2
        assert services.follow_units(by=SYSTEM) == 0
        settling.refresh_from_db()
        fresh.refresh_from_db()
        assert (settling.unit, settling.state, settling.due_on, settling.book_number) == (play.unit, State.ACCEPTED, due, 1)
        assert (fresh.unit, fresh.state, fresh.book_number) == (play.unit, State.RECEIVED, None)
        services.answer(by=play.leader, petition=settling, text="Quyết định giải quyết.")
    july = (date(2025, 7, 1), date(2025, 7, 31))
    assert registry["petitions.settled_in_time"].value([play.unit.pk], *july) == 1
    assert registry["petitions.received"].value([play.unit.pk], *july) == 1
    assert registry["petitions.referred"].value([play.tree.old_a.pk], *july) == 0


def test_the_same_word_of_the_sender_sent_twice_is_kept_once(play: Cast) -> None:
    petition = answered(play.clerk)
    for _click in range(2):
        services.say(by=CITIZEN, petition=petition, verdict=Verdict.DISAGREED, text="Đường vẫn hỏng.")
    assert Feedback.objects.filter(petition=petition).count() == 1
    services.say(by=CITIZEN, petition=petition, verdict=Verdict.HELPED)
    services.say(by=CITIZEN, petition=petition, verdict=Verdict.DISAGREED, text="Đường vẫn hỏng.")
    petition.refresh_from_db()
    assert petition.verdict == Verdict.DISAGREED
    assert Feedback.objects.filter(petition=petition).count() == 3
