"""What is reported: indicators over figures, and the form that asks for them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class IndicatorKind(models.TextChoices):
    """How an indicator adds up: flows over units and time, stocks over units (the last in time), ratios never, own figures not at all."""

    FLOW = "flow", _("phát sinh trong kỳ")
    STOCK = "stock", _("có đến cuối kỳ")
    RATIO = "ratio", _("tỷ lệ")
    OWN = "own", _("của riêng đơn vị, không cộng")


class Indicator(models.Model):
    """One line of the table.

    Counted when `figure` names a declared figure; a ratio has `numerator` and `denominator` and no facts of its own (computed after the roll-up,
    never averaged); otherwise typed. Values are whole numbers of 10^-`scale` units, so sums are exact.
    """

    code = models.CharField(_("mã"), max_length=12, unique=True)
    group = models.CharField(_("nhóm"), max_length=1)
    number = models.PositiveSmallIntegerField(_("số thứ tự"))
    name = models.CharField(_("tên"), max_length=200)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200)
    name_ru = models.CharField(_("tên tiếng Nga"), max_length=200)
    measure = models.CharField(_("đơn vị tính"), max_length=40)
    definition = models.CharField(_("cách hiểu"), max_length=300, blank=True)
    kind = models.CharField(_("cách cộng"), max_length=5, choices=IndicatorKind)
    figure = models.CharField(_("số liệu gốc"), max_length=60, blank=True)
    numerator = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tử số"))
    denominator = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mẫu số"))
    scale = models.PositiveSmallIntegerField(_("số lẻ"), default=0)
    signed = models.BooleanField(_("có thể âm"), default=False)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("chỉ tiêu")
        verbose_name_plural = _("chỉ tiêu")
        ordering = ("group", "number", "code")
        constraints = (
            models.CheckConstraint(
                condition=~Q(kind="ratio") | Q(numerator__isnull=False, denominator__isnull=False), name="indicator_ratio_has_parts"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Form(models.Model):
    """A report template: which headings and indicators, who files, when it is due.

    `levels` lists the levels of unit that file; `due_days` gives for each how many days after the period's last day.
    """

    code = models.CharField(_("mã"), max_length=24, unique=True)
    name = models.CharField(_("tên"), max_length=160)
    title = models.CharField(_("tên loại và trích yếu"), max_length=200)
    levels = models.JSONField(_("cấp lập báo cáo"), default=list)
    due_days = models.JSONField(_("nộp sau kỳ (ngày)"), default=dict)
    indicators = models.ManyToManyField(Indicator, related_name="forms", verbose_name=_("chỉ tiêu"))

    class Meta:
        verbose_name = _("mẫu báo cáo")
        verbose_name_plural = _("mẫu báo cáo")

    def __str__(self) -> str:
        return self.name


class Heading(models.Model):
    """One heading of the words part, with guidance. `groups` are the indicator groups whose figures stand under it."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="headings", verbose_name=_("mẫu"))
    code = models.CharField(_("mã"), max_length=12)
    number = models.CharField(_("đánh số"), max_length=8)
    title = models.CharField(_("đề mục"), max_length=200)
    title_en = models.CharField(_("đề mục tiếng Anh"), max_length=200, blank=True)
    title_ru = models.CharField(_("đề mục tiếng Nga"), max_length=200, blank=True)
    guidance = models.CharField(_("hướng dẫn"), max_length=300, blank=True)
    groups = models.CharField(_("nhóm chỉ tiêu"), max_length=12, blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    takes_text = models.BooleanField(_("có lời văn"), default=True)

    class Meta:
        verbose_name = _("đề mục")
        verbose_name_plural = _("đề mục")
        ordering = ("form", "position")
        constraints = (models.UniqueConstraint(fields=("form", "code"), name="heading_one_code"),)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
