"""Which papers can be printed about a petition now, by whom."""

from danvan.petitions.access import WORKERS, acts_here, sees_sender
from danvan.petitions.models import Petition, Stay
from danvan.petitions.papers import CASE_PAPERS, CaseFile, CasePaper
from danvan.units.access import Acting
from danvan.units.models import Duty

TRANSFER = "transfer"


def case_file(who: Acting, petition: Petition) -> CaseFile:
    """The petition as this officer's papers see it: with the sender only where the officer may see them."""
    return CaseFile(petition, who.unit, named=sees_sender(who, petition))


def papers_for(who: Acting, case: CaseFile) -> list[CasePaper]:
    """The papers that fit the petition's state and kind and that this officer's unit may issue, in the order of the process.

    Where it lies: everything but what a superior writes. Where it lay: the slip it was passed on with. Above: what presses for its end.
    """
    petition = case.record
    if case.named or acts_here(who, petition):  # whoever sees the sender acts here: no need to ask twice
        return own_papers(who, case)
    if _passed_on(who, petition):
        return [one for one in (CASE_PAPERS[TRANSFER],) if _worker(who) and one.fits(case)]
    above = who.acts_in(who.unit) and who.unit.pk != petition.unit_id and who.reaches(petition.unit)
    presses = above and (who.may(Duty.ANSWER) or who.may(Duty.CONSOLIDATE))
    return [one for one in CASE_PAPERS.values() if one.above and presses and one.fits(case)]


def own_papers(who: Acting, case: CaseFile) -> list[CasePaper]:
    """The papers of the unit where the petition lies, for an officer who acts there. One query."""
    return [one for one in CASE_PAPERS.values() if not one.above and _worker(who) and one.fits(case)]


def _worker(who: Acting) -> bool:
    return any(who.may(duty) for duty in WORKERS)


def _passed_on(who: Acting, petition: Petition) -> bool:
    """Did the officer's own unit hand it to another?"""
    return who.acts_in(who.unit) and Stay.objects.filter(petition=petition, unit=who.unit, outcome="transferred").exists()
