"""Duties, calendars, sessions: what may be entered, what is refused, and what counts for a leader."""

from dataclasses import replace
from datetime import date, time

import pytest

from danvan.audit.models import Entry as LogEntry
from danvan.documents.models import Counting, DayRule, Matter, Sense, Step, TimeLimit
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reception import selectors, services
from danvan.reception.models import Mode, ReceptionDuty, Session, SessionKind, SessionState
from danvan.reception.selectors import Leader
from danvan.reception.services import Slot
from danvan.reception.tests.factories import MONDAY, SLOT, Cast, came, cast, held, owes, planned
from danvan.units.tests.factories import officer

SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 30))


def chair(play: Cast, on: date = MONDAY, span: tuple[date, date] = SEPTEMBER) -> Leader:
    """How the chair of the commune stands."""
    return next(one for one in selectors.leaders([play.unit.pk], *span, on) if one.duty == play.duty)


def test_the_heads_are_proposed_with_the_law_of_their_level(play: Cast) -> None:
    ReceptionDuty.objects.all().delete()
    found = selectors.candidates(play.unit, MONDAY)
    assert [(one.post, one.step) for one in found if one.post in {play.chair.post, play.secretary.post, play.deputy.post}] == [
        (play.secretary.post, Step.FREQUENCY_COMMUNE_PARTY),
        (play.chair.post, Step.FREQUENCY_COMMUNE),
    ]


def test_a_body_has_one_head_at_a_time(play: Cast) -> None:
    with pytest.raises(Refused, match="đã có người đứng đầu"):
        owes(play.deputy, Step.FREQUENCY_COMMUNE)
    services.end_duty(by=play.clerk, duty=play.duty, on=date(2026, 9, 15))
    owes(play.deputy, Step.FREQUENCY_COMMUNE, date(2026, 9, 15))
    both = [one for one in selectors.leaders([play.unit.pk], *SEPTEMBER, MONDAY) if one.duty.step == Step.FREQUENCY_COMMUNE]
    assert [one.owed.required for one in both] == [0, 1]


def test_a_duty_does_not_end_under_its_own_calendar(play: Cast) -> None:
    planned(play, date(2026, 9, 17))
    with pytest.raises(Refused, match="còn buổi tiếp"):
        services.end_duty(by=play.clerk, duty=play.duty, on=date(2026, 9, 10))


def test_several_days_are_planned_in_one_act_or_not_at_all(play: Cast) -> None:
    with pytest.raises(Refused, match="ngày nghỉ"):
        services.plan(by=play.clerk, duty=play.duty, days=[date(2026, 9, 10), date(2026, 9, 12)], slot=SLOT)
    assert not Session.objects.exists()
    services.plan(by=play.clerk, duty=play.duty, days=[date(2026, 9, 24), date(2026, 9, 10), date(2026, 9, 10)], slot=SLOT)
    assert [one.day.day for one in Session.objects.all()] == [10, 24]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"day": date(2026, 9, 12)}, "day"),
        ({"day": date(2026, 8, 20)}, "day"),
        ({"ends": time(7)}, "ends"),
        ({"place": ""}, "place"),
        ({"mode": Mode.ONLINE}, "link"),
        ({"mode": "by_post"}, "mode"),
    ],
)
def test_what_cannot_be_in_a_calendar_is_refused_beside_its_field(play: Cast, given: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        services.add(by=play.clerk, duty=play.duty, slot=Slot(**{"day": date(2026, 9, 10), "place": "Trụ sở", **given}))  # type: ignore[arg-type]  # as given
    assert refused.value.field == field


def test_a_leader_has_one_regular_session_a_day_and_as_many_ad_hoc_ones_as_needed(play: Cast) -> None:
    planned(play, date(2026, 9, 10))
    with pytest.raises(Refused, match="đã có buổi tiếp định kỳ"):
        planned(play, date(2026, 9, 10))
    with pytest.raises(Refused, match="căn cứ"):
        services.add(by=play.clerk, duty=play.duty, slot=replace(SLOT, day=date(2026, 9, 10)), kind=SessionKind.AD_HOC)
    sunday = replace(SLOT, day=date(2026, 9, 13))
    made = services.add(by=play.clerk, duty=play.duty, slot=sunday, kind=SessionKind.AD_HOC, ground="grave")
    assert (made.kind, made.ground) == ("ad_hoc", "grave")


def test_only_days_on_which_the_leader_received_count(play: Cast) -> None:
    held(play, date(2026, 9, 3))
    held(play, date(2026, 9, 4), received_by=play.deputy.post)
    ad_hoc = services.add(by=play.clerk, duty=play.duty, slot=SLOT, kind=SessionKind.AD_HOC, ground="complex")
    services.hold(by=play.clerk, session=ad_hoc, received_by=play.chair.post)
    found = chair(play)
    assert (found.owed.required, found.owed.counted, found.to_come, found.missed) == (2, 1, 1, 0)
    assert (found.held, found.delegated, found.ad_hoc) == ([date(2026, 9, 3)], [date(2026, 9, 4)], 1)
    assert chair(play, date(2026, 10, 1)).missed == 1


def test_who_received_can_be_corrected_and_the_log_keeps_both(play: Cast) -> None:
    session = held(play, date(2026, 9, 3), received_by=play.deputy.post)
    services.hold(by=play.clerk, session=session, received_by=play.chair.post)
    assert chair(play).owed.counted == 1
    befores = LogEntry.objects.filter(act="reception.session.hold").order_by("id").values_list("data__before", flat=True)
    assert list(befores) == [None, play.deputy.post.pk]


@pytest.mark.django_db
def test_online_before_july_2026_counts_for_nobody() -> None:
    from_june = date(2026, 6, 1)
    with clock.standing_at(date(2026, 7, 20)):
        play = cast(since=from_june)
        for day in (date(2026, 6, 25), date(2026, 7, 2), date(2026, 7, 9)):
            held(play, day, mode=Mode.ONLINE, place="", link="https://hop.example.vn/tiep-dan")
        june, july = (
            chair(play, date(2026, 8, 1), span) for span in ((from_june, date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 7, 31)))
        )
    assert (june.owed.required, june.owed.counted) == (4, 0)
    assert (july.owed.required, july.owed.counted) == (2, 2)


def test_a_session_of_which_nothing_was_recorded_is_missed(play: Cast) -> None:
    planned(play, date(2026, 9, 3))
    planned(play, MONDAY)
    planned(play, date(2026, 9, 17))
    found = selectors.lines(list(selectors.sessions_of(play.unit, *SEPTEMBER)), MONDAY)
    assert [one.standing for one in found] == ["missed", "today", "planned"]
    assert chair(play).lapsed == [date(2026, 9, 3)]


def test_several_past_sessions_are_recorded_as_held_at_once(play: Cast) -> None:
    made = [planned(play, date(2026, 9, 3)), planned(play, date(2026, 9, 4)), planned(play, date(2026, 9, 17))]
    with pytest.raises(Refused):
        services.hold_many(by=play.clerk, sessions=made)
    assert services.hold_many(by=play.clerk, sessions=made[:2]) == 2
    assert chair(play).owed.counted == 2


def test_what_was_posted_changes_its_day_only_by_postponing_with_a_reason(play: Cast) -> None:
    session = planned(play, date(2026, 9, 17))
    services.post_calendar(by=play.clerk, unit=play.unit, first=SEPTEMBER[0], last=SEPTEMBER[1])
    with pytest.raises(Refused, match="hoãn"):
        services.change(by=play.clerk, session=session, slot=replace(SLOT, day=date(2026, 9, 18)))
    with pytest.raises(Refused, match="không xóa"):
        services.drop(by=play.clerk, session=session)
    with pytest.raises(Refused) as refused:
        services.postpone(by=play.clerk, session=session, reason=" ", slot=replace(SLOT, day=date(2026, 9, 24)))
    assert refused.value.field == "reason"
    later = services.postpone(by=play.clerk, session=session, reason="Bão số 8.", slot=replace(SLOT, day=date(2026, 9, 24)))
    session.refresh_from_db()
    assert (session.state, later.moved_from, later.posted_on) == (SessionState.POSTPONED, session, MONDAY)
    with pytest.raises(Refused):
        services.hold(by=play.clerk, session=session, received_by=play.chair.post)


def test_a_changed_hour_must_be_posted_anew(play: Cast) -> None:
    session = planned(play, date(2026, 9, 17))
    assert services.post_calendar(by=play.clerk, unit=play.unit, first=SEPTEMBER[0], last=SEPTEMBER[1]) == 1
    changed = services.change(by=play.clerk, session=session, slot=replace(SLOT, day=session.day, starts=time(9)))
    assert changed.posted_on is None
    with pytest.raises(Refused, match="Không có buổi nào"):
        services.post_calendar(by=play.clerk, unit=play.unit, first=date(2026, 10, 1), last=date(2026, 10, 31))


def test_the_calendar_must_be_posted_five_working_days_before(play: Cast) -> None:
    planned(play, date(2026, 9, 10))
    planned(play, date(2026, 9, 17))
    services.post_calendar(by=play.clerk, unit=play.unit, first=SEPTEMBER[0], last=SEPTEMBER[1])
    found = selectors.lines(list(selectors.sessions_of(play.unit, *SEPTEMBER)), MONDAY)
    assert [(one.post_by, one.posted_late) for one in found] == [(date(2026, 9, 3), True), (date(2026, 9, 10), False)]


def test_everybody_reads_what_was_posted_and_nothing_else(play: Cast) -> None:
    session = planned(play, date(2026, 9, 17))
    assert selectors.public_calendar(play.unit, *SEPTEMBER) == []
    services.post_calendar(by=play.clerk, unit=play.unit, first=SEPTEMBER[0], last=SEPTEMBER[1])
    later = services.postpone(by=play.clerk, session=session, reason="Bão.", slot=replace(SLOT, day=date(2026, 9, 24)))
    planned(play, date(2026, 9, 28))
    found = selectors.public_calendar(play.unit, *SEPTEMBER)
    assert [(one.pk, one.state) for one in found] == [(session.pk, "postponed"), (later.pk, "planned")]
    assert found[0].moved_to == later


def test_a_day_declared_off_is_seen_by_the_next_plan(play: Cast) -> None:
    DayRule.objects.create(day=date(2026, 9, 10), kind=DayRule.Kind.OFF, name="Nghỉ bão", source="Công điện")
    with pytest.raises(Refused, match="Nghỉ bão"):
        planned(play, date(2026, 9, 10))


def test_only_somebody_of_the_unit_receives_and_not_before_the_day(play: Cast) -> None:
    session = planned(play, MONDAY)
    stranger = officer(play.tree.b, title="Chủ tịch xã bên")
    with pytest.raises(Refused) as refused:
        services.hold(by=play.clerk, session=session, received_by=stranger.post)
    assert refused.value.field == "received_by"
    with pytest.raises(Refused, match="Chưa đến ngày"):
        services.hold(by=play.clerk, session=planned(play, date(2026, 9, 17)), received_by=play.chair.post)


def test_what_the_leader_ordered_is_done_or_late(play: Cast) -> None:
    session = held(play, date(2026, 9, 3))
    ordered = services.conclude(by=play.chair, session=session, text="Đo lại ranh giới.", owner=play.deputy.post, due_on=date(2026, 9, 4))
    assert ordered.is_late(MONDAY)
    with pytest.raises(Refused):
        services.complete(by=play.deputy, conclusion=ordered, result="", done_on=MONDAY)
    done = services.complete(by=play.deputy, conclusion=ordered, result="Đã đo.", done_on=date(2026, 9, 4))
    assert not done.is_late(MONDAY)
    with pytest.raises(Refused, match="đã ghi xong"):
        services.complete(by=play.deputy, conclusion=ordered, result="Lần nữa.", done_on=MONDAY)


def test_nothing_is_ordered_at_a_session_that_was_not_held(play: Cast) -> None:
    with pytest.raises(Refused):
        services.conclude(by=play.chair, session=planned(play, MONDAY), text="Việc.", owner=play.deputy.post, due_on=MONDAY)
    other = came(play)
    with pytest.raises(Refused) as refused:
        services.conclude(
            by=play.chair, session=held(play, date(2026, 9, 3)), text="Việc.", owner=play.deputy.post, due_on=MONDAY, visit=other
        )
    assert refused.value.field == "visit"


def test_a_unit_that_ends_within_a_month_owes_only_its_part(play: Cast) -> None:
    play.unit.valid_to = date(2026, 9, 21)
    play.unit.save(update_fields=["valid_to"])
    assert chair(play).owed.required == 1


def test_an_offices_own_stricter_rule_goes_before_the_law(play: Cast) -> None:
    TimeLimit.objects.create(
        code="CQ-TD",
        matter=Matter.RECEPTION,
        step=Step.FREQUENCY_COMMUNE,
        sense=Sense.MINIMUM,
        label="Chủ tịch xã tiếp công dân theo quy chế",
        days=4,
        counting=Counting.PER_MONTH,
        instrument="Quy chế",
        valid_from=date(2026, 9, 1),
        local=True,
    )
    assert chair(play).owed.required == 4
