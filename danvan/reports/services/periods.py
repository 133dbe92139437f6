"""Periods, and who owes a report for one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.documents.selectors import calendar_within
from danvan.lib import clock, periods
from danvan.lib.refusal import Refused
from danvan.reports import due, totals
from danvan.reports.models import Campaign, Extension, Form, FormState, Frequency, Obligation, PeriodRow, ReminderRule
from danvan.reports.rules import FILING, REMIND, worded
from danvan.reports.selectors.chosen import filers
from danvan.reports.selectors.templates import opened_for
from danvan.reports.services.following import due_day, follow_changes
from danvan.units.models import Level, Unit, UnitParent, UnitPath, valid_on

# A period is opened at most so many days before it begins.
MOST_AHEAD = 366
# The longest that due days can be put off when a period is opened, or for one unit afterwards.
MOST_DAYS = 366
MOST_CODES = 12


def parsed(key: str) -> periods.Period:
    """The period that a key means. Refused (field "period") for what is not a period."""
    try:
        return periods.parse(key)
    except ValueError as error:
        message = _(
            "“%(key)s” không phải là kỳ báo cáo. Viết như Quý III năm 2026, tháng 9/2026, 9 tháng đầu năm 2026, từ 01/05/2026 đến 20/05/2026, "
            "nhiệm kỳ từ 06/07/2021 đến 05/04/2026, hoặc bằng mã: 2026-09, 2026-Q3, 2026-6M, 2023-9M, 2023, 2021..2023, 2026-Q3@15."
        ) % {"key": key}
        raise Refused(message, field="period") from error


def period_of(key: str) -> PeriodRow:
    """The row of a period by its key (2023-9M), made on first use. Refused (field "period") for what is not a period."""
    plain = parsed(key)
    fields = {"kind": plain.kind, "first_day": plain.first, "last_day": plain.last}
    return PeriodRow.objects.get_or_create(key=plain.key, defaults=fields)[0]


@dataclass(frozen=True)
class Opening:
    """What opening a period would fix: who owes (unit -> level), until when by level, who owes already, and what gives pause, in words.

    `usual`: until when by the rules of the form; `due` is another where whoever opens has put the first day off.
    """

    form: Form
    period: PeriodRow
    owing: dict[int, str]
    usual: dict[str, date]
    due: dict[str, date]
    known: int
    doubts: tuple[str, ...]

    @property
    def rows(self) -> list[tuple[str, int, date, date]]:
        """Level, how many units, until when, until when by rule; the highest level last."""
        counts = Counter(self.owing.values())
        return [(str(Level(level).label), counts[level], self.due[level], self.usual[level]) for level in FILING if level in counts]


@dataclass(frozen=True, slots=True)
class OwnDay:
    """The day until which the first level files a period that is opened late, instead of that by rule, and why."""

    due_on: date
    reason: str


def plan_opening(*, form: Form, period_key: str, root: Unit, levels: Sequence[str] | None = None, own: OwnDay | None = None) -> Opening:
    """What `open_period` would do; nothing is written. Refused as that is."""
    plain = parsed(period_key)
    form = opened_for(form.code, plain.key) or form
    _refuse_wrong(form, plain, root)
    _refuse_out_of_time(form, plain)
    fields = {"kind": plain.kind, "first_day": plain.first, "last_day": plain.last}
    period = PeriodRow.objects.filter(key=plain.key).first() or PeriodRow(key=plain.key, **fields)
    owing = _units_that_owe(form, period, root, levels)
    if not owing:
        raise Refused(_("Không có đơn vị nào phải lập báo cáo này trong kỳ đã chọn."), field="unit")
    usual = {level: due_day(form, period, level) for level in set(owing.values())}
    days = _put_off(usual, own) if own else usual
    owed = Obligation.objects.filter(form=form, period=period, unit__in=list(owing)) if period.pk else Obligation.objects.none()
    known = dict(owed.values_list("unit_id", "due_on"))
    doubts = [*_doubts(form, period, owing, days), *(_out_of_order(owing, days, known) if own else ())]
    return Opening(form, period, owing, usual, days, len(known), tuple(doubts))


def _out_of_order(owing: dict[int, str], days: dict[str, date], known: dict[int, date]) -> Iterator[str]:
    """Units that owe already, by a day before that of those who are to report to them now."""
    opened = {FILING.index(level): days[level] for unit, level in owing.items() if unit not in known}
    sooner = [
        day for unit, day in known.items() if any(level < FILING.index(owing[unit]) and day <= below for level, below in opened.items())
    ]
    if sooner:
        words = {"count": len(sooner), "day": f"{min(sooner):%d/%m/%Y}"}
        yield (
            _("%(count)s đơn vị cấp trên đã có hạn từ trước (sớm nhất ngày %(day)s), không sau hạn mới của cấp dưới; cần gia hạn.") % words
        )


def _put_off(usual: dict[str, date], own: OwnDay) -> dict[str, date]:
    """By level. Refused, by field: due_on (before today, no later than by rule, too far), reason (empty)."""
    today, first = clock.today(), min(usual.values())
    if own.due_on < today:
        raise Refused(_("Hạn nộp không trước hôm nay."), field="due_on")
    if own.due_on <= first:
        words = {"day": f"{first:%d/%m/%Y}"}
        raise Refused(_("Hạn riêng phải sau hạn theo quy định của mẫu, ngày %(day)s.") % words, field="due_on")
    if (own.due_on - max(today, first)).days > MOST_DAYS:
        raise Refused(_("Hạn mới quá xa; hãy kiểm tra lại."), field="due_on")
    if not worded(own.reason):
        raise Refused(_("Ghi lý do đặt hạn riêng."), field="reason")
    return due.put_off(usual, own.due_on, calendar_within(*due.span(own.due_on)))


def _refuse_out_of_time(form: Form, period: periods.Period) -> None:
    """A year too far ahead, or a time in which nothing of the form was in the book: mistyped, mostly."""
    if (period.first - clock.today()).days > MOST_AHEAD and not Obligation.objects.filter(period__key=period.key).exists():
        words = {"first": f"{period.first:%d/%m/%Y}"}
        raise Refused(
            _("Kỳ này đến ngày %(first)s mới bắt đầu; chỉ mở trước nhiều nhất một năm. Hãy kiểm tra lại năm.") % words, field="period"
        )
    every = form.indicators.all()
    if every.exists() and not every.filter(valid_on(period.last)).exists():
        words = {"day": f"{period.last:%d/%m/%Y}"}
        raise Refused(_("Ngày %(day)s chưa có chỉ tiêu nào của mẫu này trong sổ. Hãy kiểm tra lại năm.") % words, field="period")


def _doubts(form: Form, period: PeriodRow, owing: dict[int, str], days: dict[str, date]) -> Iterator[str]:
    """What whoever opens should see first."""
    today = clock.today()
    late = sum(days[level] < today for level in owing.values())
    if late:
        words = {"late": late, "all": len(owing), "day": f"{min(days.values()):%d/%m/%Y}"}
        yield _("%(late)s/%(all)s đơn vị quá hạn ngay khi mở: hạn sớm nhất là ngày %(day)s.") % words
    if period.first_day > today:
        yield _("Kỳ này chưa bắt đầu: bắt đầu ngày %(first)s.") % {"first": f"{period.first_day:%d/%m/%Y}"}
    out = form.indicators.exclude(pk__in=form.indicators.filter(valid_on(period.last_day)).values("pk"))
    if codes := list(out.order_by("group", "number", "code").values_list("code", flat=True)):
        named = ", ".join(codes[:MOST_CODES]) + (" …" if len(codes) > MOST_CODES else "")
        words = {"count": len(codes), "day": f"{period.last_day:%d/%m/%Y}", "codes": named}
        yield _("%(count)s chỉ tiêu của mẫu không có trong sổ vào ngày %(day)s, báo cáo sẽ không hỏi: %(codes)s.") % words


@transaction.atomic
def open_period(
    *, by: Doer, form: Form, period_key: str, root: Unit, levels: Sequence[str] | None = None, own: OwnDay | None = None
) -> list[Obligation]:
    """Freeze who owes a report: the units of the form's levels (those it names) at or below `root`, as the tree stood (stands) on the period's last day.

    A period that was opened on an earlier version of the form stays on that version. Refused (field "period") for a kind of period the form is
    not filed for or that begins on another day than its regime's, (field "form") for a form out of use or of another office.

    `levels` narrows the form's own levels (one province's report of a past year: ["province"]). Opening again adds units that were missing and
    never takes one away or moves its due date. `own`: the first level that owes files until another day than by rule, the levels above it as long
    after it as by rule; of every new obligation both days and the reason stay (`Extension`, decision 0056). Each reports to the unit directly above
    it. Opening begins a campaign of the root, with the usual reminders (those of its last campaign for the form). Out: all obligations under the root.
    """
    planned = plan_opening(form=form, period_key=period_key, root=root, levels=levels, own=own)
    form, owing, period = planned.form, planned.owing, period_of(planned.period.key)
    receivers = dict(UnitParent.objects.filter(valid_on(period.last_day), unit__in=list(owing)).values_list("unit_id", "parent_id"))
    totals.lock(period)
    known = set(Obligation.objects.filter(form=form, period=period, unit__in=list(owing)).values_list("unit_id", flat=True))
    campaign = _campaign(form, period, root)
    new = [
        Obligation(
            form_id=form.pk,
            period_id=period.pk,
            unit_id=unit,
            receiver_id=receivers.get(unit),
            due_on=planned.due[level],
            campaign_id=campaign.pk,
        )
        for unit, level in owing.items()
        if unit not in known
    ]
    Obligation.objects.bulk_create(new)
    if new:
        totals.tally_anew(period)
        data = {"form": form.code, "added": len(new)}
        if own:
            _keep_both_days(by, new, planned, own)
            data |= {"due_on": {level: day.isoformat() for level, day in planned.due.items()}, "reason": own.reason.strip()}
        audit.record("reports.period.open", by=by, subject=period, unit_id=root.pk, data=data)
    follow_changes(by=by, period=period)
    owed = list(Obligation.objects.filter(form=form, period=period, unit__in=list(owing)).select_related("unit").order_by("unit_id"))
    for one in owed:  # of the whole country they are eleven thousand: the same form and period, read once
        one.form, one.period = form, period
    return owed


def _keep_both_days(by: Doer, new: Sequence[Obligation], planned: Opening, own: OwnDay) -> None:
    """As of more time that one unit is given (`campaigns.extend`): the day by rule, the day now, why, who."""
    told = {"reason": own.reason.strip(), "at": clock.now(), "by_label": by.label}
    Extension.objects.bulk_create(
        Extension(obligation=one, was=planned.usual[planned.owing[one.unit_id]], due_on=one.due_on, **told) for one in new
    )


def _units_that_owe(form: Form, period: PeriodRow, root: Unit, levels: Sequence[str] | None) -> dict[int, str]:
    wanted = set(form.levels) & set(FILING) & set(levels if levels is not None else form.levels)
    below = UnitPath.objects.filter(valid_on(period.last_day), ancestor=root, unit__level__in=wanted)
    if form.units:
        below = below.filter(unit__in=filers(form, period.last_day))
    return dict(below.order_by("unit_id").values_list("unit_id", "unit__level"))


def _refuse_wrong(form: Form, period: periods.Period, root: Unit) -> None:
    begins = periods.first_day(period)
    if period.length not in form.frequencies:
        words = {"form": form.label, "kinds": ", ".join(str(Frequency(kind).label) for kind in form.frequencies)}
        raise Refused(_("Mẫu “%(form)s” chỉ lập cho kỳ: %(kinds)s.") % words, field="period")
    if begins not in (0, form.first_day):
        right = periods.begun_on(periods.nominal(period), form.first_day)
        words = {"day": str(form.first_day), "key": right.key, "first": f"{right.first:%d/%m/%Y}", "last": f"{right.last:%d/%m/%Y}"}
        raise Refused(_("Kỳ của mẫu này bắt đầu ngày %(day)s: hãy ghi %(key)s (từ %(first)s đến %(last)s).") % words, field="period")
    if form.state != FormState.PUBLISHED and not Obligation.objects.filter(form=form, period__key=period.key).exists():
        raise Refused(_("Mẫu này không còn dùng hoặc chưa ban hành."), field="form")
    if form.owner_id and not UnitPath.objects.filter(valid_on(period.last), unit=root, ancestor=form.owner_id).exists():
        raise Refused(_("Mẫu này là của cơ quan khác."), field="form")


def _campaign(form: Form, period: PeriodRow, root: Unit) -> Campaign:
    """The campaign of the root, with its reminders; made on the first opening."""
    campaign, made = Campaign.objects.get_or_create(form=form, period=period, unit=root, defaults={"opened_at": clock.now()})
    if made:
        before = Campaign.objects.filter(form__code=form.code, unit=root).exclude(pk=campaign.pk).order_by("-opened_at", "-pk").first()
        days = [rule.days for rule in before.rules.all()] if before else REMIND
        ReminderRule.objects.bulk_create([ReminderRule(campaign=campaign, days=one) for one in days])
        if before and before.also:
            campaign.also = before.also
            campaign.save(update_fields=["also"])
    return campaign
