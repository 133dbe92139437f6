"""Drawings that a form asks for: which indicator, drawn how, under which heading."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.reports.models.forms import Form, Heading
from danvan.reports.models.indicators import Indicator


class Drawing(models.TextChoices):
    """What a drawing sets side by side, and how."""

    UNITS = "units", _("thanh ngang theo đơn vị cấp dưới")
    COLUMNS = "columns", _("cột qua các kỳ")
    LINE = "line", _("đường qua các kỳ")
    PARTS = "parts", _("các phần của một tổng")
    MAP = "map", _("bản đồ các đơn vị cấp dưới")


class Illustration(models.Model):
    """One drawing of a form, on page and paper alike, under a heading or, without one, in the annex.

    Without an indicator the system takes the one most worth drawing among those with a figure (`papers.charts`).
    """

    form = models.ForeignKey(Form, models.CASCADE, related_name="illustrations", verbose_name=_("mẫu"))
    kind = models.CharField(_("cách vẽ"), max_length=7, choices=Drawing)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chỉ tiêu"))
    heading = models.ForeignKey(Heading, models.CASCADE, null=True, blank=True, related_name="illustrations", verbose_name=_("đề mục"))
    position = models.PositiveSmallIntegerField(_("thứ tự"))

    class Meta:
        verbose_name = _("hình minh họa")
        verbose_name_plural = _("hình minh họa")
        ordering = ("form", "position")
        constraints = (models.UniqueConstraint(fields=("form", "position"), name="illustration_one_place"),)

    def __str__(self) -> str:
        return f"{self.form_id}: {self.get_kind_display()}"
