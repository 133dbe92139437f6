"""Clocks: pauses are not counted, extensions stay within the law, both dates stay visible, a changed calendar moves what runs."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.documents import services as documents
from danvan.documents.models import DayRule
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.lib.workdays import Calendar
from danvan.petitions import selectors, services
from danvan.petitions.models import PetitionKind
from danvan.petitions.rules import Run
from danvan.petitions.services.clocks import calendar_from
from danvan.petitions.tests.factories import Cast, accepted, received, registered

START = date(2026, 9, 7)
COMPLAINT = PetitionKind.COMPLAINT
# A busy machine draws slowly; that is no failure.
STEADY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
spans = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 30)), max_size=4)


def _pauses(lengths: list[tuple[int, int]]) -> tuple[tuple[date, date | None], ...]:
    """Spans one after another, none touching the next."""
    found, day = [], START
    for gap, length in lengths:
        first = day + timedelta(days=gap)
        day = first + timedelta(days=length)
        found.append((first, day))
    return tuple(found)


def _due(days: int, counting: str, lengths: list[tuple[int, int]]) -> date:
    due = Run(START, days, counting, _pauses(lengths)).due(Calendar())
    assert due is not None
    return due.day


@STEADY
@given(days=st.integers(1, 90), counting=st.sampled_from(["working", "calendar"]), lengths=spans)
def test_a_pause_never_brings_the_due_date_nearer(days: int, counting: str, lengths: list[tuple[int, int]]) -> None:
    assert _due(days, counting, lengths) >= _due(days, counting, [])


@STEADY
@given(days=st.integers(1, 60), more=st.integers(1, 30), counting=st.sampled_from(["working", "calendar"]), lengths=spans)
def test_more_days_never_end_earlier(days: int, more: int, counting: str, lengths: list[tuple[int, int]]) -> None:
    assert _due(days + more, counting, lengths) >= _due(days, counting, lengths)


@STEADY
@given(days=st.integers(1, 60), counting=st.sampled_from(["working", "calendar"]), lengths=spans)
def test_the_proof_counts_exactly_the_days_of_the_limit_and_none_that_was_paused(
    days: int, counting: str, lengths: list[tuple[int, int]]
) -> None:
    pauses = _pauses(lengths)
    due = Run(START, days, counting, pauses).due(Calendar())
    assert due is not None
    counted = [line.day for line in due.lines if line.counted]
    assert len(counted) == days
    assert not [day for day in counted for first, again in pauses if again and first <= day < again]


def test_an_open_pause_has_no_due_date() -> None:
    assert Run(START, 30, "calendar", ((START + timedelta(days=3), None),)).due(Calendar()) is None


def test_paused_days_are_not_counted_and_the_list_shows_no_due_date_meanwhile(play: Cast) -> None:
    petition = accepted(play.clerk, COMPLAINT)
    with clock.standing_at(date(2026, 9, 14)):
        petition = services.pause(by=play.leader, petition=petition, ground="obstacle", note="Người khiếu nại nằm viện")
        assert petition.due_on is None
        now = selectors.standing(petition, clock.today())
        assert now is not None
        assert now.paused is not None
        assert now.late_days == 0
        assert now.proof[-1].day <= clock.today()
    with clock.standing_at(date(2026, 9, 24)):
        petition = services.resume(by=play.leader, petition=petition)
    # 30 days from 7 September are 7 October; ten days were not counted, and 17 October is a Saturday.
    assert petition.due_on == date(2026, 10, 19)


def test_an_answer_after_a_pause_is_in_time_when_the_counted_days_are(play: Cast) -> None:
    petition = accepted(play.clerk, COMPLAINT)
    with clock.standing_at(date(2026, 9, 14)):
        services.pause(by=play.leader, petition=petition, ground="other_result", note="Chờ kết luận đo đạc")
    with clock.standing_at(date(2026, 10, 14)):
        services.resume(by=play.leader, petition=petition)
        services.answer(by=play.leader, petition=petition, text="Quyết định giải quyết.")
    stopped = petition.clocks.get(limit__code="KN-03")
    assert stopped.days_late(date(2026, 12, 1)) == 0


def test_an_extension_keeps_both_dates_and_its_reason(play: Cast) -> None:
    petition = accepted(play.clerk, COMPLAINT)
    petition = services.extend(by=play.leader, petition=petition, ground="complex", reason="Phải đo đạc lại", days=45)
    running = petition.clocks.get(stopped_on=None)
    given = running.extensions.get()
    assert (running.first_due_on, given.old_due_on, given.new_due_on) == (date(2026, 10, 7), date(2026, 10, 7), date(2026, 10, 22))
    assert petition.due_on == given.new_due_on
    sentences = [sentence for line in selectors.public_timeline(petition) for sentence in line.details]
    assert "Hạn cũ: 07/10/2026. Hạn mới: 22/10/2026." in sentences


@pytest.mark.parametrize("days", [30, 46])
def test_an_extension_beyond_or_below_the_law_is_refused(play: Cast, days: int) -> None:
    petition = accepted(play.clerk, COMPLAINT)
    with pytest.raises(Refused) as refused:
        services.extend(by=play.leader, petition=petition, ground="complex", reason="Phức tạp", days=days)
    assert refused.value.field == "days"


def test_a_complaint_is_extended_once_and_a_denunciation_twice_by_thirty_days(play: Cast) -> None:
    complaint = accepted(play.clerk, COMPLAINT)
    services.extend(by=play.leader, petition=complaint, ground="complex", reason="Phức tạp", days=40)
    with pytest.raises(Refused):
        services.extend(by=play.leader, petition=complaint, ground="complex", reason="Phức tạp", days=45)
    denunciation = accepted(play.clerk, PetitionKind.DENUNCIATION, channel="desk", sender=services.NOBODY)
    with pytest.raises(Refused):
        services.extend(by=play.leader, petition=denunciation, ground="complex_denunciation", reason="Phức tạp", days=61)
    services.extend(by=play.leader, petition=denunciation, ground="complex_denunciation", reason="Phức tạp", days=60)
    services.extend(by=play.leader, petition=denunciation, ground="very_complex", reason="Đặc biệt phức tạp", days=90)


def test_a_changed_calendar_moves_running_clocks_and_keeps_the_old_date_in_the_log(play: Cast) -> None:
    running, done = received(play.unit), registered(play.clerk)
    services.withdraw(by=play.clerk, petition=done, reason="Rút")
    documents.set_day(by=play.clerk, day=date(2026, 9, 10), kind=DayRule.Kind.OFF, name="Nghỉ bão", source="Công điện")
    running.refresh_from_db()
    assert running.due_on == date(2026, 9, 22)
    assert running.clocks.get().first_due_on == date(2026, 9, 21)
    entry = Entry.objects.get(act="petitions.clock.recompute")
    assert (entry.data["old"], entry.data["new"]) == ("2026-09-21", "2026-09-22")
    assert services.recompute_clocks(by=SYSTEM) == 0
    documents.remove_day(by=play.clerk, rule=DayRule.objects.get(day=date(2026, 9, 10)))
    running.refresh_from_db()
    assert running.due_on == date(2026, 9, 21)


def test_a_case_keeps_the_limit_it_was_accepted_under(play: Cast) -> None:
    petition = accepted(play.clerk, COMPLAINT)
    first = petition.clocks.get(stopped_on=None).limit
    with clock.standing_at(date(2027, 1, 4)):
        petition.refresh_from_db()
        assert petition.clocks.get(stopped_on=None).limit == first


def test_each_extension_of_a_denunciation_adds_thirty_days_at_most(play: Cast) -> None:
    petition = accepted(play.clerk, PetitionKind.DENUNCIATION, channel="desk", sender=services.NOBODY)
    services.extend(by=play.leader, petition=petition, ground="complex_denunciation", reason="Phức tạp", days=40)
    with pytest.raises(Refused) as refused:
        services.extend(by=play.leader, petition=petition, ground="very_complex", reason="Đặc biệt phức tạp", days=71)
    assert "70" in refused.value.message
    petition = services.extend(by=play.leader, petition=petition, ground="very_complex", reason="Đặc biệt phức tạp", days=70)
    assert petition.clocks.get(stopped_on=None, main=True).days == 70


def test_a_new_unit_classifies_within_the_time_that_began_at_the_old_one(play: Cast) -> None:
    with clock.standing_at(date(2025, 6, 23)):
        fresh, mixed = received(play.tree.old_a), received(play.tree.old_a)
    with clock.standing_at(date(2025, 7, 1)):
        services.follow_units(by=SYSTEM)
        fresh, mixed = (services.register(by=play.clerk, petition=one) for one in (fresh, mixed))
        fresh = services.classify(by=play.clerk, petition=fresh, kind=COMPLAINT)
        parts = services.split(by=play.clerk, petition=mixed, parts=[services.Part("Một.", "roads"), services.Part("Hai.", "water")])
    assert fresh.clocks.get(stopped_on=None).started_on == date(2025, 6, 23)
    assert {part.clocks.get(stopped_on=None).started_on for part in parts} == {date(2025, 6, 23)}


def test_so_many_days_off_as_no_year_has_are_all_left_out_of_a_first_notice(play: Cast) -> None:
    """The calendar is first read as far as a period usually goes, then whole."""
    today = clock.today()
    off = [today + timedelta(days=ahead) for ahead in range(1, 91)]
    DayRule.objects.filter(day__in=off).delete()
    DayRule.objects.bulk_create(DayRule(day=day, kind=DayRule.Kind.OFF, name="Bão", source="Công điện thử") for day in off)
    running = received(play.unit).clocks.get()
    whole = Run(today, running.days, running.counting).due(calendar_from(today))
    assert whole is not None
    assert running.due_on == running.petition.due_on == whole.day
    assert running.due_on > off[-1] + timedelta(days=running.days)
