"""Figures on a small known world: what they count, and that what happens later changes no past number."""

from datetime import date

from danvan.figures.registry import link_of, registry
from danvan.lib import clock
from danvan.petitions import figures, services
from danvan.petitions.models import PetitionKind, Stay
from danvan.petitions.selectors import performance
from danvan.petitions.tests.factories import Cast, accepted, classified, received, registered
from danvan.units.models import Unit

SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 30))
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
CODES = (
    "received",
    "carried",
    "remaining",
    "eligible",
    "complaints",
    "denunciations",
    "recommendations",
    "within_authority",
    "settled",
    "settled_in_time",
    "settled_late",
    "referred",
)


def counted(unit: Unit, days: tuple[date, date]) -> dict[str, int]:
    """Every figure of the unit that is not zero."""
    found = {code: registry[f"petitions.{code}"].value([unit.pk], *days) for code in CODES}
    return {code: number for code, number in found.items() if number}


def _small_world(play: Cast) -> None:
    """Three letters in September: one settled in time, one settled late in November, one passed to the province in October."""
    in_time = accepted(play.clerk, PetitionKind.COMPLAINT)
    late = accepted(play.clerk, PetitionKind.COMPLAINT)
    moved = registered(play.clerk)
    with clock.standing_at(date(2026, 9, 20)):
        services.answer(by=play.leader, petition=in_time, text="Quyết định.")
    with clock.standing_at(date(2026, 10, 5)):
        services.transfer(by=play.clerk, petition=moved, ground="no_authority", to=play.tree.province)
    with clock.standing_at(date(2026, 11, 20)):
        services.answer(by=play.leader, petition=late, text="Quyết định.")


def test_each_figure_counts_what_happened_in_the_period(play: Cast) -> None:
    _small_world(play)
    assert counted(play.unit, SEPTEMBER) == {
        "received": 3,
        "remaining": 2,
        "eligible": 2,
        "complaints": 2,
        "within_authority": 2,
        "settled": 1,
        "settled_in_time": 1,
    }
    assert counted(play.unit, OCTOBER) == {"carried": 2, "remaining": 1, "within_authority": 1, "referred": 1}
    november = counted(play.unit, (date(2026, 11, 1), date(2026, 11, 30)))
    assert november == {"carried": 1, "within_authority": 1, "settled": 1, "settled_late": 1}
    assert counted(play.tree.province, OCTOBER) == {"received": 1, "remaining": 1}


def test_a_period_begins_with_what_the_one_before_left(play: Cast) -> None:
    _small_world(play)
    left = registry["petitions.remaining"].records([play.unit.pk], *SEPTEMBER)
    begun = registry["petitions.carried"].records([play.unit.pk], *OCTOBER)
    assert set(left) == set(begun) != set()


def test_work_in_hand_over_two_months_counts_each_letter_once(play: Cast) -> None:
    """Why no sum of periods is the period: what is carried over would count again."""
    _small_world(play)
    months = [registry["petitions.within_authority"].records([play.unit.pk], *days) for days in (SEPTEMBER, OCTOBER)]
    both = registry["petitions.within_authority"].records([play.unit.pk], SEPTEMBER[0], OCTOBER[1])
    assert set(both) == set(months[0]) | set(months[1])
    assert both.count() < sum(one.count() for one in months)


def test_what_happens_later_changes_no_past_number(play: Cast) -> None:
    petition, mixed = registered(play.clerk), registered(play.clerk)
    before = counted(play.unit, SEPTEMBER)
    with clock.standing_at(date(2026, 10, 5)):
        services.transfer(by=play.clerk, petition=petition, ground="no_authority", to=play.tree.province)
        services.split(by=play.clerk, petition=mixed, parts=[services.Part("Một.", "roads"), services.Part("Hai.", "water")])
    assert counted(play.unit, SEPTEMBER) == before == {"received": 2, "remaining": 2}
    assert counted(play.unit, OCTOBER) == {"carried": 2, "remaining": 2, "referred": 1}
    assert counted(play.unit, (date(2026, 11, 1), date(2026, 11, 30))) == {"carried": 2, "remaining": 2}


def test_the_number_and_its_list_come_from_the_same_rows_and_each_row_opens(play: Cast) -> None:
    petition = received(play.unit)
    figure = registry["petitions.received"]
    rows = list(figure.records([play.unit.pk], *SEPTEMBER))
    assert len(rows) == figure.value([play.unit.pk], *SEPTEMBER) == 1
    assert str(rows[0]) == str(petition)
    assert link_of(rows[0]) == petition.get_absolute_url()
    assert figure.by_unit([play.unit.pk, play.tree.b.pk], *SEPTEMBER) == {play.unit.pk: 1}


def test_in_time_and_late_never_count_the_same_and_never_more_than_settled(play: Cast) -> None:
    _small_world(play)
    year = (date(2026, 1, 1), date(2026, 12, 31))
    in_time, late = set(figures.settled_in_time(*year)), set(figures.settled_late(*year))
    assert not in_time & late
    assert in_time | late <= set(figures.settled(*year))


def test_no_record_is_in_two_public_products(play: Cast) -> None:
    """What is published of how units answer leaves denunciations out; a figure that counts anything else is told there alone (decision 0037)."""
    _small_world(play)
    for kind in PetitionKind.values:
        classified(play.clerk, kind)
    accepted(play.clerk, PetitionKind.DENUNCIATION)
    received(play.tree.b)
    there = set(performance.public_stays().values_list("pk", flat=True))
    shared = {
        code
        for code, figure in registry.figures.items()
        for first, last in (SEPTEMBER, OCTOBER, (date(2026, 11, 1), date(2026, 11, 30)))
        if figure.rows(first, last).model is Stay and there & set(figure.rows(first, last).values_list("pk", flat=True))
    }
    assert (
        shared
        == {code for code, figure in registry.figures.items() if figure.released}
        == {f"petitions.{one}" for one in CODES} - {"petitions.denunciations"}
    )
