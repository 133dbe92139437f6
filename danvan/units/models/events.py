"""Reorganisations: decided changes of territory, and the lineage they leave."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danvan.units.models.territory import Unit


class Event(models.Model):
    """A merger, split, rename or transfer from a decided date. Entered, previewed, applied; may be undone before its date."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("hợp nhất, sáp nhập")
        SPLIT = "split", _("chia, tách")
        RENAME = "rename", _("đổi tên, đổi loại")
        TRANSFER = "transfer", _("chuyển sang cấp trên khác")
        ROUND = "round", _("đợt sắp xếp")

    class State(models.TextChoices):
        DRAFT = "draft", _("đang soạn")
        APPLIED = "applied", _("đã ghi nhận")
        UNDONE = "undone", _("đã hủy trước ngày hiệu lực")

    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State, default=State.DRAFT)
    effective_on = models.DateField(_("có hiệu lực từ ngày"))
    instrument = models.CharField(_("nghị quyết, quyết định"), max_length=160)
    note = models.TextField(_("ghi chú"), blank=True)
    # What was asked for: predecessors, new names, parts with weights. The preview and the apply read the same plan.
    plan = models.JSONField(_("phương án"), default=dict)
    # What applying wrote and what stood there before, so that undoing restores every row exactly.
    made = models.JSONField(_("đã ghi"), default=dict, editable=False)
    entered_at = models.DateTimeField(_("nhập lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("thay đổi đơn vị")
        verbose_name_plural = _("thay đổi đơn vị")
        ordering = ("-effective_on", "-id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on:%d/%m/%Y}"


class Lineage(models.Model):
    """Predecessor to successor. `share_ppm` is the part of the predecessor that went there; empty where it was cut and no share is known.

    `main` marks the successor to take when one must be taken (where an old address leads first).
    `doubt` says why the edge is not certain; such an edge is never whole, so exact arithmetic never uses it.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="lineage", verbose_name=_("thay đổi"))
    predecessor = models.ForeignKey(Unit, models.CASCADE, related_name="successor_edges", verbose_name=_("đơn vị trước"))
    successor = models.ForeignKey(Unit, models.CASCADE, related_name="predecessor_edges", verbose_name=_("đơn vị sau"))
    whole = models.BooleanField(_("chuyển toàn bộ"))
    share_ppm = models.PositiveIntegerField(_("phần (phần triệu)"), null=True, blank=True)
    basis = models.CharField(_("cơ sở của phần"), max_length=60, blank=True)
    main = models.BooleanField(_("nơi kế thừa chính"), default=False)
    doubt = models.CharField(_("điểm chưa chắc"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("kế thừa")
        verbose_name_plural = _("kế thừa")
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor"), name="lineage_one_edge"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="lineage_not_itself"),
            models.CheckConstraint(condition=Q(whole=False) | Q(doubt=""), name="lineage_doubtful_is_not_whole"),
            models.CheckConstraint(condition=Q(share_ppm__isnull=True) | Q(share_ppm__lte=1_000_000), name="lineage_share_is_a_part"),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
