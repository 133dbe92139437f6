"""Who has a petition open at this moment. Known for five minutes, then gone: no history of who read what."""

from datetime import timedelta

from django.db import transaction

from danvan.lib import clock
from danvan.petitions.models import Petition, Reading
from danvan.units.access import Acting

SHOWN = timedelta(minutes=5)
# A page that is looked at again within this time writes nothing.
FRESH = timedelta(seconds=60)


def open_now(*, who: Acting, petition: Petition) -> list[Reading]:
    """Note that the officer has it open, forget what is older than five minutes, and tell who else has it open, the latest first."""
    now = clock.now()
    there = list(Reading.objects.filter(petition=petition, at__gt=now - SHOWN).select_related("user", "post").order_by("-at"))
    own = next((one for one in there if one.user_id == who.user_id), None)
    if own is None or own.at <= now - FRESH:
        _mark(who, petition)
    return [one for one in there if one.user_id != who.user_id]


@transaction.atomic
def _mark(who: Acting, petition: Petition) -> None:
    now = clock.now()
    mark = Reading(petition=petition, user=who.user, post=who.post, at=now)
    Reading.objects.bulk_create([mark], update_conflicts=True, unique_fields=["petition", "user"], update_fields=["at", "post"])
    Reading.objects.filter(at__lte=now - SHOWN).delete()
