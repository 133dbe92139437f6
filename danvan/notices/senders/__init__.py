"""The ways out. Each takes a `Letter`, says how it went in a short code, or raises `Undelivered` with a reason of the closed list."""

from collections.abc import Callable

from danvan.notices.channels import transport
from danvan.notices.models import Channel, Reason
from danvan.notices.senders import console, folder, gateway, mail, webhook
from danvan.notices.senders.letter import Letter, Undelivered

Sender = Callable[[Letter], str]
SENDERS: dict[tuple[str, str], Sender] = {
    (Channel.MAIL, "smtp"): mail.send,
    (Channel.MAIL, "files"): folder.send,
    (Channel.SMS, "webhook"): gateway.send,
    (Channel.WEBHOOK, "webhook"): webhook.send,
}

__all__ = ["Letter", "Undelivered", "deliver"]


def deliver(letter: Letter) -> str:
    """Send it by the transport that the settings name for its channel; a code of success."""
    way = transport(letter.channel)
    if way == "off":
        raise Undelivered(Reason.NO_CHANNEL)
    sender = console.send if way == "console" else SENDERS[letter.channel, way]
    return sender(letter)
