"""Reads of the ledger: for the page of one case, for an officer's page over many units, for the operator and the machine's collector."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Model, OuterRef, QuerySet

from danvan.lib import clock
from danvan.lib.listing import Listing
from danvan.notices import addresses, channels
from danvan.notices.models import Channel, Delivery, Notice, Reason, State

# An officer's page speaks of these days, its numbers and its list alike; on the page of a case all stand.
DAYS = 90
TONES = {State.QUEUED: "info", State.SENDING: "info", State.SENT: "success", State.FAILED: "danger", State.CANCELLED: "neutral"}


@dataclass(frozen=True)
class Line:
    """One notice as the ledger shows it: the address masked, each attempt with its end."""

    notice: Notice
    to: str
    tone: str
    deliveries: list[Delivery]
    # Where the case opens and whose it is: known to a page that stands above it.
    link: str = ""
    place: str = ""

    @property
    def reference(self) -> str:
        """The number it named, if any."""
        return str(self.notice.params.get("reference", ""))

    @property
    def address_gone(self) -> bool:
        """It had an address, and its day has come."""
        return not self.notice.to and self.notice.channel != Channel.CONSOLE

    @property
    def may_resend(self) -> bool:
        """It has ended, there still is an address, and a channel."""
        return not self.notice.is_open and bool(self.notice.to) and channels.has(self.notice.channel)

    @property
    def has_story(self) -> bool:
        """More to tell than that it went out at once."""
        return len(self.deliveries) > 1 or any(one.reason for one in self.deliveries)

    @property
    def waits(self) -> bool:
        """It failed and will be tried again."""
        return self.notice.state == State.QUEUED and self.notice.tries > 0


def lines(notices: "QuerySet[Notice] | list[Notice]") -> Iterator[Line]:
    """Rows of a ledger; of a QuerySet from `with_deliveries` without a query for each."""
    for notice in notices:
        if "tried" in vars(notice):
            TRIES.put(notice, "deliveries", vars(notice)["tried"])
        yield Line(notice, addresses.masked(notice), TONES[State(notice.state)], list(notice.deliveries.all()))


TRIES = Listing(Delivery)


def ledger(about: Model, *, most: int = 20) -> list[Line]:
    """What was told about one thing, newest first: one query. For `notices/parts/ledger.html`, as `rows`."""
    return list(lines(with_deliveries(Notice.objects.about(about)).order_by("-id")[:most]))


def with_deliveries(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """With their attempts, oldest first (a notice has few: see `rules.MOST_TRIES`); `lines` reads them. No query of its own."""
    return notices.annotate(tried=TRIES.told(Delivery.objects.filter(notice=OuterRef("pk"))))


def page_of(units: Any) -> QuerySet[Notice]:
    """Notices of the units (QuerySet or list of ids) of the last `DAYS` days: what an officer's page lists and counts."""
    return Notice.objects.filter(unit_id__in=units, made_at__gte=clock.now() - timedelta(days=DAYS))


def filtered(notices: QuerySet[Notice], *, state: str = "", channel: str = "", reason: str = "") -> QuerySet[Notice]:
    """Those of the state, the channel, the reason (empty: any), with their attempts. Page them by `-id`."""
    wanted = {"state": state, "channel": channel, "reason": reason}
    return with_deliveries(notices.filter(**{name: value for name, value in wanted.items() if value}))


@dataclass(frozen=True)
class Account:
    """How delivery went: notices by state, and what did not arrive by reason, the most frequent first."""

    states: list[tuple[State, int]]
    reasons: list[tuple[Reason, int]]


def account_of(notices: QuerySet[Notice]) -> Account:
    """The numbers above a ledger: one query. A notice that waits for another try counts with its reason too."""
    states: dict[str, int] = dict.fromkeys(State.values, 0)
    reasons: dict[str, int] = {}
    for state, reason, number in notices.order_by().values_list("state", "reason").annotate(number=Count("pk")):
        states[state] += number
        if reason:
            reasons[reason] = reasons.get(reason, 0) + number
    ordered = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    return Account([(State(state), number) for state, number in states.items()], [(Reason(reason), number) for reason, number in ordered])


@dataclass(frozen=True)
class Queue:
    """The line at the door: how many wait, how many of them are due, and since when the oldest due one has been."""

    waiting: int
    due: int
    oldest: datetime | None

    @property
    def behind(self) -> int:
        """Seconds by which the oldest is late."""
        return max(0, int((clock.now() - self.oldest).total_seconds())) if self.oldest else 0


def queue_now() -> Queue:
    """How long the line is: two queries on the index of the queue."""
    waiting = Notice.objects.filter(state__in=(State.QUEUED, State.SENDING)).count()
    due = Notice.objects.due(clock.now()).aggregate(number=Count("pk"), oldest=Min("next_at"))
    return Queue(waiting, due["number"], due["oldest"])


def failed_since(since: datetime) -> list[tuple[Channel, Reason, int]]:
    """What was given up since the moment, by channel and reason."""
    found = Notice.objects.filter(state=State.FAILED, ended_at__gte=since).order_by("channel", "reason")
    counted = found.values_list("channel", "reason").annotate(number=Count("pk"))
    return [(Channel(channel), Reason(reason), number) for channel, reason, number in counted]
