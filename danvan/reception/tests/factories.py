"""Small builders that call services."""

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any
from uuid import uuid4

from danvan.documents.models import Step
from danvan.petitions.tests.factories import cast as petition_cast
from danvan.petitions.tests.factories import law
from danvan.reception import services
from danvan.reception.models import Brought, Outcome, ReceptionDuty, Session, Visit
from danvan.reception.services import Came, Entry, Slot
from danvan.units.access import Acting
from danvan.units.models import Body, Duty, Post, Unit
from danvan.units.tests.factories import Tree, officer
from tests.told import told_once

MONDAY = date(2026, 9, 7)
AUTUMN = date(2026, 9, 1)
LAN = Came(name="Nguyễn Thị Lan", address="Thôn Đoài, xã Đông Sơn")
SLOT = Slot(MONDAY, time(8), time(11), place="Trụ sở Ủy ban nhân dân xã")


@dataclass(frozen=True)
class Cast:
    """Officers of commune `a`: the clerk, the chair and a deputy, the Party secretary; one above, one beside. Chair and secretary owe reception."""

    tree: Tree
    clerk: Acting
    chair: Acting
    deputy: Acting
    secretary: Acting
    reporter: Acting
    superior: Acting
    neighbour: Acting
    duty: ReceptionDuty
    party_duty: ReceptionDuty

    @property
    def unit(self) -> Unit:
        """The commune where it happens."""
        return self.tree.a


@told_once
def cast(since: date = AUTUMN) -> Cast:
    """The law, a small country, officers, and two duties counted from `since`."""
    old = petition_cast()
    unit = old.tree.a
    chair = officer(unit, Duty.ANSWER, Duty.RECEIVE, title="Chủ tịch Ủy ban nhân dân")
    deputy = officer(unit, Duty.ANSWER, title="Phó Chủ tịch Ủy ban nhân dân")
    secretary = officer(unit, Duty.ANSWER, title="Bí thư Đảng ủy", kind=Body.Kind.PARTY_COMMITTEE)
    reporter = officer(unit, Duty.FILE_REPORT, title="Chuyên viên tổng hợp")
    return Cast(
        old.tree,
        old.clerk,
        chair,
        deputy,
        secretary,
        reporter,
        old.superior,
        old.neighbour,
        duty=owes(chair, Step.FREQUENCY_COMMUNE, since),
        party_duty=owes(secretary, Step.FREQUENCY_COMMUNE_PARTY, since),
    )


def owes(leader: Acting, step: str, since: date = AUTUMN) -> ReceptionDuty:
    """The leader's post owes reception."""
    return services.enter_duty(by=leader, post=leader.post, step=step, valid_from=since)


def planned(play: Cast, day: date, duty: ReceptionDuty | None = None, **slot: Any) -> Session:
    """A regular session in the calendar."""
    return services.add(by=play.clerk, duty=duty or play.duty, slot=replace(SLOT, day=day, **slot))


def held(play: Cast, day: date, duty: ReceptionDuty | None = None, received_by: Post | None = None, **slot: Any) -> Session:
    """A regular session that took place; who received is the leader unless said."""
    session = planned(play, day, duty, **slot)
    return services.hold(by=play.clerk, session=session, received_by=received_by or session.leader)


def line(**given: Any) -> Entry:
    """What is written about somebody who came with a question about the road."""
    said: dict[str, Any] = {
        "kind": Brought.RECOMMENDATION,
        "outcome": Outcome.ANSWERED,
        "summary": "Hỏi về tiến độ sửa đường vào thôn Đoài.",
        "told": "Xã sửa xong trước ngày 30.",
        "came": LAN,
    }
    return Entry(**{**said, **given})


def came(play: Cast, session: Session | None = None, **given: Any) -> Visit:
    """A line of the book."""
    visit, _receipt = services.enter(
        by=play.clerk, submission=uuid4(), unit=play.unit, received_by=play.clerk.post, entry=line(**given), session=session
    )
    return visit


__all__ = ["AUTUMN", "LAN", "MONDAY", "SLOT", "Cast", "came", "cast", "held", "law", "line", "owes", "planned"]
