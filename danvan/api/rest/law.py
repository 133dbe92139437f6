"""Matters and legal time limits."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from danvan.api import keyset
from danvan.api.rest.caching import kept
from danvan.api.rest.shapes import Choice, IsoDay, Paging, choice, day_or_today, faults, spoken
from danvan.documents.models import Counting, Matter, Sense, Step, TimeLimit
from danvan.petitions.models import Topic

router = Router(tags=["public"])


class Topics(Schema):
    """The matters a person can recognise, and "other"."""

    items: list[Choice]


@router.get("/topics", response={200: Topics, **faults()}, summary=spoken(_("Lĩnh vực của đơn")))
def topics(request: HttpRequest, response: HttpResponse) -> dict[str, object]:
    """Codes and names of matters. Open311 calls them services."""
    kept(response)
    return {"items": [choice(code, label) for code, label in Topic.choices]}


class LimitRow(Schema):
    """One limit of one instrument. `verified` is false until somebody compared it with the published text."""

    code: str
    label: str
    matter: Matter
    step: Step
    sense: Sense
    counting: Counting
    days: int | None
    extended_days: int | None = Field(description="in all, after every extension that the law allows")
    extensions_allowed: int
    remote_days: int | None = Field(description="in remote areas that are hard to reach")
    remote_extended_days: int | None
    instrument: str
    article: str
    valid_from: date
    valid_to: date | None = Field(description="the first day on which it was no longer in force")
    verified: bool
    local: bool = Field(description="set by the office itself; it may only be stricter than the law")


class LimitPage(Schema):
    """A page of limits in force on the day."""

    on: date
    items: list[LimitRow]
    next: str | None


class LimitsWanted(Paging):
    """Which limits."""

    on: IsoDay | None = Field(None, description="in force on this day; today if not given")
    matter: Matter | None = None


@router.get("/limits", response={200: LimitPage, **faults(422)}, summary=spoken(_("Thời hạn theo luật vào một ngày")))
def limits(request: HttpRequest, response: HttpResponse, asked: Query[LimitsWanted]) -> dict[str, object]:
    """Legal time limits in force on a day, with instrument and article."""
    day = day_or_today(asked.on)
    rows = TimeLimit.objects.on(day)
    rows = rows.filter(matter=asked.matter) if asked.matter else rows
    found, following = keyset.page(rows, asked.cursor, asked.limit)
    kept(response)
    return {"on": day, "items": found, "next": following}
