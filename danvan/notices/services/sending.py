"""Out of the outbox: take one, send it, write down how it went. No transaction is open while another machine is asked.

A sender takes a notice by pushing its `next_at` to the end of a lease. If it dies, the lease runs out and another takes it: a message may then
arrive a second time, with the same number. It is never taken by two at once, and never lost.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from danvan.audit.doer import Doer
from danvan.audit.services import record
from danvan.lib import clock
from danvan.notices import addresses, kinds, rules
from danvan.notices.models import Delivery, Notice, Reason, State
from danvan.notices.senders import Letter, Undelivered, deliver
from danvan.notices.services.ending import FIELDS, end

logger = logging.getLogger(__name__)
Result = Delivery.Result


@dataclass
class Round:
    """What a round of sending did."""

    sent: int = 0
    later: int = 0
    failed: int = 0


def send_due(*, by: Doer, going: Callable[[], bool] = lambda: True, most: int = 10_000) -> Round:
    """Send everything that is due, one after another, as long as `going` says so; any number of senders may run at once."""
    done = Round()
    for _number in range(most):
        taken = _take(by=by) if going() else None
        if taken is None:
            break
        _count(done, _settle(taken, _outcome(taken.notice), by=by))
    return done


def _count(done: Round, state: str) -> None:
    if state == State.SENT:
        done.sent += 1
    elif state == State.FAILED:
        done.failed += 1
    else:
        done.later += 1


def _take(*, by: Doer) -> Delivery | None:
    """The next due notice, ours until its lease ends, and its line in the ledger; None when nothing is due.

    One that was taken before and never settled was interrupted; one that was interrupted too often is given up and the next is looked at.
    """
    while True:
        with transaction.atomic():
            notice = Notice.objects.select_for_update(skip_locked=True).due(clock.now()).order_by("next_at", "id").first()
            if notice is None:
                return None
            if notice.state == State.SENDING and _interrupted(notice, by=by):
                continue
            return _begin(notice)


def _begin(notice: Notice) -> Delivery:
    now = clock.now()
    notice.state, notice.tries, notice.next_at = State.SENDING, notice.tries + 1, now + rules.LEASE
    notice.save(update_fields=["state", "tries", "next_at"])
    return Delivery.objects.create(notice=notice, started_at=now)


def _interrupted(notice: Notice, *, by: Doer) -> bool:
    """Close the attempt whose sender did not come back; True if the notice is now given up."""
    now = clock.now()
    notice.deliveries.filter(result="").update(result=Result.FAILED, reason=Reason.INTERRUPTED, ended_at=now)
    if not rules.gives_up(notice.tries, Reason.INTERRUPTED):
        return False
    _end(notice, State.FAILED, Reason.INTERRUPTED, by=by)
    return True


def _outcome(notice: Notice) -> tuple[Reason | None, str]:
    """Send it; the reason why not, or None, and a short code."""
    try:
        return None, deliver(_letter(notice))
    except Undelivered as undelivered:
        return undelivered.reason, undelivered.detail
    except Exception as error:
        # A bug in a sender must not stop the others' mail. The error's words may hold an address: only its kind and place are logged.
        logger.error("a notice could not be sent: %s", type(error).__name__, extra={"notice": notice.pk})
        return Reason.ERROR, type(error).__name__[:60]


def _letter(notice: Notice) -> Letter:
    said = kinds.render(notice.kind, notice.params, notice.language)
    return Letter(
        number=str(notice.number),
        kind=notice.kind,
        channel=notice.channel,
        to=notice.to,
        masked=addresses.masked(notice),
        subject=said.subject,
        text=said.text,
        short=said.short,
        language=notice.language,
        params=notice.params,
        made_at=notice.made_at,
    )


@transaction.atomic
def _settle(taken: Delivery, outcome: tuple[Reason | None, str], *, by: Doer) -> str:
    """Write down how an attempt went; the notice's state after it.

    A sender that comes back after its lease ended corrects its own line in the ledger; the notice belongs to whoever took it since, unless it
    did arrive: then nobody has to try again. What an officer sent anew meanwhile has another number and is left alone.
    """
    reason, detail = outcome
    notice = Notice.objects.select_for_update().get(pk=taken.notice_id)
    last = notice.deliveries.order_by("-id").first()
    taken.result = Result.FAILED if reason else Result.SENT
    taken.reason, taken.detail, taken.ended_at = reason or "", detail, clock.now()
    taken.save(update_fields=["result", "reason", "detail", "ended_at"])
    overtaken = last is None or last.pk != taken.pk or notice.state != State.SENDING
    if not notice.is_open or notice.number != taken.notice.number or (overtaken and reason):
        return notice.state
    if reason is None:
        _end(notice, State.SENT, "", by=by)
    elif rules.gives_up(notice.tries, reason):
        _end(notice, State.FAILED, reason, by=by)
    else:
        notice.state, notice.reason, notice.next_at = State.QUEUED, reason, clock.now() + rules.wait_after(notice.tries)
        notice.save(update_fields=["state", "reason", "next_at"])
    return notice.state


def _end(notice: Notice, state: State, reason: str, *, by: Doer) -> None:
    """Sent or given up."""
    end(notice, state, reason)
    notice.save(update_fields=FIELDS)
    data = {"channel": notice.channel, "tries": notice.tries} | ({"reason": reason} if reason else {})
    record(f"notices.notice.{state}", by=by, subject=notice, unit_id=notice.unit_id, data=data)
