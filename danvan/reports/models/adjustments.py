"""A counted figure that its records alone do not tell: by how much it differs, why, and on which document."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.files.models import File
from danvan.reports.models.facts import Fact


class AdjustmentQuerySet(models.QuerySet["Adjustment"]):
    """Vocabulary of adjustments."""

    def standing(self) -> "AdjustmentQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Adjustment(models.Model):
    """`amount` (10^-scale units, with its sign) added to what was counted. The fact's value is count and amount together, so totals hold both.

    The count stays known: it is the value without the standing amount. `counted` is what it was when the adjustment was made; where it has moved
    since, a check asks whether the adjustment still holds. Withdrawn ones stay as history.
    """

    class Reason(models.TextChoices):
        MISSING = "missing", _("hồ sơ chưa có trong hệ thống")
        TWICE = "twice", _("hồ sơ bị đếm trùng")
        OUTSIDE = "outside", _("hồ sơ không thuộc kỳ báo cáo")
        WRONG = "wrong", _("hồ sơ phân loại sai")
        OTHER = "other", _("lý do khác")

    fact = models.ForeignKey(Fact, models.CASCADE, related_name="adjustments", verbose_name=_("số liệu"))
    counted = models.BigIntegerField(_("số đếm được khi điều chỉnh"))
    amount = models.BigIntegerField(_("mức điều chỉnh"))
    reason = models.CharField(_("lý do"), max_length=8, choices=Reason)
    sentence = models.TextField(_("giải trình"))
    document_number = models.CharField(_("số, ký hiệu văn bản"), max_length=60)
    document_on = models.DateField(_("ngày văn bản"))
    document_issuer = models.CharField(_("cơ quan ban hành"), max_length=200)
    at = models.DateTimeField(_("lúc"))
    by_label = models.CharField(_("ai"), max_length=200)
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True)
    withdrawn_by = models.CharField(_("ai rút"), max_length=200, blank=True)

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("điều chỉnh số đếm")
        verbose_name_plural = _("điều chỉnh số đếm")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("fact",), condition=Q(withdrawn_at__isnull=True), name="adjustment_one_standing"),
            models.CheckConstraint(condition=~Q(amount=0), name="adjustment_changes_something"),
            models.CheckConstraint(condition=~Q(sentence=""), name="adjustment_says_why"),
            models.CheckConstraint(condition=~Q(document_number=""), name="adjustment_has_document"),
        )

    def __str__(self) -> str:
        return f"#{self.fact_id}: {self.amount:+}"


class AdjustmentFile(models.Model):
    """The document on which an adjustment stands, as a file. It stays with a withdrawn one too."""

    adjustment = models.ForeignKey(Adjustment, models.CASCADE, related_name="files", verbose_name=_("điều chỉnh"))
    file = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name=_("tệp"))

    class Meta:
        verbose_name = _("tệp căn cứ của điều chỉnh")
        verbose_name_plural = _("tệp căn cứ của điều chỉnh")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("adjustment", "file"), name="adjustment_file_once"),)

    def __str__(self) -> str:
        return str(self.file)
