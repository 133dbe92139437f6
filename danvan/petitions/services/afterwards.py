"""After it was settled: duties of the law, enforcement, the archive; looking again; one level up."""

from collections.abc import Sequence
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit.doer import Doer
from danvan.documents.models import Step as LawStep
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions.models import MayPublish, Petition, PetitionKind, State, Stay
from danvan.petitions.rules import NEXT_KIND, Act, sides
from danvan.petitions.services import clocks
from danvan.petitions.services.conflicts import inherit
from danvan.petitions.services.intake import receive, unusable_hash
from danvan.petitions.services.naming import pass_by
from danvan.petitions.services.process import begin, case_of, close, current_stay, finish, keep_due, need, need_ground
from danvan.petitions.services.sealing import forget_on
from danvan.petitions.services.senders import NOBODY, SenderData, told_by
from danvan.petitions.services.wording import lint_reply
from danvan.units import selectors as units

EXECUTIONS = ("done", "partly", "not_yet")


@transaction.atomic
def fulfil(*, by: Doer, petition: Petition, steps: Sequence[str], note: str = "") -> Petition:
    """Duties that ran beside the main clock were done today: a decision was sent, an acceptance told, a conclusion published."""
    petition = begin(petition, Act.FULFIL)
    done = clocks.stop_sides(petition, steps)
    if not done:
        raise Refused(_("Chọn ít nhất một việc đã làm."), field="steps")
    data: dict[str, object] = {"done": [one.limit.code for one in done], "labels": [one.limit.label for one in done]}
    posted = clocks.posted_until(petition) if LawStep.PUBLISH in {one.limit.step for one in done} else None
    data |= {"posted_until": posted.isoformat()} if posted else {}
    return finish(petition, Act.FULFIL, by=by, note=note, data=data)


@transaction.atomic
def enforce(*, by: Doer, petition: Petition, execution: str, public_note: str, note: str = "") -> Petition:
    """How far the decision or conclusion has been carried out; may be told again as it goes on."""
    petition = begin(petition, Act.ENFORCE)
    if execution not in EXECUTIONS:
        raise Refused(_("Chọn kết quả thi hành."), field="execution")
    need(public_note, _("Hãy ghi việc đã thi hành."), "public_note")
    lint_reply(petition, public_note, "public_note")
    return finish(petition, Act.ENFORCE, by=by, public_note=public_note, note=note, data={"execution": execution})


@transaction.atomic
def archive(*, by: Doer, petition: Petition, note: str = "") -> Petition:
    """The file is complete and goes to the archive. Everything stays readable; what is personal goes when its day comes."""
    petition = begin(petition, Act.ARCHIVE)
    petition.archived_on = clock.today()
    return finish(petition, Act.ARCHIVE, by=by, save=["archived_on"], note=note)


@transaction.atomic
def withdraw_part(*, by: Doer, petition: Petition, withdrawn: str) -> Petition:
    """The sender takes back a part; the rest goes on (L02/2011 Art. 10 as amended by L136/2025). `withdrawn` says which part."""
    petition = begin(petition, Act.WITHDRAW_PART)
    need(withdrawn, _("Hãy ghi rõ phần nội dung được rút."), "withdrawn")
    return finish(petition, Act.WITHDRAW_PART, by=by, public_note=withdrawn)


@transaction.atomic
def reopen(*, by: Doer, petition: Petition, ground: str, public_note: str, note: str = "") -> Petition:
    """Take up again what had ended, for a ground of the law. A new stay begins, so that no past figure changes; the term runs anew."""
    petition = begin(petition, Act.REOPEN)
    chosen = need_ground(Act.REOPEN, ground, petition.kind)
    need(public_note, _("Hãy viết lý do cho người gửi."), "public_note")
    lint_reply(petition, public_note, "public_note")
    _stay_again(petition, by=by)
    petition.closed_on = petition.answered_on = petition.archived_on = None
    petition.accepted_on = clock.today()
    clocks.start(petition, clocks.limit_for(petition.kind, Act.REOPEN, clock.today()), clock.today())
    # What is looked at anew is neither sent out nor published as it was; the next result begins these duties again.
    clocks.stop_sides(petition, [side.step for side in sides(Act.ANSWER, petition.kind)])
    fields = ["closed_on", "answered_on", "archived_on", "accepted_on"]
    return finish(petition, Act.REOPEN, by=by, save=fields, public_note=public_note, note=note, data={"ground": chosen.code})


def _stay_again(petition: Petition, *, by: Doer) -> Stay:
    """The unit has it again: work in hand, but not a letter received once more. What is sealed has no day of deletion until it ends anew."""
    before, today = current_stay(petition), clock.today()
    forget_on(by=by, petition=petition, day=None)
    return Stay.objects.create(
        petition=petition,
        unit=petition.unit,
        letter=False,
        arrived_on=today,
        registered_on=before.registered_on,
        classified_on=None,
        kind=before.kind,
        checked_on=today,
        eligible=True,
        within_authority=True,
    )


@transaction.atomic
def review(*, by: Doer, petition: Petition) -> Petition:
    """The sender did not agree with an answer to a recommendation: the office looks at it once more, in a term of its own rules."""
    petition = begin(petition, Act.REVIEW)
    _stay_again(petition, by=by)
    petition.closed_on = None
    clocks.start(petition, clocks.limit_for(petition.kind, Act.REVIEW, clock.today()), clock.today())
    return finish(petition, Act.REVIEW, by=by, save=["closed_on"])


@transaction.atomic
def uphold(*, by: Doer, petition: Petition, public_note: str) -> Petition:
    """Looked at again, and the answer stands; the sender reads why."""
    petition = begin(petition, Act.UPHOLD)
    need(public_note, _("Hãy viết vì sao giữ nguyên trả lời."), "public_note")
    lint_reply(petition, public_note, "public_note")
    stay = current_stay(petition)
    clocks.stop(petition)
    return finish(petition, Act.UPHOLD, by=by, save=close(petition, State.ANSWERED, by=by), stay=stay, public_note=public_note)


@transaction.atomic
def go_up(*, by: Doer, petition: Petition, text: str, sender: SenderData | None = None) -> Petition:
    """Bring it to the direct superior: a second complaint (L02/2011 Art. 33) or a repeated denunciation (L25/2018 Art. 37).

    A new petition tied to this one and read with its code; a decision that is taken further does not take effect, so its publication is not owed.
    Of a denunciation nobody's identity goes along.
    """
    petition = begin(petition, Act.GO_UP)
    need(text, _("Hãy viết vì sao không đồng ý hoặc việc quá hạn thế nào."), "text")
    above = units.parent_of(petition.unit, clock.today())
    if above is None:
        raise Refused(_("Không có cấp trên để chuyển đến."))
    clocks.stop_sides(petition, ("publish",))
    known = NOBODY if petition.is_protected else told_by(getattr(petition, "sender", None))
    made = receive(
        by=by,
        submission=uuid4(),
        unit=above,
        channel=petition.channel,
        topic=petition.topic,
        text=text,
        title=petition.title,
        place=petition.place,
        sender=sender or known,
        may_publish=MayPublish.NO if petition.is_protected else petition.may_publish,
        people=petition.people,
        # Closed to readers from its first moment; any other kind is for the superior to decide.
        kind=NEXT_KIND[PetitionKind(petition.kind)] if petition.is_protected else "",
    ).petition
    made.previous, made.secret_hash = petition, unusable_hash()
    made.save(update_fields=["previous", "secret_hash"])
    inherit(made, of=petition)
    late = case_of(petition).late
    finish(petition, Act.GO_UP, by=by, data={"as": made.reference, "to": above.full_name})
    made = pass_by(by=by, petition=made)
    if late:  # whoever is told of an overdue denunciation asks for a report (L25/2018 Art. 38)
        clocks.start_sides(made, Act.GO_UP)
        keep_due(made)
        made.save(update_fields=["due_on", "owed"])
    return made
