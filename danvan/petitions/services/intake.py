"""Reception: one transaction from what was brought to a receipt."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.audit.doer import Doer
from danvan.files.models import File
from danvan.lib import clock, codes
from danvan.lib.asking import compiled_once
from danvan.lib.inserting import insert
from danvan.lib.refusal import Refused
from danvan.lib.text import fold, shorten
from danvan.petitions.models import PROTECTED_KINDS, Attachment, Channel, MayPublish, NotifyBy, Petition, Sender, State, Stay, Topic
from danvan.petitions.rules import Act, purge_day
from danvan.petitions.services import clocks
from danvan.petitions.services.process import finish, need, next_number, put_back
from danvan.petitions.services.sealing import Handwriting, seal
from danvan.petitions.services.senders import NOBODY, SenderData
from danvan.units.models import Post, Unit

TITLE = 120


@dataclass(frozen=True)
class Receipt:
    """`secret` is the code a person carries home, ungrouped; None when the request was a repetition: it is told only once."""

    petition: Petition
    secret: str | None = field(repr=False)


def hash_of(secret: str) -> str:
    """What is kept of a secret code: a keyed hash, useless to whoever steals the database alone."""
    return hmac.new(settings.CODE_PEPPER.encode(), secret.encode(), hashlib.sha256).hexdigest()


def first_title(topic: str) -> str:
    """What a petition is called until an officer sums it up: its matter. The sender's own words may name people, and titles stand in lists.

    In Vietnamese whatever language the sender reads: it is kept.
    """
    with override(settings.LANGUAGE_CODE):
        return capfirst(str(Topic(topic).label))


@transaction.atomic
def receive(
    *,
    by: Doer,
    submission: UUID,
    unit: Unit,
    channel: str,
    topic: str,
    text: str,
    title: str = "",
    place: str = "",
    sender: SenderData = NOBODY,
    may_publish: str = MayPublish.NO,
    people: int = 1,
    files: Sequence[File] = (),
    letter_on: date | None = None,
    entered_by: Post | None = None,
    kind: str = "",
    handwriting: Handwriting = (),
) -> Receipt:
    """Take in what a person brings and start the clock of the first notice (10 working days, L42/2013 Art. 28).

    In: `submission` is the form's own number: the same one again gives the same petition and no second secret, however fast it is clicked.
    `kind` only where it is a denunciation: then who sent it, and the files that show their `handwriting` (name, bytes), are sealed at once.
    Out: the receipt. Raises Refused with the field's name.
    """
    _check(unit=unit, channel=channel, topic=topic, people=people, sender=sender, letter_on=letter_on, kind=kind, entered_by=entered_by)
    text = need(text, _("Hãy viết nội dung."), "text")
    today = clock.today()
    # A second request with the same submission waits at the counter, then finds what the first one made.
    series = f"reference:{today.year}"
    number = next_number(series)
    for earlier in _of_submission(submission):
        put_back(series)
        return Receipt(Petition.objects.get(pk=earlier), None)
    secret = codes.new_code()
    petition = Petition(
        reference=f"KN{today.year % 100:02d}-{number:05d}",
        secret_hash=hash_of(secret),
        submission=submission,
        unit=unit,
        place=place.strip(),
        channel=channel,
        topic=topic,
        title=shorten(title, TITLE) or first_title(topic),
        text=text,
        people=people,
        may_publish=may_publish,
        letter_on=letter_on,
        entered_by=entered_by,
        kind=kind,
        state=State.RECEIVED,
        received_at=clock.now(),
        received_on=today,
    )
    stay = _write(petition, NOBODY if kind in PROTECTED_KINDS else sender, files)
    finish(petition, Act.RECEIVE, by=by, stay=stay, data={"channel": channel})
    if kind in PROTECTED_KINDS and not (sender.is_empty and not handwriting):
        seal(by=by, petition=petition, sender=sender, handwriting=handwriting)
    return Receipt(petition, secret)


@compiled_once
def _of_submission(number: UUID) -> QuerySet[Petition, int]:
    """Only the key is asked for: hardly ever is there one."""
    return Petition.objects.filter(submission=number).order_by().values_list("pk", flat=True)


def _write(petition: Petition, sender: SenderData, files: Sequence[File]) -> Stay:
    """Save it once, with its due day, where it arrives."""
    day = petition.received_on
    planned = clocks.plan(petition, clocks.limit_for("", Act.RECEIVE, day), day)
    petition.due_on = planned.due_on if planned else None
    write(petition, sender, files)
    if planned is not None:
        planned.petition = petition  # it has its key only now
        insert(planned)
    return insert(Stay(petition=petition, unit=petition.unit, arrived_on=day))


def write(petition: Petition, sender: SenderData, files: Sequence[File]) -> None:
    """Save a new petition with what stands apart from it."""
    petition.folded = fold(f"{petition.reference} {petition.title} {petition.text} {petition.place}")
    insert(petition)
    insert(
        Sender(
            petition=petition,
            name=sender.name.strip(),
            address=sender.address.strip(),
            phone=sender.phone.strip(),
            representatives=sender.representatives.strip(),
            mail=sender.mail.strip(),
            notify_by=sender.notify_by,
            language=sender.language,
            purge_on=purge_day(petition.received_on, None),
        )
    )
    Attachment.objects.bulk_create([Attachment(petition=petition, file=file, added_at=clock.now()) for file in files])


def arrive(petition: Petition, day: date, *, since: date | None = None, letter: bool = True) -> Stay:
    """The petition comes to its unit: a stay begins, the first notice is owed from that day, or from `since` where it was owed already."""
    stay = insert(Stay(petition=petition, unit=petition.unit, arrived_on=day, letter=letter))
    clocks.start(petition, clocks.limit_for("", Act.RECEIVE, since or day), since or day)
    return stay


def unusable_hash() -> str:
    """For parts of a split letter: nobody holds their code, the letter's own code shows them."""
    return hash_of(secrets.token_hex(32))


def _check(
    *, unit: Unit, channel: str, topic: str, people: int, sender: SenderData, letter_on: date | None, kind: str, entered_by: Post | None
) -> None:
    today = clock.today()
    if unit.valid_from > today or (unit.valid_to is not None and unit.valid_to <= today):
        raise Refused(_("Đơn vị này không còn hoạt động. Hãy chọn đơn vị hiện nay."), field="unit")
    if channel not in Channel.values:
        raise Refused(_("Chọn nguồn đến trong danh sách."), field="channel")
    if topic not in Topic.values:
        raise Refused(_("Chọn việc trong danh sách."), field="topic")
    if people < 1:
        raise Refused(_("Số người phải từ 1 trở lên."), field="people")
    if people > 1 and entered_by is not None and not sender.representatives.strip() and kind not in PROTECTED_KINDS:
        raise Refused(_("Đơn nhiều người cần ghi người đại diện."), field="representatives")
    if letter_on is not None and letter_on > today:
        raise Refused(_("Ngày viết đơn không thể sau hôm nay."), field="letter_on")
    _check_notice(sender)
    if kind in PROTECTED_KINDS and sender.notify_by:
        raise Refused(_("Tố cáo không báo tin ra ngoài: hãy tra cứu bằng mã biên nhận."), field="notify_by")


def _check_notice(sender: SenderData) -> None:
    """Whoever wishes to hear of news must leave where."""
    if sender.notify_by == NotifyBy.MAIL and not sender.mail.strip():
        raise Refused(_("Hãy ghi địa chỉ thư điện tử để nhận tin."), field="mail")
    if sender.notify_by == NotifyBy.SMS and not sender.phone.strip():
        raise Refused(_("Hãy ghi số điện thoại để nhận tin nhắn."), field="phone")
