"""Every write of this room: keys, and what comes in through them."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from danvan.api.access import Caller, hash_of
from danvan.api.models import ApiKey, Intake, Scope
from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.inserting import insert
from danvan.lib.refusal import Refused
from danvan.petitions import services as petitions
from danvan.petitions.models import Channel, MayPublish, Petition
from danvan.portal import services as portal
from danvan.portal.models import DraftFile
from danvan.units.models import Unit

MOST_PER_MINUTE = 1000


@dataclass(frozen=True)
class NewKey:
    """A key just made. `secret` is the whole key: it is told this once."""

    key: ApiKey
    secret: str = field(repr=False)


@transaction.atomic
def make_key(*, by: Doer, unit: Unit, name: str, owner: str, contact: str, scopes: Sequence[str], per_minute: int = 60) -> NewKey:
    """Make a key for a piece of software, bounded to the unit and what is below it. Refuses an unnamed owner and a key that opens nothing."""
    for value, message, where in (
        (name, _("Hãy ghi tên phần mềm."), "name"),
        (owner, _("Hãy ghi cơ quan, tổ chức sử dụng."), "owner"),
        (contact, _("Hãy ghi cách liên hệ khi có sự cố."), "contact"),
    ):
        if not value.strip():
            raise Refused(message, field=where)
    wanted = [scope.value for scope in Scope if scope in scopes]
    if not wanted or len(wanted) != len(set(scopes)):
        raise Refused(_("Chọn ít nhất một việc trong danh sách."), field="scopes")
    if not 1 <= per_minute <= MOST_PER_MINUTE:
        raise Refused(_("Số lượt mỗi phút phải từ 1 đến %(most)s.") % {"most": MOST_PER_MINUTE}, field="per_minute")
    prefix = f"dv_{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        name=name.strip(),
        owner=owner.strip(),
        contact=contact.strip(),
        unit=unit,
        prefix=prefix,
        secret_hash=hash_of(secret),
        scopes=wanted,
        per_minute=per_minute,
        made_at=clock.now(),
        made_by_id=by.post_id,
    )
    audit.record("api.key.make", by=by, subject=key, unit_id=unit.pk, data={"prefix": prefix, "scopes": wanted, "per_minute": per_minute})
    return NewKey(key, secret)


@transaction.atomic
def revoke_key(*, by: Doer, key: ApiKey) -> ApiKey:
    """Close a key for good, from the next call on. Once more changes nothing."""
    found = ApiKey.objects.select_for_update().get(pk=key.pk)
    if found.revoked_at is None:
        found.revoked_at = clock.now()
        found.save(update_fields=["revoked_at"])
        audit.record("api.key.revoke", by=by, subject=found, unit_id=found.unit_id, data={"prefix": found.prefix})
    return found


@dataclass(frozen=True)
class Sent:
    """What software sends for a person, checked and with its unit found."""

    unit: Unit
    topic: str
    text: str
    place: str = ""
    name: str = ""
    phone: str = ""
    mail: str = ""
    notify_by: str = ""
    language: str = "vi"
    may_publish: str = MayPublish.NO
    uploads: Sequence[UploadedFile[Any]] = ()


@dataclass(frozen=True)
class Taken:
    """`secret` = the receipt's code for the person, None when the call was a repetition; `token` finds the request again."""

    petition: Petition
    token: UUID
    secret: str | None = field(repr=False)


def take(*, by: Caller, sent: Sent, once: str = "") -> Taken:
    """Receive what a person sends through other software.

    In: `once`, the caller's own key of this call (empty: each call is a new petition). The same key with the same content gives the same
    petition and no second code; with other content it is refused. Out: what the caller is told. Raises Refused.
    """
    token = _submission_of(by.key, once) if once else uuid4()
    try:
        _keep_files(by, sent, token)
        taken = _take(by, sent, token)
    except Refused:
        _drop_files(by, sent, token)
        raise
    if taken.secret is None:
        _drop_files(by, sent, token)
    return taken


def _keep_files(by: Caller, sent: Sent, token: UUID) -> None:
    """Each by itself, as files of a draft, before the transaction of the petition: cleaning a picture takes time, and the log is one for all.

    What a killed process leaves, `danvan portal tidy` removes; what an earlier try left goes first.
    """
    _drop_files(by, sent, token)
    for upload in sent.uploads:
        portal.keep_file(by=by, draft=token, upload=upload)


def _drop_files(by: Caller, sent: Sent, token: UUID) -> None:
    if sent.uploads:
        portal.discard_draft(by=by, draft=token)


@transaction.atomic
def _take(by: Caller, sent: Sent, token: UUID) -> Taken:
    given = list(DraftFile.objects.select_for_update().filter(draft=token).select_related("file")) if sent.uploads else []
    receipt = petitions.receive(
        by=by,
        submission=token,
        unit=sent.unit,
        channel=Channel.WEB,
        topic=sent.topic,
        text=sent.text,
        place=sent.place,
        sender=petitions.SenderData(name=sent.name, phone=sent.phone, mail=sent.mail, notify_by=sent.notify_by, language=sent.language),
        may_publish=sent.may_publish,
        files=[kept.file for kept in given],
    )
    digest = _digest(sent)
    if receipt.secret is None:
        _must_be_the_same(receipt.petition, digest)
        return Taken(receipt.petition, token, None)
    if given:
        DraftFile.objects.filter(pk__in=[kept.pk for kept in given]).delete()
    insert(Intake(key=by.key, petition=receipt.petition, digest=digest))
    audit.record("api.intake.take", by=by, subject=receipt.petition, unit_id=sent.unit.pk, data={"key": by.key.prefix})
    return Taken(receipt.petition, token, receipt.secret)


def _submission_of(key: ApiKey, once: str) -> UUID:
    """The petition's number for a caller's own key of a call. Keyed, so that nobody else can guess it."""
    return UUID(bytes=hmac.new(settings.CODE_PEPPER.encode(), f"api|{key.pk}|{once}".encode(), hashlib.sha256).digest()[:16])


def _must_be_the_same(petition: Petition, digest: str) -> None:
    if not Intake.objects.filter(petition=petition, digest=digest).exists():
        raise Refused(_("Idempotency-Key này đã dùng cho một nội dung khác."), field="idempotency_key")


def _digest(sent: Sent) -> str:
    """A keyed hash of the words; files are left out, since a client may send them anew in other bytes."""
    said = [sent.unit.pk, sent.topic, sent.text, sent.place, sent.name, sent.phone, sent.mail, sent.notify_by, sent.may_publish]
    return hmac.new(settings.CODE_PEPPER.encode(), json.dumps(said).encode(), hashlib.sha256).hexdigest()
