"""Stored files. What a file is attached to, and who may open it, is the owning room's business."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class File(models.Model):
    """One stored file: its content was checked, its metadata removed, its hash is that of what is stored."""

    name = models.CharField(_("tên tệp"), max_length=160)
    mime = models.CharField(_("loại"), max_length=100)
    size = models.PositiveBigIntegerField(_("cỡ (byte)"))
    sha256 = models.CharField(_("mã băm"), max_length=64)
    content = models.FileField(_("nội dung"), upload_to="%Y/%m", max_length=200)
    stored_at = models.DateTimeField(_("lưu lúc"))

    class Meta:
        verbose_name = _("tệp")
        verbose_name_plural = _("tệp")
        indexes = (models.Index(fields=("sha256",), name="file_by_hash"),)

    def __str__(self) -> str:
        return self.name
