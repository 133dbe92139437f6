"""The clocks of a petition: each keeps the limit that was in force when it started, its pauses and its extensions."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.documents.models import TimeLimit
from danvan.petitions.models.petition import Petition


class Clock(models.Model):
    """A limit running for a petition. Late = stopped after `due_on`, or running past it: computed, never stored.

    One `main` clock at a time carries the petition forward; beside it run the duties of the law that go with an act (to send the decision, to
    publish it, to pass on what is not ours).
    """

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="clocks", verbose_name=_("đơn"))
    limit = models.ForeignKey(TimeLimit, models.PROTECT, related_name="+", verbose_name=_("thời hạn"))
    days = models.PositiveSmallIntegerField(_("số ngày"))
    counting = models.CharField(_("cách tính"), max_length=10)
    started_on = models.DateField(_("bắt đầu"))
    first_due_on = models.DateField(_("hạn ban đầu"))
    due_on = models.DateField(_("hạn"))
    stopped_on = models.DateField(_("dừng"), null=True, blank=True)
    main = models.BooleanField(_("thời hạn chính"), default=True)

    class Meta:
        verbose_name = _("đồng hồ")
        verbose_name_plural = _("đồng hồ")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("petition",), condition=Q(stopped_on__isnull=True, main=True), name="clock_one_running"),
            models.UniqueConstraint(fields=("petition", "limit"), condition=Q(stopped_on__isnull=True), name="clock_one_of_a_limit"),
        )

    def __str__(self) -> str:
        return f"{self.limit.code} → {self.due_on:%d/%m/%Y}"

    def days_late(self, on: date) -> int:
        """Calendar days past due on the day (or when it stopped); 0 if in time."""
        return max(0, ((self.stopped_on or on) - self.due_on).days)


class Pause(models.Model):
    """Time that does not count, for a lawful reason (L02/2011 Art. 11a as amended by L136/2025)."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses", verbose_name=_("đồng hồ"))
    ground = models.CharField(_("căn cứ"), max_length=40)
    note = models.TextField(_("lý do"))
    from_on = models.DateField(_("từ ngày"))
    to_on = models.DateField(_("đến ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("tạm đình chỉ")
        verbose_name_plural = _("tạm đình chỉ")
        constraints = (models.UniqueConstraint(fields=("clock",), condition=Q(to_on__isnull=True), name="pause_one_open"),)

    def __str__(self) -> str:
        return f"{self.from_on:%d/%m/%Y} – {self.to_on or '…'}"


class Extension(models.Model):
    """More time within the law: reason, and both dates stay visible."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="extensions", verbose_name=_("đồng hồ"))
    old_due_on = models.DateField(_("hạn cũ"))
    new_due_on = models.DateField(_("hạn mới"))
    reason = models.TextField(_("lý do"))
    decided_on = models.DateField(_("ngày quyết định"))

    class Meta:
        verbose_name = _("gia hạn")
        verbose_name_plural = _("gia hạn")

    def __str__(self) -> str:
        return f"{self.old_due_on:%d/%m/%Y} → {self.new_due_on:%d/%m/%Y}"
