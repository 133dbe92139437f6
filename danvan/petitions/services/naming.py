"""Who is named in a petition never reads it; where they would decide it, it goes up by itself."""

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.accounts.models import User
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions.models import Conflict, Petition
from danvan.petitions.rules import Act
from danvan.petitions.services.conflicts import kin
from danvan.petitions.services.ending import pass_on
from danvan.petitions.services.process import begin, finish
from danvan.petitions.services.sealing import bar
from danvan.sealed.models import Recipient
from danvan.units import selectors as units
from danvan.units.models import Body, Duty, Holding, Post, Unit

GROUND = "named"


@transaction.atomic
def name(*, by: Doer, petition: Petition, user: User | None = None, body: Body | None = None) -> Petition:
    """Note that the petition is about a person of the office or about a body. From then on they see neither it nor its kin.

    If it is about a body of the unit where it lies, or about somebody who signs answers there, it goes to the direct superior at once
    (nobody settles what is about themselves: L02/2011 Art. 6; L25/2018 Art. 8). The log keeps that it happened, not who was named.
    """
    petition = begin(petition, Act.NAME)
    if (user is None) == (body is None):
        raise Refused(_("Chọn một người hoặc một cơ quan."), field="who_named")
    for one in [petition, *kin(petition)]:
        Conflict.objects.get_or_create(petition=one, user=user, body=body, defaults={"entered_at": clock.now()})
        for named in [user] if user is not None else _people(body):
            bar(by=by, petition=one, user=named)
    finish(petition, Act.NAME, by=by)
    return pass_by(by=by, petition=petition)


@transaction.atomic
def pass_by(*, by: Doer, petition: Petition) -> Petition:
    """Hand the petition to the unit above as long as somebody named in it would have a say where it lies."""
    above = units.parent_of(petition.unit, clock.today())
    named = Conflict.objects.filter(petition=petition).select_related("user", "body")
    if above is None or not any(decides(petition.unit, one.user, one.body) for one in named):
        return petition
    return pass_by(by=by, petition=pass_on(petition, Act.HAND_OVER, to=above, ground=GROUND, by=by))


def _people(body: Body | None) -> list[User]:
    """Who holds a post in the body today, but those who keep a seal: they must still hand the envelope over, and open nothing meanwhile."""
    today = clock.today()
    keepers = Recipient.objects.on(today).values("user")
    holdings = Holding.objects.on(today).filter(post__body=body).exclude(user__in=keepers).select_related("user")
    return list({one.user_id: one.user for one in holdings}.values())


def decides(unit: Unit, user: User | None, body: Body | None) -> bool:
    """Would the named one have a say in the answer at this unit today?"""
    if body is not None:
        return body.unit_id == unit.pk
    today = clock.today()
    held = Post.objects.on(today).filter(body__unit=unit, holdings__user=user, holdings__valid_from__lte=today)
    return any(Duty.ANSWER in post.duties for post in held.exclude(holdings__valid_to__lte=today))
