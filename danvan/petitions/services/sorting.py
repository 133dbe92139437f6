"""Into the book, what kind it is, whether it may be handled here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit.doer import Doer
from danvan.documents.models import Step as LawStep
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.lib.text import fold
from danvan.petitions.models import Bundle, Petition, PetitionKind, State, Stay, Topic
from danvan.petitions.rules import Act
from danvan.petitions.services import clocks
from danvan.petitions.services.conflicts import inherit
from danvan.petitions.services.intake import arrive, first_title, unusable_hash, write
from danvan.petitions.services.process import begin, close, current_stay, finish, locked_counter, need, next_number, running_clock
from danvan.petitions.services.sealing import hold_senders, seal_letter
from danvan.petitions.services.senders import SenderData, told_by

MIN_PARTS = 2
BOOK = ["book_number", "book_year", "registered_on"]


@dataclass(frozen=True)
class Part:
    """One matter of a mixed letter; `kind` may stay empty until it is decided."""

    text: str
    topic: str
    title: str = ""
    kind: str = ""


@transaction.atomic
def register(*, by: Doer, petition: Petition, note: str = "") -> Petition:
    """Enter it in the unit's book of the year: the next number, without gaps."""
    petition = begin(petition, Act.REGISTER)
    stay = current_stay(petition)
    enter_in_book(petition, stay)
    data = {"book": f"{petition.book_number}/{petition.book_year}"}
    return finish(petition, Act.REGISTER, by=by, save=BOOK, stay=stay, note=note, data=data)


def enter_in_book(petition: Petition, stay: Stay) -> None:
    """Give it the next line of the unit's book of the year. The caller saves the petition's `BOOK` fields."""
    number = next_number(_book(petition.unit_id))
    for record in (petition, stay):
        record.book_year, record.book_number, record.registered_on = clock.today().year, number, clock.today()
    stay.save(update_fields=BOOK)


def _book(unit_id: int) -> str:
    """The series of the unit's book of the year."""
    return f"book:{unit_id}:{clock.today().year}"


@transaction.atomic
def classify(
    *, by: Doer, petition: Petition, kind: str, title: str = "", topic: str = "", note: str = "", handwriting: Sequence[int] = ()
) -> Petition:
    """Decide what kind it is; may be done again until acceptance. Starts the clock of the decision on acceptance, from the day it came.

    Of a denunciation what is known of the sender is sealed, with the attachments named in `handwriting` (their ids), in all of its letter.
    """
    petition = begin(petition, Act.CLASSIFY)
    if kind not in PetitionKind.values:
        raise Refused(_("Chọn loại đơn."), field="kind")
    stay = current_stay(petition)
    old_title = petition.title
    petition.kind = stay.kind = kind
    petition.title = title.strip() or petition.title
    petition.topic = topic if topic in Topic.values else petition.topic
    petition.folded = fold(f"{petition.reference} {petition.title} {petition.text} {petition.place}")
    # Eligibility must be looked at again for the new kind; the stay keeps what was found, and its first days, until then.
    petition.eligible = petition.within_authority = None
    stay.classified_on = stay.classified_on or clock.today()
    stay.save(update_fields=["kind", "classified_on"])
    clocks.stop_sides(petition, (LawStep.TRANSFER,))  # it began with a check that no longer holds
    _change_clock(petition, stay)
    if petition.is_protected:
        _leave_bundle(petition, old_title)
        _close_letters(petition)
        seal_letter(by=by, petition=petition, attachments=handwriting)
    fields = ["kind", "title", "topic", "folded", "eligible", "within_authority", "bundle"]
    return finish(petition, Act.CLASSIFY, by=by, save=fields, stay=stay, note=note, data={"kind": kind})


def _change_clock(petition: Petition, stay: Stay) -> None:
    """The kind has a limit of its own, or the first notice goes on running."""
    running, since = running_clock(petition), _owed_since(petition, stay)
    limit = clocks.limit_for(petition.kind, Act.CLASSIFY, clock.today()) or clocks.limit_for("", Act.RECEIVE, since)
    if running is not None and limit is not None and running.limit_id == limit.pk:
        return
    clocks.stop(petition)
    clocks.start(petition, limit, since)


def _owed_since(petition: Petition, stay: Stay) -> date:
    """The day its notice is counted from: that of the running clock (a unit that ended hands its clocks on), else the day it came."""
    running = running_clock(petition)
    return running.started_on if running else stay.arrived_on


def _leave_bundle(petition: Petition, title: str) -> None:
    """A denunciation stands in no list beside others; a bundle that bore its summary is called by its matter."""
    if petition.bundle_id is not None:
        Bundle.objects.filter(pk=petition.bundle_id, title__in=(title, petition.title)).update(title=first_title(petition.topic))
    petition.bundle = None


def _close_letters(petition: Petition) -> None:
    """The letters that a denunciation was split from say what it says, so they are closed to readers as it is. Their stays keep their kind."""
    letter_id = petition.parent_id
    while letter_id is not None:
        letter = Petition.objects.select_for_update().get(pk=letter_id)
        letter.kind, letter_id = PetitionKind.DENUNCIATION, letter.parent_id
        letter.save(update_fields=["kind"])


@transaction.atomic
def check(
    *, by: Doer, petition: Petition, eligible: bool, within_authority: bool, known_on: date | None = None, note: str = ""
) -> Petition:
    """Is it fit to be handled, and is it ours? (Circular 05/2021, Art. 6)

    `known_on`: the day the sender received or knew of what a complaint is about; the time bar is counted from it (L02/2011 Art. 9, 33).
    """
    petition = begin(petition, Act.CHECK)
    if known_on is not None and known_on > petition.received_on:
        raise Refused(_("Ngày biết quyết định, hành vi không thể sau ngày nhận đơn."), field="known_on")
    petition.known_on = known_on
    stay = current_stay(petition)
    for record in (petition, stay):
        record.eligible, record.within_authority = eligible, within_authority
    stay.checked_on = stay.checked_on or clock.today()
    stay.save(update_fields=["eligible", "within_authority", "checked_on"])
    if within_authority:
        clocks.stop_sides(petition, (LawStep.TRANSFER,))
    else:  # then it must be passed on within a term of its own
        clocks.start_sides(petition, Act.CHECK, stay.arrived_on)
    data = {"eligible": eligible, "within_authority": within_authority}
    return finish(petition, Act.CHECK, by=by, save=["eligible", "within_authority", "known_on"], stay=stay, note=note, data=data)


@transaction.atomic
def split(*, by: Doer, petition: Petition, parts: Sequence[Part], note: str = "", handwriting: Sequence[int] = ()) -> list[Petition]:
    """Make each matter of a mixed letter a petition of its own: reference with -1, -2; own book line, own clocks from the day the letter came.

    Where one of them is a denunciation, who wrote the letter is sealed in all of them, with the attachments named in `handwriting` (their ids).
    Out: the parts.
    """
    petition = begin(petition, Act.SPLIT)
    if len(parts) < MIN_PARTS:
        raise Refused(_("Cần ít nhất hai nội dung để tách."), field="parts")
    for part in parts:
        need(part.text, _("Mỗi nội dung tách ra phải có lời văn."), "parts")
        if part.topic not in Topic.values or part.kind not in ("", *PetitionKind.values):
            raise Refused(_("Chọn việc và loại đơn trong danh sách."), field="parts")
    stay = current_stay(petition)
    # The parts take their lines of the book after the letter is in the log. Whoever registers takes the book first: so must we.
    locked_counter(_book(petition.unit_id))
    hold_senders([petition])
    since = _owed_since(petition, stay)
    clocks.stop_all(petition)
    fields = close(petition, State.SPLIT, by=by)
    finish(petition, Act.SPLIT, by=by, save=fields, stay=stay, note=note, data={"parts": len(parts)})
    made = [_part(petition, stay, since, number, part, by) for number, part in enumerate(parts, start=1)]
    pairs = zip(made, parts, strict=True)
    return [classify(by=by, petition=one, kind=part.kind, handwriting=handwriting) if part.kind else one for one, part in pairs]


def _part(whole: Petition, stay: Stay, since: date, number: int, part: Part, by: Doer) -> Petition:
    text = part.text.strip()
    child = Petition(
        reference=f"{whole.reference}-{number}",
        secret_hash=unusable_hash(),
        submission=uuid4(),
        title=part.title.strip() or first_title(part.topic),
        text=text,
        topic=part.topic,
        parent=whole,
        state=State.RECEIVED,
        **{name: getattr(whole, name) for name in _SHARED},
    )
    write(child, _sender_of(whole), [one.file for one in whole.attachments.select_related("file")])
    inherit(child, of=whole)
    arrive(child, stay.arrived_on, since=since, letter=False)
    finish(child, Act.RECEIVE, by=by, save=["due_on"], data={"part_of": whole.reference})
    return register(by=by, petition=child)


_SHARED = ("unit", "place", "channel", "people", "may_publish", "letter_on", "entered_by", "received_at", "received_on")


def _sender_of(petition: Petition) -> SenderData:
    """Whoever sent the letter sent its parts; of news they are told once, about the letter."""
    return replace(told_by(getattr(petition, "sender", None)), notify_by="")
