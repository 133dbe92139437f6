"""Law as data: time limits by date, and the days that are not what the week says."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Matter(models.TextChoices):
    """What a limit is about."""

    ANY = "any", _("mọi loại đơn")
    COMPLAINT = "complaint", _("khiếu nại lần đầu")
    COMPLAINT_SECOND = "complaint_second", _("khiếu nại lần hai")
    COMPLAINT_DISCIPLINE = "complaint_discipline", _("khiếu nại quyết định kỷ luật")
    DENUNCIATION = "denunciation", _("tố cáo")
    RECOMMENDATION = "recommendation", _("kiến nghị, phản ánh")
    REGULATION_FEEDBACK = "regulation_feedback", _("phản ánh quy định hành chính")
    RECEPTION = "reception", _("tiếp công dân định kỳ")
    DIALOGUE = "dialogue", _("đối thoại")
    PUBLICATION = "publication", _("công khai")


class Counting(models.TextChoices):
    """How days are counted, or that the limit is a frequency."""

    WORKING = "working", _("ngày làm việc")
    CALENDAR = "calendar", _("ngày")
    PER_WEEK = "per_week", _("lần mỗi tuần")
    PER_MONTH = "per_month", _("lần mỗi tháng")
    PER_YEAR = "per_year", _("lần mỗi năm")


class TimeLimit(models.Model):
    """One limit of one instrument in force from a day. `verified` false is shown wherever the limit is used.

    `days` is empty where the law sets none or it is not known; an office may then set its own (`local`).
    """

    code = models.CharField(_("mã"), max_length=20)
    matter = models.CharField(_("loại việc"), max_length=24, choices=Matter)
    step = models.CharField(_("bước"), max_length=24)
    label = models.CharField(_("nội dung"), max_length=200)
    trigger = models.CharField(_("tính từ"), max_length=160, blank=True)
    days = models.PositiveSmallIntegerField(_("số lượng"), null=True, blank=True)
    counting = models.CharField(_("cách tính"), max_length=10, choices=Counting)
    extended_days = models.PositiveSmallIntegerField(_("tổng khi gia hạn"), null=True, blank=True)
    extensions_allowed = models.PositiveSmallIntegerField(_("số lần gia hạn"), default=0)
    remote_days = models.PositiveSmallIntegerField(_("vùng sâu, vùng xa"), null=True, blank=True)
    remote_extended_days = models.PositiveSmallIntegerField(_("vùng sâu, vùng xa khi gia hạn"), null=True, blank=True)
    instrument = models.CharField(_("văn bản"), max_length=120)
    article = models.CharField(_("điều, khoản"), max_length=80, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    verified = models.BooleanField(_("đã đối chiếu"), default=False)
    local = models.BooleanField(_("cơ quan tự đặt"), default=False)
    confidence = models.CharField(_("độ chắc"), max_length=4, blank=True)
    source = models.CharField(_("nguồn"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("thời hạn")
        verbose_name_plural = _("thời hạn")
        ordering = ("code", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("code", "valid_from"), name="timelimit_one_start"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="timelimit_dates"),
        )
        indexes = (models.Index(fields=("matter", "step", "valid_from"), name="timelimit_lookup"),)

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class DayRule(models.Model):
    """A day that is not what the week says: a weekday off, or a weekend day worked. Swaps are decided yearly; staff enter them."""

    class Kind(models.TextChoices):
        OFF = "off", _("nghỉ")
        WORKED = "worked", _("làm bù")

    day = models.DateField(_("ngày"), unique=True)
    kind = models.CharField(_("loại"), max_length=6, choices=Kind)
    name = models.CharField(_("tên"), max_length=120)
    source = models.CharField(_("căn cứ"), max_length=200)
    entered_by_hand = models.BooleanField(_("nhập tay"), default=False)

    class Meta:
        verbose_name = _("ngày nghỉ, ngày làm bù")
        verbose_name_plural = _("ngày nghỉ, ngày làm bù")
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.get_kind_display()}"
