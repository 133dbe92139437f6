"""The identity and handwriting of whoever denounces go into an envelope at once; nothing here can read it again (L25/2018 Ch. VI)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from django.db import transaction

from danvan.accounts.models import User
from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.files.models import File
from danvan.lib.refusal import Refused
from danvan.petitions.closing import forget_elsewhere
from danvan.petitions.models import PROTECTED_KINDS, Attachment, Conflict, Petition, Sender
from danvan.petitions.rules import purge_day
from danvan.petitions.services.conflicts import of_one_letter
from danvan.petitions.services.senders import SenderData, empty, told_by
from danvan.sealed import selectors as sealed_selectors
from danvan.sealed import services as sealed
from danvan.sealed.models import Envelope
from danvan.units.models import Unit

Handwriting = Sequence[tuple[str, bytes]]
IDENTITY = ("name", "address", "phone", "mail", "representatives")


def seal(*, by: Doer, petition: Petition, sender: SenderData, handwriting: Handwriting = ()) -> Envelope:
    """Seal who sent it, for the recipients of the unit. Raises Refused (field `name`) where nobody could open it."""
    identity = {name: value for name, value in asdict(sender).items() if name in IDENTITY}
    named = [one.user for one in Conflict.objects.filter(petition=petition, user__isnull=False).select_related("user") if one.user]
    try:
        return sealed.deposit(by=by, unit=petition.unit, about=petition.reference, identity=identity, files=list(handwriting), barred=named)
    except Refused as refused:
        raise Refused(refused.message, field=refused.field or "name") from refused


def seal_letter(*, by: Doer, petition: Petition, attachments: Sequence[int] = ()) -> bool:
    """A petition turned out to be a denunciation: what was known of its sender is sealed and emptied, with the files that show a handwriting.

    In everything that came with one letter, for each part tells who wrote the others. Out: whether anything was sealed. Where the unit has no
    recipients yet everything stays as closed as before, and `seal_waiting` does it later.
    """
    family = of_one_letter(petition)
    hold_senders(family)
    files = list(Attachment.objects.filter(petition__in=family, pk__in=list(attachments)).values_list("file", flat=True))
    done = [_seal_known(by, one, files) for one in family]
    return any(done)


def hold_senders(petitions: Sequence[Petition]) -> None:
    """Lock who sent them. Whoever forgets senders locks their rows before the log: so must we."""
    list(Sender.objects.select_for_update(of=("self",)).filter(petition__in=petitions).order_by("pk"))


def _seal_known(by: Doer, petition: Petition, files: Sequence[int]) -> bool:
    sender = Sender.objects.select_related("petition").filter(petition=petition, purged_at__isnull=True).first()
    chosen = list(Attachment.objects.filter(petition=petition, file__in=files).select_related("file"))
    known = told_by(sender)
    if known.is_empty and not chosen:
        return False
    try:
        with transaction.atomic():
            made = seal(by=by, petition=petition, sender=known, handwriting=[(one.file.name, _bytes(one.file)) for one in chosen])
    except Refused:
        return False
    if sender is not None:
        empty(sender, by=by)
    for one in chosen:
        _drop(one)
    forget_elsewhere(by=by, petition=petition)
    if petition.closed_on is not None:
        sealed.schedule_deletion(by=by, envelope=made, on=purge_day(petition.received_on, petition.closed_on))
    return True


def seal_waiting(*, by: Doer) -> int:
    """Seal what could not be sealed when it came, for want of two keepers: senders of denunciations and their files. Out: how many."""
    waiting = Sender.objects.filter(petition__kind__in=PROTECTED_KINDS, purged_at__isnull=True)
    named = waiting.exclude(name="", address="", phone="", representatives="", mail="")
    return sum(_seal_one(pk, by=by) for pk in list(named.order_by("petition_id").values_list("petition_id", flat=True)))


@transaction.atomic
def _seal_one(pk: int, *, by: Doer) -> bool:
    petition = Petition.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
    theirs = petition.attachments.filter(from_sender=True).values_list("pk", flat=True)
    done = seal_letter(by=by, petition=petition, attachments=list(theirs))
    if done:
        audit.record("petitions.petition.seal", by=by, subject=petition, unit_id=petition.unit_id, data={"reference": petition.reference})
    return done


def _bytes(file: File) -> bytes:
    with file.content.open("rb") as stored:
        return bytes(stored.read())


def _drop(attachment: Attachment) -> None:
    """The file is in the envelope now: the open copy goes, its content once the rows are surely gone."""
    file = attachment.file
    storage, path = file.content.storage, str(file.content.name)
    attachment.delete()
    if not Attachment.objects.filter(file=file).exists():
        file.delete()
        transaction.on_commit(lambda: storage.delete(path))


def follow(*, by: Doer, petition: Petition, to: Unit) -> None:
    """The case went to another unit: its envelope is to follow."""
    for envelope in _envelopes(petition):
        sealed.hand_over(by=by, envelope=envelope, to_unit=to)


def forget_on(*, by: Doer, petition: Petition, day: date | None) -> None:
    """The case ended: what is sealed goes when contact data would. None: it is open again, and its identity is needed."""
    for envelope in _envelopes(petition):
        sealed.schedule_deletion(by=by, envelope=envelope, on=day)


def bar(*, by: Doer, petition: Petition, user: User) -> None:
    """Somebody named in the case never opens its envelope."""
    for envelope in _envelopes(petition):
        sealed.bar(by=by, envelope=envelope, users=[user])


def _envelopes(petition: Petition) -> list[Envelope]:
    """Those of a denunciation, and of what was cut from its letter or went on from it; hardly anything else has one, and is not asked."""
    if not (petition.is_protected or petition.parent_id or petition.previous_id):
        return []
    return list(sealed_selectors.envelopes_about(petition.reference).filter(wiped_at__isnull=True))
