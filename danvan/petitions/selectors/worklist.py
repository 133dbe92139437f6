"""Lists of petitions for officers: what is theirs, by how soon it is due, with filters. No sender is ever read here.

Nothing here counts or sorts more than a page needs: a count stops at `MOST`, a list walks an index and stops when the page is full.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from danvan.petitions import search
from danvan.petitions.access import not_about
from danvan.petitions.models import OPEN_STATES, Clock, Pause, Petition, State, Step
from danvan.petitions.rules import Act, Group, due_range
from danvan.ui.paging import Key
from danvan.units.access import Acting, reach
from danvan.units.models import Level, Unit

ROWS = 10
# Counts are exact below this and "so many or more" from it on: what a count costs has a bound.
MOST = 1000
MOST_FOUND = 100
# A filter by law reads the clocks first where they are this few, and each petition's clocks where they are more.
FEW_CLOCKS = 2000
ORDER = ("due_on", "id")
CLOSED_ORDER = ("-received_on", "-id")


@dataclass(frozen=True)
class Newest(Key):
    """The order of the index of words: by arrival, newest first."""

    path: str = search.NEWEST.removeprefix("-")
    down: bool = True
    empties: bool = False

    def value(self, row: object) -> object:
        """The petition's own number is that of the index."""
        return getattr(row, "pk", None)


@dataclass(frozen=True)
class Scope:
    """Petitions within reach, and the units they lie at; None = the whole country, where no unit needs to be asked for."""

    petitions: QuerySet[Petition]
    units: tuple[int, ...] | None


def scope_of(who: Acting) -> Scope:
    """What lies within the post's reach: of the units there, only those that hold anything are named."""
    if who.unit.level == Level.CENTRE and not who.own_body_only:
        return Scope(not_about(who, Petition.objects.all()), None)
    with_any = reach(who).filter(Exists(Petition.objects.filter(unit=OuterRef("pk"))))
    return _at(who, tuple(with_any.values_list("pk", flat=True)))


def _at(who: Acting, units: tuple[int, ...]) -> Scope:
    """One unit is asked for by itself: an index then gives its petitions in order."""
    found = Petition.objects.filter(unit=units[0]) if len(units) == 1 else Petition.objects.filter(unit__in=units)
    return Scope(not_about(who, found), units)


def for_officer(who: Acting) -> QuerySet[Petition]:
    """The petitions that lie within the post's reach."""
    return scope_of(who).petitions


def for_list(petitions: QuerySet[Petition]) -> QuerySet[Petition]:
    """With what a row of a list shows, and no more: unit, holder, whether the clock is paused (`paused`)."""
    return petitions.select_related("unit", "holder").defer("text", "folded").annotate(paused=_paused())


def _paused() -> Exists:
    return Exists(Pause.objects.filter(clock__petition=OuterRef("pk"), clock__stopped_on__isnull=True, to_on__isnull=True))


def with_duties(rows: Sequence[Petition]) -> Sequence[Petition]:
    """The same rows, each with `duty`: the step of the law that is due first (to send, to publish, ...); one query for all."""
    owing = [one.pk for one in rows if one.owed]
    running = Clock.objects.filter(petition__in=owing, stopped_on__isnull=True).select_related("limit").order_by("-due_on", "main")
    first = {one.petition_id: one for one in running}  # the last one written is the one due first
    for one in rows:
        found = first.get(one.pk)
        setattr(one, "duty", found.limit.get_step_display() if found else "")  # noqa: B010 - no column of the model
    return rows


def in_group(group: Group, on: date) -> Q:
    """Owed petitions of one group of due dates."""
    owed = Q(owed=True)
    span = due_range(group, on)
    if span is None:
        return owed & Q(due_on__isnull=True) & (Q(_paused()) if group == Group.PAUSED else ~Q(_paused()))
    first, last = span
    return owed & (Q(due_on__gte=first) if first else Q()) & (Q(due_on__lte=last) if last else Q())


class Bounded(Subquery):
    """How many rows a query has that was cut at a bound."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) bounded)"
    output_field = IntegerField()


def at_most(petitions: QuerySet[Petition], most: int = MOST) -> Bounded:
    """How many there are, counted no further than `most`."""
    return Bounded(petitions.order_by().values("pk")[:most])


def told(number: int, most: int = MOST) -> str:
    """A bounded count in words: "999+" for one that reached its bound."""
    return f"{most - 1}+" if number >= most else str(number)


@dataclass(frozen=True)
class GroupRows:
    """One group: how many there are (bounded) and, where asked for, the first of them."""

    group: Group
    count: int
    rows: Sequence[Petition] = field(default_factory=list)

    @property
    def told(self) -> str:
        """The count as shown."""
        return told(self.count)


def counts(petitions: QuerySet[Petition], on: date) -> dict[Group, int]:
    """How many owed petitions are in each group, each counted up to `MOST`: one query."""
    return dict(zip(Group, several([petitions.filter(in_group(group, on)) for group in Group]), strict=True))


def several(wanted: Sequence[QuerySet[Petition]]) -> list[int]:
    """Bounded counts of several lists in one query, which reads one row of any table and hangs the counts on it."""
    asked = {f"number_{place}": at_most(one) for place, one in enumerate(wanted)}
    found = Unit.objects.order_by("pk").values_list(*asked.values())[:1]
    return [number or 0 for number in found[0]] if found else [0] * len(wanted)


def groups(who: Acting, on: date, *, rows: int = ROWS, shown: tuple[Group, ...] = tuple(Group), own: bool = False) -> list[GroupRows]:
    """The groups in order of urgency; for those `shown` the first rows too (one query each, the counts one for all).

    `own`: only what lies at the officer's own unit, not what lies below it.
    """
    petitions = (_at(who, (who.unit.pk,)) if own else scope_of(who)).petitions
    numbers = counts(petitions, on)
    wanted = [group for group in shown if numbers[group] and rows]
    lists = {group: list(for_list(petitions.filter(in_group(group, on))).order_by(*ORDER)[:rows]) for group in wanted}
    with_duties([one for found in lists.values() for one in found])
    return [GroupRows(group, numbers[group], lists.get(group, [])) for group in Group]


@dataclass(frozen=True)
class Wanted:
    """The filters of the list; empty = all. Without state, group, verdict or words the list holds what is owed. Days are days, ends included."""

    group: str = ""
    state: str = ""
    kind: str = ""
    topic: str = ""
    verdict: str = ""
    unit: Unit | None = None
    own: int | None = None
    holder: int | None = None
    bundle: int | None = None
    law: Sequence[str] = ()  # codes of limits that run
    ground: Sequence[str] = ()  # codes of grounds that were given
    again: str = ""
    due: tuple[date | None, date | None] = (None, None)
    received: tuple[date | None, date | None] = (None, None)
    words: str = ""

    @property
    def order(self) -> tuple[str, ...]:
        """What is owed by due date, the rest by reception, newest first."""
        settled = self.verdict or (self.state and self.state not in OPEN_STATES)
        return CLOSED_ORDER if settled else ORDER

    @property
    def narrows(self) -> bool:
        """Is anything asked for beside words and units?"""
        return replace(self, words="", unit=None, own=None) != Wanted()


def scoped(who: Acting, wanted: Wanted, on: date) -> Scope:
    """The petitions within reach at the units the filters ask for: what the counts of the groups are taken over."""
    if wanted.own:
        return _at(who, (wanted.own,))
    within = scope_of(who)
    if wanted.unit is None:
        return within
    below = Unit.objects.below(wanted.unit, on).filter(Exists(Petition.objects.filter(unit=OuterRef("pk"))))
    chosen = below if within.units is None else below.filter(pk__in=within.units)
    return _at(who, tuple(chosen.values_list("pk", flat=True)))


@dataclass(frozen=True)
class Found:
    """What the filters leave, and the order to page it by."""

    petitions: QuerySet[Petition]
    order: tuple[str | Key, ...]


def find(scope: Scope, wanted: Wanted, on: date) -> Found:
    """The petitions of the scope that the filters and the words leave. Words are found in what is settled too, newest first."""
    left = filtered(scope.petitions, wanted, on)
    query = search.read(wanted.words)
    if not wanted.words:
        return Found(left, wanted.order)
    if query.reference or query.book:
        return Found(search.matching(left, query, scope.units), ("-id",))
    few = search.within_few(left, query) if wanted.narrows else None
    if few is not None:
        return Found(left.filter(pk__in=few), ("-id",))
    return Found(search.matching(left, query, scope.units), (Newest(),) if query else ("-id",))


def filtered(petitions: QuerySet[Petition], wanted: Wanted, on: date) -> QuerySet[Petition]:
    """The petitions that the filters leave, words aside."""
    plain: dict[str, object] = {
        "state": wanted.state if wanted.state in State.values else "",
        "kind": wanted.kind,
        "topic": wanted.topic,
        "verdict": wanted.verdict,
        "holder": wanted.holder,
        "bundle": wanted.bundle,
        "due_on__gte": wanted.due[0],
        "due_on__lte": wanted.due[1],
        "received_on__gte": wanted.received[0],
        "received_on__lte": wanted.received[1],
    }
    found = petitions.filter(**{name: value for name, value in plain.items() if value})
    if wanted.group in Group.__members__.values():
        found = found.filter(in_group(Group(wanted.group), on))
    elif not (wanted.state or wanted.verdict or wanted.words):
        found = found.filter(owed=True)
    if wanted.again in AGAIN:
        found = found.filter(Exists(Step.objects.filter(petition=OuterRef("pk"), act=AGAIN[wanted.again])))
    return _by_law(found, wanted) if wanted.law or wanted.ground else found


# Filters by what happened to a petition once.
AGAIN = {"reopened": Act.REOPEN, "reviewed": Act.REVIEW, "went_up": Act.GO_UP}


def _by_law(petitions: QuerySet[Petition], wanted: Wanted) -> QuerySet[Petition]:
    """Those with a running clock of one of the limits, or on one of the grounds."""
    running = Clock.objects.filter(stopped_on__isnull=True, limit__code__in=wanted.law)
    few = list(running.values_list("petition", flat=True)[: FEW_CLOCKS + 1]) if wanted.law else []
    by_clock = Q(pk__in=few) if len(few) <= FEW_CLOCKS else Q(Exists(running.filter(petition=OuterRef("pk"))))
    return petitions.filter(by_clock | Q(ground__in=wanted.ground) if wanted.ground else by_clock)


def overdue_below(who: Acting, on: date, limit: int = 10) -> list[tuple[Unit, int]]:
    """For leaders: which units below have overdue petitions, most first; of a multitude the `MOST` longest overdue are counted."""
    late = for_officer(who).overdue(on).exclude(unit=who.unit).order_by(*ORDER).values_list("pk", flat=True)[:MOST]
    found = Petition.objects.filter(pk__in=list(late)).order_by().values_list("unit")
    pairs = list(found.annotate(number=Count("pk")).order_by("-number", "unit")[:limit])
    units = Unit.objects.in_bulk([unit for unit, number in pairs])
    return [(units[unit], number) for unit, number in pairs]
