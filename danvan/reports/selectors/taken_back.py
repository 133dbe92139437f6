"""A report that is no more because its period was taken back: what was decided, by whom and why, as the log has it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from danvan.audit.doer import known_as
from danvan.audit.models import Entry
from danvan.lib import clock, periods
from danvan.reports.models import Campaign, Form, Obligation, Report
from danvan.reports.selectors.names import office
from danvan.units.models import Unit

STARTED, TAKEN_BACK = "reports.report.start", "reports.period.take_back"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Whose report of which period on which form it was; which office took the opening back, who did it, when, why; what the unit owes for it now."""

    report: int
    unit: Unit
    form: Form
    period: str
    office: str
    by: str
    at: datetime
    reason: str
    owed: Obligation | None

    @property
    def words(self) -> str:
        """What happened, in one sentence."""
        day = f"{self.at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"
        said = {"office": self.office, "period": periods.label(periods.parse(self.period)), "form": self.form.label, "at": day}
        return _("%(office)s đã hủy mở kỳ %(period)s của mẫu “%(form)s” lúc %(at)s.") % said


def taken_back(pk: int) -> TakenBack | None:
    """What became of the report with that key; nothing where it still is, never was, or went for another reason. Six queries at most."""
    begun = Entry.objects.filter(subject_kind=Report._meta.label_lower, subject_id=pk, act=STARTED).order_by("id").last()
    if begun is None or Report.objects.filter(pk=pk).exists():
        return None
    acts = Entry.objects.filter(subject_kind=Campaign._meta.label_lower, act=TAKEN_BACK, id__gt=begun.pk).order_by("id")
    told = next((one for one in acts if is_about(one, pk, begun)), None)
    form = Form.objects.newest(told.data["form"]) if told else None
    units = Unit.objects.in_bulk([begun.unit_id, told.unit_id]) if told else {}
    if told is None or form is None or begun.unit_id not in units or told.unit_id not in units:
        return None
    owed = Obligation.objects.filter(unit=begun.unit_id, period__key=told.data["period"], form__code=form.code)
    return TakenBack(
        pk,
        units[begun.unit_id],
        form,
        told.data["period"],
        office(units[told.unit_id]),
        known_as(told.by_label),
        told.at,
        told.data["reason"],
        owed.select_related("report").first(),
    )


def is_about(told: Entry, pk: int, begun: Entry) -> bool:
    """Was the report among those that went? A line of an earlier release names the units alone."""
    if "reports" in told.data:
        return pk in told.data["reports"]
    return begun.unit_id in told.data["units"] and begun.data["period"] == told.data["period"]
