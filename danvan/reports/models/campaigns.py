"""Collecting: when those who owe are reminded, who was, and due dates put off."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danvan.reports.models.reports import Campaign, Obligation


class ReminderRule(models.Model):
    """Remind whoever has not filed so many days from the due date: -3 = three days before, 0 = on the day, 2 = two days late."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="rules", verbose_name=_("đợt thu báo cáo"))
    days = models.SmallIntegerField(_("số ngày so với hạn"))

    class Meta:
        verbose_name = _("lịch nhắc")
        verbose_name_plural = _("lịch nhắc")
        ordering = ("campaign", "days")
        constraints = (models.UniqueConstraint(fields=("campaign", "days"), name="reminder_rule_one"),)

    def __str__(self) -> str:
        return f"{self.days:+d}"


class Reminder(models.Model):
    """The ledger: a unit was reminded of what it owes, by which rule, before which due date. Only ever added, once for each.

    `posts` counts the posts whose desk shows it; `mails` the messages put into the outbox.
    """

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="reminders", verbose_name=_("nghĩa vụ báo cáo"))
    days = models.SmallIntegerField(_("số ngày so với hạn"))
    due_on = models.DateField(_("hạn khi nhắc"))
    at = models.DateTimeField(_("lúc"))
    posts = models.PositiveSmallIntegerField(_("số chức danh được nhắc"))
    mails = models.PositiveSmallIntegerField(_("số thư"))

    class Meta:
        verbose_name = _("lần nhắc")
        verbose_name_plural = _("lần nhắc")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("obligation", "due_on", "days"), name="reminder_once"),)

    def __str__(self) -> str:
        return f"#{self.obligation_id} {self.days:+d}"


class Extension(models.Model):
    """A unit was given more time: both dates, why, and who gave it. Only ever added."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="extensions", verbose_name=_("nghĩa vụ báo cáo"))
    was = models.DateField(_("hạn trước"))
    due_on = models.DateField(_("hạn mới"))
    reason = models.CharField(_("lý do"), max_length=300)
    at = models.DateTimeField(_("lúc"))
    by_label = models.CharField(_("ai"), max_length=200)

    class Meta:
        verbose_name = _("lần gia hạn nộp")
        verbose_name_plural = _("lần gia hạn nộp")
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=Q(due_on__gt=F("was")), name="extension_later"),)

    def __str__(self) -> str:
        return f"{self.was} → {self.due_on}"
