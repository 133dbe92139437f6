"""`danvan notices send|status|resend|purge|test|key`: the outbox from the shell."""

import logging
import os
import signal
from argparse import ArgumentTypeError
from threading import Event
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils.translation import gettext as _

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.notices import channels, selectors, services
from danvan.notices.kinds import Kind
from danvan.notices.models import Channel, Reason
from danvan.notices.senders.webhook import key_for

logger = logging.getLogger(__name__)


def seconds(text: str) -> int:
    """A whole number of seconds, at least one."""
    if not text.isdigit() or not 1 <= int(text) <= 3600:
        raise ArgumentTypeError(f"{text!r}: from 1 to 3600 seconds")
    return int(text)


class Command(BaseCommand):
    """Calls the services."""

    help = "Send what waits in the outbox; show how it stands; send again what was given up; empty old addresses; try a channel."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action; `send` once or for ever."""
        actions = parser.add_subparsers(dest="action", required=True)
        send = actions.add_parser("send", help="send what is due")
        often = send.add_mutually_exclusive_group()
        often.add_argument("--once", action="store_true", help="one round, then end (the default; for a timer)")
        often.add_argument("--every", type=seconds, metavar="SECONDS", help="a round every so many seconds, until stopped")
        send.add_argument("--parent", type=int, metavar="PID", help="end when this process, which started this one, is gone")
        actions.add_parser("status", help="channels, how many wait and since when, what failed today")
        again = actions.add_parser("resend", help="send again what was given up for a reason")
        again.add_argument("--reason", required=True, choices=Reason.values)
        actions.add_parser("purge", help="empty the addresses of what ended long ago")
        test = actions.add_parser("test", help="send a test through a channel, now")
        test.add_argument("channel", choices=Channel.values)
        test.add_argument("--to", default="", help="mail address, mobile number or https address")
        actions.add_parser("key", help="the key to give to the receiver of webhooks").add_argument("host")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked, say how much."""
        match options["action"]:
            case "send":
                self._send(options["every"], options["parent"])
            case "status":
                self._status()
            case "resend":
                self.stdout.write(_("Đã xếp gửi lại: %(count)d") % {"count": services.resend_all(by=SYSTEM, reason=options["reason"])})
            case "purge":
                self.stdout.write(_("Đã xóa %(count)d địa chỉ đã hết hạn giữ.") % {"count": services.purge(by=SYSTEM)})
            case "test":
                self._test(options["channel"], options["to"])
            case "key":
                self._key(options["host"])

    def _send(self, every: int | None, parent: int | None) -> None:
        """Rounds until stopped, or until the parent is gone; a message that is being sent is finished first. A database that is away is waited for."""
        stop = Event()

        def end(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        if every is not None:
            signal.signal(signal.SIGTERM, end)
            signal.signal(signal.SIGINT, end)
        while not stop.is_set() and parent in {None, os.getppid()}:
            try:
                done = services.send_due(by=SYSTEM, going=lambda: not stop.is_set())
            except DatabaseError:
                if every is None:
                    raise
                logger.exception("the outbox cannot be read")
            else:
                self._say(done, quiet=every is not None)
            if every is None:
                return
            close_old_connections()
            stop.wait(every)

    def _say(self, done: services.Round, *, quiet: bool) -> None:
        if done.sent or done.later or done.failed or not quiet:
            numbers = {"sent": done.sent, "later": done.later, "failed": done.failed}
            self.stdout.write(_("Đã gửi %(sent)d, thử lại sau %(later)d, không gửi được %(failed)d.") % numbers)

    def _status(self) -> None:
        """Channels, line, failures."""
        for channel in Channel:
            self.stdout.write(f"{channel.value:<8} {channels.transport(channel)}")
        queue = selectors.queue_now()
        self.stdout.write(
            _("Chờ gửi %(waiting)d, đến lượt %(due)d, chậm nhất %(behind)d giây.")
            % {"waiting": queue.waiting, "due": queue.due, "behind": queue.behind}
        )
        for channel, reason, number in selectors.failed_since(clock.moment(clock.today(), 0)):
            self.stdout.write(f"{channel.value:<8} {reason.label}: {number}")

    def _test(self, channel: str, to: str) -> None:
        """Through the outbox like any other, and the answer at once."""
        try:
            notice = services.queue(by=SYSTEM, kind=Kind.TEST, channel=channel, to=to, about=None, unit_id=None)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        services.send_due(by=SYSTEM)
        notice.refresh_from_db()
        self.stdout.write(notice.get_state_display() + (f": {notice.get_reason_display()}" if notice.reason else ""))
        last = notice.deliveries.last()
        if last is not None and last.detail:
            self.stdout.write(last.detail)

    def _key(self, host: str) -> None:
        if not channels.has(Channel.WEBHOOK):
            raise CommandError("NOTICE_WEBHOOK_SECRET is not set")
        self.stdout.write(key_for(host))
