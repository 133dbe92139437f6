"""Short messages through the operator's gateway: the same signed POST, with a number and a text. Its address is the operator's own choice."""

from django.conf import settings

from danvan.notices.senders.letter import Letter
from danvan.notices.senders.webhook import post


def send(letter: Letter) -> str:
    """Hand one short message to the gateway (`NOTICE_SMS_URL`), signed with `NOTICE_SMS_SECRET`."""
    body: dict[str, object] = {"id": letter.number, "to": letter.to, "text": letter.short}
    return post(settings.NOTICE_SMS_URL, body, number=letter.number, key=settings.NOTICE_SMS_SECRET, private=True)
