"""Who owes reception, and what the law in force asks of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from danvan.documents.models import Matter, Sense, Step, TimeLimit
from danvan.lib.text import fold
from danvan.reception.models import ReceptionDuty
from danvan.reception.rules import Norm
from danvan.units.models import Body, Level, Post, Unit, valid_on
from danvan.units.selectors import bodies

Limits = dict[str, list[TimeLimit]]
# Whose frequency a head's post falls under, by level and body. A ministry or department has its own (`FREQUENCY_MINISTRY`), chosen by hand.
STEPS = {
    (Level.COMMUNE, Body.Kind.PEOPLES_COMMITTEE): Step.FREQUENCY_COMMUNE,
    (Level.COMMUNE, Body.Kind.PARTY_COMMITTEE): Step.FREQUENCY_COMMUNE_PARTY,
    (Level.DISTRICT, Body.Kind.PEOPLES_COMMITTEE): Step.FREQUENCY_DISTRICT,
    (Level.DISTRICT, Body.Kind.PARTY_COMMITTEE): Step.FREQUENCY_DISTRICT_PARTY,
    (Level.PROVINCE, Body.Kind.PEOPLES_COMMITTEE): Step.FREQUENCY_PROVINCE,
    (Level.PROVINCE, Body.Kind.PARTY_COMMITTEE): Step.FREQUENCY_PROVINCE_PARTY,
}
# What the head is usually called; a deputy's title ("Phó Chủ tịch") begins otherwise.
HEADS = {Body.Kind.PEOPLES_COMMITTEE: "chu tich", Body.Kind.PARTY_COMMITTEE: "bi thu"}


@dataclass(frozen=True)
class Candidate:
    """A post that by its title is the head's and owes reception, but is not entered yet."""

    post: Post
    step: Step
    since: date


def limits() -> Limits:
    """Every frequency of reception, by step, oldest first: one query."""
    found: Limits = defaultdict(list)
    for row in TimeLimit.objects.filter(matter=Matter.RECEPTION, sense=Sense.MINIMUM).order_by("valid_from", "id"):
        found[row.step].append(row)
    return found


def norms_of(duty: ReceptionDuty, rows: Limits) -> list[Norm]:
    """The versions of the law that bind the leader, in order, cut to the time in which duty, post and unit stand; never overlapping.

    Of two in force at once the office's own goes before the law's (it may only be stricter), then the later one.
    """
    ends = [day for day in (duty.valid_to, duty.post.valid_to, duty.unit.valid_to) if day is not None]
    first, until = duty.valid_from, min(ends) if ends else None
    own = rows.get(duty.step, [])
    edges = {first} | {day for row in own for day in (row.valid_from, row.valid_to) if day is not None and day > first}
    starts = sorted(day for day in edges if until is None or day < until)
    norms = []
    for place, start in enumerate(starts):
        stop = starts[place + 1] if place + 1 < len(starts) else until
        row = _in_force(own, start)
        if row is not None and row.days:
            norms.append(Norm(row.days, row.counting, start, stop, _says(row)))
    return norms


def _in_force(rows: Sequence[TimeLimit], day: date) -> TimeLimit | None:
    there = [row for row in rows if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)]
    return min(there, key=lambda row: (row.days is None, not row.local, -row.valid_from.toordinal()), default=None)


def _says(row: TimeLimit) -> str:
    return ", ".join(part for part in (row.instrument, row.article) if part)


def duties_on(unit: Unit, on: date) -> QuerySet[ReceptionDuty]:
    """Who owes reception in the unit on the day: the Party's head first, as bodies stand in lists."""
    found = ReceptionDuty.objects.filter(valid_on(on), unit=unit).select_related("unit", "post__body")
    return found.order_by("post__body", "id")


def candidates(unit: Unit, on: date) -> list[Candidate]:
    """The heads of the unit's committees that nobody has entered yet, with the rule for them, counted from the first day of this month."""
    entered = set(ReceptionDuty.objects.filter(unit=unit, valid_to__isnull=True).values_list("post__body", "step"))
    found = []
    for post in bodies.posts_of(unit, on):
        step = STEPS.get((Level(unit.level), Body.Kind(post.body.kind)))
        if step and (post.body_id, step.value) not in entered and is_head(post):
            found.append(Candidate(post, step, max(on.replace(day=1), post.valid_from)))
    return found


def is_head(post: Post) -> bool:
    """Does the title say that the post is the head of its committee? Only a proposal: an officer confirms."""
    head = HEADS.get(Body.Kind(post.body.kind))
    return head is not None and fold(post.title).startswith(head)
