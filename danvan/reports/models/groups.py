"""Groups of indicators that an office keeps: new ones, and the names it gives to those of the product."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.units.models import Unit


class Group(models.Model):
    """What an office says of a group of the book: the letter and name under which indicators stand on pages and in annexes.

    The product's own groups (`wording.GROUPS`) have a row only once the keeper of the national book gave them another name. Groups stand in the order
    of their codes, everywhere. `owner` empty = the national book; else of one office, for its own indicators.
    """

    code = models.CharField(_("mã nhóm"), max_length=4, unique=True)
    name = models.CharField(_("tên"), max_length=120)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=120, blank=True)
    name_ru = models.CharField(_("tên tiếng Nga"), max_length=120, blank=True)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("của cơ quan ở"))

    class Meta:
        verbose_name = _("nhóm chỉ tiêu")
        verbose_name_plural = _("nhóm chỉ tiêu")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"
