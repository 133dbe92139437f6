"""Units: territorial versions with an identity of their own. Codes, names and parents are dated attributes."""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danvan.lib import clock
from danvan.lib.text import LONGEST_KEY

# When a unit of the old map began is not known (PROVENANCE.md): it began before every day we speak of. Shown as "trước 2025".
# Not date.min: that day overflows as soon as it is turned into a moment or printed in a table sheet.
EARLIEST = date(1900, 1, 1)

Row = TypeVar("Row", bound=models.Model)


def valid_on(day: date, prefix: str = "") -> Q:
    """The half-open rule: valid_from <= day < valid_to; an empty end means still so. `prefix` like `names__`."""
    started = Q(**{f"{prefix}valid_from__lte": day})
    return started & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day}))


def stood_by(day: date, since: date | None = None) -> Q:
    """Rows about a `unit` (parents, paths) that hold on the day (on any day from `since` to it); of a unit that ended by then those with which it
    ended: where it last stood.
    """
    ended = Q(valid_to=F("unit__valid_to"), valid_to__lte=day, valid_to__gt=F("valid_from"))
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=since or day)) | ended


class DatedQuerySet(models.QuerySet[Row]):
    """Rows with valid_from and valid_to."""

    def on(self, day: date) -> Self:
        """Those that hold on the day."""
        return self.filter(valid_on(day))


class Dated(models.Model):
    """Holds from a day (included) to a day (excluded)."""

    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """The same half-open rule, for a row in hand."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def ends_after_start(name: str) -> models.CheckConstraint:
    """A validity may not end before it began."""
    return models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=name)


def placed(name: str) -> models.CheckConstraint:
    """Whoever writes a name writes its place in the alphabet."""
    return models.CheckConstraint(condition=~Q(sort_key=""), name=name)


class Level(models.TextChoices):
    """Levels there are or were; the district level ended on 30 June 2025 (Law 72/2025)."""

    CENTRE = "centre", _("Trung ương")
    PROVINCE = "province", _("cấp tỉnh")
    DISTRICT = "district", _("cấp huyện")
    COMMUNE = "commune", _("cấp xã")
    HAMLET = "hamlet", _("thôn, tổ dân phố")


class Kind(models.TextChoices):
    """What a unit is called in law."""

    NATION = "quoc_gia", _("Nước")
    PROVINCE = "tinh", _("Tỉnh")
    CITY = "thanh_pho_tw", _("Thành phố")
    DISTRICT = "huyen", _("Huyện")
    URBAN_DISTRICT = "quan", _("Quận")
    TOWN = "thi_xa", _("Thị xã")
    PROVINCIAL_CITY = "thanh_pho", _("Thành phố")
    COMMUNE = "xa", _("Xã")
    WARD = "phuong", _("Phường")
    TOWNSHIP = "thi_tran", _("Thị trấn")
    ISLAND_DISTRICT = "huyen_dao", _("Huyện đảo")
    SPECIAL_ZONE = "dac_khu", _("Đặc khu")
    HAMLET = "thon", _("Thôn")
    STREET_GROUP = "to_dan_pho", _("Tổ dân phố")


def titled(kind: str, name: str) -> str:
    """Kind and name, as printed: "Tỉnh Ninh Bình", "Phường 5"; the nation by its name alone."""
    return name if kind == Kind.NATION else f"{Kind(kind).label} {name}"


class UnitQuerySet(DatedQuerySet["Unit"]):
    """The vocabulary of the tree."""

    def below(self, ancestor: "Unit | int", on: date | None = None) -> Self:
        """The ancestor and everything under it on the day."""
        return self.filter(valid_on(on or clock.today(), "paths__"), paths__ancestor=ancestor)

    def children_of(self, parent: "Unit | int", on: date | None = None) -> Self:
        """The units directly under it on the day."""
        return self.filter(valid_on(on or clock.today(), "parents__"), parents__parent=parent)

    def coded(self, code: str, on: date | None = None) -> Self:
        """Those that carried the official code on the day (codes were reused: one code, several territories over time)."""
        return self.filter(valid_on(on or clock.today(), "names__"), names__code=code)


class Unit(Dated):
    """One territory with fixed borders. A merger or split makes new units; a change of name, kind, code or parent does not.

    `key` is our own stable text identity (data files, links); official codes are attributes in `UnitName`.
    `name`, `sort_key` (`lib.text.alphabetical` of the name: lists of units stand in this order), `kind` and `code` repeat the `UnitName` row in force
    today (the last one of a closed unit) for lists; `services.settle_names` keeps them, daily by `danvan units settle`.
    """

    key = models.CharField(_("khóa"), max_length=40, unique=True)
    level = models.CharField(_("cấp"), max_length=10, choices=Level)
    kind = models.CharField(_("loại"), max_length=20, choices=Kind)
    name = models.CharField(_("tên"), max_length=120)
    code = models.CharField(_("mã"), max_length=12, blank=True)
    sort_key = models.CharField(_("vị trí theo bảng chữ cái"), max_length=LONGEST_KEY, editable=False)
    latitude = models.FloatField(_("vĩ độ"), null=True, blank=True)
    longitude = models.FloatField(_("kinh độ"), null=True, blank=True)
    area_km2 = models.FloatField(_("diện tích (km²)"), null=True, blank=True)
    doubt = models.CharField(_("điểm chưa chắc"), max_length=200, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị")
        verbose_name_plural = _("đơn vị")
        ordering = ("sort_key", "id")
        constraints = (ends_after_start("unit_dates"), placed("unit_placed"))
        indexes = (models.Index(fields=("level", "valid_from"), name="unit_by_level"),)

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Kind and name, as printed: "Tỉnh Ninh Bình". Today's; for another day see `selectors.full_name`."""
        return titled(self.kind, self.name)


class UnitName(Dated):
    """What a unit was called, what kind it was and which official code it carried, from when to when."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names", verbose_name=_("đơn vị"))
    kind = models.CharField(_("loại"), max_length=20, choices=Kind)
    name = models.CharField(_("tên"), max_length=120)
    code = models.CharField(_("mã"), max_length=12, blank=True)
    folded = models.CharField(_("tên không dấu"), max_length=120, db_index=True)
    sort_key = models.CharField(_("vị trí theo bảng chữ cái"), max_length=LONGEST_KEY, editable=False)
    instrument = models.CharField(_("văn bản"), max_length=120, blank=True)
    verified = models.BooleanField(_("đã đối chiếu"), default=True)

    objects = DatedQuerySet["UnitName"].as_manager()

    class Meta:
        verbose_name = _("tên gọi")
        verbose_name_plural = _("tên gọi")
        ordering = ("unit", "valid_from")
        constraints = (
            ends_after_start("unitname_dates"),
            placed("unitname_placed"),
            models.UniqueConstraint(fields=("unit", "valid_from"), name="unitname_one_start"),
        )
        indexes = (models.Index(fields=("code", "valid_from"), name="unitname_by_code"),)

    def __str__(self) -> str:
        return titled(self.kind, self.name)


class UnitParent(Dated):
    """The dated tree: who was directly above whom."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="parents", verbose_name=_("đơn vị"))
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="children", verbose_name=_("đơn vị trên"))

    objects = DatedQuerySet["UnitParent"].as_manager()

    class Meta:
        verbose_name = _("cấp trên trực tiếp")
        verbose_name_plural = _("cấp trên trực tiếp")
        constraints = (
            ends_after_start("unitparent_dates"),
            models.UniqueConstraint(fields=("unit", "valid_from"), name="unitparent_one_start"),
            models.CheckConstraint(condition=~Q(unit=F("parent")), name="unitparent_not_itself"),
        )
        indexes = (models.Index(fields=("parent", "valid_from"), name="unitparent_down"),)

    def __str__(self) -> str:
        return f"{self.unit} → {self.parent}"


class UnitPath(Dated):
    """Derived from `UnitParent`: every unit with each of its ancestors (itself at depth 0), dated. Reads never walk the tree."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="paths", verbose_name=_("đơn vị"))
    ancestor = models.ForeignKey(Unit, models.CASCADE, related_name="descendant_paths", verbose_name=_("cấp trên"))
    depth = models.PositiveSmallIntegerField(_("số cấp"))

    # Made anew from other rows: it goes with its unit when a change is undone.
    derived = True
    objects = DatedQuerySet["UnitPath"].as_manager()

    class Meta:
        verbose_name = _("đường lên")
        verbose_name_plural = _("đường lên")
        constraints = (models.UniqueConstraint(fields=("unit", "ancestor", "valid_from"), name="unitpath_one"),)
        indexes = (models.Index(fields=("ancestor", "depth", "valid_from"), name="unitpath_down"),)

    def __str__(self) -> str:
        return f"{self.unit} ↑{self.depth} {self.ancestor}"
