"""Of which reports the figures of a period are made, before they are published: form by form who gave, who did not, and whether the own one is in."""

from dataclasses import dataclass

from danvan.reports.models import FILED, Form, Obligation, PeriodRow
from danvan.reports.selectors.answers import Completeness
from danvan.reports.selectors.filing import STATE, completeness_by_form
from danvan.reports.selectors.templates import in_order
from danvan.units.models import Unit


@dataclass(frozen=True)
class Reported:
    """One form. `filing`: of those directly below; nothing where none of them owes it. `own`: is the unit's own report filed? None: it owes none."""

    form: Form
    filing: Completeness | None
    own: bool | None

    @property
    def complete(self) -> bool:
        """Has everybody filed who owes a report on it?"""
        return self.own is not False and (self.filing is None or self.filing.complete)


def reported_for(unit: Unit, period: PeriodRow) -> list[Reported]:
    """Each form on which the unit, or one directly below, owes a report for the period. Five queries at most."""
    below = completeness_by_form(unit, period)
    own = {form: state in FILED for form, state in Obligation.objects.filter(unit=unit, period=period).values_list("form_id", STATE)}
    return [Reported(form, below.get(form.pk), own.get(form.pk)) for form in in_order(below.keys() | own.keys())]


def all_reported(unit: Unit, period: PeriodRow) -> bool:
    """Is every report in that the figures should be made of?"""
    return all(one.complete for one in reported_for(unit, period))
