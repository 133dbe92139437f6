"""What must hold between figures, and the sentences that explain why a figure is as it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.reports.models.indicators import Indicator
from danvan.reports.models.reports import Report
from danvan.units.models import Unit


class RelationSign(models.TextChoices):
    """How the sum of the left indicators stands to that of the right (values: `checks.Sign`)."""

    EQUAL = "equal", _("bằng")
    AT_MOST = "at_most", _("không lớn hơn")
    NEEDS = "needs", _("có thì phải có")


class Relation(models.Model):
    """A relation that figures of one report must keep: C27 + C28 equal C25; A3 needs A4; K9 at most 100. Indicators by code, as the book names them.

    `owner` empty = for everybody; else of one office, for its reports and those of all below it. `local`: an office changed it, as of an indicator.
    """

    code = models.CharField(_("mã"), max_length=24, unique=True)
    left = models.JSONField(_("vế trái"))
    sign = models.CharField(_("quan hệ"), max_length=8, choices=RelationSign)
    right = models.JSONField(_("vế phải"))
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("của cơ quan ở"))
    local = models.BooleanField(_("cơ quan đã sửa"), default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")), name="relation_dates"
            ),
        )
        verbose_name = _("quan hệ số liệu")
        verbose_name_plural = _("quan hệ số liệu")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{' + '.join(self.left)} {self.get_sign_display()} {' + '.join(self.right)}"


class Answer(models.Model):
    """The sentence that was given to a check's question about one figure, and the numbers it was about.

    It answers as long as the question is about the same numbers (`basis`); when one changes, the question is open anew.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="answers", verbose_name=_("báo cáo"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("chỉ tiêu"), db_index=False)
    check_code = models.CharField(_("phép kiểm tra"), max_length=40)
    basis = models.JSONField(_("số được hỏi"))
    asked = models.TextField(_("câu hỏi"))
    text = models.TextField(_("giải trình"))
    by_label = models.CharField(_("ai"), max_length=200)
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("giải trình số liệu")
        verbose_name_plural = _("giải trình số liệu")
        constraints = (models.UniqueConstraint(fields=("report", "indicator", "check_code"), name="answer_one"),)

    def __str__(self) -> str:
        return self.text[:60]
