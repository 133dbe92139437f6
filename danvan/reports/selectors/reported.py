"""Of which reports the figures of a period are made, before they are published: form by form who gave, who did not, and whether the own one is in."""

from dataclasses import dataclass

from danvan.reports.models import FILED, Form, Obligation, PeriodRow
from danvan.reports.selectors.answers import Completeness
from danvan.reports.selectors.filing import STATE, completeness_by_form
from danvan.reports.selectors.templates import in_order
from danvan.units.models import Level, Unit
from danvan.units.selectors import children


@dataclass(frozen=True)
class Reported:
    """One form. `filing`: of those directly below; nothing where none of them owes it. `own`: is the unit's own report filed? None: it owes none.

    `unasked`: of the country, how many of its provinces owe none, though the number will be read as the country's.
    """

    form: Form
    filing: Completeness | None
    own: bool | None
    unasked: int = 0

    @property
    def complete(self) -> bool:
        """Has everybody filed who owes a report on it?"""
        return self.own is not False and not self.unasked and (self.filing is None or self.filing.complete)


def reported_for(unit: Unit, period: PeriodRow) -> list[Reported]:
    """Each form on which the unit, or one directly below, owes a report for the period. Six queries at most."""
    below = completeness_by_form(unit, period)
    own = {form: state in FILED for form, state in Obligation.objects.filter(unit=unit, period=period).values_list("form_id", STATE)}
    stood = children(unit, period.last_day).count() if unit.level == Level.CENTRE else 0
    return [
        Reported(form, one, own.get(form.pk), max(0, stood - one.expected) if one else 0)
        for form in in_order(below.keys() | own.keys())
        for one in [below.get(form.pk)]
    ]


def all_reported(unit: Unit, period: PeriodRow) -> bool:
    """Is every report in that the figures should be made of?"""
    return all(one.complete for one in reported_for(unit, period))
