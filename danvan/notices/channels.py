"""Which channels this installation has: what the operator switched on in the settings."""

from django.conf import settings

from danvan.notices.models import Channel


def transport(channel: str) -> str:
    """How the channel travels here: "smtp", "files", "webhook", "console", or "off"."""
    match Channel(channel):
        case Channel.MAIL:
            return str(settings.NOTICE_MAIL)
        case Channel.SMS:
            return str(settings.NOTICE_SMS)
        case Channel.WEBHOOK:
            return "webhook" if settings.NOTICE_WEBHOOK_SECRET else "off"
        case Channel.CONSOLE:
            return "console"


def has(channel: str) -> bool:
    """Whether anything can be sent this way; pages offer only what there is."""
    return transport(channel) != "off"
