"""Published answers: edited text that names nobody."""

from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from danvan.api import keyset
from danvan.api.rest.caching import kept
from danvan.api.rest.shapes import KEY, Choice, IsoDay, Paging, UnitRef, choice, faults, spoken, unit_ref
from danvan.api.selectors import at_unit, known_unit, public_answers
from danvan.petitions.models import Answer, Topic

router = Router(tags=["public"])


class AnswerRow(Schema):
    """One published answer."""

    id: int
    title: str
    question: str = Field(description="what was brought, edited")
    answer: str
    topic: Choice
    unit: UnitRef
    answered_on: date
    published_on: date


class AnswerPage(Schema):
    """A page of answers."""

    items: list[AnswerRow]
    next: str | None


class AnswersWanted(Paging):
    """Which answers."""

    unit: str = Field("", pattern=rf"{KEY}|^$", description="key of a unit: that unit and everything under it today")
    topic: Topic | None = None
    published_from: IsoDay | None = None
    published_to: IsoDay | None = Field(None, description="this day included")


@router.get("/answers", response={200: AnswerPage, **faults(404, 422)}, summary=spoken(_("Trả lời đã công khai")))
def answers(request: HttpRequest, response: HttpResponse, asked: Query[AnswersWanted]) -> dict[str, object]:
    """Answers that everybody may read. What the sender wrote is never in them."""
    found, following = keyset.page(_wanted(asked), asked.cursor, asked.limit)
    kept(response)
    return {"items": [_row(one) for one in found], "next": following}


def _wanted(asked: AnswersWanted) -> QuerySet[Answer]:
    rows = public_answers()
    rows = at_unit(rows, known_unit(asked.unit), "petition__unit") if asked.unit else rows
    rows = rows.filter(petition__topic=asked.topic) if asked.topic else rows
    rows = rows.filter(published_on__gte=asked.published_from) if asked.published_from else rows
    return rows.filter(published_on__lte=asked.published_to) if asked.published_to else rows


def _row(one: Answer) -> dict[str, object]:
    return {
        "id": one.pk,
        "title": one.public_title,
        "question": one.public_question,
        "answer": one.public_text,
        "topic": choice(one.petition.topic, one.petition.get_topic_display()),
        "unit": unit_ref(one.petition.unit),
        "answered_on": one.answered_on,
        "published_on": one.published_on,
    }
