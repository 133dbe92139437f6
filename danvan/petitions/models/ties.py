"""What ties a petition to others and to people of the office: one matter of many letters, who is named in it, what a superior asks."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.petitions.models.petition import Petition
from danvan.units.models import Body, Post, Unit


class Bundle(models.Model):
    """One matter that several letters bring. Each letter keeps its own sender, receipt and clocks; one answer may reach all."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    title = models.CharField(_("tên vụ việc"), max_length=160)
    made_at = models.DateTimeField(_("lập lúc"))

    class Meta:
        verbose_name = _("vụ việc chung")
        verbose_name_plural = _("vụ việc chung")

    def __str__(self) -> str:
        return self.title


class Conflict(models.Model):
    """Somebody of the office, or one of its bodies, is what the petition is about: they never see it (L25/2018 Art. 8; L02/2011 Art. 6)."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="conflicts", verbose_name=_("đơn"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người bị nêu")
    )
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cơ quan bị nêu"))
    entered_at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        verbose_name = _("người, cơ quan bị nêu trong đơn")
        verbose_name_plural = _("người, cơ quan bị nêu trong đơn")
        constraints = (
            models.CheckConstraint(condition=Q(user__isnull=False) ^ Q(body__isnull=False), name="conflict_one_side"),
            models.UniqueConstraint(fields=("petition", "user"), condition=Q(user__isnull=False), name="conflict_user_once"),
            models.UniqueConstraint(fields=("petition", "body"), condition=Q(body__isnull=False), name="conflict_body_once"),
        )

    def __str__(self) -> str:
        return f"#{self.petition_id}"


class Instruction(models.Model):
    """What a superior asks of the unit where the petition lies, by when, and what the unit reported (overdue denunciations: L25/2018 Art. 38)."""

    class Kind(models.TextChoices):
        URGE = "urge", _("đôn đốc")
        REPORT = "report", _("yêu cầu báo cáo")
        DIRECT = "direct", _("chỉ đạo giải quyết")

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="instructions", verbose_name=_("đơn"))
    kind = models.CharField(_("loại"), max_length=8, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("cấp chỉ đạo"))
    owed_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị thực hiện"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("chức danh chỉ đạo"))
    text = models.TextField(_("nội dung chỉ đạo"))
    given_on = models.DateField(_("ngày chỉ đạo"))
    due_on = models.DateField(_("hạn báo cáo"))
    reply = models.TextField(_("báo cáo của đơn vị"), blank=True)
    replied_on = models.DateField(_("ngày báo cáo"), null=True, blank=True)
    replied_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chức danh báo cáo"))

    class Meta:
        verbose_name = _("chỉ đạo của cấp trên")
        verbose_name_plural = _("chỉ đạo của cấp trên")
        ordering = ("id",)
        indexes = (
            models.Index(fields=("owed_by", "due_on"), name="instruction_owed", condition=Q(replied_on__isnull=True)),
            models.Index(fields=("unit", "due_on"), name="instruction_given"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.given_on:%d/%m/%Y}"
