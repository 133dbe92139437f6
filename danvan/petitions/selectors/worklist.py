"""Lists of petitions for officers: what is theirs, by how soon it is due, with filters. No sender is ever read here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from danvan.lib.text import fold
from danvan.petitions.access import not_about
from danvan.petitions.models import OPEN_STATES, PROTECTED_KINDS, Pause, Petition, State
from danvan.petitions.rules import Group, due_range
from danvan.units.access import Acting, reach
from danvan.units.models import Unit

ROWS = 10
ORDER = ("due_on", "id")
CLOSED_ORDER = ("-received_on", "-id")


def for_officer(who: Acting) -> QuerySet[Petition]:
    """The petitions that lie within the post's reach, with what a list shows."""
    return not_about(who, Petition.objects.filter(unit__in=reach(who).values("pk")))


def for_list(petitions: QuerySet[Petition]) -> QuerySet[Petition]:
    """With what a row of a list shows, and no more: unit, holder, whether the clock is paused (`paused`)."""
    return petitions.select_related("unit", "holder").defer("text", "folded").annotate(paused=_paused())


def _paused() -> Exists:
    return Exists(Pause.objects.filter(clock__petition=OuterRef("pk"), clock__stopped_on__isnull=True, to_on__isnull=True))


def in_group(group: Group, on: date) -> Q:
    """Open petitions of one group of due dates."""
    open_ones = Q(owed=True)
    span = due_range(group, on)
    if span is None:
        return open_ones & Q(due_on__isnull=True) & (Q(_paused()) if group == Group.PAUSED else ~Q(_paused()))
    first, last = span
    return open_ones & (Q(due_on__gte=first) if first else Q()) & (Q(due_on__lte=last) if last else Q())


@dataclass(frozen=True)
class GroupRows:
    """One group: how many there are and, where asked for, the first of them."""

    group: Group
    count: int
    rows: list[Petition] = field(default_factory=list)


def counts(petitions: QuerySet[Petition], on: date) -> dict[Group, int]:
    """How many open petitions are in each group: one query."""
    asked = {group.value: Count("pk", filter=in_group(group, on)) for group in Group}
    found = petitions.order_by().aggregate(**asked)
    return {group: found[group.value] for group in Group}


def groups(who: Acting, on: date, *, rows: int = ROWS, shown: tuple[Group, ...] = tuple(Group), own: bool = False) -> list[GroupRows]:
    """The groups in order of urgency; for those `shown` the first rows too (one query each, the counts one for all).

    `own`: only what lies at the officer's own unit, not what lies below it.
    """
    petitions = for_officer(who).filter(unit=who.unit) if own else for_officer(who)
    numbers = counts(petitions, on)
    wanted = [group for group in shown if numbers[group] and rows]
    lists = {group: list(for_list(petitions.filter(in_group(group, on))).order_by(*ORDER)[:rows]) for group in wanted}
    return [GroupRows(group, numbers[group], lists.get(group, [])) for group in Group]


@dataclass(frozen=True)
class Wanted:
    """The filters of the list; empty = all. Without state or group the list holds what is open."""

    group: str = ""
    state: str = ""
    kind: str = ""
    topic: str = ""
    verdict: str = ""
    unit: Unit | None = None
    own: int | None = None
    holder: int | None = None
    words: str = ""

    @property
    def order(self) -> tuple[str, ...]:
        """Open ones by due date, closed ones by reception, newest first."""
        closed = self.verdict or (self.state and self.state not in OPEN_STATES) or self.words
        return CLOSED_ORDER if closed else ORDER


def scoped(who: Acting, wanted: Wanted, on: date) -> QuerySet[Petition]:
    """The petitions within reach at the units the filters ask for: what the counts of the groups are taken over."""
    found = for_officer(who)
    if wanted.own:
        found = found.filter(unit=wanted.own)
    if wanted.unit is not None:
        found = found.filter(unit__in=Unit.objects.below(wanted.unit, on).values("pk"))
    return found


def filtered(petitions: QuerySet[Petition], wanted: Wanted, on: date) -> QuerySet[Petition]:
    """The petitions that the filters leave."""
    plain: Mapping[str, object] = {
        "state": wanted.state if wanted.state in State.values else "",
        "kind": wanted.kind,
        "topic": wanted.topic,
        "verdict": wanted.verdict,
        "holder": wanted.holder,
    }
    found = petitions.filter(**{name: value for name, value in plain.items() if value})
    if wanted.group in Group.__members__.values():
        found = found.filter(in_group(Group(wanted.group), on))
    elif not (wanted.state or wanted.verdict or wanted.words):
        found = found.filter(owed=True)
    return _with_words(found, wanted.words) if wanted.words else found


def _with_words(petitions: QuerySet[Petition], words: str) -> QuerySet[Petition]:
    """All the words, accents optional. What a denunciation says is never searched; its reference finds it."""
    there = ~Q(kind__in=PROTECTED_KINDS)
    for word in fold(words).split():
        there &= Q(folded__contains=word)
    return petitions.filter(there | Q(reference__iexact=words.strip()))


def overdue_below(who: Acting, on: date, limit: int = 10) -> list[tuple[Unit, int]]:
    """For leaders: which units below have overdue petitions, most first."""
    late = Petition.objects.filter(unit__in=reach(who).values("pk")).overdue(on).exclude(unit=who.unit)
    pairs = list(late.order_by().values_list("unit").annotate(number=Count("pk")).order_by("-number", "unit")[:limit])
    units = Unit.objects.in_bulk([unit for unit, number in pairs])
    return [(units[unit], number) for unit, number in pairs]
