"""A person's key pair, its opened form for one browser, and who keeps the seal of a unit."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.units.models import Post, Unit
from danvan.units.models.territory import Dated, DatedQuerySet, ends_after_start


class KeyQuerySet(models.QuerySet["Key"]):
    """Keys in use."""

    def working(self) -> "KeyQuerySet":
        """Those not retired."""
        return self.filter(retired_at=None)


class Key(models.Model):
    """A person's age key pair. `public` is what others seal to; `locked` is the private half, an age file under the person's passphrase.

    The server cannot open `locked` and nobody else can help: a forgotten passphrase is a lost key. Emptied when the key is retired.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người giữ"))
    public = models.CharField(_("khóa công khai"), max_length=80, unique=True)
    locked = models.TextField(_("khóa riêng đã khóa"), blank=True)
    made_at = models.DateTimeField(_("tạo lúc"))
    retired_at = models.DateTimeField(_("ngừng dùng lúc"), null=True, blank=True)

    objects = KeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("khóa niêm phong")
        verbose_name_plural = _("khóa niêm phong")
        constraints = (models.UniqueConstraint(fields=("user",), condition=models.Q(retired_at=None), name="key_one_working"),)

    def __str__(self) -> str:
        return f"{self.public[:12]}…"


class OpenKey(models.Model):
    """A private key opened for one browser. `sealed` opens only with the cookie of that browser, `session` binds it to the sign-in."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("người giữ"))
    key = models.ForeignKey(Key, models.CASCADE, related_name="+", verbose_name=_("khóa niêm phong"))
    session = models.CharField(_("dấu phiên đăng nhập"), max_length=64)
    sealed = models.BinaryField(_("khóa riêng, chỉ trình duyệt mở được"))
    opened_at = models.DateTimeField(_("mở lúc"))
    used_at = models.DateTimeField(_("dùng lần cuối"), db_index=True)

    class Meta:
        verbose_name = _("khóa đang mở")
        verbose_name_plural = _("khóa đang mở")

    def __str__(self) -> str:
        return f"{self.key} {self.opened_at}"


class Recipient(Dated):
    """A person named to keep the seal of a unit, as the holder of a post there; leaving the post ends it by itself."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("chức danh"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người giữ"))

    objects = DatedQuerySet["Recipient"].as_manager()

    class Meta:
        verbose_name = _("người giữ niêm phong")
        verbose_name_plural = _("người giữ niêm phong")
        ordering = ("unit", "valid_from", "id")
        constraints = (
            ends_after_start("recipient_dates"),
            models.UniqueConstraint(fields=("unit", "user", "valid_from"), name="recipient_one_start"),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.unit}"
