"""Who typed a figure last, and how often it was typed: what two people at one report go by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.reports.models.indicators import Indicator
from danvan.reports.models.reports import Report


class Entered(models.Model):
    """The latest time a figure of a report was typed. `number` counts the times, so that a page knows whether its cell is still the one it read.

    `page` and `turn`: which open page of a browser sent it, as its how-manieth batch; empty from elsewhere. They tell a page's own earlier
    sending, whose answer was lost on the way, from what somebody else wrote.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="+", verbose_name=_("báo cáo"), db_index=False)
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+", verbose_name=_("chỉ tiêu"), db_index=False)
    number = models.PositiveIntegerField(_("lần nhập"))
    at = models.DateTimeField(_("lúc"))
    by_label = models.CharField(_("ai"), max_length=200)
    page = models.CharField(_("trang đã gửi"), max_length=40, blank=True)
    turn = models.PositiveBigIntegerField(_("lượt gửi của trang"), default=0)

    class Meta:
        verbose_name = _("lần nhập số liệu")
        verbose_name_plural = _("lần nhập số liệu")
        constraints = (models.UniqueConstraint(fields=("report", "indicator"), name="entered_one"),)

    def __str__(self) -> str:
        return f"{self.report_id}/{self.indicator_id}: {self.number}"
