"""What makes an officer's work quick: views kept by name, who is reading, words for replies, acts done to many at once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.petitions.models.petition import Petition, PetitionKind
from danvan.units.models import Post, Unit


class SavedView(models.Model):
    """A worklist with its filters, kept by an officer under a name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("của"))
    name = models.CharField(_("tên"), max_length=60)
    query = models.CharField(_("bộ lọc"), max_length=500)

    class Meta:
        verbose_name = _("danh sách đã lưu")
        verbose_name_plural = _("danh sách đã lưu")
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("user", "name"), name="savedview_one_name"),)

    def __str__(self) -> str:
        return self.name


class Preference(models.Model):
    """How an officer likes to work. Without a row: as a new officer finds it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("của"))
    keys = models.BooleanField(_("dùng phím tắt"), default=True)

    class Meta:
        verbose_name = _("cách làm việc")
        verbose_name_plural = _("cách làm việc")

    def __str__(self) -> str:
        return f"#{self.pk}"


class Reading(models.Model):
    """Who has a petition open now: shown to colleagues for some minutes, then worthless and swept away. It is no record of who read what."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="+", verbose_name=_("đơn"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("người đọc"))
    post = models.ForeignKey(Post, models.CASCADE, related_name="+", verbose_name=_("chức danh"))
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("đang mở đơn")
        verbose_name_plural = _("đang mở đơn")
        constraints = (models.UniqueConstraint(fields=("petition", "user"), name="reading_once"),)
        indexes = (models.Index(fields=("at",), name="reading_at"),)

    def __str__(self) -> str:
        return f"#{self.petition_id}"


class ReplyTemplate(models.Model):
    """Words an office keeps for a reply, bound to the act it is for and, where set, to a kind. Without a unit: for everybody."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("đơn vị"))
    act = models.CharField(_("việc"), max_length=20)
    kind = models.CharField(_("loại đơn"), max_length=24, choices=PetitionKind, blank=True)
    name = models.CharField(_("tên"), max_length=80)
    text = models.TextField(_("lời mẫu"))
    retired_at = models.DateTimeField(_("thôi dùng lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lời mẫu")
        verbose_name_plural = _("lời mẫu")
        ordering = ("name", "id")
        indexes = (models.Index(fields=("unit", "act"), name="replytemplate_lookup"),)

    def __str__(self) -> str:
        return self.name


class BulkAct(models.Model):
    """One act done to many petitions at once: what each was before, so that it can be undone for a short while."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ai"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    act = models.CharField(_("việc"), max_length=20)
    at = models.DateTimeField(_("lúc"))
    items = models.JSONField(_("các đơn và trạng thái trước"), default=list)
    undone_at = models.DateTimeField(_("hoàn tác lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("việc làm hàng loạt")
        verbose_name_plural = _("việc làm hàng loạt")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.act} {self.at:%d/%m/%Y}"
