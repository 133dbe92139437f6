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


class Basis(models.TextChoices):
    """By what a divided unit may be measured: the size of each part, and what may be apportioned by it."""

    POPULATION = "population", _("dân số")
    HOUSEHOLDS = "households", _("số hộ")
    AREA = "area", _("diện tích")
    VILLAGES = "villages", _("số thôn, tổ dân phố")


class Lineage(models.Model):
    """Predecessor to successor: the whole of it, or a part whose size `portions` tells, by each measure that is known (perhaps none).

    `main` marks the successor to take when one must be taken (where an old address leads first).
    `doubt` says why the edge is not certain; such an edge is never whole, so exact arithmetic never uses it.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="lineage", verbose_name=_("thay đổi"))
    predecessor = models.ForeignKey(Unit, models.CASCADE, related_name="successor_edges", verbose_name=_("đơn vị trước"))
    successor = models.ForeignKey(Unit, models.CASCADE, related_name="predecessor_edges", verbose_name=_("đơn vị sau"))
    whole = models.BooleanField(_("chuyển toàn bộ"))
    main = models.BooleanField(_("nơi kế thừa chính"), default=False)
    doubt = models.CharField(_("điểm chưa chắc"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("kế thừa")
        verbose_name_plural = _("kế thừa")
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor"), name="lineage_one_edge"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="lineage_not_itself"),
            models.CheckConstraint(condition=Q(whole=False) | Q(doubt=""), name="lineage_doubtful_is_not_whole"),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Portion(models.Model):
    """How much of a divided unit went along one edge, by one measure, in parts per million: all edges of a unit add up to a million or have none."""

    edge = models.ForeignKey(Lineage, models.CASCADE, related_name="portions", verbose_name=_("kế thừa"))
    basis = models.CharField(_("tính theo"), max_length=10, choices=Basis)
    ppm = models.PositiveIntegerField(_("phần (phần triệu)"))
    source = models.CharField(_("văn bản, nguồn"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("phần chia")
        verbose_name_plural = _("phần chia")
        constraints = (
            models.UniqueConstraint(fields=("edge", "basis"), name="portion_one"),
            models.CheckConstraint(condition=Q(ppm__lte=1_000_000), name="portion_is_a_part"),
        )

    def __str__(self) -> str:
        return f"{self.get_basis_display()}: {self.ppm / 10_000:.4g} %"
