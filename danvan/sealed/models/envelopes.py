"""Sealed identities: ciphertext, to which keys, and their way between bodies."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danvan.sealed.models.keys import Key
from danvan.sealed.models.recovery import Recovery
from danvan.units.models import Unit


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    """Envelopes."""

    def whole(self) -> "EnvelopeQuerySet":
        """Those that still hold something."""
        return self.filter(wiped_at=None)


class Envelope(models.Model):
    """The sealed identity of one case. `about` is the caller's own key (a public reference): nothing here leads to the case.

    `kept_by` is the unit whose recipients keep it: the unit itself, or the nearest above with two of them. `sealed_for` is the
    fingerprint of the keys it is sealed to. What it held goes on `delete_on`; the row and its history stay.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị giải quyết"))
    kept_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("nơi giữ niêm phong"))
    about = models.CharField(_("về hồ sơ"), max_length=60, db_index=True)
    made_at = models.DateTimeField(_("niêm phong lúc"))
    has_files = models.BooleanField(_("có tệp"), default=False)
    sealed_for = models.CharField(_("dấu các khóa"), max_length=64)
    recovery = models.ForeignKey(Recovery, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("khóa khôi phục"))
    delete_on = models.DateField(_("xóa vào ngày"), null=True, blank=True)
    wiped_at = models.DateTimeField(_("đã xóa lúc"), null=True, blank=True)

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("phong bì niêm phong")
        verbose_name_plural = _("phong bì niêm phong")
        ordering = ("-made_at", "-id")
        indexes = (
            models.Index(fields=("kept_by", "made_at", "id"), name="envelope_kept"),
            models.Index(fields=("unit", "made_at", "id"), name="envelope_unit"),
            models.Index(fields=("kept_by", "sealed_for"), condition=Q(wiped_at=None), name="envelope_stale"),
            models.Index(fields=("delete_on",), condition=Q(wiped_at=None), name="envelope_delete"),
        )

    def __str__(self) -> str:
        return self.about

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("sealed:envelope", args=[self.pk])


class Part(models.TextChoices):
    """What an envelope holds."""

    IDENTITY = "identity", _("danh tính")
    FILES = "files", _("tệp")


class Content(models.Model):
    """Ciphertext of one part: an age file to every key of the envelope's slots and to the recovery key. Kept in the database, so that it
    is sealed again, handed over and wiped in one transaction with what is said about it, and is in every backup.
    """

    envelope = models.ForeignKey(Envelope, models.CASCADE, related_name="contents", verbose_name=_("phong bì niêm phong"))
    part = models.CharField(_("phần"), max_length=8, choices=Part)
    sealed = models.BinaryField(_("bản mã"))

    class Meta:
        verbose_name = _("nội dung niêm phong")
        verbose_name_plural = _("nội dung niêm phong")
        constraints = (models.UniqueConstraint(fields=("envelope", "part"), name="content_one"),)

    def __str__(self) -> str:
        return f"{self.envelope} {self.part}"


class Slot(models.Model):
    """One key that opens an envelope."""

    envelope = models.ForeignKey(Envelope, models.CASCADE, related_name="slots", verbose_name=_("phong bì niêm phong"))
    key = models.ForeignKey(Key, models.PROTECT, related_name="+", verbose_name=_("khóa niêm phong"))

    class Meta:
        verbose_name = _("khóa mở được phong bì")
        verbose_name_plural = _("khóa mở được phong bì")
        constraints = (models.UniqueConstraint(fields=("envelope", "key"), name="slot_one"),)

    def __str__(self) -> str:
        return f"{self.envelope}: {self.key}"


class Barred(models.Model):
    """Somebody of the office whom the case is about: never among the recipients of its envelope, never asks, decides or sees that it is there."""

    envelope = models.ForeignKey(Envelope, models.CASCADE, related_name="barred", verbose_name=_("phong bì niêm phong"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người không được tiếp cận"))

    class Meta:
        verbose_name = _("người không được tiếp cận phong bì")
        verbose_name_plural = _("người không được tiếp cận phong bì")
        constraints = (models.UniqueConstraint(fields=("envelope", "user"), name="barred_once"),)

    def __str__(self) -> str:
        return f"#{self.envelope_id}"


class Handover(models.Model):
    """An envelope on its way to another unit: it waits until a recipient of the giving side has sealed it to the keys of the other."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ niêm phong cho nơi nhận")
        DONE = "done", _("đã bàn giao")
        DROPPED = "dropped", _("không bàn giao nữa")

    envelope = models.ForeignKey(Envelope, models.CASCADE, related_name="handovers", verbose_name=_("phong bì niêm phong"))
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("từ đơn vị"))
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đến đơn vị"))
    state = models.CharField(_("tình trạng"), max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    settled_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("bàn giao niêm phong")
        verbose_name_plural = _("bàn giao niêm phong")
        ordering = ("asked_at", "id")
        constraints = (models.UniqueConstraint(fields=("envelope",), condition=Q(state="waiting"), name="handover_one_waiting"),)
        indexes = (models.Index(fields=("state", "asked_at", "id"), name="handover_waiting"),)

    def __str__(self) -> str:
        return f"{self.envelope} → {self.to_unit}"
