"""Small builders that call services."""

from typing import Any

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Head
from danvan.notices import services
from danvan.notices.models import Notice

MAIL, MOBILE, HOOK = "lan.nguyen@xa.example.vn", "+84912345678", "https://hook.example.vn/danvan?token=abc"
ADDRESSES = {"mail": MAIL, "sms": MOBILE, "webhook": HOOK, "console": ""}


def thing() -> Head:
    """Something a notice may be about; this room does not care what."""
    return Head.objects.create(digest="0" * 64)


def queued(channel: str = "console", **given: Any) -> Notice:
    """A notice in the outbox; everything else may be said."""
    said: dict[str, Any] = {
        "kind": "update",
        "channel": channel,
        "to": ADDRESSES[channel],
        "about": None,
        "unit_id": 1,
        "params": {"reference": "KN26-00001"},
    }
    return services.queue(by=SYSTEM, **{**said, **given})
