"""The sender's own look-up for other software: the secret code in, the state out. Slowed down as the portal's page is, by the same count."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Field, Router, Schema

from danvan.accounts import throttle
from danvan.api.problems import Problem
from danvan.api.rest.caching import never_kept
from danvan.api.rest.petitions import LineRow, line_row
from danvan.api.rest.shapes import Choice, UnitRef, choice, faults, spoken, unit_ref
from danvan.lib import clock, codes
from danvan.lib.refusal import Refused
from danvan.petitions import selectors
from danvan.petitions.models import PROTECTED_KINDS, Petition

router = Router(tags=["track"])
# The portal's look-up has the same three: wrong codes count together, wherever they are tried (a test compares).
SCOPE, TRIES, PAUSE_MINUTES = "lookup", 5, 15


class Asked(Schema):
    """The secret code of the receipt, in any grouping and case."""

    code: str = Field(min_length=1, max_length=60, examples=["7F3K-9Q2M-4TXP-CW2"])


class SenderLine(LineRow):
    """A line with what the office wrote to the sender."""

    note: str


class SenderAnswer(Schema):
    """The office's answer to the sender."""

    number: str
    answered_on: date
    text: str


class Tracked(Schema):
    """How it stands, for whoever holds the code. Of a denunciation only the state: for more, the portal's page."""

    reference: str
    state: Choice
    unit: UnitRef
    received_on: date
    due_on: date | None
    days_late: int
    timeline: list[SenderLine]
    answers: list[SenderAnswer]


@router.post("/track", response={200: Tracked, **faults(404, 422, 429)}, summary=spoken(gettext_lazy("Tra cứu bằng mã bí mật")))
def track(request: HttpRequest, response: HttpResponse, asked: Asked) -> dict[str, object]:
    """Five codes that are nobody's within a quarter of an hour, and the network block of the caller has to wait."""
    who = throttle.who(request)
    try:
        throttle.check(SCOPE, who, limit=TRIES, minutes=PAUSE_MINUTES)
    except Refused as refused:
        raise Problem(429, refused.message, wait=PAUSE_MINUTES * 60) from refused
    if codes.normalise(asked.code) is None:
        raise Problem(404, _("Mã viết chưa đúng: thiếu, thừa hoặc nhầm một ký tự."), fields=[("code", _("không đúng"))])
    found = selectors.by_secret(asked.code)
    if found is None:
        throttle.note(SCOPE, who)
        raise Problem(404, _("Không có đơn nào mang mã này."), fields=[("code", _("không có"))])
    never_kept(response)
    return _told(found)


def _told(found: Petition) -> dict[str, object]:
    today = clock.today()
    closed = found.kind in PROTECTED_KINDS
    lines = [] if closed else selectors.public_timeline(found)
    answers = [] if closed else found.answers.all()
    return {
        "reference": found.reference,
        "state": choice(found.state, found.get_state_display()),
        "unit": unit_ref(found.unit),
        "received_on": found.received_on,
        "due_on": found.due_on,
        "days_late": max(0, (today - found.due_on).days) if found.due_on else 0,
        "timeline": [{**line_row(line), "note": line.public_note} for line in lines],
        "answers": [{"number": one.number, "answered_on": one.answered_on, "text": one.text} for one in answers],
    }
