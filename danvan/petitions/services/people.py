"""What the sender does afterwards, and what is forgotten of them."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.files.models import File
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions.models import OPEN_STATES, Attachment, Feedback, Petition, Sender, Verdict
from danvan.petitions.rules import Act
from danvan.petitions.services.process import begin, finish


@transaction.atomic
def say(*, by: Doer, petition: Petition, verdict: str, text: str = "") -> Feedback:
    """The sender's word on the answer: it helped, or they do not agree. May be said again; the latest counts, all are kept.

    The same once more (a second click) changes nothing.
    """
    petition = begin(petition, Act.SAY)
    if verdict not in Verdict.values:
        raise Refused(_("Chọn một trong hai ý kiến."), field="verdict")
    latest = Feedback.objects.filter(petition=petition).order_by("-id").first()
    if latest is not None and (latest.verdict, latest.text) == (verdict, text.strip()):
        return latest
    said = Feedback.objects.create(petition=petition, verdict=verdict, text=text.strip(), at=clock.now())
    petition.verdict = verdict
    finish(petition, Act.SAY, by=by, save=["verdict"], data={"verdict": verdict})
    return said


@transaction.atomic
def attach(*, by: Doer, petition: Petition, files: Sequence[File], from_sender: bool = True, note: str = "") -> Petition:
    """Add files to an open petition."""
    petition = begin(petition, Act.ATTACH)
    if not files:
        raise Refused(_("Chọn ít nhất một tệp."), field="files")
    Attachment.objects.bulk_create(
        Attachment(petition=petition, file=file, from_sender=from_sender, added_at=clock.now()) for file in files
    )
    return finish(petition, Act.ATTACH, by=by, note=note, data={"files": len(files)})


@transaction.atomic
def purge(*, by: Doer) -> int:
    """Empty the contact data whose day has come; of open petitions it is kept while it is needed. Out: how many were emptied."""
    due = Sender.objects.select_for_update(of=("self",)).filter(purge_on__lte=clock.today(), purged_at__isnull=True)
    count = 0
    for sender in due.exclude(petition__state__in=OPEN_STATES).select_related("petition").order_by("id"):
        sender.name = sender.address = sender.phone = sender.representatives = ""
        sender.purged_at = clock.now()
        sender.save(update_fields=["name", "address", "phone", "representatives", "purged_at"])
        audit.record("petitions.sender.purge", by=by, subject=sender.petition, unit_id=sender.petition.unit_id)
        count += 1
    return count
