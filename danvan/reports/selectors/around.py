"""From a unit and a period to what lies around: every period there is something of it for, the one before and the one after, and the unit above."""

from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from danvan.lib import clock
from danvan.reports.models import FILED, Form, Indicator, Obligation, PeriodRow, Tally
from danvan.reports.rules import KEPT
from danvan.reports.selectors.answers import TODAY
from danvan.units.access import Acting, reach, read_from
from danvan.units.models import Unit, UnitName, valid_on
from danvan.units.selectors.names import nearest_day


@dataclass(frozen=True)
class Around:
    """The neighbours of a unit's report, each empty where there is none. `above_name`: as on the last day of the period."""

    before: PeriodRow | None
    after: PeriodRow | None
    above: Unit | None = None
    above_name: str = ""


def periods_with(unit: Unit, borders: str, *, form: Form | None = None, filed: Indicator | None = None) -> QuerySet[PeriodRow]:
    """The periods for which the unit, or one below it, owes a report (on the form, in whichever version); in today's borders, or one it was made of.

    `filed`: only those for which somebody filed a report that asks this indicator.
    """
    of_whom = {"unit__in": read_from(unit.pk, clock.today(), own_body_only=True).values("pk")} if borders == TODAY else {"unit": unit}
    kept = unit.level in KEPT
    model: type[Model] = Tally if kept else Obligation
    owed = model._default_manager.filter(**of_whom, period=OuterRef("pk"))
    if form is not None:
        owed = owed.filter(form__code=form.code)
    if filed is not None:
        owed = owed.filter(Q(filed__gt=0) if kept else Q(report__state__in=FILED), form__lines__indicator=filed)
    return PeriodRow.objects.filter(Exists(owed))


def around(who: Acting, unit: Unit, period: PeriodRow, borders: str, *, form: Form | None = None, filed: Indicator | None = None) -> Around:
    """The periods of the same kind before and after among `periods_with`, and the unit above on the period's last day, where the reader reaches it.

    Two queries; one for the reader's own unit.
    """
    alike = periods_with(unit, borders, form=form, filed=filed).filter(kind=period.kind)
    before = alike.filter(last_day__lt=period.last_day).order_by("-last_day", "-first_day").values("pk")[:1]
    after = alike.filter(last_day__gt=period.last_day).order_by("last_day", "first_day").values("pk")[:1]
    found = sorted(PeriodRow.objects.filter(Q(pk__in=before) | Q(pk__in=after)), key=lambda one: one.last_day)
    above = _above(who, unit, period)
    return Around(
        before=next((one for one in found if one.last_day < period.last_day), None),
        after=next((one for one in found if one.last_day > period.last_day), None),
        above=above.unit if above else None,
        above_name=str(above) if above else "",
    )


def _above(who: Acting, unit: Unit, period: PeriodRow) -> UnitName | None:
    """The unit above with its name of the day; of one that was not there then, as on its nearest day."""
    if unit.pk == who.unit.pk:  # what is above is not its to read
        return None
    day = nearest_day(unit, period.last_day)
    named = UnitName.objects.filter(
        valid_on(day), valid_on(day, "unit__children__"), unit__children__unit=unit, unit__in=reach(who).values("pk")
    )
    return named.select_related("unit").first()
