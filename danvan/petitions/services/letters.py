"""The mailbox behind the secret code: the office asks, the person answers. No account, no address."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit.doer import Doer
from danvan.files.models import File
from danvan.lib import clock
from danvan.petitions.models import Attachment, Message, Petition
from danvan.petitions.rules import Act
from danvan.petitions.services.process import begin, finish, need
from danvan.petitions.services.wording import lint_reply


@transaction.atomic
def ask(*, by: Doer, petition: Petition, text: str, files: Sequence[File] = ()) -> Message:
    """A letter of the office to whoever holds the code. Raises Refused (field `text`)."""
    return _letter(by, petition, Act.ASK, text, files, from_office=True)


@transaction.atomic
def reply(*, by: Doer, petition: Petition, text: str, files: Sequence[File] = ()) -> Message:
    """A letter of the person to the office; also without having been asked. Raises Refused (field `text`)."""
    return _letter(by, petition, Act.REPLY, text, files, from_office=False)


def _letter(by: Doer, petition: Petition, act: Act, text: str, files: Sequence[File], *, from_office: bool) -> Message:
    petition = begin(petition, act)
    text = need(text, _("Hãy viết nội dung thư."), "text")
    if from_office:
        lint_reply(petition, text, "text")
    made = Message.objects.create(petition=petition, from_office=from_office, text=text, at=clock.now(), post_id=by.post_id)
    Attachment.objects.bulk_create(
        Attachment(petition=petition, file=file, from_sender=not from_office, added_at=clock.now(), message=made) for file in files
    )
    finish(petition, act, by=by, data={"files": len(files)} if files else {})
    return made


@transaction.atomic
def read(*, by: Doer, petition: Petition, from_office: bool) -> int:
    """The letters of one side were read by the other. Out: how many were new. Not logged: reading changes nothing that is owed."""
    del by
    fresh = Message.objects.filter(petition=petition, from_office=from_office, read_at__isnull=True)
    return fresh.update(read_at=clock.now())
