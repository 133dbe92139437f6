"""Tables that an office keeps by name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.units.models import Unit


class SavedTable(models.Model):
    """A choice of units, indicators and periods, as its address. `code` makes a short link. It holds the question, never the figures."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("của cơ quan ở"))
    code = models.CharField(_("mã"), max_length=12, unique=True)
    name = models.CharField(_("tên bảng"), max_length=160)
    query = models.TextField(_("lựa chọn"))
    at = models.DateTimeField(_("lúc"))
    by_label = models.CharField(_("ai"), max_length=200)

    class Meta:
        verbose_name = _("bảng đã giữ")
        verbose_name_plural = _("bảng đã giữ")
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("unit", "name"), name="saved_table_one_name"),)

    def __str__(self) -> str:
        return self.name
