"""Into the outbox: queued in the transaction of what it tells of, so that neither exists without the other."""

import re
from collections.abc import Mapping
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from danvan.audit.doer import Doer
from danvan.audit.services import record
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.notices import addresses, channels, kinds
from danvan.notices.models import Notice, Reason, State
from danvan.notices.services.ending import FIELDS, end, start

KEY = re.compile(r"[a-z0-9:._-]{1,120}")
BATCH = 500


@transaction.atomic
def queue(
    *,
    by: Doer,
    kind: str,
    channel: str,
    to: str,
    about: models.Model | None,
    unit_id: int | None,
    language: str = "vi",
    params: Mapping[str, object] | None = None,
    key: str | None = None,
) -> Notice:
    """Put a notice into the outbox, in the caller's transaction; a sender takes it after the commit.

    In: a `Kind` with its params (`kinds.checked`), a `Channel` with an address for it, what it is about (any saved row; only its kind and
    id are kept), the unit whose officers see it in the ledger, and a key under which it is queued once however often it is asked for (small
    letters, digits, `:._-`; nothing of a person). Out: the notice, new or the one of that key. With no such channel in this installation it
    stands in the ledger at once as not sent, for that reason. Raises `Refused` (field "to") for an address the channel cannot reach,
    ValueError for a kind, params, language or key that are none.
    """
    said = kinds.checked(kind, params)
    if language not in dict(settings.LANGUAGES):
        raise ValueError(f"{language!r} is no language of the product")
    if key is not None and not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key")
    notice = Notice(
        key=key or "",
        kind=kind,
        channel=channel,
        to=addresses.canonical(channel, to),
        language=language,
        params=said,
        about_kind=about._meta.label_lower if about else "",
        about_id=about.pk if about else None,
        unit_id=unit_id,
        made_at=clock.now(),
    )
    _stand_in_line(notice)
    return _saved(notice, by=by)


def _stand_in_line(notice: Notice) -> None:
    """To be sent now; with no channel it has ended before it began, and the ledger says why."""
    start(notice)
    if not channels.has(notice.channel):
        end(notice, State.FAILED, Reason.NO_CHANNEL)


def _saved(notice: Notice, *, by: Doer) -> Notice:
    """The notice in the outbox, or the one that another request put there first under the same key."""
    same = Notice.objects.filter(key=notice.key) if notice.key else Notice.objects.none()
    if found := same.first():
        return found
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except IntegrityError:
        if found := same.first():
            return found
        raise
    data = {"kind": notice.kind, "channel": notice.channel, "state": notice.state}
    record("notices.notice.queue", by=by, subject=notice, unit_id=notice.unit_id, data=data)
    return notice


@transaction.atomic
def resend(*, by: Doer, notice: Notice) -> Notice:
    """Send a notice that has ended once more, as a new message with a new number.

    Raises `Refused` while it is still on its way, when its address is gone, and when there is no such channel.
    """
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.is_open:
        raise Refused(_("Thông báo này đang chờ gửi."))
    if not notice.to and notice.channel != "console":
        raise Refused(_("Địa chỉ nhận đã được xóa, không gửi lại được."))
    if not channels.has(notice.channel):
        raise Refused(_("Chưa có kênh gửi này. Hãy báo người quản trị hệ thống."))
    _line_up_again(notice, by=by)
    return notice


def _line_up_again(notice: Notice, *, by: Doer) -> None:
    notice.number = uuid4()
    _stand_in_line(notice)
    notice.save(update_fields=["number", "tries", *FIELDS])
    record("notices.notice.resend", by=by, subject=notice, unit_id=notice.unit_id)


@transaction.atomic
def resend_all(*, by: Doer, reason: str) -> int:
    """Send again everything that was given up for the reason and still has an address (a gateway that is there again); how many."""
    waiting = Notice.objects.select_for_update().filter(state=State.FAILED, reason=Reason(reason)).exclude(to="")
    again = [notice for notice in waiting.order_by("id") if channels.has(notice.channel)]
    for notice in again:
        _line_up_again(notice, by=by)
    return len(again)


@transaction.atomic
def cancel(*, by: Doer, notice: Notice) -> Notice:
    """Take a waiting notice out of the line. Raises `Refused` if it is being sent or has ended."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.state != State.QUEUED:
        raise Refused(_("Chỉ hủy được thông báo đang chờ gửi."))
    _drop(notice)
    record("notices.notice.cancel", by=by, subject=notice, unit_id=notice.unit_id)
    return notice


def _drop(notice: Notice) -> None:
    end(notice, State.CANCELLED)
    notice.save(update_fields=FIELDS)


@transaction.atomic
def forget(*, by: Doer, about: models.Model) -> int:
    """Empty the addresses of everything told about the thing, and cancel what waits: its sender withdrew consent, or is purged. How many.

    What a sender holds at this moment still goes out; its address goes when it has ended (`purge`).
    """
    held = list(Notice.objects.select_for_update().about(about).exclude(to="").exclude(state=State.SENDING).order_by("id"))
    for notice in held:
        notice.to, notice.forget_at = "", None
        if notice.is_open:
            end(notice, State.CANCELLED)
        notice.save(update_fields=FIELDS)
    if held:
        record("notices.notice.forget", by=by, subject=about, data={"count": len(held)})
    return len(held)


def purge(*, by: Doer) -> int:
    """Empty the addresses whose day has come (`NOTICE_KEEP_DAYS` after the end), in short transactions; how many."""
    emptied, now = 0, clock.now()
    while found := _purge_some(by=by, old=Notice.objects.to_forget(now)):
        emptied += found
    return emptied


@transaction.atomic
def _purge_some(*, by: Doer, old: models.QuerySet[Notice]) -> int:
    some = list(old.select_for_update(skip_locked=True).order_by("forget_at", "id")[:BATCH])
    if some:
        Notice.objects.filter(pk__in=[notice.pk for notice in some]).update(to="", forget_at=None)
        record("notices.notice.purge", by=by, subject=some[0], data={"count": len(some)})
    return len(some)
