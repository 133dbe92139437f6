"""Telling the sender that there is news, if they wished it: a notice that says nothing but the reference."""

from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.notices import services as notices
from danvan.notices.kinds import Kind
from danvan.petitions.models import OPEN_STATES, NotifyBy, Petition, Sender
from danvan.petitions.rules import Act

CHANNELS = {NotifyBy.MAIL: ("mail", "mail"), NotifyBy.SMS: ("sms", "phone")}


def tell(petition: Petition, act: Act, *, by: Doer) -> None:
    """Queue a notice to who wished one: of news one an hour at most, of each question and of what ends the waiting by itself.

    What it is stands behind their code.
    """
    root = petition.parent or petition
    sender = Sender.objects.filter(petition=root).exclude(notify_by="").first()
    if sender is None:
        return
    channel, field = CHANNELS[NotifyBy(sender.notify_by)]
    kind = Kind.QUESTION if act == Act.ASK else Kind.UPDATE
    if petition.is_protected:
        kind = Kind.UPDATE_SEALED
    try:
        notices.queue(
            by=by,
            kind=kind,
            channel=channel,
            to=getattr(sender, field),
            about=root,
            unit_id=petition.unit_id,
            language=sender.language,
            params={} if kind == Kind.UPDATE_SEALED else {"reference": root.reference},
            key=_key(petition, root, kind),
        )
    except Refused:
        # An address that no channel reaches must not keep an officer from acting; intake refuses it beside its field.
        return


def _key(petition: Petition, root: Petition, kind: Kind) -> str:
    """What is told once. Whoever read the news of this hour would hear nothing of an answer of the same hour: an end is told apart."""
    hour = f"{clock.now():%Y%m%d%H}"
    if petition.state in OPEN_STATES:
        return f"petition:{root.pk}:{kind}:{hour}"
    return f"petition:{petition.pk}:{kind}:{petition.state}:{hour}"
