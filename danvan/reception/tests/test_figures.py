"""What the reports count of reception: group B, on a small known world."""

from datetime import date
from typing import Any

from danvan.figures.registry import link_of, registry
from danvan.lib import clock
from danvan.petitions.tests.factories import received
from danvan.reception import selectors, services
from danvan.reception.models import Mode, Outcome, SessionKind
from danvan.reception.services import Came
from danvan.reception.tests.factories import MONDAY, SLOT, Cast, came, cast, held, planned
from danvan.units.models import Unit

SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 30))
CODES = ("secretary_days", "chair_days", "ad_hoc", "visits", "people", "groups", "new_matters", "old_matters", "online")


def counted(unit: Unit, days: tuple[date, date] = SEPTEMBER) -> dict[str, int]:
    """Every figure of the unit that is not zero."""
    found = {code: registry[f"reception.{code}"].value([unit.pk], *days) for code in CODES}
    return {code: number for code, number in found.items() if number}


def _ad_hoc(play: Cast, received_by: Any) -> None:
    session = services.add(by=play.clerk, duty=play.duty, slot=SLOT, kind=SessionKind.AD_HOC, ground="grave")
    services.hold(by=play.clerk, session=session, received_by=received_by)


def test_days_of_the_two_heads_stand_apart_and_only_their_own_count(play: Cast) -> None:
    held(play, date(2026, 9, 3))
    held(play, date(2026, 9, 4), received_by=play.deputy.post)
    held(play, MONDAY, mode=Mode.ONLINE, link="https://hop.example.vn")
    held(play, date(2026, 9, 3), play.party_duty)
    planned(play, date(2026, 9, 17))
    _ad_hoc(play, play.chair.post)
    _ad_hoc(play, play.deputy.post)
    assert counted(play.unit) == {"chair_days": 2, "secretary_days": 1, "ad_hoc": 1}
    assert counted(play.tree.b) == {}


def test_lines_of_the_book_are_visits_people_groups_and_matters(play: Cast) -> None:
    came(play)
    came(play, again=True, people=6, came=Came("Lan", "", "Lan"))
    came(play, online=True, outcome=Outcome.FOLLOWED, petition=received(play.unit), told="")
    came(play, outcome=Outcome.REFUSED, refusal="threat", told="Đã giải thích.")
    assert counted(play.unit) == {"visits": 3, "people": 8, "groups": 1, "new_matters": 1, "old_matters": 2, "online": 1}
    assert counted(play.unit, (date(2026, 8, 1), date(2026, 8, 31))) == {}


def test_the_number_its_list_and_the_page_of_what_is_owed_agree(play: Cast) -> None:
    for day in (3, 4, 7):
        held(play, date(2026, 9, day))
    rows = list(registry["reception.chair_days"].records([play.unit.pk], *SEPTEMBER))
    leader = next(one for one in selectors.leaders([play.unit.pk], *SEPTEMBER, MONDAY) if one.duty == play.duty)
    assert [row.day for row in rows] == leader.held
    assert link_of(rows[0]) == rows[0].get_absolute_url()


def test_online_days_before_the_law_count_for_nobody(db: None) -> None:
    with clock.standing_at(date(2026, 7, 20)):
        play = cast(since=date(2026, 6, 1))
        for day in (date(2026, 6, 30), date(2026, 7, 1)):
            held(play, day, mode=Mode.ONLINE, link="https://hop.example.vn")
    assert counted(play.unit, (date(2026, 6, 1), date(2026, 7, 31))) == {"chair_days": 1}


def test_a_record_of_the_book_tells_nothing_of_who_came(play: Cast) -> None:
    visit = came(play)
    row = registry["reception.visits"].by_key([visit.pk])[visit.pk]
    assert str(row) == "1/2026"
