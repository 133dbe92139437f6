"""Keys of other software, how much each is used, and what each brought in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from danvan.petitions.models import Petition
from danvan.units.models import Post, Unit


class Scope(models.TextChoices):
    """What a key opens. What is public needs no key."""

    WRITE = "open311.write", _("gửi kiến nghị, phản ánh qua Open311 và theo dõi đơn mình đã gửi")
    PETITIONS = "petitions.read", _("đọc danh sách đơn của đơn vị và cấp dưới, không có người gửi và nội dung")


class ApiKey(models.Model):
    """One key of one piece of software. Only a hash of it is kept: the key itself is 256 random bits, shown once.

    `unit` bounds what it reads. A key is never deleted: what it brought in keeps pointing to it.
    """

    name = models.CharField(_("tên phần mềm"), max_length=80)
    owner = models.CharField(_("cơ quan, tổ chức sử dụng"), max_length=160)
    contact = models.CharField(_("liên hệ khi có sự cố"), max_length=160)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị cấp"))
    prefix = models.CharField(_("đầu khóa"), max_length=11, unique=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("được làm"), default=list)
    per_minute = models.PositiveSmallIntegerField(_("số lượt mỗi phút"), default=60)
    made_at = models.DateTimeField(_("cấp lúc"))
    made_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chức danh cấp"))
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("khóa API")
        verbose_name_plural = _("khóa API")
        ordering = ("-id",)
        indexes = (models.Index(fields=("unit", "id"), name="apikey_of_unit"),)
        constraints = (models.CheckConstraint(condition=models.Q(per_minute__gte=1), name="apikey_some_calls"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @property
    def scope_labels(self) -> list[str]:
        """What it opens, in words."""
        return [str(Scope(scope).label) for scope in self.scopes]


class Usage(models.Model):
    """How often a key was used in the minute of its last call. Apart from the key, so that counting never touches an audited row."""

    key = models.OneToOneField(ApiKey, models.CASCADE, related_name="usage", verbose_name=_("khóa API"))
    minute = models.DateTimeField(_("phút"))
    calls = models.PositiveIntegerField(_("số lượt trong phút"), default=0)
    last_at = models.DateTimeField(_("dùng lần cuối"), null=True, blank=True)

    class Meta:
        verbose_name = _("lượt dùng khóa")
        verbose_name_plural = _("lượt dùng khóa")

    def __str__(self) -> str:
        return f"{self.key_id}: {self.calls}"


class Intake(models.Model):
    """A petition that came in through a key: whoever brought it may ask how it stands.

    `digest` is a keyed hash of what was sent, so that an idempotency key used again for something else is noticed.
    """

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="intakes", verbose_name=_("khóa API"))
    petition = models.OneToOneField(Petition, models.CASCADE, related_name="+", verbose_name=_("đơn"))
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("đơn gửi qua phần mềm")
        verbose_name_plural = _("đơn gửi qua phần mềm")
        indexes = (models.Index(fields=("key", "petition"), name="intake_of_key"),)

    def __str__(self) -> str:
        return f"{self.key_id}: {self.petition_id}"
