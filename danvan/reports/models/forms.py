"""Report templates as data: who files what, how often, by when; and their headings. A form that was published is never changed: it gets a new version."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.reports.models.indicators import Indicator
from danvan.reports.spoken import spoken
from danvan.units.models import Body, Unit


class Frequency(models.TextChoices):
    """For which kinds of period a form is filed; the kinds of `lib.periods`."""

    MONTH = "month", _("tháng")
    QUARTER = "quarter", _("quý")
    HALF = "half", _("6 tháng")
    NINE = "nine", _("9 tháng")
    YEAR = "year", _("năm")
    SPAN = "span", _("nhiều năm (tròn năm)")
    TERM = "term", _("nhiệm kỳ (từ ngày đến ngày)")
    DAYS = "days", _("chuyên đề, đột xuất")


def every_frequency() -> list[str]:
    """All of them: what a form asks of which nobody said how often."""
    return list(Frequency.values)


class FormState(models.TextChoices):
    DRAFT = "draft", _("đang soạn")
    PUBLISHED = "published", _("đang dùng")
    RETIRED = "retired", _("thôi dùng")


class Regime(models.TextChoices):
    """Whose reporting it is; it decides who issues the paper and in which layout."""

    PARTY = "party", _("của Đảng")
    STATE = "state", _("của Nhà nước")
    OWN = "own", _("riêng của cơ quan")


class FormQuerySet(models.QuerySet["Form"]):
    """The vocabulary of forms."""

    def published(self) -> Self:
        """Those in use."""
        return self.filter(state=FormState.PUBLISHED)

    def newest(self, code: str) -> "Form | None":
        """The version of a form in use; else the last that was; a draft is nobody's form yet."""
        known = self.filter(code=code).exclude(state=FormState.DRAFT)
        return known.filter(state=FormState.PUBLISHED).first() or known.order_by("-version").first()


class Comparison(models.TextChoices):
    """A column of a table beside the figures of the period, in the order in which they stand."""

    BEFORE = "before", _("kỳ trước")
    YEAR = "year", _("cùng kỳ năm trước")
    SUM = "sum", _("lũy kế từ đầu năm")
    AGAINST_BEFORE = "against_before", _("tăng, giảm so với kỳ trước (%)")
    AGAINST_YEAR = "against_year", _("tăng, giảm so với cùng kỳ năm trước (%)")


class Form(models.Model):
    """One version of a report template: which headings and indicators, who files, how often, when it is due.

    `levels` lists the levels of unit that file; `due` gives for each a rule of `reports.due` by kind of period, "" for every other kind.
    `units` (our keys) narrows who files to these and whoever stands above them; empty: every unit of the levels.
    `first_day` is the day of the month on which its periods begin: 1 for calendar periods, 15 where figures are closed on the 14th.
    `comparisons` are the columns of the annex (`Comparison`) beside the figures of the period.
    `consolidator` is the kind of body that receives and sums up. `owner` empty = national; else the form of one office, for the units below it.
    """

    code = models.CharField(_("mã"), max_length=24)
    version = models.PositiveSmallIntegerField(_("bản"), default=1)
    state = models.CharField(_("trạng thái"), max_length=9, choices=FormState, default=FormState.PUBLISHED)
    name = models.CharField(_("tên"), max_length=160)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=160, blank=True)
    name_ru = models.CharField(_("tên tiếng Nga"), max_length=160, blank=True)
    title = models.CharField(_("tên loại và trích yếu"), max_length=200)
    regime = models.CharField(_("chế độ báo cáo"), max_length=5, choices=Regime, default=Regime.PARTY)
    basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    levels = models.JSONField(_("cấp lập báo cáo"), default=list)
    frequencies = models.JSONField(_("kỳ báo cáo"), default=every_frequency)
    units = models.JSONField(_("chỉ các đơn vị"), default=list, blank=True)
    first_day = models.PositiveSmallIntegerField(_("ngày bắt đầu kỳ"), default=1)
    due = models.JSONField(_("hạn nộp"), default=dict)
    consolidator = models.CharField(_("cơ quan tổng hợp"), max_length=24, choices=Body.Kind, blank=True)
    indicators = models.ManyToManyField(Indicator, through="FormLine", related_name="forms", verbose_name=_("chỉ tiêu"))
    comparisons = models.JSONField(_("cột so sánh ở phụ lục"), default=list, blank=True)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("của cơ quan ở"))
    local = models.BooleanField(_("cơ quan đã sửa"), default=False)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("ban hành lúc"), null=True, blank=True)
    retired_at = models.DateTimeField(_("thôi dùng lúc"), null=True, blank=True)

    objects = FormQuerySet.as_manager()

    class Meta:
        verbose_name = _("mẫu báo cáo")
        verbose_name_plural = _("mẫu báo cáo")
        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="form_one_version"),
            models.UniqueConstraint(fields=("code",), condition=Q(state="published"), name="form_one_in_use"),
            models.UniqueConstraint(fields=("code",), condition=Q(state="draft"), name="form_one_draft"),
            models.CheckConstraint(condition=Q(first_day__gte=1, first_day__lte=28), name="form_first_day"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """What the form is called in the reader's language."""
        return spoken(self, "name")


class Display(models.TextChoices):
    """How the figures under a heading are written."""

    AUTO = "", _("tự chọn theo số chỉ tiêu")
    SENTENCE = "sentence", _("câu")
    TABLE = "table", _("bảng")


class Heading(models.Model):
    """One heading of the words part, with guidance. The indicators whose figures stand under it are its `lines`, `comparisons` the columns beside them."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="headings", verbose_name=_("mẫu"))
    code = models.CharField(_("mã"), max_length=12)
    number = models.CharField(_("đánh số"), max_length=8)
    title = models.CharField(_("đề mục"), max_length=200)
    title_en = models.CharField(_("đề mục tiếng Anh"), max_length=200, blank=True)
    title_ru = models.CharField(_("đề mục tiếng Nga"), max_length=200, blank=True)
    guidance = models.CharField(_("hướng dẫn"), max_length=300, blank=True)
    guidance_en = models.CharField(_("hướng dẫn tiếng Anh"), max_length=300, blank=True)
    guidance_ru = models.CharField(_("hướng dẫn tiếng Nga"), max_length=300, blank=True)
    display = models.CharField(_("số liệu viết thành"), max_length=8, choices=Display, blank=True)
    comparisons = models.JSONField(_("cột so sánh"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    takes_text = models.BooleanField(_("có lời văn"), default=True)

    class Meta:
        verbose_name = _("đề mục")
        verbose_name_plural = _("đề mục")
        ordering = ("form", "position")
        constraints = (models.UniqueConstraint(fields=("form", "code"), name="heading_one_code"),)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def label(self) -> str:
        """Number and title in the reader's language; a heading may go without a number."""
        title = spoken(self, "title")
        return f"{self.number}. {title}" if self.number else title

    @property
    def asks(self) -> str:
        """The guidance in the reader's language."""
        return spoken(self, "guidance")


class FormLine(models.Model):
    """An indicator on a form, under a heading or, without one, in the annex only. `position` orders those of one heading."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="lines", verbose_name=_("mẫu"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("chỉ tiêu"))
    heading = models.ForeignKey(Heading, models.CASCADE, null=True, blank=True, related_name="lines", verbose_name=_("đề mục"))
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("dòng của mẫu")
        verbose_name_plural = _("dòng của mẫu")
        ordering = ("form", "position", "indicator")
        constraints = (models.UniqueConstraint(fields=("form", "indicator"), name="formline_one"),)

    def __str__(self) -> str:
        return f"{self.form_id}: {self.indicator_id}"
