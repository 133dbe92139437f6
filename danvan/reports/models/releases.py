"""Figures as they were published for everybody: frozen, never changed, only followed by a further edition."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.reports.models.facts import Qualifier
from danvan.reports.models.indicators import Indicator
from danvan.reports.models.reports import PeriodRow
from danvan.units.models import Unit


class Publication(models.Model):
    """One edition of the figures of a unit and its parts for a closed period. A correction is a further `revision` with its
    `reason`; that of the first edition says why it was published before all reports were in.

    `root`: whose table it is; `parts`: the editions of units below it that publish their own table, as they stood; `places`: the units whose own
    figures stand in this one. `ways`: code of an indicator -> how it was
    published (`Disclosure`). `left_out`: codes of indicators that could not be published without telling a small count. `digest` is over what
    is shown. `current` marks the latest; withdrawn ones stay, with day and reason, and are reckoned with as long as somebody may hold a copy.
    """

    root = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    period = models.ForeignKey(PeriodRow, models.PROTECT, related_name="publications", verbose_name=_("kỳ"))
    revision = models.PositiveSmallIntegerField(_("lần công bố"), default=1)
    current = models.BooleanField(_("bản hiện hành"), default=True)
    reason = models.CharField(_("lý do đính chính"), max_length=300, blank=True)
    released_on = models.DateField(_("ngày công bố"))
    expected = models.PositiveIntegerField(_("phải gửi"), default=0)
    filed = models.PositiveIntegerField(_("đã gửi"), default=0)
    places = models.JSONField(_("đơn vị có số liệu"), default=list)
    ways = models.JSONField(_("cách công bố từng chỉ tiêu"), default=dict)
    left_out = models.JSONField(_("chỉ tiêu không công bố"), default=list)
    parts = models.ManyToManyField("self", symmetrical=False, related_name="+", verbose_name=_("gồm các bản công bố"))
    digest = models.CharField(_("mã băm"), max_length=64)
    withdrawn_on = models.DateField(_("ngày rút"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("lý do rút"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("lần công bố số liệu")
        verbose_name_plural = _("lần công bố số liệu")
        ordering = ("-period__last_day", "root_id", "-revision")
        constraints = (
            models.UniqueConstraint(fields=("root", "period", "revision"), name="publication_once"),
            models.UniqueConstraint(fields=("root", "period"), condition=Q(current=True), name="publication_one_current"),
        )

    def __str__(self) -> str:
        return f"{self.root_id} {self.period_id} r{self.revision}"


class PublishedCell(models.Model):
    """One figure of a publication. `count` is the exact one it stands on, shown to nobody; `public` what is shown, empty where `mark` says why not.

    `whole`: the unit with all below it; otherwise its own offices. `since`: the cell of an earlier edition that this one still stands as.
    `word`: the word of its source that stands beside a number that is told (`reports.qualifying`).
    """

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="cells", verbose_name=_("lần công bố"), db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"), db_index=False)
    whole = models.BooleanField(_("gồm cả cấp dưới"), default=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("chỉ tiêu"), db_index=False)
    count = models.BigIntegerField(_("số chính xác"))
    public = models.BigIntegerField(_("số công bố"), null=True)
    mark = models.CharField(_("dấu"), max_length=6, blank=True)
    word = models.CharField(_("mức độ"), max_length=5, choices=Qualifier, default=Qualifier.EXACT, blank=True)
    since = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("giữ nguyên từ"), db_index=False)

    class Meta:
        verbose_name = _("số công bố")
        verbose_name_plural = _("số công bố")
        constraints = (
            models.UniqueConstraint(fields=("publication", "indicator", "unit", "whole"), name="published_cell_once"),
            models.CheckConstraint(
                condition=Q(mark="", public__isnull=False) | ~Q(mark="") & Q(public__isnull=True), name="published_or_not"
            ),
            models.CheckConstraint(condition=Q(word="") | Q(mark=""), name="published_word_of_number"),
        )
        indexes = (
            models.Index(fields=("unit", "publication"), name="published_by_unit"),
            models.Index(fields=("indicator", "publication"), condition=~Q(mark=""), name="published_hidden"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.indicator_id}: {self.mark or self.public}"
