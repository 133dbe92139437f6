"""What the people's door keeps for a short while: files of an unfinished draft, and slips whose code may still be shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.files.models import File
from danvan.petitions.models import Petition


class DraftFile(models.Model):
    """A file given before sending. When the draft is sent the file goes to the petition; if it is not, `danvan portal tidy` removes it."""

    draft = models.UUIDField(_("bản nháp"))
    file = models.OneToOneField(File, models.CASCADE, related_name="+", verbose_name=_("tệp"))
    added_at = models.DateTimeField(_("thêm lúc"))

    class Meta:
        verbose_name = _("tệp của bản nháp")
        verbose_name_plural = _("tệp của bản nháp")
        ordering = ("id",)
        indexes = (models.Index(fields=("draft",), name="draftfile_by_draft"), models.Index(fields=("added_at",), name="draftfile_age"))

    def __str__(self) -> str:
        return self.file.name


class Slip(models.Model):
    """The receipt slip of one submission. `sealed` is the secret code under a key that only the sender's browser holds; emptied after `until`."""

    submission = models.UUIDField(_("lần gửi"), unique=True)
    petition = models.OneToOneField(Petition, models.CASCADE, related_name="+", verbose_name=_("đơn"))
    sealed = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField(_("hiện mã đến"))

    class Meta:
        verbose_name = _("phiếu biên nhận")
        verbose_name_plural = _("phiếu biên nhận")
        indexes = (models.Index(fields=("until",), name="slip_until"),)

    def __str__(self) -> str:
        return self.petition.reference
