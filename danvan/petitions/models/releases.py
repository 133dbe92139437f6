"""What was published of how a unit answers: frozen rows, one for each unit and period."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.units.models import Unit


class Release(models.Model):
    """The figures of a unit for a closed quarter or year, as published. Never changed: a correction is a further revision with its reason.

    `whole`: a province with all its communes; otherwise the unit's own offices. `public` is what pages and downloads show (small counts hidden,
    others rounded: `lib.disclosure`); `counts` are the exact ones, for the year's sum and for corrections, shown to nobody. `digest` is over
    `public`; `current` marks the latest revision.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    period = models.CharField(_("kỳ"), max_length=10)
    whole = models.BooleanField(_("gồm cả cấp xã"), default=False)
    revision = models.PositiveSmallIntegerField(_("lần công bố"), default=1)
    current = models.BooleanField(_("bản hiện hành"), default=True)
    reason = models.CharField(_("lý do đính chính"), max_length=300, blank=True)
    released_on = models.DateField(_("ngày công bố"))
    counts = models.JSONField(_("số đếm"), default=dict)
    public = models.JSONField(_("số công bố"), default=dict)
    digest = models.CharField(_("mã băm"), max_length=64)

    class Meta:
        verbose_name = _("số liệu đã công bố")
        verbose_name_plural = _("số liệu đã công bố")
        ordering = ("-period", "unit_id")
        constraints = (
            models.UniqueConstraint(fields=("unit", "period", "whole", "revision"), name="release_once"),
            models.UniqueConstraint(fields=("unit", "period", "whole"), condition=Q(current=True), name="release_one_current"),
        )
        indexes = (models.Index(fields=("period", "whole"), name="release_period", condition=Q(current=True)),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period}"
