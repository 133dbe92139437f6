"""Who else has a petition open at this moment."""

from danvan.lib import clock
from danvan.petitions.models import Petition, Reading
from danvan.petitions.services.presence import SHOWN
from danvan.units.access import Acting


def others(who: Acting, petition: Petition) -> list[Reading]:
    """Everybody else whose page said so within the last minutes, the latest first."""
    there = Reading.objects.filter(petition=petition, at__gt=clock.now() - SHOWN).exclude(user=who.user)
    return list(there.select_related("user", "post").order_by("-at"))
