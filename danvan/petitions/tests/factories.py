"""Small builders that call services."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from danvan.audit.doer import CITIZEN, Doer
from danvan.documents import services as documents
from danvan.petitions import services
from danvan.petitions.models import Channel, MayPublish, Petition, PetitionKind, Topic
from danvan.petitions.services import Receipt, SenderData
from danvan.units.access import Acting
from danvan.units.models import Duty, Unit
from danvan.units.tests.factories import Tree, officer, small_tree
from tests.told import told_once

LAN = SenderData(name="Nguyễn Thị Lan", address="Thôn Đoài, xã Đông Sơn", phone="0912 345 678")


@dataclass(frozen=True)
class Cast:
    """Who plays: officers of commune `a`, one above, one beside; the law is loaded for 2025 and 2026."""

    tree: Tree
    clerk: Acting
    leader: Acting
    superior: Acting
    neighbour: Acting

    @property
    def unit(self) -> Unit:
        """The commune where it happens."""
        return self.tree.a


@told_once
def law() -> None:
    """The time limits and the days off of 2025 and 2026."""
    documents.load_limits()
    documents.load_days((2025, 2026))


@told_once
def cast() -> Cast:
    """The law, a small country, and officers: the clerk of `a` does everything, the leader signs, the neighbour belongs to `b`."""
    law()
    tree = small_tree()
    return Cast(
        tree,
        clerk=officer(tree.a, Duty.RECEIVE, Duty.HANDLE, Duty.ANSWER, Duty.FILE_REPORT, title="Công chức tiếp công dân"),
        leader=officer(tree.a, Duty.ANSWER, title="Chủ tịch"),
        superior=officer(tree.province, Duty.RECEIVE, Duty.HANDLE, Duty.ANSWER, Duty.CONSOLIDATE, title="Chuyên viên tỉnh"),
        neighbour=officer(tree.b, Duty.RECEIVE, Duty.HANDLE, Duty.ANSWER, title="Công chức xã bên"),
    )


def bring(unit: Unit, *, by: Doer = CITIZEN, **given: Any) -> Receipt:
    """Something brought to the unit; everything else may be said."""
    said: dict[str, Any] = {
        "submission": uuid4(),
        "channel": Channel.WEB,
        "topic": Topic.ROADS,
        "text": "Đường vào thôn Đoài hỏng nặng, xe không qua được khi mưa.",
        "place": "Thôn Đoài",
        "sender": LAN,
        "may_publish": MayPublish.YES,
    }
    return services.receive(by=by, unit=unit, **{**said, **given})


def received(unit: Unit, **given: Any) -> Petition:
    """A petition just received."""
    return bring(unit, **given).petition


def registered(who: Acting, **given: Any) -> Petition:
    """A petition in the book of the officer's unit."""
    return services.register(by=who, petition=received(who.unit, **given))


def classified(who: Acting, kind: str = PetitionKind.RECOMMENDATION, **given: Any) -> Petition:
    """A petition whose kind is decided."""
    return services.classify(by=who, petition=registered(who, **given), kind=kind)


def checked(who: Acting, kind: str = PetitionKind.RECOMMENDATION, **given: Any) -> Petition:
    """A petition found fit and ours."""
    return services.check(by=who, petition=classified(who, kind, **given), eligible=True, within_authority=True)


def accepted(who: Acting, kind: str = PetitionKind.RECOMMENDATION, **given: Any) -> Petition:
    """A petition being settled."""
    return services.accept(by=who, petition=checked(who, kind, **given))


def answered(who: Acting, kind: str = PetitionKind.RECOMMENDATION, **given: Any) -> Petition:
    """A petition answered."""
    petition = accepted(who, kind, **given)
    services.answer(by=who, petition=petition, text="Ủy ban nhân dân xã đã sửa xong mặt đường ngày 20.", number="15/UBND")
    petition.refresh_from_db()
    return petition
