"""Lists of petitions for officers: what is theirs, by how soon it is due, with filters. No sender is ever read here.

Nothing here counts or sorts more than a page needs: a count stops at `MOST`, a list walks an index and stops when the page is full.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from danvan.documents.models import Step as LawStep
from danvan.lib import clock
from danvan.lib.asking import Fixed, compiled_once
from danvan.petitions import search
from danvan.petitions.access import not_about
from danvan.petitions.models import OPEN_STATES, Clock, Pause, Petition, State, Step
from danvan.petitions.rules import Act, Group, due_range
from danvan.ui.paging import Key
from danvan.units.access import Acting, read_from
from danvan.units.models import Level, Unit

ROWS = 10
# What a row of a list shows, and what lists are ordered by.
SHOWN = (
    *("reference", "unit", "topic", "title", "people", "kind", "state", "verdict", "owed"),
    *("received_on", "due_on", "answered_on", "holder__title"),
)
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

    path: str = field(default_factory=lambda: search.newest().removeprefix("-"))
    down: bool = True
    empties: bool = False

    def value(self, row: object) -> object:
        """The petition's own number is that of the index."""
        return getattr(row, "pk", None)


@dataclass(frozen=True)
class Scope:
    """What an officer may read: the units within reach that hold anything; None = the whole country, where no unit needs to be asked for."""

    who: Acting
    units: tuple[int, ...] | None

    @property
    def petitions(self) -> QuerySet[Petition]:
        """They lie at these units. One unit is asked for by itself: an index then gives its petitions in order."""
        return not_about(self.who, self._here())

    @property
    def walked(self) -> QuerySet[Petition]:
        """The same, for a list of many units that holds much: the order is walked and the unit of each row looked at.

        PostgreSQL, which knows how much lies where, decides by itself.
        """
        alone = self.units is None or len(self.units) == 1 or connection.vendor == "postgresql"
        return not_about(self.who, self._here() if alone else search.aside(self._here()))

    def _here(self) -> QuerySet[Petition]:
        if self.units is None:
            return Petition.objects.all()
        return at(self.units)


def at(units: Sequence[int]) -> QuerySet[Petition]:
    """What lies at these units; one unit is asked for by itself."""
    return Petition.objects.filter(unit=units[0]) if len(units) == 1 else Petition.objects.filter(unit__in=units)


def scope_of(who: Acting) -> Scope:
    """What lies within the post's reach."""
    if who.unit.level == Level.CENTRE and not who.own_body_only:
        return Scope(who, None)
    return Scope(who, tuple(_holding_within(who.unit.pk, clock.today(), who.own_body_only)))


@compiled_once
def _holding_within(unit: int, on: date, own_body_only: bool) -> QuerySet[Unit, int]:
    """Those units that a post of the unit may read and that hold anything."""
    return holding(read_from(unit, on, own_body_only=own_body_only))


def holding(units: QuerySet[Unit]) -> QuerySet[Unit, int]:
    """Those of the units that hold anything."""
    return units.filter(Exists(Petition.objects.filter(unit=OuterRef("pk")))).values_list("pk", flat=True)


def for_officer(who: Acting) -> QuerySet[Petition]:
    """The petitions that lie within the post's reach."""
    return scope_of(who).petitions


def for_page(petitions: QuerySet[Petition]) -> QuerySet[Petition]:
    """With what a row of a list shows, and no more; its unit and what its clocks say come with `with_duties`.

    Joined to its unit, SQLite would read the country unit by unit instead of the petitions in their order.
    """
    return petitions.select_related("holder").only(*SHOWN)


def for_list(petitions: QuerySet[Petition]) -> QuerySet[Petition]:
    """The same with its unit and everything but the long texts: for lists of one unit, and short ones."""
    return petitions.select_related("holder", "unit").defer("text", "folded")


def _paused() -> Exists:
    return Exists(Pause.objects.filter(clock__petition=OuterRef("pk"), clock__stopped_on__isnull=True, to_on__isnull=True))


def with_duties(rows: Sequence[Petition], units: Mapping[int, Unit] | None = None) -> Sequence[Petition]:
    """The same rows, each with its unit, `paused`, and `duty`: the step of the law that is due first (to send, to publish, ...).

    Two queries; one where all their `units` are at hand.
    """
    known = dict(units or {})
    missing = {one.unit_id for one in rows if "unit" not in one._state.fields_cache} - known.keys()
    known |= {unit.pk: unit for unit in _units(tuple(missing))} if missing else {}
    running = _running([one.pk for one in rows if one.owed])
    first = {pk: step for pk, step, _pause in running}  # the last one written is the one due first
    still = {pk for pk, _step, pause in running if pause}
    for one in rows:
        if one.unit_id in known:
            one.unit = known[one.unit_id]
        step = first.get(one.pk, "")
        # No columns of the model: what a list says beside it.
        vars(one).update(duty=str(LawStep(step).label) if step else "", paused=one.pk in still)
    return rows


@compiled_once
def _units(those: tuple[int, ...]) -> QuerySet[Unit]:
    """The units of these numbers."""
    return Unit.objects.filter(pk__in=those).order_by()


_RUNNING = """SELECT clock.petition_id, step_of.step, pause.id FROM petitions_clock clock
    JOIN documents_timelimit step_of ON step_of.id = clock.limit_id LEFT JOIN petitions_pause pause ON pause.clock_id = clock.id AND pause.to_on IS NULL
    WHERE clock.stopped_on IS NULL AND clock.petition_id IN ({}) ORDER BY clock.due_on DESC, clock.main"""


def _running(petitions: Sequence[int]) -> list[tuple[int, str, int | None]]:
    """Petition, step and open pause of every clock that runs, what is due first last. Plain text: every list asks it, and its words never change."""
    if not petitions:
        return []
    with connection.cursor() as cursor:
        cursor.execute(Fixed(_RUNNING.format(", ".join(["%s"] * len(petitions)))), petitions)
        found: list[tuple[int, str, int | None]] = cursor.fetchall()
        return found


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


_STANDS_STILL = """EXISTS(SELECT 1 FROM petitions_pause JOIN petitions_clock ON petitions_clock.id = petitions_pause.clock_id
    WHERE petitions_clock.petition_id = petitions_petition.id AND petitions_clock.stopped_on IS NULL AND petitions_pause.to_on IS NULL)"""


def counts(petitions: QuerySet[Petition], on: date) -> dict[Group, int]:
    """How many owed petitions are in each group, each counted up to `MOST`: one query, in which only the due dates differ from group to group."""
    try:
        owed, params = petitions.filter(owed=True).order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return dict.fromkeys(Group, 0)
    told = [_condition(group, on) for group in Group]
    counted = ", ".join(f"(SELECT COUNT(*) FROM ({owed} AND {words} LIMIT {MOST}) bounded)" for words, _days in told)  # noqa: S608 - constant texts
    with connection.cursor() as cursor:
        cursor.execute(Fixed(f"SELECT {counted}"), [value for _words, days in told for value in (*params, *days)])
        return dict(zip(Group, cursor.fetchone(), strict=True))


def _condition(group: Group, on: date) -> tuple[str, list[str]]:
    """The same as `in_group`, as plain text with its days."""
    span = due_range(group, on)
    if span is None:
        return f"petitions_petition.due_on IS NULL AND {'' if group == Group.PAUSED else 'NOT '}{_STANDS_STILL}", []
    ends = [(sign, day.isoformat()) for sign, day in zip((">=", "<="), span, strict=True) if day]
    return " AND ".join(f"petitions_petition.due_on {sign} %s" for sign, _day in ends), [day for _sign, day in ends]


def several(wanted: Sequence[QuerySet[Petition]], most: int = MOST) -> list[int]:
    """Bounded counts of several lists in one query, which reads one row of any table and hangs the counts on it."""
    found = Unit.objects.order_by("pk").values_list(*(at_most(one, most) for one in wanted))[:1]
    return [number or 0 for number in found[0]] if found else [0] * len(wanted)


def groups(
    who: Acting, on: date, *, rows: int = ROWS, shown: Sequence[Group] = tuple(Group), beside: Sequence[QuerySet[Petition]] = ()
) -> tuple[list[GroupRows], list[list[Petition]]]:
    """Of the own unit the groups in order of urgency, those `shown` with their first rows; and the first rows of the lists `beside` them.

    Four queries: all counts, two for all rows, and what is said of each.
    """
    own = Scope(who, (who.unit.pk,)).petitions
    numbers = counts(own, on)
    wanted = [group for group in shown if numbers[group]]
    first = first_of([*(own.filter(in_group(group, on)).order_by(*ORDER) for group in wanted), *beside], rows)
    with_duties([one for some in first for one in some], {who.unit.pk: who.unit})
    found = dict(zip(wanted, first, strict=False))
    return [GroupRows(group, numbers[group], found.get(group, [])) for group in Group], first[len(wanted) :]


def first_of(lists: Sequence[QuerySet[Petition]], rows: int) -> list[list[Petition]]:
    """The first rows of several lists, each ordered by columns of its own (`-` for downwards): two queries, however many lists there are."""
    told = [one.values("pk")[:rows].query.sql_with_params() for one in lists] if rows else []
    if not told:
        return [[] for _one in lists]
    parts = (f"SELECT {place} AS list, pk FROM ({words}) part{place}" for place, (words, _values) in enumerate(told))  # noqa: S608 - Django's own
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [value for _words, values in told for value in values])
        found = cursor.fetchall()
    known = for_page(Petition.objects.all()).in_bulk([pk for _place, pk in found])
    return [in_order([known[pk] for at, pk in found if at == place], one.query.order_by) for place, one in enumerate(lists)]


def in_order(rows: list[Petition], order: Iterable[object]) -> list[Petition]:
    """Sorted as the database was asked to, empty values last: what several lists bring together comes in no order of its own."""
    for name in reversed([str(one) for one in order]):
        column = name.removeprefix("-")
        filled = [row for row in rows if getattr(row, column) is not None]
        empty = [row for row in rows if getattr(row, column) is None]
        rows = sorted(filled, key=attrgetter(column), reverse=name.startswith("-")) + empty
    return rows


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
        return Scope(who, (wanted.own,))
    within = scope_of(who)
    if wanted.unit is None:
        return within
    below = Unit.objects.below(wanted.unit, on)
    return Scope(who, tuple(holding(below if within.units is None else below.filter(pk__in=within.units))))


@dataclass(frozen=True)
class Found:
    """What the filters leave, and the order to page it by."""

    petitions: QuerySet[Petition]
    order: tuple[str | Key, ...]


def find(scope: Scope, wanted: Wanted, on: date, *, much: bool = False) -> Found:
    """The petitions of the scope that the filters and the words leave. Words are found in what is settled too, newest first.

    `much`: the scope owes at least `MOST`, so that walking the order finds a page of it soon.
    """
    if not wanted.words:
        return Found(filtered(scope.walked if much else scope.petitions, wanted, on), wanted.order)
    left = filtered(scope.petitions, wanted, on)
    query = search.read(wanted.words)
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
    elif wanted.state in OPEN_STATES or not (wanted.state or wanted.verdict or wanted.words):
        found = found.filter(owed=True)  # what is open is owed: said, so that the index of what is owed is taken
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


def next_due(who: Acting, after: str) -> Petition | None:
    """What is due next at the own unit; after the petition of that number, if it is one there."""
    owed = Scope(who, (who.unit.pk,)).petitions.filter(owed=True, due_on__isnull=False).order_by(*ORDER)
    here = Petition.objects.filter(pk=int(after), due_on__isnull=False).first() if after.isdecimal() and len(after) < 19 else None
    if here is not None:
        owed = owed.filter(Q(due_on__gt=here.due_on) | Q(due_on=here.due_on, pk__gt=here.pk))
    return owed.first()
