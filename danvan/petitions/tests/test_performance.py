"""How units answered, as published: what is counted, that denunciations are in nothing, that what was published stays."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock, periods
from danvan.lib.disclosure import HIDDEN, SMALL
from danvan.lib.refusal import Refused
from danvan.petitions import services
from danvan.petitions.models import Petition, PetitionKind, Release, Verdict
from danvan.petitions.rules import ACTS, Act
from danvan.petitions.rules.performance import Days, Share, days, release_day, share
from danvan.petitions.selectors import performance
from danvan.petitions.services import releasing
from danvan.petitions.tests.factories import Cast, accepted, answered, classified, received, registered
from danvan.units.models import Unit

Q3 = periods.parse("2026-Q3")
OCTOBER_15 = date(2026, 10, 15)


def counted(unit: Unit, period: str = "2026-Q3") -> dict[str, int]:
    """Every count of the unit that is not zero."""
    return {str(name): number for name, number in performance.count(periods.parse(period)).get(unit.pk, {}).items() if number}


def settle(play: Cast, petition: Petition, day: date) -> None:
    """Answered on the day."""
    with clock.standing_at(day):
        services.answer(by=play.leader, petition=petition, text="Quyết định.")


def release(period: str = "2026-Q3", day: date = OCTOBER_15, reason: str = "") -> int:
    """Publish, on the day."""
    with clock.standing_at(day):
        return releasing.release(by=SYSTEM, period=period, reason=reason)


def public(unit: Unit, *, whole: bool = False, period: str = "2026-Q3") -> dict[str, object]:
    """What stands published of it."""
    row = Release.objects.get(unit=unit, whole=whole, period=period, current=True)
    return dict(row.public)


def test_what_was_settled_is_in_time_or_extended_or_paused_or_late_each_once(play: Cast) -> None:
    in_time, extended, paused, late = (accepted(play.clerk, PetitionKind.COMPLAINT) for _number in range(4))
    settle(play, in_time, date(2026, 9, 20))
    with clock.standing_at(date(2026, 9, 30)):
        services.extend(by=play.leader, petition=extended, ground="complex", reason="Việc phức tạp.", days=45)
        services.pause(by=play.leader, petition=paused, ground=_pause_ground(), note="Chờ kết quả giám định.")
    with clock.standing_at(date(2026, 10, 10)):
        services.resume(by=play.leader, petition=paused)
    for one, day in ((extended, date(2026, 10, 15)), (paused, date(2026, 10, 14)), (late, date(2026, 11, 20))):
        settle(play, one, day)
    assert counted(play.unit) == {"received": 4, "complaints": 4, "in_time": 1, "open_paused": 1}
    assert counted(play.unit, "2026-Q4") == {"extended": 1, "paused": 1, "late": 1, "beyond": 3}


def _pause_ground() -> str:
    return next(ground.code for ground in ACTS[Act.PAUSE].grounds_for(PetitionKind.COMPLAINT, date(2026, 9, 30)))


def test_what_is_overdue_at_the_end_counts_as_it_was_then(play: Cast) -> None:
    late = accepted(play.clerk, PetitionKind.COMPLAINT)
    with clock.standing_at(date(2026, 9, 14)):
        accepted(play.clerk, PetitionKind.COMPLAINT)
    assert counted(play.unit, "2026-Q3") == {"received": 2, "complaints": 2}
    december = counted(play.unit, "2026-Q4")
    settle(play, late, date(2027, 1, 8))
    assert december == counted(play.unit, "2026-Q4") == {"open_late": 2}


def test_a_disagreement_a_second_look_and_a_second_instance_count_where_it_was_answered(play: Cast) -> None:
    petition = answered(play.clerk)
    services.say(by=play.clerk, petition=petition, verdict=Verdict.DISAGREED, text="Chưa xong.")
    complaint = answered(play.clerk, PetitionKind.COMPLAINT)
    services.go_up(by=play.clerk, petition=complaint, text="Không đồng ý.")
    found = counted(play.unit)
    assert (found["disagreed"], found["reopened"], found["second"]) == (1, 1, 1)
    assert found["received"] == 2
    assert counted(play.tree.province)["received"] == 1


def test_what_was_received_is_told_by_kind_and_what_was_passed_on_by_its_day(play: Cast) -> None:
    for kind in (PetitionKind.COMPLAINT, PetitionKind.RECOMMENDATION, PetitionKind.REGULATION_FEEDBACK, PetitionKind.DENUNCIATION):
        classified(play.clerk, kind)
    services.guide(by=play.clerk, petition=registered(play.clerk), ground="court", public_note="Gửi đơn đến Tòa án khu vực.")
    found = counted(play.unit)
    assert (found["received"], found["complaints"], found["recommendations"], found["referred"]) == (4, 1, 2, 1)


def test_denunciations_are_in_no_public_figure(play: Cast) -> None:
    accepted(play.clerk, PetitionKind.DENUNCIATION)
    classified(play.clerk, PetitionKind.DENUNCIATION_INFO)
    assert counted(play.unit) == {}


def test_the_median_needs_ten_and_the_oldest_is_rounded() -> None:
    assert days([3] * 9, 9, 41) == Days(None, None)
    assert days([*range(10)], 10, 41) == Days(4, 40)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"in_time": 90, "beyond": 10, "extended": SMALL, "paused": SMALL, "late": SMALL}, Share(90, least=False)),
        ({"in_time": 90, "beyond": SMALL, "extended": SMALL, "paused": SMALL, "late": SMALL}, Share(90, least=True)),
        ({"in_time": 90, "beyond": HIDDEN, "extended": 15, "paused": SMALL, "late": SMALL}, Share(73, least=True)),
        ({"in_time": 90, "beyond": HIDDEN, "extended": HIDDEN, "paused": SMALL, "late": SMALL}, None),
        ({"in_time": 15, "beyond": 10, "extended": SMALL, "paused": SMALL, "late": SMALL}, None),
        ({"in_time": SMALL, "beyond": 40, "extended": 40, "paused": SMALL, "late": SMALL}, None),
    ],
)
def test_a_share_is_worked_out_of_what_is_published_only(cells: dict[str, int | str], found: Share | None) -> None:
    assert share(cells) == found


def test_nothing_is_published_before_its_day_nor_for_other_periods(play: Cast) -> None:
    assert release_day(Q3) == OCTOBER_15
    assert release_day(periods.parse("2026")) == date(2027, 1, 15)
    for period, day in (
        ("2026-Q3", date(2026, 10, 14)),
        ("2026-09", OCTOBER_15),
        ("2026-07-01..2026-08-01", OCTOBER_15),
        ("x", OCTOBER_15),
    ):
        with pytest.raises(Refused):
            release(period, day)
    assert not Release.objects.exists()


def test_small_counts_are_published_of_nobody(play: Cast) -> None:
    for _number in range(12):
        answered(play.clerk)
    received(play.tree.b)
    assert release() == 8  # two provinces, each whole and its own offices, and four communes
    assert public(play.tree.province, whole=True)["received"] in (15, HIDDEN)
    assert public(play.tree.b)["received"] == SMALL
    shown = public(play.unit)
    assert shown["in_time"] in (10, HIDDEN)
    assert shown["late"] == SMALL
    assert shown["median_days"] == 0
    for one in Release.objects.all():
        assert all(
            value in (SMALL, HIDDEN) or value >= 10
            for name, value in one.public.items()
            if name in one.counts and name not in ("median_days", "oldest_days")
        )


def test_what_was_published_stays_until_it_is_corrected_with_a_reason(play: Cast) -> None:
    for _number in range(12):
        received(play.unit)
    release()
    before = public(play.unit)
    for _number in range(5):
        received(play.unit)
    with pytest.raises(Refused, match="đính chính"):
        release()
    assert public(play.unit) == before
    release(reason="Nhập sót.")
    assert public(play.unit) == before, "a change of fewer than ten is not told"
    for _number in range(5):
        received(play.unit)
    release(reason="Nhập sót cả một sổ.")
    rows = list(Release.objects.filter(unit=play.unit).order_by("revision"))
    assert [(one.revision, one.current, one.reason) for one in rows] == [
        (1, False, ""),
        (2, False, "Nhập sót."),
        (3, True, "Nhập sót cả một sổ."),
    ]
    assert [row.counts["received"] for row in rows] == [12, 12, 22]
    assert Entry.objects.filter(act="petitions.release.publish").count() == 3


def test_a_year_is_the_sum_of_its_quarters(play: Cast) -> None:
    for _number in range(11):
        received(play.unit)
    with pytest.raises(Refused, match="bốn quý"):
        release("2026", date(2027, 1, 15))
    for number in range(1, 5):
        release(f"2026-Q{number}", date(2027, 1, 15))
    release("2026", date(2027, 1, 15))
    year = Release.objects.get(unit=play.unit, period="2026")
    assert year.counts["received"] == 11
    assert year.public["open_late"] == Release.objects.get(unit=play.unit, period="2026-Q4").public["open_late"]
    with pytest.raises(Refused, match="Năm này đã công bố"):
        release("2026-Q4", date(2027, 1, 16), reason="Sửa.")


def test_counting_asks_the_same_number_of_questions_for_few_and_many(play: Cast) -> None:
    numbers = []
    for more in (1, 4):
        for _number in range(more):
            answered(play.clerk)
        with CaptureQueriesContext(connection) as captured:
            performance.count(Q3)
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= 8


def test_the_digest_is_over_what_is_shown(play: Cast) -> None:
    release()
    one = Release.objects.filter(unit=play.unit).get()
    assert one.digest == releasing.digest((one.unit_id, one.whole), one.period, one.revision, one.public)


def test_the_command_publishes_what_is_due_once(play: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    with clock.standing_at(OCTOBER_15 - timedelta(days=1)):
        call_command("petitions", "release")
    assert not Release.objects.exists()
    with clock.standing_at(OCTOBER_15):
        call_command("petitions", "release")
        call_command("petitions", "release")
        with pytest.raises(CommandError):
            call_command("petitions", "release", "--period", "2026-Q3")
    assert set(Release.objects.values_list("period", "revision")) == {("2026-Q3", 1)}
    assert capsys.readouterr().out.count("2026-Q3") == 1
