"""The log: rows that are only ever added, each carrying the hash of the one before."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One act. `act` reads room.noun.verb; `data` holds no name, phone, address or secret of a citizen."""

    at = models.DateTimeField(_("lúc"))
    act = models.CharField(_("việc"), max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("người làm"))
    post_id = models.BigIntegerField(_("chức danh"), null=True)
    by_label = models.CharField(_("ai"), max_length=200)
    subject_kind = models.CharField(_("loại đối tượng"), max_length=60)
    subject_id = models.BigIntegerField(_("đối tượng"))
    unit_id = models.BigIntegerField(_("đơn vị"), null=True)
    data = models.JSONField(_("chi tiết"), default=dict)
    previous = models.CharField(_("mã băm trước"), max_length=64)
    digest = models.CharField(_("mã băm"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("dòng nhật ký")
        verbose_name_plural = _("nhật ký")
        ordering = ("id",)
        indexes = (models.Index(fields=("subject_kind", "subject_id", "id"), name="audit_by_subject"),)

    def __str__(self) -> str:
        return f"{self.act} #{self.subject_id}"


class Head(models.Model):
    """The end of the chain: one row, locked while an entry is added so that the chain never forks."""

    digest = models.CharField(max_length=64)
    length = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("đầu chuỗi")
        verbose_name_plural = _("đầu chuỗi")

    def __str__(self) -> str:
        return f"{self.length}: {self.digest[:12]}"
