"""Figures in reports, what stands behind each, and the totals kept above them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danvan.reports.models.forms import Form
from danvan.reports.models.indicators import Indicator
from danvan.reports.models.reports import PeriodRow, Report
from danvan.units.models import Unit


class Origin(models.TextChoices):
    COUNTED = "counted", _("đếm từ hồ sơ")
    TYPED = "typed", _("nhập tay")


class Mixed(models.TextChoices):
    """How a total came about: all below counted, all typed, or some of each."""

    COUNTED = "counted", _("đếm từ hồ sơ")
    TYPED = "typed", _("nhập tay")
    MIXED = "mixed", _("vừa đếm vừa nhập")


class Qualifier(models.TextChoices):
    """The source's own words: a figure keeps its "about" and "over"."""

    EXACT = "", _("đúng")
    ABOUT = "about", _("khoảng")
    OVER = "over", _("hơn")
    UNDER = "under", _("gần")


class Source(models.Model):
    """Where a typed figure comes from: a document or publication anybody can look up."""

    title = models.CharField(_("nguồn"), max_length=300)
    publisher = models.CharField(_("cơ quan, nơi đăng"), max_length=200, blank=True)
    published_on = models.DateField(_("ngày"), null=True, blank=True)
    locator = models.CharField(_("vị trí trong nguồn"), max_length=200, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)

    class Meta:
        verbose_name = _("nguồn số liệu")
        verbose_name_plural = _("nguồn số liệu")

    def __str__(self) -> str:
        return self.title


class Fact(models.Model):
    """One figure of one unit for one period, in 10^-scale units of its indicator. It stays with the unit that reported it.

    `value` empty = not reported; 0 = nothing happened. `live` once submitted: only live facts enter totals.
    `adjusted`: by how much the standing `Adjustment` (of a sum: those of its parts) changed what was counted, `adjusted_parts` how many there are;
    kept here to go with the number, which is marked even where they cancel each other out.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="facts", verbose_name=_("báo cáo"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"), db_index=False)
    period = models.ForeignKey(PeriodRow, models.PROTECT, related_name="+", verbose_name=_("kỳ"), db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("chỉ tiêu"), db_index=False)
    value = models.BigIntegerField(_("giá trị"), null=True, blank=True)
    origin = models.CharField(_("cách có"), max_length=7, choices=Origin)
    qualifier = models.CharField(_("mức độ"), max_length=5, choices=Qualifier, blank=True)
    adjusted = models.BigIntegerField(_("đã điều chỉnh"), default=0, db_default=0)
    adjusted_parts = models.PositiveSmallIntegerField(_("số lần điều chỉnh"), default=0, db_default=0)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="facts", verbose_name=_("nguồn"), db_index=False)
    live = models.BooleanField(_("đã gửi"), default=False)

    class Meta:
        verbose_name = _("số liệu")
        verbose_name_plural = _("số liệu")
        constraints = (models.UniqueConstraint(fields=("period", "indicator", "unit"), name="fact_one"),)
        indexes = (
            models.Index(fields=("unit", "period"), name="fact_by_unit"),
            models.Index(fields=("source",), condition=Q(source__isnull=False), name="fact_by_source"),
        )

    def __str__(self) -> str:
        return f"{self.indicator_id}/{self.unit_id}/{self.period_id}: {self.value}"


class Evidence(models.Model):
    """The records a counted fact counted when it was frozen, so that the number opens to exactly those."""

    fact = models.OneToOneField(Fact, models.CASCADE, related_name="evidence", verbose_name=_("số liệu"))
    records = models.JSONField(_("hồ sơ"), default=list)
    counted_at = models.DateTimeField(_("đếm lúc"))

    class Meta:
        verbose_name = _("hồ sơ của số liệu")
        verbose_name_plural = _("hồ sơ của số liệu")

    def __str__(self) -> str:
        return f"#{self.fact_id}: {len(self.records)}"


class Revision(models.Model):
    """A submitted figure that changed: old, new, each with its word, why, on what evidence, in which submission. Only ever added.

    `source_was`: the source that a typed figure had before, where the correction gave it another.
    """

    fact = models.ForeignKey(Fact, models.CASCADE, related_name="revisions", verbose_name=_("số liệu"))
    old = models.BigIntegerField(_("cũ"), null=True)
    new = models.BigIntegerField(_("mới"), null=True)
    old_word = models.CharField(_("mức độ cũ"), max_length=5, choices=Qualifier, blank=True)
    new_word = models.CharField(_("mức độ mới"), max_length=5, choices=Qualifier, blank=True)
    source_was = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("nguồn trước đó")
    )
    reason = models.TextField(_("lý do"))
    evidence = models.TextField(_("căn cứ"), blank=True)
    number = models.PositiveSmallIntegerField(_("ở lần gửi"), default=0)
    at = models.DateTimeField(_("lúc"))
    by_label = models.CharField(_("ai"), max_length=200)

    class Meta:
        verbose_name = _("lần sửa số liệu")
        verbose_name_plural = _("lần sửa số liệu")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Total(models.Model):
    """Kept per ancestor, indicator and period, as the tree was on the period's last day. Re-summed, never added to, so it cannot drift.

    `value` sums the live facts of the unit and all below it; `reported` counts the facts with a value. `qualifier` and `origin` are those of
    the parts taken together (anything with "about" is about). `adjustments` of the figures in it were adjusted, by `adjusted` in all. Of the `stood` units
    directly below that keep totals themselves on the period's last day, `below` have the figure (decision 0054).
    Kept only for units above those that report (`rules.KEPT`): there the fact is the total.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+", verbose_name=_("chỉ tiêu"), db_index=False)
    period = models.ForeignKey(PeriodRow, models.CASCADE, related_name="totals", verbose_name=_("kỳ"), db_index=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("đơn vị"), db_index=False)
    value = models.BigIntegerField(_("tổng"))
    reported = models.PositiveIntegerField(_("số đơn vị có số liệu"))
    qualifier = models.CharField(_("mức độ"), max_length=5, choices=Qualifier, blank=True)
    origin = models.CharField(_("cách có"), max_length=7, choices=Mixed)
    adjusted = models.BigIntegerField(_("đã điều chỉnh"), default=0, db_default=0)
    adjustments = models.PositiveIntegerField(_("số lần điều chỉnh"), default=0, db_default=0)
    below = models.PositiveIntegerField(_("số đơn vị trực tiếp có số"), default=0, db_default=0)
    stood = models.PositiveIntegerField(_("số đơn vị trực tiếp khi đó"), default=0, db_default=0)

    derived = True

    class Meta:
        verbose_name = _("tổng giữ sẵn")
        verbose_name_plural = _("tổng giữ sẵn")
        constraints = (
            models.UniqueConstraint(fields=("unit", "period", "indicator"), name="total_one"),
            models.CheckConstraint(condition=Q(reported__gte=1), name="total_of_something"),
        )
        indexes = (models.Index(fields=("indicator", "unit", "period"), name="total_trend"),)

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.indicator_id}/{self.period_id}: {self.value}"


class Tally(models.Model):
    """Kept beside the totals: how many units at or below `unit` owe a report on the form for the period, and how many have filed it."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="+", verbose_name=_("mẫu"), db_index=False)
    period = models.ForeignKey(PeriodRow, models.CASCADE, related_name="+", verbose_name=_("kỳ"), db_index=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("đơn vị"), db_index=False)
    expected = models.PositiveIntegerField(_("phải gửi"))
    filed = models.PositiveIntegerField(_("đã gửi"))

    derived = True

    class Meta:
        verbose_name = _("số báo cáo đã gửi")
        verbose_name_plural = _("số báo cáo đã gửi")
        constraints = (
            models.UniqueConstraint(fields=("unit", "period", "form"), name="tally_one"),
            models.CheckConstraint(condition=Q(filed__lte=F("expected")), name="tally_within"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.period_id}: {self.filed}/{self.expected}"
