"""What Open311 shows: answers that everybody may read, and how the caller's own requests stand. Never a sender, never what they wrote.

A published answer has an id of its own (TL-12): a petition's reference next to its text would tell whoever saw the slip whose it was.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import DateTimeField, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils.text import capfirst

from danvan.api.access import Caller
from danvan.api.models import Intake
from danvan.api.open311.asked import Wanted
from danvan.api.open311.rendering import midnight, moment
from danvan.api.selectors import at_unit, public_answers
from danvan.lib import clock
from danvan.petitions.models import OPEN_STATES, PROTECTED_KINDS, Answer, Petition, Step
from danvan.petitions.rules import ACTS, Act
from danvan.petitions.selectors.case import details

PUBLISHED = re.compile(r"TL-([1-9]\d{0,17})", re.ASCII)
OPEN, CLOSED = "open", "closed"
END_OF_DAY = time(23, 59, 59)
Row = dict[str, Any]


def listed(wanted: Wanted, caller: Caller | None) -> list[Row]:
    """The requests asked for, the latest first, at most as many as the specification allows."""
    rows = [_of_answer(one) for one in _answers(wanted, caller)[: wanted.most]]
    if caller is not None:
        rows += [_of_own(one) for one in _own(wanted, caller)[: wanted.most]]
    rows.sort(key=lambda row: (row["requested_datetime"], row["service_request_id"]), reverse=True)
    return rows[: wanted.most]


def one(reference: str, caller: Caller | None) -> Row:
    """One request. Raises Http404: there is none, it is not public, or another key brought it."""
    number = PUBLISHED.fullmatch(reference)
    if number:
        answer = public_answers().filter(pk=int(number[1])).first()
        if answer is not None:
            return _of_answer(answer)
    elif caller is not None:
        petition = own(caller).filter(reference=reference).first()
        if petition is not None:
            return _of_own(petition)
    raise Http404("service_request_id was not found")


def own(caller: Caller) -> QuerySet[Petition]:
    """What the key brought in and may ask about: never a denunciation, which is only then known to be one when an officer has read it."""
    brought = Intake.objects.filter(key=caller.key).values("petition")
    steps = Step.objects.filter(petition=OuterRef("pk"), is_public=True).order_by("-id").values("at")[:1]
    rows = Petition.objects.filter(pk__in=brought).exclude(kind__in=PROTECTED_KINDS).select_related("unit")
    return rows.defer("text", "folded").annotate(changed_at=Subquery(steps, output_field=DateTimeField()))


def updates(wanted: Wanted, caller: Caller | None) -> list[Row]:
    """What happened within the days asked for, the oldest first: an answer published, a public step of an own request."""
    days = {"published_on__gte": _first_day(wanted.start), "published_on__lte": _last_day(wanted.end)}
    answers = _filtered_answers(wanted).filter(**({} if wanted.ids else days)).order_by("published_on", "pk")
    rows = [_update_of_answer(one) for one in answers[: wanted.most]]
    if caller is not None:
        rows += [_update_of_step(step) for step in _steps(wanted, caller)[: wanted.most]]
    rows.sort(key=lambda row: (row["updated_datetime"], row["update_id"]))
    return rows[: wanted.most]


def _answers(wanted: Wanted, caller: Caller | None) -> QuerySet[Answer]:
    rows = _filtered_answers(wanted)
    if caller is not None:  # its own are told under their reference
        rows = rows.exclude(petition__in=Intake.objects.filter(key=caller.key).values("petition"))
    if not wanted.ids:
        rows = rows.filter(petition__received_on__gte=_first_day(wanted.start), petition__received_on__lte=_last_day(wanted.end))
        rows = rows.none() if wanted.status == OPEN else rows
    return rows.order_by("-petition__received_on", "-pk")


def _filtered_answers(wanted: Wanted) -> QuerySet[Answer]:
    rows = public_answers()
    if wanted.ids:
        return rows.filter(pk__in=[int(hit[1]) for text in wanted.ids if (hit := PUBLISHED.fullmatch(text))])
    rows = rows.filter(petition__topic__in=wanted.codes) if wanted.codes else rows
    return at_unit(rows, wanted.unit, "petition__unit") if wanted.unit else rows


def _own(wanted: Wanted, caller: Caller) -> QuerySet[Petition]:
    rows = own(caller)
    if wanted.ids:
        return rows.filter(reference__in=wanted.ids)
    rows = rows.filter(received_at__gte=wanted.start, received_at__lte=wanted.end)
    rows = rows.filter(topic__in=wanted.codes) if wanted.codes else rows
    rows = at_unit(rows, wanted.unit, "unit") if wanted.unit else rows
    if wanted.status:
        still = Q(state__in=OPEN_STATES)
        rows = rows.filter(still if wanted.status == OPEN else ~still)
    return rows.order_by("-received_at", "-pk")


def _steps(wanted: Wanted, caller: Caller) -> QuerySet[Step]:
    rows = Step.objects.filter(petition__in=own(caller).values("pk"), is_public=True).select_related("petition")
    if wanted.ids:
        return rows.filter(petition__reference__in=wanted.ids).order_by("at", "pk")
    rows = rows.filter(petition__topic__in=wanted.codes) if wanted.codes else rows
    rows = at_unit(rows, wanted.unit, "petition__unit") if wanted.unit else rows
    return rows.filter(at__gte=wanted.start, at__lte=wanted.end).order_by("at", "pk")


def _of_answer(answer: Answer) -> Row:
    petition = answer.petition
    return _row(petition) | {
        "service_request_id": f"TL-{answer.pk}",
        "status": CLOSED,
        "status_notes": answer.public_text,
        "description": f"{answer.public_title}\n\n{answer.public_question}",
        "requested_datetime": midnight(petition.received_on),
        "updated_datetime": midnight(answer.published_on),
    }


def _of_own(petition: Petition) -> Row:
    return _row(petition) | {
        "service_request_id": petition.reference,
        "status": OPEN if petition.state in OPEN_STATES else CLOSED,
        "status_notes": capfirst(petition.get_state_display()),
        "requested_datetime": moment(petition.received_at),
        "updated_datetime": moment(getattr(petition, "changed_at", None)),
        "expected_datetime": midnight(petition.due_on, END_OF_DAY),
    }


def _row(petition: Petition) -> Row:
    """Every field of the specification, in its order. What we have no place for, or do not tell, is empty."""
    return {
        "service_request_id": "",
        "status": "",
        "status_notes": "",
        "service_name": capfirst(petition.get_topic_display()),
        "service_code": petition.topic,
        "description": None,
        "agency_responsible": petition.unit.full_name,
        "service_notice": None,
        "requested_datetime": None,
        "updated_datetime": None,
        "expected_datetime": None,
        "address": None,
        "address_id": petition.unit.key,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _update_of_answer(answer: Answer) -> Row:
    return {
        "update_id": f"TL-{answer.pk}",
        "service_request_id": f"TL-{answer.pk}",
        "status": CLOSED,
        "updated_datetime": midnight(answer.published_on),
        "description": answer.public_text,
        "media_url": None,
    }


def _update_of_step(step: Step) -> Row:
    """What was done, in our words: what an officer wrote to the sender may name people."""
    words = [str(ACTS[Act(step.act)].says), *details(Act(step.act), step.data)]
    return {
        "update_id": f"B-{step.pk}",
        "service_request_id": step.petition.reference,
        "status": OPEN if step.state in OPEN_STATES else CLOSED,
        "updated_datetime": moment(step.at),
        "description": " ".join(words),
        "media_url": None,
    }


def _first_day(start: datetime) -> date:
    """The first day whose beginning is not before the moment: published ones are told of by the day."""
    local = start.astimezone(clock.VIETNAM)
    return local.date() if local.time() == time.min else local.date() + timedelta(days=1)


def _last_day(end: datetime) -> date:
    return end.astimezone(clock.VIETNAM).date()
