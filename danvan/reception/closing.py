"""Who came is forgotten with the sender: found by `petitions`, as `figures.py` is found by `figures`."""

from danvan.audit.doer import Doer
from danvan.petitions.closing import forgets_senders
from danvan.petitions.models import Petition
from danvan.reception import services


@forgets_senders()
def visitors(*, by: Doer, petition: Petition) -> None:
    """Whoever came to the reception with it or about it."""
    services.forget_visitors(by=by, petition=petition)
