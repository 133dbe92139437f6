"""What waits today for an officer: petitions by due date, what people did not agree with, reports due."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danvan.petitions import access as petition_access
from danvan.petitions.models import Instruction, Petition, State, Verdict
from danvan.petitions.rules import Group
from danvan.petitions.selectors import superior, worklist
from danvan.petitions.selectors.worklist import GroupRows
from danvan.reports import selectors as reports
from danvan.reports.selectors.waiting import Waiting
from danvan.units.access import Acting
from danvan.units.models import Duty, Level, Unit

URGENT = (Group.OVERDUE, Group.TODAY, Group.SOON, Group.WEEK)
# What a number counts is said with it: petitions and reports stand side by side.
LABELS = {
    Group.OVERDUE: _("Đơn quá hạn"),
    Group.TODAY: _("Đơn đến hạn hôm nay"),
    Group.SOON: _("Đơn còn 1–3 ngày"),
    Group.WEEK: _("Đơn còn 4–7 ngày"),
}
# Where the reports to file stand, on the same page; those due within a week are counted ahead.
REPORTS, WEEK = "#bao-cao-cho", timedelta(days=7)
TONES = {Group.OVERDUE: "danger", Group.TODAY: "warning", Group.SOON: "warning", Group.WEEK: "info"}
ROWS = 6
# Below a commune nobody settles petitions.
OVERSEERS = (Level.CENTRE, Level.PROVINCE)
# A disagreement stays on the desk for a quarter; older ones are found in the list.
DISAGREED_DAYS = 90


@dataclass(frozen=True)
class Tile:
    """A number that opens to its list; counted up to `worklist.MOST`."""

    label: str | Promise
    value: int
    href: str
    tone: str

    @property
    def told(self) -> str:
        """The number as shown: "999+" for more."""
        return worklist.told(self.value)


@dataclass(frozen=True)
class Day:
    """The officer's day. Lists hold the first rows; the tiles count all and open them."""

    tiles: list[Tile]
    groups: list[tuple[str | Promise, str, GroupRows]]
    unregistered: list[Petition]
    disagreed: list[Petition]
    below: list[tuple[Unit, str]]
    reports: Waiting
    asked: list[Instruction] = field(default_factory=list)
    oversees: bool = False
    keeps_words: bool = False
    keeps_keys: bool = False

    @property
    def is_free(self) -> bool:
        """No petition of the own unit waits."""
        return not (self.asked or self.groups or self.unregistered or self.disagreed)


def list_of(**filters: object) -> str:
    """The address of the worklist with these filters."""
    return f"{reverse('petitions:list')}?{urlencode(filters)}"


def day_of(who: Acting, on: date) -> Day:
    """Everything the first page shows: a number of queries that does not depend on how much waits."""
    waiting = _reports(who)
    oversees = not who.own_body_only and who.unit.level in OVERSEERS
    if not any(who.may(duty) for duty in petition_access.READERS):
        return Day(_report_tiles(who, waiting, on), [], [], [], [], waiting)
    own = worklist.Scope(who, (who.unit.pk,)).petitions
    # What is open is owed, always: said here, an index gives the new ones by how soon they are due.
    new = own.filter(state=State.RECEIVED, owed=True)
    contested = own.filter(verdict=Verdict.DISAGREED, answered_on__gte=on - timedelta(days=DISAGREED_DAYS))
    beside = [new.order_by("due_on", "id"), contested.order_by("-answered_on", "-id")]
    every, (unregistered, disagreed) = worklist.groups(who, on, rows=ROWS, shown=URGENT, beside=beside)
    groups = [found for found in every if found.group in URGENT]
    return Day(
        tiles=[*_report_tiles(who, waiting, on), *map(_tile, groups), *_other_tiles(*worklist.several([new, contested]))],
        groups=[(LABELS[found.group], list_of(group=found.group, unit="own"), found) for found in groups if found.count],
        unregistered=unregistered if who.may(Duty.RECEIVE) else [],
        disagreed=disagreed,
        below=superior.overdue_below(who, on) if oversees else [],
        reports=waiting,
        asked=list(superior.asked_of(who).order_by("due_on", "id")[:ROWS]),
        oversees=oversees and any(who.may(duty) for duty in petition_access.SUPERIORS),
        keeps_words=who.may(Duty.ANSWER) or who.may(Duty.EDIT_PAPERS),
        keeps_keys=who.may(Duty.ANSWER) and not who.own_body_only,
    )


def _tile(found: GroupRows) -> Tile:
    tone = TONES[found.group] if found.count else "neutral"
    return Tile(LABELS[found.group], found.count, list_of(group=found.group, unit="own"), tone)


def _other_tiles(new: int, contested: int) -> list[Tile]:
    return [
        Tile(_("Đơn mới nhận, chưa vào sổ"), new, list_of(state=State.RECEIVED, unit="own"), "accent" if new else "neutral"),
        Tile(
            _("Đơn có người gửi chưa đồng ý"), contested, list_of(verdict=Verdict.DISAGREED, unit="own"), "warm" if contested else "neutral"
        ),
    ]


# --- reports: filled by room `reports` -----------------------------------------------------------------------------


def _reports(who: Acting) -> Waiting:
    """Reports the unit has to file, and reports it has to receive."""
    return reports.waiting_for(who)


def _report_tiles(who: Acting, waiting: Waiting, on: date) -> list[Tile]:
    """Reports to file that are past their day, and those whose day is near; for the posts that file."""
    if not who.may(Duty.FILE_REPORT):
        return []
    late = sum(one.due_on < on for one in waiting.to_file)
    near = sum(on <= one.due_on <= on + WEEK for one in waiting.to_file)
    return [
        Tile(_("Báo cáo quá hạn"), late, REPORTS if late else "", "danger" if late else "neutral"),
        Tile(_("Báo cáo đến hạn trong 7 ngày"), near, REPORTS if near else "", "warning" if near else "neutral"),
    ]
