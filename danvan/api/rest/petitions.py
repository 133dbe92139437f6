"""Petitions within a key's unit: what an officer's worklist shows. No sender, no text, of a denunciation not even the summary."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Path, Query, Router, Schema
from ninja.security import HttpBearer

from danvan.api import keyset
from danvan.api.access import Caller, calling, within_reach
from danvan.api.models import Scope
from danvan.api.rest.caching import never_kept
from danvan.api.rest.shapes import KEY, Choice, IsoDay, Paging, UnitRef, Yes, choice, faults, spoken, unit_ref
from danvan.api.selectors import at_unit, known_unit
from danvan.lib import clock
from danvan.petitions.models import PROTECTED_KINDS, Channel, Clock, Petition, PetitionKind, State, Topic, Verdict
from danvan.petitions.selectors import clocks_of, own_timeline
from danvan.petitions.selectors.worklist import for_list


class PetitionsKey(HttpBearer):
    """A key with `petitions.read`."""

    openapi_description = "A key with the scope petitions.read, made by the office whose petitions it reads"

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Who calls. Raises Problem."""
        return calling(request, Scope.PETITIONS, key=token)

    def __call__(self, request: HttpRequest) -> Caller:
        """The same without any header: a problem of ours, not ninja's."""
        return calling(request, Scope.PETITIONS)


router = Router(tags=["petitions"], auth=PetitionsKey())


class PetitionRow(Schema):
    """One petition as a worklist shows it."""

    reference: str
    title: str = Field(description="the office's summary; of a denunciation only that it is one")
    unit: UnitRef
    kind: Choice | None = Field(description="empty until an officer has classified it")
    topic: Choice
    channel: Choice
    state: Choice
    people: int
    received_on: date
    book: str = Field(description="number and year in the unit's book; empty before it is registered")
    due_on: date | None = Field(description="of the running clock; empty while it is paused or where no limit runs")
    days_late: int = Field(description="calendar days past due, today; lateness is computed, never stored")
    paused: bool
    holder: str = Field(description="the post that has it")
    verdict: Choice | None = Field(description="what the people said of the answer")


class PetitionPage(Schema):
    """A page of petitions."""

    items: list[PetitionRow]
    next: str | None


class PetitionsWanted(Paging):
    """Which petitions."""

    unit: str = Field("", pattern=rf"{KEY}|^$", description="key of a unit within reach: that unit and everything under it")
    state: State | None = None
    kind: PetitionKind | None = None
    topic: Topic | None = None
    overdue: Yes | None = Field(None, description="true: owed and past due today; false: all others")
    received_from: IsoDay | None = None
    received_to: IsoDay | None = Field(None, description="this day included")


@router.get("/petitions", response={200: PetitionPage, **faults(401, 403, 404, 422, 429)}, summary=spoken(_("Đơn trong phạm vi của khóa")))
def petitions(request: HttpRequest, response: HttpResponse, asked: Query[PetitionsWanted]) -> dict[str, object]:
    """Petitions that lie at the key's unit or below it."""
    found, following = keyset.page(for_list(_wanted(_reach(request), asked)), asked.cursor, asked.limit)
    never_kept(response)
    return {"items": [row(one) for one in found], "next": following}


class ClockRow(Schema):
    """One clock: the limit that was in force when it started."""

    label: str
    instrument: str
    article: str
    days: int
    counting: str
    started_on: date
    first_due_on: date
    due_on: date
    stopped_on: date | None
    paused: bool
    days_late: int


class LineRow(Schema):
    """One public line of the timeline."""

    at: datetime
    act: str
    label: str
    who: str
    details: list[str]


class PetitionWhole(PetitionRow):
    """A petition with its clocks and its public timeline (empty for a denunciation)."""

    clocks: list[ClockRow]
    timeline: list[LineRow]


@router.get(
    "/petitions/{reference}",
    response={200: PetitionWhole, **faults(401, 403, 404, 422, 429)},
    summary=spoken(_("Một đơn với thời hạn và tiến trình")),
)
def petition(request: HttpRequest, response: HttpResponse, reference: Path[str]) -> dict[str, object]:
    """One petition by its reference. Not found = there is none, or it lies elsewhere."""
    found = for_list(_reach(request)).filter(reference=reference).first()
    if found is None:
        raise Http404
    never_kept(response)
    clocks, lines = [clock_row(one) for one in clocks_of(found)], timeline(found)
    return {**row(found), "clocks": clocks, "timeline": lines}


def timeline(found: Petition) -> list[dict[str, object]]:
    """What was done, without anybody's words: notes may name people."""
    return [] if found.kind in PROTECTED_KINDS else [line_row(line) for line in own_timeline(found)]


def line_row(line: Any) -> dict[str, object]:
    """As `LineRow`."""
    return {"at": line.at, "act": line.act, "label": str(line.label), "who": line.who, "details": line.details}


def clock_row(one: Clock) -> dict[str, object]:
    """As `ClockRow`."""
    paused = any(pause.to_on is None for pause in one.pauses.all())
    return {
        "label": one.limit.label,
        "instrument": one.limit.instrument,
        "article": one.limit.article,
        "days": one.days,
        "counting": one.counting,
        "started_on": one.started_on,
        "first_due_on": one.first_due_on,
        "due_on": one.due_on,
        "stopped_on": one.stopped_on,
        "paused": paused,
        "days_late": 0 if paused else one.days_late(clock.today()),
    }


def _reach(request: HttpRequest) -> QuerySet[Petition]:
    caller: Caller = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    return within_reach(caller)


def _wanted(rows: QuerySet[Petition], asked: PetitionsWanted) -> QuerySet[Petition]:
    today = clock.today()
    plain = {"state": asked.state, "kind": asked.kind, "topic": asked.topic}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    rows = at_unit(rows, known_unit(asked.unit), "unit") if asked.unit else rows
    rows = rows.filter(received_on__gte=asked.received_from) if asked.received_from else rows
    rows = rows.filter(received_on__lte=asked.received_to) if asked.received_to else rows
    if asked.overdue is None:
        return rows
    late = Petition.objects.overdue(today).values("pk")
    return rows.filter(pk__in=late) if asked.overdue else rows.exclude(pk__in=late)


def row(one: Petition) -> dict[str, object]:
    """As `PetitionRow`; the petition comes from `for_list`."""
    today = clock.today()
    return {
        "reference": one.reference,
        "title": one.list_title,
        "unit": unit_ref(one.unit),
        "kind": choice(one.kind, one.get_kind_display()),
        "topic": choice(one.topic, one.get_topic_display()),
        "channel": choice(one.channel, Channel(one.channel).label),
        "state": choice(one.state, one.get_state_display()),
        "people": one.people,
        "received_on": one.received_on,
        "book": f"{one.book_number}/{one.book_year}" if one.book_number else "",
        "due_on": one.due_on,
        "days_late": max(0, (today - one.due_on).days) if one.due_on else 0,
        "paused": getattr(one, "paused", False),
        "holder": one.holder.title if one.holder else "",
        "verdict": choice(one.verdict, Verdict(one.verdict).label) if one.verdict else None,
    }
