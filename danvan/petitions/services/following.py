"""When a unit ends, what it still owed goes on: its open petitions move to the unit that follows it, clocks running on."""

from django.db import transaction

from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.petitions.models import OPEN_STATES, Petition, State, Stay
from danvan.petitions.rules import Act
from danvan.petitions.services.instructing import carry_instructions
from danvan.petitions.services.process import current_stay, finish
from danvan.petitions.services.sorting import BOOK, enter_in_book
from danvan.units import selectors as units


def follow_units(*, by: Doer) -> int:
    """Move every open petition of a unit that no longer stands to its heir of today. Out: how many moved.

    Of a unit that was divided it goes to the main heir, who may hand it over; without any heir it stays where it is.
    """
    ended = Petition.objects.filter(state__in=OPEN_STATES, unit__valid_to__lte=clock.today()).order_by("id")
    return sum(_follow(pk, by=by) for pk in ended.values_list("pk", flat=True))


@transaction.atomic
def _follow(petition_id: int, *, by: Doer) -> bool:
    petition = Petition.objects.select_for_update(of=("self",)).select_related("unit").get(pk=petition_id)
    heirs = units.today(petition.unit)
    if petition.state not in OPEN_STATES or not heirs or heirs[0] == petition.unit:
        return False
    gone, stay, state = petition.unit, current_stay(petition), State(petition.state)
    # Not referred by anybody: the old stay ends with its unit and without an outcome.
    stay.left_on = gone.valid_to
    stay.save(update_fields=["left_on"])
    petition.unit, petition.holder = heirs[0], None
    _arrive(petition, state)
    carry_instructions(petition, by=by)
    data = {"from": gone.full_name, "from_unit": gone.pk, "to": heirs[0].full_name, "to_unit": heirs[0].pk, "reorganised": True}
    finish(petition, Act.HAND_OVER, by=by, save=["unit", "holder", *BOOK], stay=stay, data=data, keep_state=True)
    return True


def _arrive(petition: Petition, state: State) -> None:
    """What was in the old book gets a line in the new one and is not received again; what was not yet is received here."""
    fresh = state == State.RECEIVED
    stay = Stay.objects.create(petition=petition, unit=petition.unit, arrived_on=clock.today(), letter=fresh)
    petition.book_number = petition.book_year = petition.registered_on = None
    if not fresh:
        enter_in_book(petition, stay)
