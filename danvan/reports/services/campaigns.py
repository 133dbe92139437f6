"""Collecting: reminders by rule, once each; more time for a unit, with its reason."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.accounts.models import User
from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.notices import addresses, channels
from danvan.notices.models import Channel
from danvan.notices.services import queue
from danvan.reports import rules
from danvan.reports.models import FILED, Campaign, Extension, Obligation, PeriodRow, Reminder, ReminderRule
from danvan.reports.services.following import follow_changes
from danvan.reports.services.periods import MOST_DAYS
from danvan.reports.services.telling import holders
from danvan.units import selectors as units
from danvan.units.models import Duty, Level, Unit

# Reminders are days from the due date within these.
EARLIEST, LATEST, MOST_RULES = -60, 60, 8


def remind(*, by: Doer, on: date | None = None) -> int:
    """Remind whoever has not filed, by the rules of each campaign; run it as often as wanted, each reminder goes out once. Out: how many did."""
    today = on or clock.today()
    near = PeriodRow.objects.filter(campaigns__isnull=False, first_day__lte=today, last_day__gte=today - timedelta(days=LATEST))
    for period in near.distinct().order_by("pk"):
        follow_changes(by=by, period=period)
    sent = 0
    for campaign in Campaign.objects.prefetch_related("rules").order_by("id"):
        days = [rule.days for rule in campaign.rules.all()]
        reminded = sum(_remind(by, owed, days, today) for owed in _silent(campaign, days, today)) if days else 0
        if reminded and campaign.also:
            _tell_also(by, campaign, reminded, today)
        sent += reminded
    return sent


def _tell_also(by: Doer, campaign: Campaign, reminded: int, today: date) -> None:
    """Once a day, how many reports the campaign reminded of; never of whom."""
    queue(
        by=by,
        kind="report",
        channel=also_channel(campaign.also),
        to=campaign.also,
        about=campaign,
        unit_id=campaign.unit_id,
        params={"count": reminded},
        key=f"campaign:{campaign.pk}:{today:%Y%m%d}",
    )


def also_channel(address: str) -> Channel:
    """Other software is reached at an address, a duty phone by its number."""
    return Channel.WEBHOOK if "/" in address else Channel.SMS


def _silent(campaign: Campaign, days: list[int], today: date) -> list[int]:
    """Obligations of the campaign that may have a reminder due: not filed, and the due date near enough."""
    first, last = today - timedelta(days=max(days) + rules.STALE_DAYS), today - timedelta(days=min(days))
    owed = campaign.obligations.filter(due_on__range=(first, last), covered_by__isnull=True).exclude(report__state__in=FILED)
    return list(owed.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(by: Doer, pk: int, days: list[int], today: date) -> bool:
    """One unit, if it still owes and this reminder (or a later one) has not gone out."""
    owed = Obligation.objects.select_for_update(no_key=True, of=("self",)).select_related("unit").get(pk=pk)
    wanted = rules.reminder_due(days, owed.due_on, today)
    filed = Obligation.objects.filter(pk=pk, report__state__in=FILED).exists()
    if wanted is None or filed or owed.reminders.filter(due_on=owed.due_on, days__gte=wanted).exists():
        return False
    posts, people = filers(owed.unit)
    mails = [user for user in people if user.email]
    for user in mails:
        key = f"report:{owed.pk}:{owed.due_on:%Y%m%d}:{wanted}:{user.pk}"
        queue(by=by, kind="report", channel=Channel.MAIL, to=user.email, about=owed, unit_id=owed.unit_id, params={"count": 1}, key=key)
    Reminder.objects.create(obligation=owed, days=wanted, due_on=owed.due_on, at=clock.now(), posts=len(posts), mails=len(mails))
    data = {"days": wanted, "posts": len(posts), "mails": len(mails)}
    audit.record("reports.campaign.remind", by=by, subject=owed, unit_id=owed.unit_id, data=data)
    return True


def filers(unit: Unit) -> tuple[set[int], list[User]]:
    """The posts that file for the unit today (for a closed one those of whoever stands for it) and the people in them."""
    posts, people = holders(unit, Duty.FILE_REPORT)
    above = units.parent_of(unit, clock.today()) if unit.level == Level.HAMLET and not posts else None
    return filers(above) if above else (posts, people)  # the commune enters for a hamlet that has nobody


@transaction.atomic
def set_rules(*, by: Doer, campaign: Campaign, days: Iterable[int], also: str | None = None) -> list[int]:
    """When the campaign reminds, in days from the due date; none = never. `also`: where it is told besides; None = as before, empty = nowhere.

    Refused, by field: "days" for too many or too far away, "also" for what is no address or no channel of this installation reaches.
    """
    held = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    wanted = sorted(set(days))
    if len(wanted) > MOST_RULES or any(not EARLIEST <= one <= LATEST for one in wanted):
        words = {"most": MOST_RULES, "early": -EARLIEST, "late": LATEST}
        raise Refused(_("Nhiều nhất %(most)s lần nhắc, từ %(early)s ngày trước hạn đến %(late)s ngày sau hạn.") % words, field="days")
    held.rules.exclude(days__in=wanted).delete()
    known = set(held.rules.values_list("days", flat=True))
    ReminderRule.objects.bulk_create([ReminderRule(campaign=held, days=one) for one in wanted if one not in known])
    if also is not None:
        held.also = _reached(also.strip())
        held.save(update_fields=["also"])
    data = {"days": wanted, "also": also_channel(held.also).value if held.also else ""}
    audit.record("reports.campaign.rules", by=by, subject=held, unit_id=held.unit_id, data=data)
    return wanted


def _reached(address: str) -> str:
    """The address as it is kept."""
    if not address:
        return ""
    channel = also_channel(address)
    if not channels.has(channel):
        raise Refused(_("Chưa có kênh gửi này. Hãy báo người quản trị hệ thống."), field="also")
    try:
        return addresses.canonical(channel, address)
    except Refused as refused:
        raise Refused(refused.message, field="also") from refused


@transaction.atomic
def extend(*, by: Doer, obligation: Obligation, due_on: date, reason: str) -> Extension:
    """Give a unit more time. The earlier date stays visible. Refused, by field: due_on (not later, too far), reason (empty); and when it has filed."""
    owed = Obligation.objects.select_for_update(no_key=True, of=("self",)).get(pk=obligation.pk)
    if Obligation.objects.filter(pk=owed.pk, report__state__in=FILED).exists():
        raise Refused(_("Đơn vị đã gửi báo cáo, không cần gia hạn."))
    if owed.covered_by_id:
        raise Refused(_("Đơn vị đã kết thúc trong kỳ; hãy gia hạn cho đơn vị kế thừa, nơi lập báo cáo gồm cả số liệu của đơn vị này."))
    if due_on <= owed.due_on:
        raise Refused(_("Hạn mới phải sau hạn hiện nay, ngày %(day)s.") % {"day": f"{owed.due_on:%d/%m/%Y}"}, field="due_on")
    if (due_on - owed.due_on).days > MOST_DAYS:
        raise Refused(_("Hạn mới quá xa; hãy kiểm tra lại."), field="due_on")
    if not reason.strip():
        raise Refused(_("Ghi lý do gia hạn."), field="reason")
    given = Extension.objects.create(
        obligation=owed, was=owed.due_on, due_on=due_on, reason=reason.strip(), at=clock.now(), by_label=by.label
    )
    owed.due_on = due_on
    owed.save(update_fields=["due_on"])
    data = {"was": given.was.isoformat(), "due_on": due_on.isoformat()}
    audit.record("reports.campaign.extend", by=by, subject=owed, unit_id=owed.unit_id, data=data)
    return given
