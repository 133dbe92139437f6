"""On which form the units below gave a number, where that is another than the one it is told on above."""

from collections.abc import Collection

from django.db.models import Q

from danvan.reports.models import Fact, Form, Indicator, PeriodRow, Tally
from danvan.reports.rules import KEPT
from danvan.units.models import Unit, valid_on


def forms_below(unit: Unit, period: PeriodRow, indicator: Indicator, parts: Collection[int], above: Form | None) -> dict[int, str]:
    """Part (by id) -> the forms, where a report at or below it gives the number on another than `above`, that of the unit's report which says it.

    Nothing where one form alone asks for it. One query; three where several do.
    """
    if unit.level not in KEPT or not parts:
        return {}
    asking = set(Tally.objects.filter(unit=unit, period=period, form__lines__indicator=indicator).values_list("form_id", flat=True))
    others = asking - ({above.pk} if above else set())
    if len(others) < (1 if above else 2):
        return {}
    # A unit that ended within the period stands under nobody on its last day; what it filed by itself is its own part.
    stands = valid_on(period.last_day, "unit__paths__") | Q(unit__paths__depth=0)
    gave = Fact.objects.filter(stands, period=period, indicator=indicator, live=True, value__isnull=False, unit__paths__ancestor__in=parts)
    pairs = gave.filter(report__form__in=others).order_by().values_list("unit__paths__ancestor_id", "report__form_id").distinct()
    found: dict[int, set[int]] = {}
    for part, form in pairs:
        found.setdefault(part, set()).add(form)
    forms = Form.objects.in_bulk(set().union(*found.values())) if found else {}
    return {part: "; ".join(forms[form].label for form in sorted(some)) for part, some in found.items()}
