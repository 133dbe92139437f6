"""Periods, who owes a report for them, and the reports."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danvan.lib import periods
from danvan.lib.periods import Period
from danvan.reports.models.forms import Form, Heading
from danvan.units.models import Post, Unit


class PeriodRow(models.Model):
    """A period that reports exist for. `key` is that of `danvan.lib.periods` (2023-9M, 2026-Q3, 2021..2023)."""

    key = models.CharField(_("mã"), max_length=24, unique=True)
    kind = models.CharField(_("loại"), max_length=12)
    first_day = models.DateField(_("ngày đầu"))
    last_day = models.DateField(_("ngày cuối"))

    class Meta:
        verbose_name = _("kỳ")
        verbose_name_plural = _("kỳ")
        ordering = ("-last_day", "first_day")
        constraints = (models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="period_dates"),)

    def __str__(self) -> str:
        return self.key

    @property
    def period(self) -> Period:
        """The plain value."""
        return Period(self.key, self.kind, self.first_day, self.last_day)

    @property
    def label(self) -> str:
        """As people say it: "Quý III năm 2026"."""
        return periods.label(self.period)


class Campaign(models.Model):
    """The collection of one form's reports for one period from everything below `unit`, begun when the period was opened there.

    `also`: where reminders go besides the desk and the mail of those who owe: the address of other software, or the duty phone of an office.
    """

    form = models.ForeignKey(Form, models.PROTECT, related_name="+", verbose_name=_("mẫu"))
    period = models.ForeignKey(PeriodRow, models.PROTECT, related_name="campaigns", verbose_name=_("kỳ"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị mở kỳ"))
    opened_at = models.DateTimeField(_("mở lúc"))
    also = models.CharField(_("báo thêm đến"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("đợt thu báo cáo")
        verbose_name_plural = _("đợt thu báo cáo")
        constraints = (models.UniqueConstraint(fields=("form", "period", "unit"), name="campaign_one"),)

    def __str__(self) -> str:
        return f"{self.form_id}/{self.period_id}: {self.unit_id}"


class Obligation(models.Model):
    """Unit `unit` owes a report on `form` for `period` by `due_on`. Fixed when the period opens: the denominator of completeness is never derived later.

    `receiver`: the unit above; whoever takes that over within the period (`services.following`).
    `covered_by`: the unit closed within the period without a report of its own, and whoever stands for it reports its time too. It still counts as owed.
    `covered_at`: since when; a report that was filed before does not hold it yet (`selectors.covering`).
    `succeeded_by`: it had filed by itself, which stays in the sums; its standing numbers until the main heir's report, this one, tells the heir's.
    """

    form = models.ForeignKey(Form, models.PROTECT, related_name="obligations", verbose_name=_("mẫu"))
    period = models.ForeignKey(PeriodRow, models.PROTECT, related_name="obligations", verbose_name=_("kỳ"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="obligations", verbose_name=_("đơn vị"))
    receiver = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nơi nhận"))
    due_on = models.DateField(_("hạn nộp"))
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="obligations", verbose_name=_("đợt thu báo cáo")
    )
    covered_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="covers", verbose_name=_("gộp vào báo cáo của")
    )
    covered_at = models.DateTimeField(_("gộp lúc"), null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="succeeds", db_index=False, verbose_name=_("đơn vị kế thừa báo cáo ở")
    )

    class Meta:
        verbose_name = _("nghĩa vụ báo cáo")
        verbose_name_plural = _("nghĩa vụ báo cáo")
        constraints = (models.UniqueConstraint(fields=("form", "period", "unit"), name="obligation_one"),)
        indexes = (
            models.Index(fields=("period", "receiver"), name="obligation_by_receiver"),
            models.Index(fields=("period", "succeeded_by"), condition=Q(succeeded_by__isnull=False), name="obligation_succeeded"),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.period}"


class ReportState(models.TextChoices):
    DRAFT = "draft", _("đang lập")
    SUBMITTED = "submitted", _("đã gửi")
    RETURNED = "returned", _("bị trả lại")
    ACCEPTED = "accepted", _("đã nhận")


# Of a report that has left its unit: its figures count above.
FILED = (ReportState.SUBMITTED, ReportState.ACCEPTED)


class Report(models.Model):
    """A unit's report for a period. Submitting freezes `frozen` (what was said, whole) with its `digest`; each submission raises `revision`.

    `filed_on`: the day on which it was first sent, whatever came back or was corrected since: by it the report is in time or late (decision 0053).
    """

    obligation = models.OneToOneField(Obligation, models.PROTECT, related_name="report", verbose_name=_("nghĩa vụ"))
    form = models.ForeignKey(Form, models.PROTECT, related_name="+", verbose_name=_("mẫu"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name=_("đơn vị"))
    period = models.ForeignKey(PeriodRow, models.PROTECT, related_name="reports", verbose_name=_("kỳ"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    number = models.CharField(_("số, ký hiệu"), max_length=40, blank=True)
    revision = models.PositiveSmallIntegerField(_("lần gửi"), default=0)
    prefilled_at = models.DateTimeField(_("lấy số liệu lúc"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    signed_on = models.DateField(_("ngày ký"), null=True, blank=True)
    filed_on = models.DateField(_("ngày gửi lần đầu"), null=True, blank=True)
    submitted_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người gửi"))
    accepted_at = models.DateTimeField(_("nhận lúc"), null=True, blank=True)
    return_reason = models.TextField(_("lý do trả lại"), blank=True)
    frozen = models.JSONField(_("bản đã gửi"), null=True, blank=True)
    digest = models.CharField(_("mã băm"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("báo cáo")
        verbose_name_plural = _("báo cáo")
        constraints = (models.UniqueConstraint(fields=("form", "unit", "period"), name="report_one"),)
        indexes = (
            models.Index(fields=("period", "state"), name="report_by_period"),
            models.Index(fields=("unit", "period"), name="report_by_unit"),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.period}"


class Submission(models.Model):
    """One submission of a report, whole, with its hash. Only ever added: an earlier one stays when a later one replaces it.

    `below`: of a unit above others, unit -> indicator -> figure at that moment (`selectors.filed`); `compared`: column of comparison -> indicator -> what
    stood in it. Both apart because only its papers ask for them; their hashes stand in the content.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="submissions", verbose_name=_("báo cáo"))
    revision = models.PositiveSmallIntegerField(_("lần gửi"))
    at = models.DateTimeField(_("lúc"))
    by_label = models.CharField(_("ai"), max_length=200)
    content = models.JSONField(_("bản đã gửi"))
    below = models.JSONField(_("số của các đơn vị cấp dưới"), default=dict, blank=True)
    compared = models.JSONField(_("các cột so sánh"), default=dict, blank=True)
    digest = models.CharField(_("mã băm"), max_length=64)

    class Meta:
        verbose_name = _("lần gửi báo cáo")
        verbose_name_plural = _("lần gửi báo cáo")
        ordering = ("report", "revision")
        constraints = (models.UniqueConstraint(fields=("report", "revision"), name="submission_one"),)

    def __str__(self) -> str:
        return f"#{self.report_id} r{self.revision}"


class Words(models.Model):
    """The text under one heading of one report.

    `cited` keeps what its sentences said of figures when they were written (`citing.Cite` as code, sentence, said).
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="words", verbose_name=_("báo cáo"))
    heading = models.ForeignKey(Heading, models.PROTECT, related_name="+", verbose_name=_("đề mục"))
    text = models.TextField(_("nội dung"), blank=True)
    cited = models.JSONField(_("số liệu đã trích"), default=list, blank=True)

    class Meta:
        verbose_name = _("lời văn")
        verbose_name_plural = _("lời văn")
        constraints = (models.UniqueConstraint(fields=("report", "heading"), name="words_one"),)

    def __str__(self) -> str:
        return self.text[:60]
