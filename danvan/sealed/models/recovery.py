"""When keys are lost: a unit's recovery key, in shares that only several custodians together make whole."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.sealed.models.keys import Key
from danvan.units.models import Unit


class Recovery(models.Model):
    """A key pair of a unit whose private half nobody has: every group of `needed` custodians holds it in shares. Envelopes are sealed to `public` too."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    public = models.CharField(_("khóa công khai"), max_length=80, unique=True)
    needed = models.PositiveSmallIntegerField(_("số người cần có"))
    made_at = models.DateTimeField(_("tạo lúc"))
    retired_at = models.DateTimeField(_("ngừng dùng lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("khóa khôi phục")
        verbose_name_plural = _("khóa khôi phục")
        constraints = (models.UniqueConstraint(fields=("unit",), condition=models.Q(retired_at=None), name="recovery_one_working"),)

    def __str__(self) -> str:
        return f"{self.unit}: {self.public[:12]}…"


class Share(models.Model):
    """One custodian's share for one group of custodians (`group`: their user ids in order), sealed to that custodian's key."""

    recovery = models.ForeignKey(Recovery, models.CASCADE, related_name="shares", verbose_name=_("khóa khôi phục"))
    custodian = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người giữ mảnh"))
    key = models.ForeignKey(Key, models.PROTECT, related_name="+", verbose_name=_("khóa niêm phong"))
    group = models.CharField(_("nhóm"), max_length=120)
    sealed = models.BinaryField(_("bản mã"))

    class Meta:
        verbose_name = _("mảnh khóa khôi phục")
        verbose_name_plural = _("mảnh khóa khôi phục")
        constraints = (models.UniqueConstraint(fields=("recovery", "custodian", "group"), name="share_one"),)

    def __str__(self) -> str:
        return f"{self.recovery} {self.group}"


class Rescue(models.Model):
    """One use of a recovery key: custodians contribute, each unlocked, to a recipient who then seals the envelopes to today's keys."""

    class State(models.TextChoices):
        OPEN = "open", _("đang góp mảnh khóa")
        DONE = "done", _("đã khôi phục")
        ENDED = "ended", _("đã đóng")

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="rescues", verbose_name=_("khóa khôi phục"))
    performer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người thực hiện"))
    key = models.ForeignKey(Key, models.PROTECT, related_name="+", verbose_name=_("khóa của người thực hiện"))
    reason = models.TextField(_("lý do"), max_length=1000)
    state = models.CharField(_("tình trạng"), max_length=5, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField(_("bắt đầu lúc"))
    expires_at = models.DateTimeField(_("hết hạn lúc"))
    settled_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lần khôi phục")
        verbose_name_plural = _("lần khôi phục")
        ordering = ("-asked_at", "-id")
        constraints = (models.UniqueConstraint(fields=("recovery",), condition=models.Q(state="open"), name="rescue_one_open"),)

    def __str__(self) -> str:
        return f"{self.recovery} {self.asked_at}"


class Contribution(models.Model):
    """A custodian's shares, opened by the custodian and sealed again to the performer of the rescue. Wiped when it is done or over."""

    rescue = models.ForeignKey(Rescue, models.CASCADE, related_name="contributions", verbose_name=_("lần khôi phục"))
    custodian = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người giữ mảnh"))
    sealed = models.BinaryField(_("bản mã"))
    given_at = models.DateTimeField(_("góp lúc"))

    class Meta:
        verbose_name = _("mảnh khóa đã góp")
        verbose_name_plural = _("mảnh khóa đã góp")
        constraints = (models.UniqueConstraint(fields=("rescue", "custodian"), name="contribution_one"),)

    def __str__(self) -> str:
        return f"{self.rescue}: {self.custodian}"
