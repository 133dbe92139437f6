"""The straight road, from what is brought to an answer, and its clocks."""

from datetime import date

import pytest

from danvan.audit.doer import CITIZEN
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions import selectors, services
from danvan.petitions.models import Petition, PetitionKind, State, Step, Verdict
from danvan.petitions.tests.factories import Cast, accepted, bring, checked, registered


def test_a_petition_goes_from_receipt_to_answer_and_the_sender_says_it_helped(play: Cast) -> None:
    receipt = bring(play.unit)
    petition = receipt.petition
    assert petition.reference == "KN26-00001"
    assert receipt.secret is not None
    found = selectors.by_secret(receipt.secret)
    assert found == petition
    petition = services.register(by=play.clerk, petition=petition)
    petition = services.classify(by=play.clerk, petition=petition, kind=PetitionKind.RECOMMENDATION)
    petition = services.check(by=play.clerk, petition=petition, eligible=True, within_authority=True)
    petition = services.accept(by=play.clerk, petition=petition)
    services.answer(by=play.leader, petition=petition, text="Đã sửa xong.", number="15/UBND")
    services.say(by=CITIZEN, petition=petition, verdict=Verdict.HELPED)
    petition.refresh_from_db()
    assert (petition.state, petition.verdict, petition.due_on) == (State.ANSWERED, Verdict.HELPED, None)
    acts = list(Step.objects.filter(petition=petition).values_list("act", flat=True))
    assert acts == ["receive", "register", "classify", "check", "accept", "answer", "say"]
    logged = [
        entry.act.removeprefix("petitions.petition.") for entry in Entry.objects.filter(subject_kind="petitions.petition").order_by("id")
    ]
    assert logged == acts


def test_the_first_notice_is_owed_in_ten_working_days(play: Cast) -> None:
    petition = bring(play.unit).petition
    assert petition.due_on == date(2026, 9, 21)
    now = selectors.standing(petition, clock.today())
    assert now is not None
    assert [line.number for line in now.proof if line.counted] == list(range(1, 11))


def test_accepting_a_complaint_starts_thirty_days_in_the_version_in_force(play: Cast) -> None:
    petition = accepted(play.clerk, PetitionKind.COMPLAINT)
    running = petition.clocks.get(stopped_on=None)
    assert (running.limit.code, running.days, running.due_on) == ("KN-03", 30, date(2026, 10, 7))


def test_a_remote_place_gives_the_longer_term_and_needs_a_reason(play: Cast) -> None:
    petition = checked(play.clerk, PetitionKind.COMPLAINT)
    with pytest.raises(Refused) as refused:
        services.accept(by=play.clerk, petition=petition, remote=True)
    assert refused.value.field == "remote_reason"
    petition = services.accept(by=play.clerk, petition=petition, remote=True, remote_reason="Bản xa trung tâm 40 km, đường núi")
    assert petition.clocks.get(stopped_on=None).days == 45


def test_a_complaint_is_decided_on_within_its_own_limit_from_the_day_it_came(play: Cast) -> None:
    petition = registered(play.clerk)
    with clock.standing_at(date(2026, 9, 9)):
        petition = services.classify(by=play.clerk, petition=petition, kind=PetitionKind.COMPLAINT)
    running = petition.clocks.get(stopped_on=None)
    assert (running.limit.code, running.started_on, petition.due_on) == ("KN-02", date(2026, 9, 7), date(2026, 9, 17))


def test_book_numbers_follow_each_other_in_each_unit(play: Cast) -> None:
    ours = [registered(play.clerk).book_number for _ in range(3)]
    theirs = registered(play.neighbour).book_number
    assert (ours, theirs) == ([1, 2, 3], 1)


def test_the_secret_code_is_not_kept(play: Cast) -> None:
    receipt = bring(play.unit)
    kept = Petition.objects.filter(pk=receipt.petition.pk).values_list("secret_hash", flat=True)[0]
    assert receipt.secret is not None
    assert receipt.secret not in kept
    assert selectors.by_secret(receipt.secret.lower()) == receipt.petition
    assert selectors.by_secret("khong phai ma") is None
