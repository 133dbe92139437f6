"""Petition, then counter, then the end of the log: every act takes its rows in this order, so that two acts at once cannot block each other."""

from datetime import date

from danvan.audit.tests.order import taken
from danvan.documents import services as documents
from danvan.documents.models import DayRule
from danvan.petitions import services
from danvan.petitions.tests.factories import Cast, received, registered

PARTS = [services.Part("Đường hỏng.", "roads"), services.Part("Nước đục.", "water")]


def test_splitting_takes_the_book_before_the_log(play: Cast) -> None:
    petition = registered(play.clerk)
    with taken() as order:
        services.split(by=play.clerk, petition=petition, parts=PARTS)
    # The parts ask for the counter again; what counts is that it is ours before the log is.
    counter = next(place for place, sql in enumerate(order.queries) if 'FROM "petitions_counter"' in sql)
    log = next(place for place, sql in enumerate(order.queries) if "FROM audit_head" in sql)
    assert counter < log


def test_a_changed_day_takes_every_petition_before_the_log(play: Cast) -> None:
    received(play.unit)
    received(play.unit)
    with taken() as order:
        rule = documents.set_day(by=play.clerk, day=date(2026, 9, 10), kind=DayRule.Kind.OFF, name="Nghỉ bão", source="Công điện")
    assert order.late("petitions_petition") == []
    with taken() as order:
        documents.remove_day(by=play.clerk, rule=rule)
    assert order.late("petitions_petition") == []
