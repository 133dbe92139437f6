"""Who signs the reports of a unit, in whose name, and from when on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.units.models import Post, Unit


class Capacity(models.TextChoices):
    """In whose name a signature stands (Regulation 399-QĐ/TW; Decree 30/2020, Appendix I)."""

    SELF = "", _("ký với chức danh của mình")
    BEHALF = "behalf", _("thay mặt tập thể (T/M, TM.)")
    DEPUTY = "deputy", _("ký thay người đứng đầu (K/T, KT.)")
    ORDER = "order", _("thừa lệnh (T/L, TL.)")


class Every(models.TextChoices):
    """What stands in the place of a form's code where all forms of a regime are meant: who signs for the Party signs no paper of the State."""

    PARTY = "@party", _("Mọi mẫu của Đảng, mẫu riêng của cơ quan")
    STATE = "@state", _("Mọi mẫu của Nhà nước")


class Signing(models.Model):
    """How the papers of a unit are signed from `valid_from` on, until the next row: only ever added, so an earlier paper keeps its own.

    `form` is a code, or one of `Every`; a form of its own goes before that. Empty, from before the regimes were told apart: every form of the
    regime whose body `post` belongs to. `authority` is whose name it is signed in, `position` who signs.
    With a `post` the name of who holds it on the day of the paper is printed. `place` and `symbol` ("BC/TU") replace the usual ones where they are said.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    form = models.CharField(_("mẫu"), max_length=24, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    capacity = models.CharField(_("tư cách ký"), max_length=6, choices=Capacity, blank=True)
    authority = models.CharField(_("ký thay mặt, thay cho"), max_length=120, blank=True)
    position = models.CharField(_("chức vụ người ký"), max_length=120)
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chức danh"))
    place = models.CharField(_("địa danh"), max_length=80, blank=True)
    symbol = models.CharField(_("ký hiệu"), max_length=40, blank=True)
    at = models.DateTimeField(_("lúc"))
    by_label = models.CharField(_("ai"), max_length=200)

    class Meta:
        verbose_name = _("cách ký báo cáo")
        verbose_name_plural = _("cách ký báo cáo")
        ordering = ("-valid_from", "-id")
        indexes = (models.Index(fields=("unit", "valid_from"), name="signing_by_unit"),)
        constraints = (models.CheckConstraint(condition=models.Q(capacity="") | ~models.Q(authority=""), name="signing_in_a_name"),)

    def __str__(self) -> str:
        return f"{self.authority} {self.position}".strip()
