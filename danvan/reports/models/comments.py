"""What receiver and maker say to each other about one cell of a report."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.reports.models.forms import Heading
from danvan.reports.models.indicators import Indicator
from danvan.reports.models.reports import Report


class Comment(models.Model):
    """A remark on one figure or one heading, or (`answers`) an answer to one. It stays with the report; `resolved_at` closes the thread."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="comments", verbose_name=_("báo cáo"))
    revision = models.PositiveSmallIntegerField(_("về lần gửi"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chỉ tiêu"))
    heading = models.ForeignKey(Heading, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("đề mục"))
    answers = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies", verbose_name=_("trả lời cho"))
    text = models.TextField(_("nội dung"))
    at = models.DateTimeField(_("lúc"))
    by_label = models.CharField(_("ai"), max_length=200)
    resolved_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    resolved_by = models.CharField(_("ai khép lại"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("nhận xét")
        verbose_name_plural = _("nhận xét")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(indicator__isnull=False, heading__isnull=True) | Q(indicator__isnull=True, heading__isnull=False),
                name="comment_one_cell",
            ),
        )
        indexes = (models.Index(fields=("report",), condition=Q(answers__isnull=True, resolved_at__isnull=True), name="comment_open"),)

    def __str__(self) -> str:
        return self.text[:60]
