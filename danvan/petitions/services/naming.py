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
from danvan.units import selectors as units
from danvan.units.models import Body, Duty, Post, Unit

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
        if user is not None:
            bar(by=by, petition=one, user=user)
    finish(petition, Act.NAME, by=by)
    above = units.parent_of(petition.unit, clock.today())
    if above is None or not decides(petition.unit, user, body):
        return petition
    return pass_on(petition, Act.HAND_OVER, to=above, ground=GROUND, by=by)


def decides(unit: Unit, user: User | None, body: Body | None) -> bool:
    """Would the named one have a say in the answer at this unit today?"""
    if body is not None:
        return body.unit_id == unit.pk
    today = clock.today()
    held = Post.objects.on(today).filter(body__unit=unit, holdings__user=user, holdings__valid_from__lte=today)
    return any(Duty.ANSWER in post.duties for post in held.exclude(holdings__valid_to__lte=today))
