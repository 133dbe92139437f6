"""A period that was opened by mistake is taken back while nobody has begun."""

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib.refusal import Refused
from danvan.reports import totals
from danvan.reports.models import Campaign, Obligation, PeriodRow, Publication, Reminder, Report
from danvan.reports.services.giving_back import given_time, lock, worked_on

SHOWN = 5


@transaction.atomic
def take_back(*, by: Doer, campaign: Campaign, reason: str) -> int:
    """What the opening made is owed no more: obligations, drafts that hold only counts of the machine, the reminders. Out: how many owed.

    Refused without a reason (field "reason"), and where somebody has typed, written, filed or was given more time: it names who.
    """
    held = Campaign.objects.select_for_update(no_key=True, of=("self",)).select_related("form", "period").get(pk=campaign.pk)
    if not reason.strip():
        raise Refused(_("Ghi lý do hủy mở kỳ."), field="reason")
    owed = Obligation.objects.filter(campaign=held)
    lock(owed, [held.period])
    in_the_way = [*worked_on(owed), *given_time(owed)]
    if in_the_way:
        more = len(in_the_way) - SHOWN
        named = [*in_the_way[:SHOWN], *([_("và %(count)s việc khác") % {"count": more}] if more > 0 else [])]
        raise Refused(_("Không hủy mở kỳ được: %(what)s.") % {"what": "; ".join(named)})
    ids, key = list(owed.order_by("unit_id").values_list("unit_id", flat=True)), held.period.key
    reminded = Reminder.objects.filter(obligation__in=owed).count()
    begun = Report.objects.filter(obligation__in=owed)
    gone = list(begun.order_by("pk").values_list("pk", flat=True))
    begun.delete()
    Obligation.objects.filter(covered_by__in=owed).update(covered_by=None, covered_at=None)
    Obligation.objects.filter(succeeded_by__in=owed).update(succeeded_by=None)
    owed.delete()
    data = {"form": held.form.code, "period": key, "reason": reason.strip(), "reminded": reminded, "units": ids, "reports": gone}
    audit.record("reports.period.take_back", by=by, subject=held, unit_id=held.unit_id, data=data)
    period = held.period
    held.delete()
    totals.tally_anew(period)
    _forget(period)
    return len(ids)


def _forget(period: PeriodRow) -> None:
    """A period that nothing is owed, reported or published for leaves the lists."""
    used = (Obligation, Report, Publication, Campaign)
    if not any(model.objects.filter(period=period).exists() for model in used):
        period.delete()
