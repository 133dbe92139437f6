"""Which version of a form stands behind a period."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef

from danvan.reports.models import Form, Obligation, PeriodRow, Tally
from danvan.reports.rules import KEPT
from danvan.reports.selectors.asking import owed_on
from danvan.units.models import Unit


def opened_for(code: str, period: str) -> Form | None:
    """The version of the form on which reports of the period (by its key) stand, if it was opened."""
    owed = Obligation.objects.filter(form=OuterRef("pk"), period__key=period)
    return Form.objects.filter(Exists(owed), code=code).order_by("-version").first()


def form_in(code: str, period: PeriodRow) -> Form | None:
    """The form for the period: the version that was opened, else the one in use."""
    return opened_for(code, period.key) or Form.objects.newest(code)


def forms_of(unit: Unit, period: PeriodRow) -> list[Form]:
    """The forms on which the unit, or units below it, owe a report for the period: the national ones first. Two queries."""
    return in_order(owed_on(unit, period))


def owed_forms(unit: Unit, period: PeriodRow) -> dict[Form, int]:
    """The same in one query, each with how many units at or below this one owe a report on it."""
    of_unit = {"unit": unit, "period": period}
    if unit.level in KEPT:
        found = {one.form: one.expected for one in Tally.objects.filter(**of_unit).select_related("form")}
    else:
        found = {one.form: 1 for one in Obligation.objects.filter(**of_unit).select_related("form")}
    return dict(sorted(found.items(), key=lambda pair: (pair[0].owner_id is not None, pair[0].owner_id or 0, pair[0].pk)))


def in_order(forms: Iterable[int]) -> list[Form]:
    """The forms by id, the national ones first. One query."""
    return list(Form.objects.filter(pk__in=list(forms)).order_by(F("owner").asc(nulls_first=True), "pk"))
