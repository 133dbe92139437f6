"""The reception book: what is written about whom, what never is, and numbers without gap even at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from danvan.audit.models import Entry as LogEntry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions.models import Petition, PetitionKind, Sender
from danvan.petitions.services import classify, register
from danvan.petitions.tests.factories import received
from danvan.reception import selectors, services
from danvan.reception.models import Brought, Outcome, Visit, Visitor
from danvan.reception.services import Came
from danvan.reception.tests.factories import LAN, MONDAY, Cast, came, cast, held, line, planned
from danvan.sealed.tests.factories import keeper, opened
from danvan.units.access import Acting

SECRET = "Trưởng phòng nhận tiền của bà Hòa"


def test_a_line_is_numbered_within_the_year_of_the_unit(play: Cast) -> None:
    assert [came(play).number for _visit in range(3)] == [1, 2, 3]
    with clock.standing_at(MONDAY.replace(year=2027, month=1, day=4)):
        later = came(play)
    assert (later.number, later.book_year, str(later)) == (1, 2027, "1/2027")


def test_what_is_taken_in_becomes_a_petition_with_a_receipt(play: Cast) -> None:
    session = held(play, MONDAY)
    entry = line(outcome=Outcome.TAKEN_IN, told="", topic="roads", people=3, came=Came("Nguyễn Thị Lan", "Thôn Đoài", "Nguyễn Thị Lan"))
    visit, receipt = services.enter(
        by=play.clerk, submission=uuid4(), unit=play.unit, received_by=play.chair.post, entry=entry, session=session
    )
    assert receipt is not None
    assert receipt.secret
    assert visit.petition == receipt.petition == Petition.objects.get()
    assert (receipt.petition.channel, receipt.petition.people, receipt.petition.text) == ("desk", 3, entry.summary)
    assert Sender.objects.get().name == "Nguyễn Thị Lan"


def test_the_same_form_sent_twice_is_one_line_and_one_petition(play: Cast) -> None:
    number, entry = uuid4(), line(outcome=Outcome.TAKEN_IN, told="")
    one, two = (services.enter(by=play.clerk, submission=number, unit=play.unit, received_by=play.clerk.post, entry=entry) for _n in "ab")
    assert one[0] == two[0]
    assert one[1] is not None
    assert two[1] is not None
    assert (bool(one[1].secret), two[1].secret) == (True, None)
    assert (Visit.objects.count(), Petition.objects.count()) == (1, 1)


def test_a_line_that_fails_leaves_no_gap(play: Cast) -> None:
    came(play)
    with pytest.raises(Refused):
        came(play, outcome=Outcome.TAKEN_IN, told="", topic="no such")
    assert came(play).number == 2


def test_a_session_must_be_held_before_its_book_is_written(play: Cast) -> None:
    with pytest.raises(Refused, match="ai tiếp"):
        came(play, planned(play, MONDAY))


def test_an_earlier_petition_is_followed_up_as_an_old_matter(play: Cast) -> None:
    petition = received(play.unit)
    visit = came(play, outcome=Outcome.FOLLOWED, petition=petition, told="")
    assert (visit.petition, visit.again) == (petition, True)
    with pytest.raises(Refused) as refused:
        came(play, outcome=Outcome.FOLLOWED, told="")
    assert refused.value.field == "reference"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "praise"}, "kind"),
        ({"outcome": "sent home"}, "outcome"),
        ({"summary": " "}, "summary"),
        ({"told": ""}, "told"),
        ({"came": Came()}, "name"),
        ({"people": 0}, "people"),
        ({"people": 7}, "representatives"),
        ({"people": 9, "came": Came("Lan", "", "\n".join("ABCDEF"))}, "representatives"),
        ({"people": 2, "came": Came("Lan", "", "A\nB\nC")}, "representatives"),
        ({"outcome": Outcome.REFUSED}, "refusal"),
        ({"outcome": Outcome.REFUSED, "refusal": "threat", "told": ""}, "told"),
    ],
)
def test_what_the_book_asks_for_is_said_beside_its_field(play: Cast, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        came(play, **given)
    assert refused.value.field == field
    assert not Visit.objects.exists()


def _denunciation(play: Cast, **given: Any) -> Visit:
    said: dict[str, Any] = {"kind": Brought.DENUNCIATION, "outcome": Outcome.GUIDED, "summary": "", "told": "", "came": Came()}
    return came(play, **{**said, **given})


def test_of_a_denunciation_the_book_holds_neither_name_nor_words(play: Cast) -> None:
    for given, field in (
        ({"came": LAN}, "name"),
        ({"summary": SECRET}, "summary"),
        ({"told": SECRET}, "told"),
        ({"earlier_body": "X"}, "earlier_body"),
    ):
        with pytest.raises(Refused) as refused:
            _denunciation(play, **given)
        assert refused.value.field == field
    visit = _denunciation(play)
    assert visit.closed
    assert (visit.summary, visit.told, visit.folded, visit.visitor.name) == ("", "", "", "")


def test_a_denunciation_taken_in_needs_its_words_for_the_petition(play: Cast) -> None:
    with pytest.raises(Refused) as refused:
        _denunciation(play, outcome=Outcome.TAKEN_IN)
    assert refused.value.field == "summary"


def test_a_denunciation_taken_in_stands_in_the_petition_alone(play: Cast) -> None:
    visit = _denunciation(play, outcome=Outcome.TAKEN_IN, summary=SECRET)
    assert visit.petition is not None
    assert (visit.petition.text, visit.petition.kind) == (SECRET, PetitionKind.DENUNCIATION)
    assert SECRET not in str(list(Visit.objects.values_list())) + str(list(LogEntry.objects.values_list()))


def test_the_database_itself_keeps_the_words_of_a_denunciation_out(play: Cast) -> None:
    visit = _denunciation(play)
    visit.summary = SECRET
    with pytest.raises(IntegrityError), transaction.atomic():
        visit.save(update_fields=["summary"])


def test_a_line_closes_when_its_petition_turns_out_to_be_a_denunciation(play: Cast) -> None:
    visit = came(play, outcome=Outcome.TAKEN_IN, told="", summary="Bà Hòa kể về cán bộ thuế.")
    assert visit.petition is not None
    assert list(selectors.scoped(selectors.book(play.unit), selectors.Wanted(words="ba hoa"))) == [visit]
    register(by=play.clerk, petition=visit.petition)
    classify(by=play.clerk, petition=visit.petition, kind=PetitionKind.DENUNCIATION)
    assert Visit.objects.select_related("petition").get().closed
    assert list(selectors.scoped(selectors.book(play.unit), selectors.Wanted(words="ba hoa"))) == []


def test_the_book_forgets_who_came_when_what_they_brought_turns_out_to_be_a_denunciation(play: Cast) -> None:
    visit = came(play, outcome=Outcome.TAKEN_IN, told="", came=LAN)
    assert visit.petition is not None
    register(by=play.clerk, petition=visit.petition)
    opened(keeper(play.unit, "Giữ một"))
    opened(keeper(play.unit, "Giữ hai"))
    classify(by=play.clerk, petition=visit.petition, kind=PetitionKind.DENUNCIATION)
    visitor = Visitor.objects.get(visit=visit)
    assert (visitor.name, visitor.address, visitor.purged_at is not None) == ("", "", True)


def test_a_denunciation_is_followed_up_only_without_a_name(play: Cast) -> None:
    petition = received(play.unit)
    register(by=play.clerk, petition=petition)
    classify(by=play.clerk, petition=petition, kind=PetitionKind.DENUNCIATION)
    petition.refresh_from_db()
    with pytest.raises(Refused) as refused:
        came(play, outcome=Outcome.FOLLOWED, petition=petition, told="")
    assert refused.value.field == "kind"
    assert _denunciation(play, outcome=Outcome.FOLLOWED, petition=petition).closed


def test_refusing_for_good_needs_a_notice_of_the_head(play: Cast) -> None:
    short, long = (came(play, outcome=Outcome.REFUSED, refusal=code, told="Đã giải thích.") for code in ("threat", "settled"))
    with pytest.raises(Refused):
        services.issue_notice(by=play.chair, visit=short, signed_by=play.chair.post)
    issued = services.issue_notice(by=play.chair, visit=long, signed_by=play.chair.post)
    assert (issued.notice_on, issued.notice_by) == (MONDAY, play.chair.post)
    with pytest.raises(Refused, match="đã ban hành"):
        services.issue_notice(by=play.chair, visit=long, signed_by=play.chair.post)


def test_who_came_is_forgotten_when_the_day_comes_and_the_line_stays(play: Cast) -> None:
    visit = came(play)
    assert services.purge(by=play.clerk) == 0
    with clock.standing_at(visit.visitor.purge_on):
        assert services.purge(by=play.clerk) == 1
        assert services.purge(by=play.clerk) == 0
    visitor = Visitor.objects.get()
    assert (visitor.name, visitor.address, bool(visitor.purged_at)) == ("", "", True)
    assert Visit.objects.get().summary == visit.summary


def test_the_log_never_names_who_came(play: Cast) -> None:
    came(play)
    services.purge(by=play.clerk)
    assert LAN.name not in str(list(LogEntry.objects.values_list()))


def at_once(works: list[Callable[[], Visit]]) -> None:
    """Run them in threads that start together."""
    ready = Barrier(len(works))

    def run(work: Callable[[], Visit]) -> Visit:
        ready.wait(timeout=60)
        try:
            with clock.standing_at(MONDAY):
                return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(run, works))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_lines_written_at_once_are_numbered_without_gap_or_double() -> None:
    with clock.standing_at(MONDAY):
        play = cast()
    mixed = [
        lambda: came(play),
        lambda: came(play, outcome=Outcome.TAKEN_IN, told=""),
        lambda: _denunciation(play, outcome=Outcome.TAKEN_IN, summary="x"),
    ]
    at_once(mixed * 2)
    assert sorted(Visit.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_at_once_makes_one_line() -> None:
    with clock.standing_at(MONDAY):
        play, number = cast(), uuid4()
    who: Acting = play.clerk

    def send() -> Visit:
        entry = line(outcome=Outcome.TAKEN_IN, told="")
        return services.enter(by=who, submission=number, unit=play.unit, received_by=who.post, entry=entry)[0]

    at_once([send] * 4)
    assert (Visit.objects.count(), Petition.objects.count()) == (1, 1)
