"""One petition: its page, its printed sheet, its files."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from danvan.files import responses
from danvan.lib import clock
from danvan.notices import selectors as notices
from danvan.petitions import access, selectors
from danvan.petitions.models import Attachment, Clock, Petition
from danvan.petitions.papers import CaseFile
from danvan.petitions.rules import Act, allowed, any_ground, suggested
from danvan.petitions.selectors.held import Held, facts_of, held_by
from danvan.petitions.selectors.kept import uses_keys
from danvan.petitions.selectors.papers import own_papers
from danvan.petitions.selectors.presence import others
from danvan.petitions.services.presence import note_open
from danvan.petitions.services.process import case_of
from danvan.petitions.views.ties import ties
from danvan.sealed import selectors as sealed
from danvan.units.access import Acting, reach


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a petition that this officer may read, and the next lawful acts."""
    who, petition = access.open_petition(request, pk)
    return render(request, "petitions/detail.html", _context(who, petition) | {"others": others(who, petition), "keys": uses_keys(who)})


@require_POST
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """The page says that it is still looked at, and hears who else is looking."""
    who, petition = access.open_petition(request, pk)
    note_open(who=who, petition=petition)
    return render(request, "petitions/parts/others.html", {"others": others(who, petition)})


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The case sheet for printing."""
    who, petition = access.open_petition(request, pk)
    return render(request, "petitions/sheet.html", _context(who, petition))


def attachment(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """A file of the petition, as a download."""
    who, petition = access.open_petition(request, pk)
    found = Attachment.objects.select_related("file").filter(petition=petition, pk=attachment).first()
    if found is None or not access.reads_whole(who, petition):
        raise Http404
    return responses.send(found.file)


def _context(who: Acting, petition: Petition) -> dict[str, Any]:
    """What the page shows. A unit that passed the petition on reads its own steps only, no text, no answer."""
    whole, today = access.reads_whole(who, petition), clock.today()
    acts_here = access.acts_here(who, petition)
    clocks, steps, held = selectors.clocks_of(petition), list(selectors.steps_of(petition)), held_by(petition)
    case = case_of(petition, today, clocks, facts_of(petition, held, clocks, steps))
    acts = allowed(case, who, today) if acts_here else []
    first = suggested(case)
    common = ties(who, petition, held, whole=whole) | {
        "who": who,
        "petition": petition,
        "today": today,
        "reads_whole": whole,
        "moved_on": not access.reads_now(who, petition),
        "acts_here": acts_here,
        "papers": own_papers(who, CaseFile(petition, who.unit, named=False, read=steps)) if acts_here else [],
        "first": next((rule for rule in acts if rule.act == first), None),
        "acts": [rule for rule in acts if rule.act != first],
        "ground": any_ground(petition.ground),
        "stays": held.stays,
    }
    if not whole:
        within = set(reach(who).filter(pk__in=[stay.unit_id for stay in held.stays]).values_list("pk", flat=True))
        own = {stay.pk for stay in held.stays if stay.unit_id in within}
        lines = selectors.timeline(step for step in steps if step.stay_id in own)
        return common | {"lines": [_bare(line, petition) for line in lines]}
    return common | {"lines": selectors.timeline(steps)} | _whole(who, petition, held, clocks)


def _bare(line: selectors.Line, petition: Petition) -> selectors.Line:
    """The step without its words where it is a denunciation's: they may tell what it says."""
    return replace(line, note="", public_note="") if petition.is_protected else line


def _whole(who: Acting, petition: Petition, held: Held, clocks: list[Clock]) -> dict[str, Any]:
    """What is read only where it may be read whole."""
    calendar, sender = selectors.calendar_of(petition, clocks), held.sender
    standing = selectors.standing_of(clocks, clock.today(), calendar)
    hidden = access.hidden(who, [one.pk for one in held.family])
    family = [one for one in held.family if one.pk not in hidden]
    return {
        "sender": sender if access.sees_sender(who, petition) else None,
        "standing": standing,
        "proof": standing.proof if standing else [],
        "past_clocks": [one for one in clocks if one.stopped_on],
        "sides": selectors.sides_of(clocks, calendar),
        "attachments": held.attachments,
        "answers": held.answers,
        "feedback": held.feedback,
        "parts": [one for one in family if one.parent_id == petition.pk],
        "following": [one for one in family if one.previous_id == petition.pk],
        "letters": held.letters,
        "told": notices.ledger(petition) if sender is not None and sender.notify_by else [],
        "bar": selectors.time_bar(petition, calendar),
        "envelopes": list(sealed.envelopes_about(petition.reference)) if petition.hides_sender else [],
        "unsealed": petition.hides_sender and sender is not None and bool(sender.name or sender.address or sender.phone),
        "act_names": Act,
    }
