"""Law as data: time limits by date, and the days that are not what the week says."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danvan.lib.labels import Labelled


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


class Sense(models.TextChoices):
    """Which way a limit binds."""

    WITHIN = "within", _("không quá")
    BEFORE = "before", _("trước ít nhất")
    MINIMUM = "minimum", _("ít nhất")


class Step(models.TextChoices):
    """The step a limit belongs to. Clocks of petitions run on classify, accept, settle and the like; the rest is for the desk to know."""

    NOTIFY = "notify", _("thông báo kết quả tiếp nhận, xử lý")
    CLASSIFY = "classify", _("phân loại, đề xuất xử lý")
    TRANSFER = "transfer", _("chuyển đơn")
    FILE = "file", _("thời hiệu")
    FILE_SECOND = "file_second", _("thời hiệu lần hai")
    ACCEPT = "accept", _("thụ lý")
    NOTIFY_ACCEPTANCE = "notify_acceptance", _("thông báo thụ lý")
    SETTLE = "settle", _("giải quyết")
    PAUSE = "pause", _("tạm đình chỉ")
    SEND = "send", _("gửi quyết định, kết luận")
    SEND_PAUSE = "send_pause", _("gửi quyết định tạm đình chỉ, đình chỉ")
    EFFECT = "effect", _("có hiệu lực")
    ACT = "act", _("xử lý kết luận")
    PUBLISH = "publish", _("công khai")
    POSTING = "posting", _("niêm yết")
    ANNOUNCE = "announce", _("thông báo trước")
    PLAN = "plan", _("gửi kế hoạch")
    OVERDUE_ASK = "overdue_ask", _("yêu cầu báo cáo khi quá hạn")
    OVERDUE_REPORT = "overdue_report", _("báo cáo khi quá hạn")
    REPEAT = "repeat", _("tố cáo tiếp")
    REVIEW = "review", _("xem lại khi người gửi chưa đồng ý")
    FOLLOW_UP = "follow_up", _("chỉ đạo sau khi tiếp dân")
    REPORT = "report", _("báo cáo")
    FREQUENCY_COMMUNE = "frequency_commune", _("số lần ở cấp xã")
    FREQUENCY_COMMUNE_PARTY = "frequency_commune_party", _("số lần của cấp ủy xã")
    FREQUENCY_DISTRICT = "frequency_district", _("số lần ở cấp huyện")
    FREQUENCY_DISTRICT_PARTY = "frequency_district_party", _("số lần của cấp ủy huyện")
    FREQUENCY_PROVINCE = "frequency_province", _("số lần ở cấp tỉnh")
    FREQUENCY_PROVINCE_PARTY = "frequency_province_party", _("số lần của cấp ủy tỉnh")
    FREQUENCY_MINISTRY = "frequency_ministry", _("số lần của bộ, cơ quan")


class TimeLimitQuerySet(models.QuerySet["TimeLimit"]):
    """The vocabulary of limits."""

    def on(self, day: date) -> Self:
        """Those in force on the day."""
        return self.filter(Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day)))

    def of_code(self, code: str) -> Self:
        """Every version of one limit, oldest first."""
        return self.filter(code=code).order_by("valid_from")


class TimeLimit(Labelled, models.Model):
    """One limit of one instrument in force from a day. `verified` false is shown wherever the limit is used.

    `days` is empty where the law sets none or it is not known; an office may then set its own (`local`).
    `extended_days` is the total after all `extensions_allowed` extensions, each giving an equal part.
    `edited` rows were entered, ended or checked by an office: loading the file again leaves them as they are.
    """

    code = models.CharField(_("mã"), max_length=20)
    matter = models.CharField(_("loại việc"), max_length=24, choices=Matter)
    step = models.CharField(_("bước"), max_length=24, choices=Step)
    sense = models.CharField(_("nghĩa"), max_length=8, choices=Sense, default=Sense.WITHIN)
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
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    edited = models.BooleanField(_("cơ quan đã sửa"), default=False)

    objects = TimeLimitQuerySet.as_manager()

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
        WORKED = "worked", _("làm việc")

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
