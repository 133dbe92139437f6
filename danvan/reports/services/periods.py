"""Periods, and who owes a report for one."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import periods
from danvan.lib.refusal import Refused
from danvan.reports import totals
from danvan.reports.models import Form, Obligation, PeriodRow
from danvan.reports.rules import FILING
from danvan.units.models import Unit, UnitParent, UnitPath, valid_on


def parsed(key: str) -> periods.Period:
    """The period that a key means. Refused (field "period") for what is not a period."""
    try:
        return periods.parse(key)
    except ValueError as error:
        message = _("“%(key)s” không phải là kỳ báo cáo. Viết như 2026-09, 2026-Q3, 2026-6M, 2023-9M, 2023, 2021..2023.") % {"key": key}
        raise Refused(message, field="period") from error


def period_of(key: str) -> PeriodRow:
    """The row of a period by its key (2023-9M), made on first use. Refused (field "period") for what is not a period."""
    plain = parsed(key)
    fields = {"kind": plain.kind, "first_day": plain.first, "last_day": plain.last}
    return PeriodRow.objects.get_or_create(key=plain.key, defaults=fields)[0]


@transaction.atomic
def open_period(*, by: Doer, form: Form, period_key: str, root: Unit, levels: Sequence[str] | None = None) -> list[Obligation]:
    """Freeze who owes a report: the units of the form's levels at or below `root`, as the tree stood (stands) on the period's last day.

    `levels` narrows the form's own levels (one province's report of a past year: ["province"]). Opening again adds units that were missing and
    never takes one away or moves its due date. Each reports to the unit directly above it. Out: all obligations under the root.
    """
    period = period_of(period_key)
    units = _units_that_owe(form, period, root, levels)
    if not units:
        raise Refused(_("Không có đơn vị nào phải lập báo cáo này trong kỳ đã chọn."), field="unit")
    receivers = dict(UnitParent.objects.filter(valid_on(period.last_day), unit__in=list(units)).values_list("unit_id", "parent_id"))
    totals.lock(period)
    known = set(Obligation.objects.filter(form=form, period=period, unit__in=list(units)).values_list("unit_id", flat=True))
    new = [
        Obligation(form=form, period=period, unit_id=unit, receiver_id=receivers.get(unit), due_on=_due(form, period, level))
        for unit, level in units.items()
        if unit not in known
    ]
    Obligation.objects.bulk_create(new)
    if new:
        totals.retally(period, [one.unit_id for one in new])
        audit.record("reports.period.open", by=by, subject=period, unit_id=root.pk, data={"form": form.code, "added": len(new)})
    return list(
        Obligation.objects.filter(form=form, period=period, unit__in=list(units))
        .select_related("form", "period", "unit")
        .order_by("unit_id")
    )


def _units_that_owe(form: Form, period: PeriodRow, root: Unit, levels: Sequence[str] | None) -> dict[int, str]:
    wanted = set(form.levels) & set(FILING) & set(levels if levels is not None else form.levels)
    below = UnitPath.objects.filter(valid_on(period.last_day), ancestor=root, unit__level__in=wanted)
    return dict(below.order_by("unit_id").values_list("unit_id", "unit__level"))


def _due(form: Form, period: PeriodRow, level: str) -> date:
    return period.last_day + timedelta(days=form.due_days.get(level, 10))
