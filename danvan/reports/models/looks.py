"""What an officer has seen, for that officer alone: so that a page can say what changed since."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.reports.models.reports import PeriodRow
from danvan.units.models import Unit


class Look(models.Model):
    """When an officer last looked at the page of a unit and period. `before`: when the visit before this one ended; empty on the first.

    Shown to nobody else, never counted, swept after `services.looking.KEPT`: a mark in a book, no record of who read what.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("người xem"))
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("đơn vị"), db_index=False)
    period = models.ForeignKey(PeriodRow, models.CASCADE, related_name="+", verbose_name=_("kỳ"), db_index=False)
    at = models.DateTimeField(_("xem gần nhất lúc"))
    before = models.DateTimeField(_("lần xem trước"), null=True, blank=True)

    class Meta:
        verbose_name = _("lần xem gần nhất")
        verbose_name_plural = _("lần xem gần nhất")
        constraints = (models.UniqueConstraint(fields=("user", "unit", "period"), name="look_one"),)
        indexes = (models.Index(fields=("at",), name="look_at"),)

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.period_id}"
