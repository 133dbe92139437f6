"""The index of words beside the petitions. The database keeps it by triggers (`danvan.petitions.search`); it is never written from here."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.petitions.models.petition import Petition


class Words(models.Field[Any, Any]):
    """Words as the engine keeps them: only ever asked, never read."""


class Indexed(models.Model):
    """One petition in the index of words. What is protected has none."""

    petition = models.OneToOneField(
        Petition, models.DO_NOTHING, primary_key=True, db_column="rowid", related_name="indexed", verbose_name=_("đơn")
    )
    words = Words(_("từ"))

    class Meta:
        managed = False
        verbose_name = _("chỉ mục tìm kiếm")
        verbose_name_plural = _("chỉ mục tìm kiếm")
        db_table = "petitions_search"

    def __str__(self) -> str:
        return f"#{self.pk}"
