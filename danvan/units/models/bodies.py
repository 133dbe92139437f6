"""Bodies in a unit, posts in a body, and who holds a post when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.units.models.territory import Dated, DatedQuerySet, Unit, ends_after_start


class Body(Dated):
    """An organisation in a unit. What it was called when stands in `BodyName`; `name` repeats today's."""

    class Kind(models.TextChoices):
        PARTY_COMMITTEE = "party_committee", _("Cấp ủy Đảng")
        COMMISSION = "commission", _("Ban làm công tác dân vận của Đảng")
        PEOPLES_COMMITTEE = "peoples_committee", _("Ủy ban nhân dân")
        PEOPLES_COUNCIL = "peoples_council", _("Hội đồng nhân dân")
        FRONT = "front", _("Mặt trận Tổ quốc")
        MEMBER_ORGANISATION = "member_organisation", _("Tổ chức thành viên của Mặt trận")
        RECEPTION = "reception", _("Ban, bộ phận tiếp công dân")
        OTHER = "other", _("Tổ chức khác")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bodies", verbose_name=_("đơn vị"))
    kind = models.CharField(_("loại"), max_length=24, choices=Kind)
    name = models.CharField(_("tên"), max_length=160)
    symbol = models.CharField(_("ký hiệu văn bản"), max_length=20, blank=True)

    objects = DatedQuerySet["Body"].as_manager()

    class Meta:
        verbose_name = _("cơ quan, tổ chức")
        verbose_name_plural = _("cơ quan, tổ chức")
        ordering = ("unit", "kind", "id")
        constraints = (ends_after_start("body_dates"),)

    def __str__(self) -> str:
        return self.name


class BodyName(Dated):
    """What a body was called from when to when (Ban Dân vận until January 2025, Ban Tuyên giáo và Dân vận since)."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="names", verbose_name=_("cơ quan"))
    name = models.CharField(_("tên"), max_length=160)
    symbol = models.CharField(_("ký hiệu văn bản"), max_length=20, blank=True)
    instrument = models.CharField(_("văn bản"), max_length=120, blank=True)

    objects = DatedQuerySet["BodyName"].as_manager()

    class Meta:
        verbose_name = _("tên cơ quan")
        verbose_name_plural = _("tên cơ quan")
        ordering = ("body", "valid_from")
        constraints = (models.UniqueConstraint(fields=("body", "valid_from"), name="bodyname_one_start"),)

    def __str__(self) -> str:
        return self.name


class Duty(models.TextChoices):
    """What a post may do, within its reach."""

    RECEIVE = "petitions.receive", _("tiếp nhận, vào sổ, phân loại đơn")
    HANDLE = "petitions.handle", _("giải quyết, soạn trả lời đơn")
    ANSWER = "petitions.answer", _("ký trả lời, gia hạn, công khai")
    FILE_REPORT = "reports.file", _("lập và gửi báo cáo")
    CONSOLIDATE = "reports.consolidate", _("nhận, trả lại, tổng hợp báo cáo")
    PUBLISH = "reports.publish", _("công bố, rút số liệu báo cáo")
    KEEP_BOOK = "reports.book", _("giữ sổ chỉ tiêu và mẫu báo cáo")
    ARRANGE_UNITS = "units.arrange", _("nhập thay đổi đơn vị, cơ quan, chức danh")
    KEEP_CALENDAR = "documents.keep", _("sửa thời hạn và lịch nghỉ")
    EDIT_PAPERS = "papers.edit", _("sửa biểu mẫu của cơ quan")
    KEEP_SEAL = "sealed.keep", _("giữ niêm phong danh tính")


class Post(Dated):
    """A chair in a body. Reach: only its own body's work, or its unit and all below."""

    class Reach(models.TextChoices):
        BODY = "body", _("cơ quan của mình")
        UNIT = "unit", _("đơn vị và cấp dưới")

    body = models.ForeignKey(Body, models.PROTECT, related_name="posts", verbose_name=_("cơ quan"))
    title = models.CharField(_("chức danh"), max_length=120)
    reach = models.CharField(_("phạm vi"), max_length=5, choices=Reach, default=Reach.UNIT)
    duties = models.JSONField(_("việc được làm"), default=list)

    objects = DatedQuerySet["Post"].as_manager()

    class Meta:
        verbose_name = _("chức danh")
        verbose_name_plural = _("chức danh")
        ordering = ("body", "id")
        constraints = (ends_after_start("post_dates"),)

    def __str__(self) -> str:
        return f"{self.title}, {self.body.name}"

    @property
    def duty_labels(self) -> list[str]:
        """What it may do, in words."""
        return [str(Duty(duty).label) for duty in self.duties]


class Holding(Dated):
    """Who holds a post, from when to when."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings", verbose_name=_("chức danh"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="holdings", verbose_name=_("người giữ"))

    objects = DatedQuerySet["Holding"].as_manager()

    class Meta:
        verbose_name = _("giữ chức danh")
        verbose_name_plural = _("giữ chức danh")
        ordering = ("-valid_from",)
        constraints = (
            ends_after_start("holding_dates"),
            models.UniqueConstraint(fields=("post", "user", "valid_from"), name="holding_one_start"),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.post}"
