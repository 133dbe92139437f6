"""What changed after it was received: asked for, filed as a new revision, and answered by every level above. Nothing silent."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.files.models import File
from danvan.reports.models.forms import Heading
from danvan.reports.models.reports import Report, Submission
from danvan.units.models import Unit


class CorrectionRequest(models.Model):
    """A unit asks the receiver to open its report again, whole: why, and what is to be changed. The receiver opens it or says why not."""

    class State(models.TextChoices):
        ASKED = "asked", _("chờ nơi nhận quyết định")
        OPENED = "opened", _("đã mở lại để sửa")
        REFUSED = "refused", _("không mở lại")

    report = models.ForeignKey(Report, models.CASCADE, related_name="correction_requests", verbose_name=_("báo cáo"))
    reason = models.TextField(_("lý do"))
    what = models.TextField(_("nội dung cần sửa"))
    at = models.DateTimeField(_("lúc"))
    by_label = models.CharField(_("ai"), max_length=200)
    state = models.CharField(_("trạng thái"), max_length=7, choices=State, default=State.ASKED)
    answer = models.TextField(_("trả lời"), blank=True)
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)
    decided_by = models.CharField(_("ai quyết định"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("đề nghị sửa báo cáo")
        verbose_name_plural = _("đề nghị sửa báo cáo")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("report",), condition=Q(state="asked"), name="correction_request_one_open"),)

    def __str__(self) -> str:
        return f"#{self.report_id}: {self.state}"


class Rewording(models.Model):
    """Words under a heading of a received report that were corrected: old, new, why, on what evidence, in which submission. Only ever added."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="rewordings", verbose_name=_("báo cáo"))
    heading = models.ForeignKey(Heading, models.PROTECT, related_name="+", verbose_name=_("đề mục"))
    old = models.TextField(_("cũ"), blank=True)
    new = models.TextField(_("mới"), blank=True)
    reason = models.TextField(_("lý do"))
    evidence = models.TextField(_("căn cứ"))
    number = models.PositiveSmallIntegerField(_("ở lần gửi"))
    at = models.DateTimeField(_("lúc"))
    by_label = models.CharField(_("ai"), max_length=200)

    class Meta:
        verbose_name = _("lần sửa lời văn")
        verbose_name_plural = _("lần sửa lời văn")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("report", "heading", "number"), name="rewording_once"),)

    def __str__(self) -> str:
        return f"#{self.report_id} r{self.number}: {self.heading_id}"


class CorrectionFile(models.Model):
    """A document on which a correction stands, as a file. It stays with the submission that the correction made."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="files", verbose_name=_("lần gửi báo cáo"))
    file = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name=_("tệp"))

    class Meta:
        verbose_name = _("tệp căn cứ của đính chính")
        verbose_name_plural = _("tệp căn cứ của đính chính")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("submission", "file"), name="correction_file_once"),)

    def __str__(self) -> str:
        return str(self.file)


class Correction(models.Model):
    """A submission that changed figures which levels above may already have reported. Its cells are the `Revision` rows of that revision.

    Of the kind `map` a change of the map entered after a level had reported: `report` is that level's own, which says other totals than there are now.
    """

    class Kind(models.TextChoices):
        CORRECTED = "corrected", _("đính chính báo cáo đã nhận")
        RETURNED = "returned", _("gửi lại sau khi bị trả lại")
        LATE = "late", _("gửi lần đầu, sau báo cáo của cấp trên")
        MAP = "map", _("địa giới thay đổi sau khi đã báo cáo")

    report = models.ForeignKey(Report, models.CASCADE, related_name="corrections", verbose_name=_("báo cáo"))
    revision = models.PositiveSmallIntegerField(_("lần gửi"))
    kind = models.CharField(_("loại"), max_length=9, choices=Kind)
    reason = models.TextField(_("lý do"), blank=True)
    at = models.DateTimeField(_("lúc"))
    by_label = models.CharField(_("ai"), max_length=200)

    class Meta:
        verbose_name = _("lần đính chính")
        verbose_name_plural = _("lần đính chính")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("report", "revision"), condition=~Q(kind="map"), name="correction_one"),)

    def __str__(self) -> str:
        return f"#{self.report_id} r{self.revision}"


class Takeover(models.Model):
    """What a correction changes in one level above, and what that level did: took it over in a new revision of its own report, or said why not.

    One for each report of the level that says the changed figure: another form may ask for it too. So may one of the very unit (`beside`), also on
    another period (`bound`): then the cells hold what it says and what the other periods come to, and it is corrected or explained, not taken over.

    `cells` holds for each changed indicator the level's total before and after, with the words beside them if they have any; at whoever receives the
    report also what was said otherwise: another source of a figure, the words of a heading (`selectors.corrections`).
    `live`: the level had submitted nothing yet, so the new figures are simply in what it will submit.
    """

    class State(models.TextChoices):
        LIVE = "live", _("đã vào tổng, báo cáo cấp này chưa gửi")
        WAITING = "waiting", _("chờ tiếp nhận hoặc giải trình")
        TAKEN = "taken", _("đã tiếp nhận vào báo cáo")
        EXPLAINED = "explained", _("không tiếp nhận, đã giải trình")

    correction = models.ForeignKey(Correction, models.CASCADE, related_name="takeovers", verbose_name=_("lần đính chính"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("cấp trên"))
    report = models.ForeignKey(
        Report, models.CASCADE, null=True, blank=True, related_name="takeovers", verbose_name=_("báo cáo của cấp trên")
    )
    cells = models.JSONField(_("thay đổi"), default=list)
    state = models.CharField(_("trạng thái"), max_length=9, choices=State)
    revision = models.PositiveSmallIntegerField(_("vào lần gửi"), null=True, blank=True)
    sentence = models.TextField(_("giải trình"), blank=True)
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)
    by_label = models.CharField(_("ai"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("tiếp nhận đính chính")
        verbose_name_plural = _("tiếp nhận đính chính")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("correction", "unit"), condition=Q(report__isnull=True), name="takeover_one"),
            models.UniqueConstraint(fields=("correction", "report"), condition=Q(report__isnull=False), name="takeover_of_report"),
            models.CheckConstraint(condition=~Q(state="explained") | ~Q(sentence=""), name="takeover_explained_says_why"),
            models.CheckConstraint(condition=~Q(state="taken") | Q(revision__isnull=False), name="takeover_taken_has_revision"),
        )
        indexes = (models.Index(fields=("unit", "state"), name="takeover_by_unit"),)

    def __str__(self) -> str:
        return f"#{self.correction_id}/{self.unit_id}: {self.state}"

    @property
    def beside(self) -> bool:
        """Is it a change in the unit's own report on another form, or period, which says the same figure?"""
        told = self.correction
        return told.report.unit_id == self.unit_id and told.kind != Correction.Kind.MAP

    @property
    def bound(self) -> bool:
        """Does a report of another period say what its figures allow no more?"""
        return self.report is not None and self.report.period_id != self.correction.report.period_id
