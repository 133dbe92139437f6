"""Who has a petition open at this moment. Known for five minutes, then gone: no history of who read what."""

from datetime import timedelta

from django.db import transaction

from danvan.lib import clock
from danvan.petitions.models import Petition, Reading
from danvan.units.access import Acting

SHOWN = timedelta(minutes=5)


@transaction.atomic
def note_open(*, who: Acting, petition: Petition) -> None:
    """The officer has it open now; what is older than five minutes is forgotten. The page says so by itself, time and again while it is looked at."""
    now = clock.now()
    mark = Reading(petition=petition, user=who.user, post=who.post, at=now)
    Reading.objects.bulk_create([mark], update_conflicts=True, unique_fields=["petition", "user"], update_fields=["at", "post"])
    Reading.objects.filter(at__lte=now - SHOWN).delete()
