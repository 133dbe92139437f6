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
from danvan.petitions.rules import Act, follows
from danvan.petitions.services.afterwards import review
from danvan.petitions.services.process import begin, case_of, finish
from danvan.petitions.services.senders import empty

RATINGS = range(1, 6)


@transaction.atomic
def say(*, by: Doer, petition: Petition, verdict: str, text: str = "", served: int | None = None) -> Feedback:
    """The sender's word on the answer: it helped, or they do not agree; and how they were served, from 1 to 5. May be said again, all is kept.

    The first disagreement with the answer to a recommendation has the office look at it again; against a decision the law gives other ways.
    The same once more (a second click) changes nothing.
    """
    petition = begin(petition, Act.SAY)
    if verdict not in Verdict.values:
        raise Refused(_("Chọn một trong hai ý kiến."), field="verdict")
    if served is not None and served not in RATINGS:
        raise Refused(_("Chọn điểm từ 1 đến 5."), field="served")
    latest = Feedback.objects.filter(petition=petition).order_by("-id").first()
    if latest is not None and (latest.verdict, latest.text, latest.served) == (verdict, text.strip(), served):
        return latest
    said = Feedback.objects.create(petition=petition, verdict=verdict, text=text.strip(), served=served, at=clock.now())
    petition.verdict = verdict
    finish(petition, Act.SAY, by=by, save=["verdict"], data={"verdict": verdict})
    if verdict == Verdict.DISAGREED and follows(case_of(petition), Act.REVIEW, clock.today()):
        review(by=by, petition=petition)
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
        empty(sender, by=by)
        audit.record("petitions.sender.purge", by=by, subject=sender.petition, unit_id=sender.petition.unit_id)
        count += 1
    return count
