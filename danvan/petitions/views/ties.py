"""What the page of a case shows beside it: letters of the same matter, what a superior asked."""

from typing import Any

from danvan.petitions import access
from danvan.petitions.models import Petition
from danvan.petitions.rules import ACTS, Act
from danvan.petitions.selectors.held import Held
from danvan.petitions.selectors.likeness import proposals
from danvan.units.access import Acting

SHOWN = 3


def ties(who: Acting, petition: Petition, held: Held, *, whole: bool) -> dict[str, Any]:
    """For the context of the page: proposals for those who handle it, instructions with their words for those who may read them."""
    instruct = ACTS[Act.INSTRUCT]
    looks_for_more = whole and petition.closed_on is None and access.acts_here(who, petition)
    return {
        "proposals": proposals(who, petition, most=SHOWN) if looks_for_more else [],
        "instructions": [one for one in held.instructions if access.reads_instruction(who, petition, one.unit_id)],
        "may_instruct": petition.state in instruct.before and access.acts_from_above(who, petition, instruct),
    }
