"""The outbox and its ledger: what is to be told to whom, and what became of each attempt to say it."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.notices.kinds import Kind


class Channel(models.TextChoices):
    """How a notice travels. The console is the operator's own: it prints."""

    MAIL = "mail", _("thư điện tử")
    SMS = "sms", _("tin nhắn")
    WEBHOOK = "webhook", _("phần mềm khác")
    CONSOLE = "console", _("màn hình máy chủ")


class State(models.TextChoices):
    """How far a notice is. `failed`: given up; an officer may send it again."""

    QUEUED = "queued", _("chờ gửi")
    SENDING = "sending", _("đang gửi")
    SENT = "sent", _("đã gửi")
    FAILED = "failed", _("không gửi được")
    CANCELLED = "cancelled", _("đã hủy")


class Reason(models.TextChoices):
    """Why an attempt failed: a closed list, so that a ledger never repeats what another machine wrote (it may hold the address)."""

    NO_CHANNEL = "no_channel", _("không có kênh gửi")
    BAD_ADDRESS = "bad_address", _("địa chỉ không nhận được")
    NOT_ALLOWED = "not_allowed", _("địa chỉ mạng không được phép")
    REDIRECTED = "redirected", _("máy nhận chuyển sang địa chỉ khác")
    REFUSED = "refused", _("máy nhận từ chối")
    SIGN_IN = "sign_in", _("không đăng nhập được máy gửi")
    UNTRUSTED = "untrusted", _("chứng thư của máy nhận không hợp lệ")
    UNREACHABLE = "unreachable", _("không kết nối được")
    TIMEOUT = "timeout", _("máy nhận không trả lời kịp")
    LATER = "later", _("máy nhận báo bận, xin thử lại")
    INTERRUPTED = "interrupted", _("bị ngắt khi đang gửi")
    ERROR = "error", _("lỗi của hệ thống")


OPEN_STATES = (State.QUEUED, State.SENDING)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """The vocabulary of the outbox."""

    def due(self, now: datetime) -> Self:
        """What a sender may take now: queued and its time has come, or taken by a sender that did not come back."""
        return self.filter(next_at__lte=now)

    def about(self, thing: models.Model) -> Self:
        """Notices about one thing."""
        return self.filter(about_kind=thing._meta.label_lower, about_id=thing.pk)

    def to_forget(self, now: datetime) -> Self:
        """Ended so long ago that the address has to go."""
        return self.filter(forget_at__lte=now)


class Notice(models.Model):
    """One message out. It holds no text: the kind and its params make the text when it is sent.

    `to` is personal and emptied at `forget_at`, some days after the end. `next_at` is when a sender may take it: while one is sending, the end
    of its lease; empty when it has ended.
    `number` travels with it, so that a receiver who gets it twice after a crash can tell.
    """

    number = models.UUIDField(_("số hiệu"), default=uuid4, unique=True)
    key = models.CharField(_("khóa chống gửi trùng"), max_length=120, blank=True)
    kind = models.CharField(_("loại"), max_length=20, choices=Kind.choices)
    channel = models.CharField(_("kênh"), max_length=10, choices=Channel.choices)
    to = models.CharField(_("gửi tới"), max_length=500, blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=5, choices=[("vi", "Tiếng Việt"), ("en", "English"), ("ru", "Русский")])
    params = models.JSONField(_("số liệu trong tin"), default=dict)
    about_kind = models.CharField(_("loại đối tượng"), max_length=60, blank=True)
    about_id = models.BigIntegerField(_("đối tượng"), null=True)
    unit_id = models.BigIntegerField(_("đơn vị"), null=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(_("số lần đã thử"), default=0)
    next_at = models.DateTimeField(_("thử tiếp lúc"), null=True)
    reason = models.CharField(_("lý do chưa gửi được"), max_length=12, choices=Reason.choices, blank=True)
    made_at = models.DateTimeField(_("lập lúc"))
    ended_at = models.DateTimeField(_("xong lúc"), null=True)
    forget_at = models.DateTimeField(_("xóa địa chỉ lúc"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("thông báo")
        verbose_name_plural = _("thông báo")
        constraints = (
            models.UniqueConstraint(fields=("key",), condition=~Q(key=""), name="notice_key_once"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, next_at__isnull=False, ended_at__isnull=True)
                | Q(next_at__isnull=True, ended_at__isnull=False) & ~Q(state__in=OPEN_STATES),
                name="notice_open_or_ended",
            ),
            # An address that is kept after the end has a day on which it goes.
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(to="", forget_at__isnull=True) | Q(forget_at__isnull=False) & ~Q(to=""),
                name="notice_address_goes",
            ),
        )
        indexes = (
            models.Index(fields=("next_at", "id"), condition=Q(next_at__isnull=False), name="notice_queue"),
            models.Index(fields=("about_kind", "about_id", "id"), name="notice_by_about"),
            models.Index(fields=("unit_id", "id"), name="notice_by_unit"),
            models.Index(fields=("state", "id"), name="notice_by_state"),
            models.Index(fields=("made_at", "unit_id"), name="notice_by_day"),
            models.Index(fields=("forget_at", "id"), condition=Q(forget_at__isnull=False), name="notice_to_forget"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def is_open(self) -> bool:
        """Still to be sent."""
        return self.state in OPEN_STATES


class Delivery(models.Model):
    """One attempt to send a notice: the ledger. `result` empty: under way. `detail` is a code (HTTP 503, SMTP 451), never a text from elsewhere."""

    class Result(models.TextChoices):
        SENT = "sent", _("đã gửi")
        FAILED = "failed", _("không gửi được")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries", verbose_name=_("thông báo"))
    started_at = models.DateTimeField(_("bắt đầu lúc"))
    ended_at = models.DateTimeField(_("xong lúc"), null=True)
    result = models.CharField(_("kết quả"), max_length=6, choices=Result.choices, blank=True)
    reason = models.CharField(_("lý do"), max_length=12, choices=Reason.choices, blank=True)
    detail = models.CharField(_("mã kỹ thuật"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("lần gửi thông báo")
        verbose_name_plural = _("lần gửi thông báo")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(result="failed") & ~Q(reason="") | ~Q(result="failed") & Q(reason=""), name="delivery_failed_has_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.result or '…'}"
