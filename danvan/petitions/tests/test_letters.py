"""The mailbox behind the code; disagreement and served; notices that tell nothing."""

import pytest

from danvan.audit.doer import CITIZEN
from danvan.lib.refusal import Refused
from danvan.notices.models import Notice
from danvan.petitions import services
from danvan.petitions.models import NotifyBy, PetitionKind, State, Verdict
from danvan.petitions.services import SenderData
from danvan.petitions.tests.factories import Cast, accepted, answered, bring, received

pytestmark = pytest.mark.django_db
BY_MAIL = SenderData(name="Nguyễn Thị Lan", address="Thôn Đoài", mail="lan@example.vn", notify_by=NotifyBy.MAIL)


def test_the_office_asks_the_person_answers_and_each_sees_what_is_new(play: Cast) -> None:
    petition = accepted(play.clerk)
    services.ask(by=play.clerk, petition=petition, text="Đoạn đường hỏng từ nhà nào đến nhà nào?")
    services.reply(by=CITIZEN, petition=petition, text="Từ cổng làng đến trường học.")
    assert [(one.from_office, one.read_at) for one in petition.messages.all()] == [(True, None), (False, None)]
    assert services.read(by=CITIZEN, petition=petition, from_office=True) == 1
    assert services.read(by=CITIZEN, petition=petition, from_office=True) == 0


def test_an_empty_letter_and_one_to_a_returned_petition_are_refused(play: Cast) -> None:
    petition = accepted(play.clerk)
    with pytest.raises(Refused) as refused:
        services.ask(by=play.clerk, petition=petition, text="  ")
    assert refused.value.field == "text"
    petition = services.withdraw(by=CITIZEN, petition=petition)
    with pytest.raises(Refused):
        services.reply(by=CITIZEN, petition=petition, text="Còn nữa.")


def test_the_first_disagreement_reopens_and_the_second_only_counts(play: Cast) -> None:
    petition = answered(play.clerk)
    services.say(by=CITIZEN, petition=petition, verdict=Verdict.DISAGREED, text="Đường vẫn ngập.", served=2)
    petition.refresh_from_db()
    assert (petition.state, petition.verdict, petition.owed) == (State.REVIEW, Verdict.DISAGREED, True)
    services.answer(by=play.leader, petition=petition, text="Đã làm thêm cống thoát nước.")
    services.say(by=CITIZEN, petition=petition, verdict=Verdict.DISAGREED, text="Vẫn chưa xong.")
    petition.refresh_from_db()
    assert (petition.state, petition.feedback.count()) == (State.ANSWERED, 2)


def test_disagreeing_with_a_decision_is_heard_and_reviews_nothing(play: Cast) -> None:
    petition = answered(play.clerk, PetitionKind.COMPLAINT)
    services.say(by=CITIZEN, petition=petition, verdict=Verdict.DISAGREED, text="Không đúng.")
    petition.refresh_from_db()
    assert (petition.state, petition.verdict) == (State.ANSWERED, Verdict.DISAGREED)


def test_a_rating_is_from_one_to_five(play: Cast) -> None:
    with pytest.raises(Refused) as refused:
        services.say(by=CITIZEN, petition=answered(play.clerk), verdict=Verdict.HELPED, served=6)
    assert refused.value.field == "served"


def test_who_wished_it_is_told_once_an_hour_and_of_every_question(play: Cast) -> None:
    petition = services.register(by=play.clerk, petition=received(play.unit, sender=BY_MAIL))
    services.classify(by=play.clerk, petition=petition, kind=PetitionKind.RECOMMENDATION)
    assert [one.kind for one in Notice.objects.all()] == ["update"]
    services.ask(by=play.clerk, petition=petition, text="Nhà ông ở đâu?")
    assert sorted(one.kind for one in Notice.objects.all()) == ["question", "update"]
    assert all(set(one.params) == {"reference"} for one in Notice.objects.all())


def test_an_answer_is_told_even_within_the_hour_of_other_news(play: Cast) -> None:
    petition = accepted(play.clerk, sender=BY_MAIL)
    before = Notice.objects.count()
    services.answer(by=play.leader, petition=petition, text="Đã sửa xong đường.")
    assert Notice.objects.count() == before + 1
    assert set(Notice.objects.values_list("kind", flat=True)) == {"update"}


def test_nobody_else_is_told_and_the_senders_own_acts_tell_nobody(play: Cast) -> None:
    services.register(by=play.clerk, petition=received(play.unit))
    services.withdraw(by=CITIZEN, petition=received(play.unit, sender=BY_MAIL))
    assert not Notice.objects.exists()


def test_a_wish_without_an_address_is_told_beside_the_field(play: Cast) -> None:
    for wish, field in ((NotifyBy.MAIL, "mail"), (NotifyBy.SMS, "phone")):
        with pytest.raises(Refused) as refused:
            bring(play.unit, sender=SenderData(name="Lan", notify_by=wish))
        assert refused.value.field == field
