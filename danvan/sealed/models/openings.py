"""Asking to read an identity, the decision of a second person, and the copy that only the asker reads."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danvan.sealed.models.envelopes import Envelope, Part
from danvan.sealed.models.keys import Key
from danvan.sealed.rules import Ground


class Opening(models.Model):
    """One request to read an identity, with what became of it. Law on Denunciations 25/2018/QH14, Art. 56: secrecy of the denouncer."""

    class State(models.TextChoices):
        ASKED = "asked", _("chờ quyết định")
        GRANTED = "granted", _("đang mở")
        REFUSED = "refused", _("không đồng ý")
        ENDED = "ended", _("đã đóng")

    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="openings", verbose_name=_("phong bì niêm phong"))
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người đề nghị"))
    asker_key = models.ForeignKey(Key, models.PROTECT, related_name="+", verbose_name=_("khóa của người đề nghị"))
    asker_label = models.CharField(_("đề nghị với chức danh"), max_length=200)
    ground = models.CharField(_("căn cứ"), max_length=10, choices=Ground)
    words = models.TextField(_("lý do"), max_length=1000)
    hours = models.PositiveSmallIntegerField(_("số giờ"))
    asked_at = models.DateTimeField(_("đề nghị lúc"))
    state = models.CharField(_("tình trạng"), max_length=7, choices=State, default=State.ASKED)
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người quyết định")
    )
    decider_label = models.CharField(_("quyết định với chức danh"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)
    reason = models.TextField(_("lý do không đồng ý"), max_length=1000, blank=True)
    expires_at = models.DateTimeField(_("hết hạn lúc"), null=True, blank=True)
    ended_at = models.DateTimeField(_("đóng lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lần mở niêm phong")
        verbose_name_plural = _("lần mở niêm phong")
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(decider=None) | ~Q(decider=F("asker")), name="opening_second_person"),
            models.UniqueConstraint(fields=("envelope", "asker"), condition=Q(state__in=("asked", "granted")), name="opening_one_open"),
        )
        indexes = (
            models.Index(fields=("state", "expires_at"), name="opening_due"),
            models.Index(fields=("asker", "id"), name="opening_mine"),
        )

    def __str__(self) -> str:
        return f"{self.envelope}: {self.get_ground_display()}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("sealed:opening", args=[self.pk])

    def lasts(self, at: datetime) -> bool:
        """Granted, and not over at that moment."""
        return self.state == self.State.GRANTED and self.expires_at is not None and at < self.expires_at


class Copy(models.Model):
    """What an envelope held, sealed to the asker's key only. Wiped when the opening ends."""

    opening = models.ForeignKey(Opening, models.CASCADE, related_name="copies", verbose_name=_("lần mở niêm phong"))
    part = models.CharField(_("phần"), max_length=8, choices=Part)
    sealed = models.BinaryField(_("bản mã"))

    class Meta:
        verbose_name = _("bản niêm phong riêng")
        verbose_name_plural = _("bản niêm phong riêng")
        constraints = (models.UniqueConstraint(fields=("opening", "part"), name="copy_one"),)

    def __str__(self) -> str:
        return f"{self.opening} {self.part}"
