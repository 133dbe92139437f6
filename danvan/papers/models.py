"""The wording an office gave to its papers, version by version; what was printed; the numbers given out."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.units.models import Body, Post, Unit

# The parts of a wording that a version keeps, as `registry.Wording` names them.
PARTS = ("title", "summary", "addressees", "body", "recipients", "signer", "numbered")


class TemplateQuerySet(models.QuerySet["Template"]):
    """The vocabulary of versions."""

    def on(self, day: date) -> Self:
        """Those in force on the day or before it, the standing one of each office first."""
        return self.filter(valid_from__lte=day).order_by("-valid_from", "-version")


class Template(models.Model):
    """One version of an office's wording of a paper. Never changed and never deleted: a printed paper points to the version it was printed from.

    Without a unit it is the product's own wording, kept when a paper is first printed from it. `dropped`: from that day the office goes back
    to the wording of the office above it.
    """

    code = models.CharField(_("mã biểu mẫu"), max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cơ quan"))
    version = models.PositiveIntegerField(_("bản"))
    title = models.CharField(_("tên loại"), max_length=160, blank=True)
    summary = models.CharField(_("trích yếu"), max_length=300, blank=True)
    addressees = models.TextField(_("kính gửi"), blank=True)
    body = models.TextField(_("nội dung"), blank=True)
    recipients = models.TextField(_("nơi nhận"), blank=True)
    signer = models.TextField(_("người ký"), blank=True)
    numbered = models.BooleanField(_("hệ thống cấp số"), default=False)
    dropped = models.BooleanField(_("bỏ mẫu riêng"), default=False)
    valid_from = models.DateField(_("áp dụng từ ngày"))
    changed_at = models.DateTimeField(_("sửa lúc"))
    by_label = models.CharField(_("người sửa"), max_length=200)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mẫu giấy tờ")
        verbose_name_plural = _("mẫu giấy tờ")
        ordering = ("code", "unit", "version")
        constraints = (
            models.UniqueConstraint(fields=("code", "unit", "version"), name="template_one_version"),
            models.UniqueConstraint(fields=("code", "version"), condition=Q(unit__isnull=True), name="template_one_own_version"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Series(models.Model):
    """The last number given out in a series (an issuer's papers of one type in a year; the versions of a wording). Locked while the next is taken."""

    key = models.CharField(_("dãy số"), max_length=120, unique=True)
    last = models.PositiveIntegerField(_("số cuối"), default=0)

    class Meta:
        verbose_name = _("dãy số")
        verbose_name_plural = _("dãy số")

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"


class Outgoing(models.Model):
    """A number given to a paper of an issuer: one for each paper about one thing on one occasion, whatever number of copies is printed.

    State papers count by issuer, type and year (Decree 30/2020/NĐ-CP, Art. 15).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    issuer = models.CharField(_("nơi ban hành"), max_length=160)
    symbol = models.CharField(_("ký hiệu loại"), max_length=12, blank=True)
    year = models.PositiveSmallIntegerField(_("năm"))
    number = models.PositiveIntegerField(_("số"))
    text = models.CharField(_("số, ký hiệu"), max_length=60)
    code = models.CharField(_("mã biểu mẫu"), max_length=60)
    about_kind = models.CharField(_("loại hồ sơ"), max_length=60)
    about_id = models.PositiveBigIntegerField(_("hồ sơ"))
    about = models.CharField(_("về"), max_length=120)
    occasion = models.CharField(_("lần"), max_length=40, blank=True)
    given_on = models.DateField(_("ngày cấp số"))

    class Meta:
        verbose_name = _("số văn bản đi")
        verbose_name_plural = _("số văn bản đi")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("body", "symbol", "year", "number"), name="outgoing_one_number"),
            models.UniqueConstraint(fields=("unit", "code", "about_kind", "about_id", "occasion"), name="outgoing_one_paper"),
        )
        indexes = (models.Index(fields=("unit", "-id"), name="outgoing_of_unit"),)

    def __str__(self) -> str:
        return self.text


class Printed(models.Model):
    """A paper that was printed: from which version, about what, with which number, when, by which post. The text is not kept a second time;
    its digest tells whether a file is the one printed.
    """

    code = models.CharField(_("mã biểu mẫu"), max_length=60)
    template = models.ForeignKey(Template, models.PROTECT, related_name="printed", verbose_name=_("mẫu giấy tờ"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    outgoing = models.ForeignKey(Outgoing, models.PROTECT, null=True, blank=True, related_name="printed", verbose_name=_("số văn bản đi"))
    about_kind = models.CharField(_("loại hồ sơ"), max_length=60)
    about_id = models.PositiveBigIntegerField(_("hồ sơ"))
    about = models.CharField(_("về"), max_length=120)
    form = models.CharField(_("dạng tệp"), max_length=4)
    digest = models.CharField(_("mã kiểm"), max_length=64)
    at = models.DateTimeField(_("in lúc"))
    by_label = models.CharField(_("người in"), max_length=200)
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chức danh"))

    class Meta:
        verbose_name = _("giấy tờ đã in")
        verbose_name_plural = _("giấy tờ đã in")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("unit", "-id"), name="printed_of_unit"),
            models.Index(fields=("about_kind", "about_id"), name="printed_about"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.about}"
