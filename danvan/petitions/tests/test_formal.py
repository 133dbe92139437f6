"""Verification, dialogue, decision and what the law asks afterwards; looking again; one level up; who is named."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from danvan.audit.doer import CITIZEN
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions import access, selectors, services
from danvan.petitions.models import Clock, Conflict, Petition, PetitionKind, State, Stay
from danvan.petitions.selectors import clocks_of, sides_of
from danvan.petitions.selectors.worklist import for_officer
from danvan.petitions.services.process import case_of
from danvan.petitions.tests.factories import Cast, accepted, answered, bring, checked, classified, received, registered
from danvan.units.access import Acting
from danvan.units.models import Body, Duty
from danvan.units.tests.factories import officer

pytestmark = pytest.mark.django_db
DENUNCIATION, COMPLAINT, SECOND = PetitionKind.DENUNCIATION, PetitionKind.COMPLAINT, PetitionKind.COMPLAINT_SECOND
PAPER = {"channel": "desk", "sender": services.NOBODY}


def running(petition: Petition) -> dict[str, Clock]:
    """The clocks that run, by the step of their limit."""
    return {one.limit.step: one for one in petition.clocks.filter(stopped_on=None).select_related("limit")}


def sure(day: date | None) -> date:
    """The day, which is there."""
    assert day is not None
    return day


def verified(play: Cast, kind: str, **given: object) -> Petition:
    petition = accepted(play.clerk, kind, **given)
    petition = services.order_verification(by=play.clerk, petition=petition, team="Tổ xác minh số 1")
    return services.report_verification(by=play.clerk, petition=petition, findings="Nội dung tố cáo đúng một phần.")


def test_a_denunciation_goes_the_way_of_the_law_with_every_duty_on_its_clock(play: Cast) -> None:
    petition = accepted(play.clerk, DENUNCIATION, **PAPER)
    assert set(running(petition)) == {"settle", "notify_acceptance"}
    assert petition.due_on == running(petition)["notify_acceptance"].due_on  # the nearer one
    petition = services.fulfil(by=play.clerk, petition=petition, steps=["notify_acceptance"])
    assert petition.due_on == running(petition)["settle"].due_on
    with pytest.raises(Refused):
        services.answer(by=play.leader, petition=petition, text="Kết luận.")
    services.order_verification(by=play.clerk, petition=petition, team="Tổ số 1", number="12/QĐ-UBND")
    services.report_verification(by=play.clerk, petition=petition, findings="Đúng một phần.")
    services.answer(by=play.leader, petition=petition, text="Kết luận nội dung tố cáo.", number="15/KL-UBND")
    petition.refresh_from_db()
    assert (petition.state, petition.owed) == (State.ANSWERED, True)
    assert set(running(petition)) == {"send", "act", "publish"}
    petition = services.fulfil(by=play.clerk, petition=petition, steps=["send", "act", "publish"])
    assert (petition.owed, petition.due_on, running(petition)) == (False, None, {})


def test_the_publication_of_a_first_decision_is_counted_from_its_effect_and_falls_away_when_it_is_taken_further(play: Cast) -> None:
    petition = answered(play.clerk, COMPLAINT)
    publish = running(petition)["publish"]
    assert publish.started_on >= sure(petition.answered_on) + timedelta(days=30)
    above = services.go_up(by=play.clerk, petition=petition, text="Tôi không đồng ý với quyết định.")
    assert "publish" not in running(petition)
    assert (above.previous, above.unit, above.sender.name) == (petition, play.tree.province, "Nguyễn Thị Lan")
    with pytest.raises(Refused):
        services.go_up(by=play.clerk, petition=petition, text="Lần nữa.")


def test_a_repeated_denunciation_is_closed_from_its_first_moment_and_takes_nobody_along(play: Cast) -> None:
    petition = verified(play, DENUNCIATION, **PAPER)
    services.answer(by=play.leader, petition=petition, text="Kết luận.")
    above = services.go_up(by=play.clerk, petition=petition, text="Kết luận chưa đúng.")
    assert (above.kind, above.sender.name) == (PetitionKind.DENUNCIATION_REPEAT, "")
    assert above.list_title != above.title


def test_a_complaint_in_time_does_not_go_up_and_a_late_one_does(play: Cast) -> None:
    petition = accepted(play.clerk, COMPLAINT)
    with pytest.raises(Refused):
        services.go_up(by=CITIZEN, petition=petition, text="Chậm.")
    with clock.standing_at(sure(petition.due_on) + timedelta(days=1)):
        assert services.go_up(by=CITIZEN, petition=petition, text="Quá hạn mà chưa giải quyết.").previous == petition


def test_disagreeing_opens_one_review_and_the_past_figures_stay(play: Cast) -> None:
    petition = answered(play.clerk)
    before = Stay.objects.filter(petition=petition, outcome=State.ANSWERED).count()
    petition = services.review(by=CITIZEN, petition=petition)
    assert (petition.state, set(running(petition))) == (State.REVIEW, {"review"})
    petition = services.uphold(by=play.leader, petition=petition, public_note="Đã kiểm tra lại tại chỗ, đường đã thông.")
    assert petition.state == State.ANSWERED
    assert Stay.objects.filter(petition=petition, letter=True).count() == before == 1
    with pytest.raises(Refused):
        services.review(by=CITIZEN, petition=petition)


def test_a_withdrawal_under_threat_is_taken_up_again_with_a_new_term(play: Cast) -> None:
    petition = services.withdraw(by=CITIZEN, petition=accepted(play.clerk, COMPLAINT))
    petition = services.reopen(by=play.leader, petition=petition, ground="forced_withdrawal", public_note="Bạn bị ép rút đơn.")
    assert (petition.state, petition.closed_on, petition.owed) == (State.ACCEPTED, None, True)
    assert running(petition)["settle"].started_on == clock.today()


def test_withdrawing_a_part_changes_neither_state_nor_clock(play: Cast) -> None:
    petition = accepted(play.clerk, COMPLAINT)
    after = services.withdraw_part(by=play.clerk, petition=petition, withdrawn="Rút nội dung về mức bồi thường.")
    assert (after.state, after.due_on) == (petition.state, petition.due_on)


def test_suspending_ends_it_and_the_parties_of_a_denunciation_must_be_told(play: Cast) -> None:
    petition = accepted(play.clerk, DENUNCIATION, **PAPER)
    said = {"ground": "denounced_dead", "public_note": "Người bị tố cáo đã chết."}
    petition = services.suspend(by=play.leader, petition=petition, **said)
    assert (petition.state, set(running(petition))) == (State.SUSPENDED, {"send_pause"})


def test_a_dialogue_cannot_be_in_the_future_or_before_acceptance(play: Cast) -> None:
    petition = accepted(play.clerk, COMPLAINT)
    for day in (clock.today() + timedelta(days=1), sure(petition.accepted_on) - timedelta(days=1)):
        with pytest.raises(Refused) as refused:
            services.dialogue(by=play.clerk, petition=petition, held_on=day, minutes="Biên bản.", came=True)
        assert refused.value.field == "held_on"
    services.dialogue(by=play.clerk, petition=petition, held_on=clock.today(), minutes="Biên bản.", came=False)
    assert case_of(petition).met


def test_what_is_not_ours_must_be_passed_on_within_the_term_of_its_kind(play: Cast) -> None:
    petition = classified(play.clerk, DENUNCIATION, **PAPER)
    petition = services.check(by=play.clerk, petition=petition, eligible=True, within_authority=False)
    assert running(petition)["transfer"].started_on == petition.received_on
    petition = services.transfer(by=play.clerk, petition=petition, ground="denunciation_authority", to=play.tree.province)
    assert set(running(petition)) == {"notify"}


def test_a_second_complaint_about_discipline_has_a_time_bar_of_its_own(play: Cast) -> None:
    for kind, last in ((COMPLAINT, date(2026, 10, 7)), (PetitionKind.COMPLAINT_DISCIPLINE, date(2026, 9, 17))):
        above = services.go_up(by=play.clerk, petition=answered(play.clerk, kind), text="Chưa đồng ý.")
        above = services.classify(by=play.superior, petition=services.register(by=play.superior, petition=above), kind=SECOND)
        above = services.check(by=play.superior, petition=above, eligible=True, within_authority=True, known_on=clock.today())
        bar = selectors.time_bar(above)
        assert bar is not None
        assert bar.last == last


def test_a_late_denunciation_that_comes_to_the_superior_has_them_ask_for_a_report_within_five_working_days(play: Cast) -> None:
    petition = accepted(play.clerk, DENUNCIATION, **PAPER)
    with clock.standing_at(running(petition)["settle"].due_on + timedelta(days=3)):
        above = services.go_up(by=play.clerk, petition=petition, text="Quá hạn chưa giải quyết.")
        ask = running(above)["overdue_ask"]
        assert (ask.days, ask.counting, above.due_on) == (5, "working", ask.due_on)
        services.instruct(by=play.superior, unit=play.tree.province, petition=petition, kind="report", text="Báo cáo tiến độ.")
        above.refresh_from_db()
        assert "overdue_ask" not in running(above)
        assert above.due_on == running(above)["notify"].due_on
    in_time = services.go_up(by=play.clerk, petition=_concluded(play), text="Kết luận chưa đúng.")
    assert "overdue_ask" not in running(in_time)


def _concluded(play: Cast) -> Petition:
    petition = verified(play, DENUNCIATION, **PAPER)
    services.answer(by=play.leader, petition=petition, text="Kết luận nội dung tố cáo.")
    petition.refresh_from_db()
    return petition


def test_what_is_made_public_says_until_when_it_must_stay_posted(play: Cast) -> None:
    petition = services.fulfil(by=play.clerk, petition=_concluded(play), steps=["publish"])
    told = [detail for line in selectors.timeline(selectors.steps_of(petition)) for detail in line.details]
    assert "Niêm yết ít nhất đến hết ngày 22/09/2026." in told


def test_the_time_bar_is_never_counted_from_after_the_letter(play: Cast) -> None:
    petition = classified(play.clerk, COMPLAINT)
    with pytest.raises(Refused) as refused:
        services.check(
            by=play.clerk, petition=petition, eligible=True, within_authority=True, known_on=petition.received_on + timedelta(days=1)
        )
    assert refused.value.field == "known_on"


def test_information_without_a_denouncer_has_no_clock_of_denunciations(play: Cast) -> None:
    petition = accepted(play.clerk, PetitionKind.DENUNCIATION_INFO, **PAPER)
    assert running(petition) == {}
    assert petition.list_title != petition.title


def test_a_named_officer_does_not_see_it_and_others_do(play: Cast) -> None:
    petition = checked(play.clerk)
    services.name(by=play.clerk, petition=petition, user=play.neighbour.user)
    assert petition in for_officer(play.clerk)
    services.name(by=play.leader, petition=petition, user=play.superior.user)
    assert petition not in for_officer(play.superior)
    assert not access.not_about(play.superior, Petition.objects.filter(pk=petition.pk)).exists()


def test_what_is_about_the_head_or_the_body_that_would_decide_goes_up_by_itself(play: Cast) -> None:
    for named in ({"user": play.leader.user}, {"body": play.clerk.body}):
        petition = received(play.unit)
        petition = services.name(by=play.clerk, petition=petition, **named)
        assert (petition.unit, petition.state) == (play.tree.province, State.RECEIVED)
        assert petition in for_officer(play.superior)
        assert Conflict.objects.filter(petition=petition).count() == 1


def test_the_law_of_the_day_of_acceptance_stays_when_a_new_one_comes(play: Cast) -> None:
    with clock.standing_at(date(2026, 6, 25)):
        petition = accepted(play.clerk, COMPLAINT)
        kept = running(petition)["settle"].limit_id
    with clock.standing_at(date(2026, 7, 6)):
        paused = services.pause(by=play.leader, petition=petition, ground="other_result", note="Chờ kết quả của tòa án.")
        assert (running(petition)["settle"].limit_id, paused.due_on) == (kept, None)


def test_a_case_that_crosses_the_first_of_july_shows_the_old_and_the_new_law_side_by_side(play: Cast) -> None:
    with clock.standing_at(date(2026, 6, 25)):
        receipt = bring(play.unit)
        petition = services.classify(by=play.clerk, petition=services.register(by=play.clerk, petition=receipt.petition), kind=COMPLAINT)
        petition = services.check(by=play.clerk, petition=petition, eligible=True, within_authority=True)
        petition = services.accept(by=play.clerk, petition=petition)
        before = selectors.standing(petition, clock.today())
    with clock.standing_at(date(2026, 7, 6)):
        after = selectors.standing(petition, clock.today())
        officer, person = Client(), Client()
        officer.force_login(play.clerk.user)
        person.post(reverse("portal:lookup"), {"code": receipt.secret})
        pages = [officer.get(petition.get_absolute_url()), person.get(reverse("portal:case"))]
    assert before is not None
    assert after is not None
    assert list(before.changes) == []
    found = {change.act: change for change in after.changes}
    assert [one.code for one in found["Tạm đình chỉ"].then] == []
    assert [one.code for one in found["Tạm đình chỉ"].now] == ["obstacle", "other_result"]
    assert [one.code for one in found["Đình chỉ giải quyết"].then] == ["withdrawn_before_2026"]
    assert "withdrawn_whole" in [one.code for one in found["Đình chỉ giải quyết"].now]
    assert {change.since for change in after.changes} == {date(2026, 7, 1)}
    for page in pages:
        assert "Luật thay đổi trong khi giải quyết" in page.content.decode()
        assert "Điều 11a (Luật 136/2025/QH15)" in page.content.decode()


def test_a_case_within_one_law_shows_no_other(play: Cast) -> None:
    for kind in (COMPLAINT, DENUNCIATION):
        standing = selectors.standing(accepted(play.clerk, kind, sender=services.NOBODY), clock.today())
        assert standing is not None
        assert list(standing.changes) == []


def test_who_is_named_sees_nothing_of_what_the_letter_is_made_into(play: Cast) -> None:
    whole = registered(play.clerk)
    services.name(by=play.leader, petition=whole, user=play.superior.user)
    parts = services.split(
        by=play.clerk, petition=whole, parts=[services.Part("Việc thứ nhất.", "roads"), services.Part("Việc thứ hai.", "roads")]
    )
    assert not set(for_officer(play.superior)) & {whole, *parts}


def test_who_is_named_above_does_not_see_the_second_complaint_that_comes_to_them(play: Cast) -> None:
    complaint = accepted(play.clerk, COMPLAINT)
    services.name(by=play.leader, petition=complaint, user=play.superior.user)
    services.answer(by=play.leader, petition=complaint, text="Giữ nguyên quyết định.")
    second = services.go_up(by=CITIZEN, petition=complaint, text="Tôi không đồng ý với quyết định.")
    assert second.unit == play.tree.centre  # who would decide it at the province is named in it
    assert second not in for_officer(play.superior)


def test_naming_somebody_in_a_part_closes_the_letter_and_what_followed_to_them_but_not_the_other_part(play: Cast) -> None:
    whole = registered(play.clerk)
    parts = services.split(
        by=play.clerk, petition=whole, parts=[services.Part("Việc thứ nhất.", "roads"), services.Part("Việc thứ hai.", "roads")]
    )
    services.name(by=play.clerk, petition=parts[0], user=play.superior.user)
    seen = set(access.not_about(play.superior, Petition.objects.all()))
    assert seen & {whole, *parts} == {parts[1]}


def test_a_check_put_right_owes_no_transfer(play: Cast) -> None:
    petition = classified(play.clerk, DENUNCIATION, **PAPER)
    services.check(by=play.clerk, petition=petition, eligible=True, within_authority=False)
    assert "transfer" in running(petition)
    services.check(by=play.clerk, petition=petition, eligible=True, within_authority=True)
    assert "transfer" not in running(petition)
    services.check(by=play.clerk, petition=petition, eligible=True, within_authority=False)
    services.classify(by=play.clerk, petition=petition, kind=COMPLAINT)
    assert "transfer" not in running(petition)


def test_a_decision_that_is_taken_up_again_is_neither_sent_nor_published_and_the_next_one_is_in_its_own_time(play: Cast) -> None:
    petition = answered(play.clerk, COMPLAINT)
    first = running(petition)["publish"].due_on
    with clock.standing_at(clock.today() + timedelta(days=20)):
        services.reopen(by=play.leader, petition=petition, ground="by_superior", public_note="Cấp trên yêu cầu giải quyết lại.")
        assert set(running(petition)) == {"settle"}
        services.answer(by=play.leader, petition=petition, text="Quyết định thay thế.")
        assert running(petition)["publish"].due_on > first


def test_somebody_with_two_posts_sees_through_neither_what_names_the_body_of_one(play: Cast) -> None:
    petition = checked(play.clerk)
    elsewhere = officer(play.tree.province, Duty.RECEIVE, title="Ở ban khác", person=play.superior.user, kind=Body.Kind.RECEPTION)
    services.name(by=play.clerk, petition=petition, body=elsewhere.body)
    assert petition not in for_officer(Acting(play.superior.user, play.superior.post))


def test_a_ground_of_one_clock_does_not_lengthen_the_other(play: Cast) -> None:
    petition = accepted(play.clerk, DENUNCIATION, **PAPER)
    with pytest.raises(Refused) as refused:
        services.extend(by=play.leader, petition=petition, ground="checks_elsewhere", reason="Xa", days=40)
    assert refused.value.field == "ground"


def test_every_duty_prints_its_own_proof_to_the_officer_and_to_the_person(play: Cast) -> None:
    petition = answered(play.clerk, COMPLAINT)
    beside = sides_of(clocks_of(petition))
    assert {one.clock.limit.step for one in beside} == {"send", "publish"}
    for one in beside:
        assert one.proof[-1].day == one.clock.due_on
        assert sum(line.counted for line in one.proof) == one.clock.days
