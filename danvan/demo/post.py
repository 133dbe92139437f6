"""The mail of the demonstration: it goes out each working day of the year, and old addresses are forgotten, as a server's timer has it."""

from danvan.audit.doer import SYSTEM
from danvan.demo.stage import Life
from danvan.notices import channels, services
from danvan.notices.models import Channel


def is_kept() -> bool:
    """Whether mails become files here; printed or sent by a real server, a year of them would help nobody."""
    return channels.transport(Channel.MAIL) == "files"


def mornings() -> Life:
    """Each working day what waits is sent, and what was sent long ago loses its address."""
    while True:
        services.send_due(by=SYSTEM)
        services.purge(by=SYSTEM)
        yield 1
