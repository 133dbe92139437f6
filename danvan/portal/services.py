"""What the people's door writes: files of a draft, the sent petition and its slip, and the sweeping of what is no longer needed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.files import services as files
from danvan.files.models import File
from danvan.lib import clock, codes
from danvan.lib.asking import compiled_once
from danvan.lib.hiding import seal, unseal
from danvan.lib.inserting import insert
from danvan.lib.refusal import Refused
from danvan.petitions import services as petitions
from danvan.petitions.models import Channel, NotifyBy, Petition, PetitionKind, Topic
from danvan.portal.draft import Draft
from danvan.portal.forms import COMPLAINT, FILES_AT_MOST, chosen_unit
from danvan.portal.models import DraftFile, Slip
from danvan.units import selectors as units
from danvan.units.models import Body, Unit

CODE_SHOWN_FOR = timedelta(minutes=30)
DRAFT_KEPT_FOR = timedelta(days=1)


@transaction.atomic
def keep_file(*, by: Doer, draft: UUID, upload: UploadedFile[Any]) -> DraftFile:
    """Check and store one file of a draft. Refused (field `files`) for what is not accepted, and beyond three."""
    if DraftFile.objects.filter(draft=draft).count() >= FILES_AT_MOST:
        raise Refused(_("Tối đa %(most)s tệp. Hãy bỏ bớt rồi chọn lại.") % {"most": FILES_AT_MOST}, field="files")
    stored = files.store(upload, by=by)
    kept = DraftFile.objects.create(draft=draft, file=stored, added_at=clock.now())
    audit.record("portal.draftfile.keep", by=by, subject=kept)
    return kept


@transaction.atomic
def drop_file(*, by: Doer, draft: UUID, pk: int) -> None:
    """Remove one file of a draft, content and all; nothing if it is not there (a second click)."""
    for kept in DraftFile.objects.select_for_update().filter(draft=draft, pk=pk):
        _discard(kept, by=by)


@transaction.atomic
def discard_draft(*, by: Doer, draft: UUID) -> None:
    """Remove every file of a draft that the person gave up."""
    for kept in DraftFile.objects.select_for_update().filter(draft=draft):
        _discard(kept, by=by)


@transaction.atomic
def add_files(*, by: Doer, petition: Petition, uploads: Sequence[UploadedFile[Any]]) -> None:
    """Check, store and attach what the sender adds later: all of it or, when one is refused (field `files`), none."""
    # The petition first, as every act takes it: each stored file takes the log, and an officer may hold the petition and wait for that.
    Petition.objects.select_for_update().get(pk=petition.pk)
    petitions.attach(by=by, petition=petition, files=[_stored(upload, by=by) for upload in uploads])


@transaction.atomic
def reply(*, by: Doer, petition: Petition, text: str, uploads: Sequence[UploadedFile[Any]] = ()) -> None:
    """A letter of the sender to the office, with its files: all of it or, when one is refused (field `files`), none."""
    Petition.objects.select_for_update().get(pk=petition.pk)
    petitions.reply(by=by, petition=petition, text=text, files=[_stored(upload, by=by) for upload in uploads])


def _stored(upload: UploadedFile[Any], *, by: Doer) -> File:
    try:
        return files.store(upload, by=by)
    except Refused as refused:
        raise Refused(f"{upload.name}: {refused.message}", field="files") from refused


@transaction.atomic
def send(*, by: Doer, draft: Draft, key: str, counted: Callable[[], None] = lambda: None) -> Slip:
    """Make the draft a petition, once: a repeated request gets the slip of the first.

    In: a draft with every page answered, the key of the sender's browser under which the code is kept, and what `counted` writes down
    of this sending in the same transaction. Raises Refused.
    """
    given = _given(draft.submission)
    receipt = petitions.receive(
        by=by,
        submission=draft.submission,
        unit=chosen_unit(draft) or Unit.objects.get(pk=draft.get("chon", "unit")),
        channel=Channel.WEB,
        topic=draft.get("viec", "topic"),
        text=draft.get("noi-dung", "text"),
        title=_title(draft),
        place=draft.get("dia-diem", "spot", ""),
        sender=_sender(draft),
        may_publish=draft.get("cong-khai", "may_publish"),
        people=int(draft.get("dai-dien", "people") or 1) if draft.together else 1,
        files=[kept.file for kept in given],
    )
    counted()
    if given:
        DraftFile.objects.filter(pk__in=[kept.pk for kept in given]).delete()
    if receipt.secret:
        sealed = seal(receipt.secret, key=key, submission=draft.submission)
        return insert(Slip(submission=draft.submission, petition=receipt.petition, sealed=sealed, until=clock.now() + CODE_SHOWN_FOR))
    return Slip.objects.get(submission=draft.submission)


@compiled_once
def _given(draft: UUID) -> QuerySet[DraftFile]:
    """The files of a draft, held until they are the petition's."""
    return DraftFile.objects.select_for_update().filter(draft=draft)


@dataclass(frozen=True)
class Told:
    """A denunciation as it was typed: nothing of it has been stored yet."""

    submission: UUID
    unit: Unit
    leaders: bool
    topic: str
    text: str
    sender: petitions.SenderData
    evidence: Sequence[UploadedFile[Any]] = ()
    handwriting: Sequence[UploadedFile[Any]] = ()


@transaction.atomic
def denounce(*, by: Doer, told: Told, key: str) -> Slip:
    """Take in a denunciation: who tells it and their handwriting are sealed at once, the rest is a petition like any other, read by few.

    Where the commune's own leaders are meant it goes to the unit above, and the commune's bodies are noted as named. Without a sender it is
    information with denunciation content, which has no person (L25/2018 Art. 25). Raises Refused.
    """
    at = units.parent_of(told.unit, clock.today()) or told.unit if told.leaders else told.unit
    kind = PetitionKind.DENUNCIATION_INFO if told.sender.is_empty else PetitionKind.DENUNCIATION
    stored = [_stored(one, by=by) for one in told.evidence]
    receipt = petitions.receive(
        by=by,
        submission=told.submission,
        unit=at,
        channel=Channel.WEB,
        topic=told.topic,
        text=told.text,
        sender=told.sender,
        kind=kind,
        files=stored,
        handwriting=[(one.name or "", one.read()) for one in told.handwriting],
    )
    if receipt.secret:
        _name_bodies(receipt.petition, told, by=by)
        sealed = seal(receipt.secret, key=key, submission=told.submission)
        Slip.objects.create(submission=told.submission, petition=receipt.petition, sealed=sealed, until=clock.now() + CODE_SHOWN_FOR)
    return Slip.objects.select_related("petition__unit").get(submission=told.submission)


def _name_bodies(petition: Petition, told: Told, *, by: Doer) -> None:
    for body in Body.objects.on(clock.today()).filter(unit=told.unit) if told.leaders else []:
        petitions.name(by=by, petition=petition, body=body)


def reveal(slip: Slip, key: str) -> str:
    """The secret code of the slip while it may be shown and the key is right; empty otherwise."""
    if not slip.sealed or not key or clock.now() >= slip.until:
        return ""
    return codes.normalise(unseal(slip.sealed, key=key, submission=slip.submission)) or ""


def _title(draft: Draft) -> str:
    """What the sender calls a complaint says so in lists, in Vietnamese; the officer classifies. Otherwise the petition is called by its matter."""
    if draft.kind != COMPLAINT:
        return ""
    with override(settings.LANGUAGE_CODE):
        return _("Khiếu nại: %(matter)s") % {"matter": Topic(draft.get("viec", "topic")).label}


def _sender(draft: Draft) -> petitions.SenderData:
    said, news = draft.answers.get("lien-he", {}), draft.answers.get("bao-tin", {})
    way = news.get("by", "")
    return petitions.SenderData(
        name=said.get("name", ""),
        address=said.get("address", ""),
        phone=news.get("mobile") or said.get("phone", ""),
        mail=news.get("mail", ""),
        notify_by=way if way in NotifyBy.values else "",
        language=news.get("language", "vi"),
        representatives=draft.get("dai-dien", "representatives", "") if draft.together else "",
    )


@dataclass(frozen=True)
class Swept:
    """How much `tidy` removed."""

    files: int
    slips: int


def tidy(*, by: Doer) -> Swept:
    """Remove files of drafts that were not sent within a day, and codes whose half hour is over. Safe to run at any time, by several at once."""
    old = DraftFile.objects.filter(added_at__lt=clock.now() - DRAFT_KEPT_FOR).values_list("pk", flat=True)
    past = Slip.objects.filter(until__lt=clock.now()).exclude(sealed="").values_list("pk", flat=True)
    return Swept(files=sum(_sweep_file(pk, by=by) for pk in list(old)), slips=sum(_wipe(pk, by=by) for pk in list(past)))


@transaction.atomic
def _sweep_file(pk: int, *, by: Doer) -> int:
    kept = DraftFile.objects.select_for_update().filter(pk=pk).select_related("file").first()
    if kept is None:
        return 0
    _discard(kept, by=by)
    return 1


@transaction.atomic
def _wipe(pk: int, *, by: Doer) -> int:
    slip = Slip.objects.select_for_update().exclude(sealed="").filter(pk=pk).first()
    if slip is None:
        return 0
    slip.sealed = ""
    slip.save(update_fields=["sealed"])
    audit.record("portal.slip.wipe", by=by, subject=slip)
    return 1


def _discard(kept: DraftFile, *, by: Doer) -> None:
    audit.record("portal.draftfile.drop", by=by, subject=kept)
    storage, path = kept.file.content.storage, str(kept.file.content.name)
    kept.file.delete()
    # Only once the rows are surely gone; what a crash leaves behind, `files.services.sweep` finds.
    transaction.on_commit(lambda: storage.delete(path))
