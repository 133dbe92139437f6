"""One petition: what was brought, where it lies, how far it is. Who sent it stands apart, in `Sender`."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danvan.lib.labels import Labelled
from danvan.units.models import Post, Unit


class Channel(models.TextChoices):
    WEB = "web", _("trực tuyến")
    DESK = "desk", _("trực tiếp")
    MAIL = "mail", _("bưu điện")
    PHONE = "phone", _("điện thoại")
    REFERRED = "referred", _("cơ quan khác chuyển đến")


class PetitionKind(models.TextChoices):
    """Classification (Circular 05/2021, Art. 6). Empty until an officer decides. `rules.matter_of` says whose limits hold."""

    COMPLAINT = "complaint", _("khiếu nại lần đầu")
    COMPLAINT_SECOND = "complaint_second", _("khiếu nại lần hai")
    COMPLAINT_DISCIPLINE = "complaint_discipline", _("khiếu nại quyết định kỷ luật")
    DENUNCIATION = "denunciation", _("tố cáo")
    DENUNCIATION_REPEAT = "denunciation_repeat", _("tố cáo tiếp")
    DENUNCIATION_INFO = "denunciation_info", _("thông tin có nội dung tố cáo")
    RECOMMENDATION = "recommendation", _("kiến nghị, phản ánh")
    REGULATION_FEEDBACK = "regulation_feedback", _("phản ánh, kiến nghị về quy định hành chính")


COMPLAINTS = (PetitionKind.COMPLAINT, PetitionKind.COMPLAINT_SECOND, PetitionKind.COMPLAINT_DISCIPLINE)
DENUNCIATIONS = (PetitionKind.DENUNCIATION, PetitionKind.DENUNCIATION_REPEAT)
RECOMMENDATIONS = (PetitionKind.RECOMMENDATION, PetitionKind.REGULATION_FEEDBACK)
# What may tell who denounced: closed to readers, lists and searches (L25/2018 Ch. VI).
PROTECTED_KINDS = (*DENUNCIATIONS, PetitionKind.DENUNCIATION_INFO)


class State(models.TextChoices):
    """How far a petition is. What may follow what stands in `rules.ACTS`."""

    RECEIVED = "received", _("đã nhận")
    REGISTERED = "registered", _("đã vào sổ")
    CLASSIFIED = "classified", _("đã phân loại")
    ACCEPTED = "accepted", _("đang giải quyết")
    VERIFYING = "verifying", _("đang xác minh")
    VERIFIED = "verified", _("đã có kết quả xác minh")
    REVIEW = "review", _("đang xem lại")
    ANSWERED = "answered", _("đã trả lời")
    GUIDED = "guided", _("đã hướng dẫn")
    RETURNED = "returned", _("đã trả đơn")
    TRANSFERRED = "transferred", _("đã chuyển cơ quan khác")
    FILED = "filed", _("lưu đơn")
    WITHDRAWN = "withdrawn", _("đã rút")
    SUSPENDED = "suspended", _("đã đình chỉ")
    SPLIT = "split", _("đã tách thành các đơn")


class Topic(models.TextChoices):
    """Twelve matters a person can recognise, and one more."""

    LAND = "land", _("đất đai, bồi thường, tái định cư")
    ROADS = "roads", _("đường sá, cầu cống")
    WATER = "water", _("nước sạch, thoát nước")
    ELECTRICITY = "electricity", _("điện, chiếu sáng, viễn thông")
    ENVIRONMENT = "environment", _("môi trường, rác thải")
    ORDER = "order", _("an ninh, trật tự, tiếng ồn")
    BUILDING = "building", _("xây dựng, nhà ở")
    HEALTH = "health", _("y tế, bảo hiểm")
    SCHOOL = "school", _("trường học")
    WELFARE = "welfare", _("chính sách, an sinh xã hội")
    SERVICE = "service", _("thủ tục, thái độ phục vụ")
    CONTRIBUTIONS = "contributions", _("các khoản đóng góp, quỹ")
    OTHER = "other", _("việc khác")


class MayPublish(models.TextChoices):
    YES = "yes", _("được công khai sau khi bỏ tên")
    NO = "no", _("không công khai")
    ASK = "ask", _("hỏi lại tôi trước")


class Verdict(models.TextChoices):
    """What the people said of the answer; empty while they said nothing."""

    HELPED = "helped", _("đã giúp được việc")
    DISAGREED = "disagreed", _("chưa đồng ý")


class NotifyBy(models.TextChoices):
    """How the sender wishes to hear that there is news; empty = they look it up with the code."""

    MAIL = "mail", _("thư điện tử")
    SMS = "sms", _("tin nhắn")


OPEN_STATES = (
    *(State.RECEIVED, State.REGISTERED, State.CLASSIFIED),
    *(State.ACCEPTED, State.VERIFYING, State.VERIFIED, State.REVIEW),
)


# How a state is coloured in lists, beside its words.
TONES: dict[str, str] = {State.RECEIVED: "accent", State.ACCEPTED: "info", State.ANSWERED: "success"}


class PetitionQuerySet(models.QuerySet["Petition"]):
    """The vocabulary of worklists and figures. Days are days in Viet Nam, ends included."""

    def open(self) -> Self:
        """Not yet settled."""
        return self.filter(state__in=OPEN_STATES)

    def owed(self) -> Self:
        """Something is still to be done: not settled, or settled with a duty of the law still running (to send, to publish)."""
        return self.filter(owed=True)

    def overdue(self, on: date) -> Self:
        """Something of it should have been done before the day."""
        return self.owed().filter(due_on__lt=on)


class Petition(Labelled, models.Model):
    """What a person brought.

    `reference` is public (KN26-00123); the secret code is kept only as a keyed hash. `submission` makes a repeated request find the first.
    `due_on` repeats the earliest due date of its running clocks, for lists (empty while it is paused or where no limit runs); the service that
    moves clocks keeps it. `owed` = not settled, or a duty after the settling still runs. `previous` is what it goes on from: the first instance of a
    second complaint, the denunciation that was repeated. `state`, `kind`, the book line and the checks repeat those of the latest `Stay`;
    only a letter that a denunciation was split from is itself of that kind, so that nobody reads there what is closed in the part.
    """

    reference = models.CharField(_("mã đơn"), max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    submission = models.UUIDField(unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="petitions", verbose_name=_("nơi giải quyết"), db_index=False)
    place = models.CharField(_("nơi xảy ra"), max_length=200, blank=True)
    channel = models.CharField(_("nguồn đến"), max_length=10, choices=Channel)
    topic = models.CharField(_("việc"), max_length=14, choices=Topic)
    title = models.CharField(_("tóm tắt"), max_length=160)
    text = models.TextField(_("nội dung"))
    folded = models.TextField(editable=False, blank=True)
    people = models.PositiveIntegerField(_("số người"), default=1)
    may_publish = models.CharField(_("công khai"), max_length=4, choices=MayPublish, default=MayPublish.NO)
    letter_on = models.DateField(_("ngày viết đơn"), null=True, blank=True)

    kind = models.CharField(_("loại đơn"), max_length=24, choices=PetitionKind, blank=True)
    state = models.CharField(_("trạng thái"), max_length=12, choices=State, default=State.RECEIVED)
    eligible = models.BooleanField(_("đủ điều kiện xử lý"), null=True, blank=True)
    within_authority = models.BooleanField(_("thuộc thẩm quyền"), null=True, blank=True)
    remote = models.BooleanField(_("vùng sâu, vùng xa đi lại khó khăn"), default=False)
    remote_reason = models.CharField(_("lý do áp dụng"), max_length=200, blank=True)
    ground = models.CharField(_("căn cứ"), max_length=40, blank=True)
    sent_to = models.CharField(_("chuyển đến"), max_length=160, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("tách từ đơn"))
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="following", verbose_name=_("tiếp theo đơn"))
    bundle = models.ForeignKey(
        "petitions.Bundle", models.PROTECT, null=True, blank=True, related_name="petitions", verbose_name=_("vụ việc chung")
    )
    holder = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người đang giữ"))
    entered_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người nhập hộ"))
    book_number = models.PositiveIntegerField(_("số vào sổ"), null=True, blank=True)
    book_year = models.PositiveSmallIntegerField(_("sổ năm"), null=True, blank=True)

    received_at = models.DateTimeField(_("nhận lúc"))
    received_on = models.DateField(_("ngày nhận"))
    registered_on = models.DateField(_("ngày vào sổ"), null=True, blank=True)
    accepted_on = models.DateField(_("ngày thụ lý"), null=True, blank=True)
    answered_on = models.DateField(_("ngày trả lời"), null=True, blank=True)
    closed_on = models.DateField(_("ngày kết thúc"), null=True, blank=True)
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    owed = models.BooleanField(_("còn việc phải làm"), default=True)
    archived_on = models.DateField(_("ngày lưu hồ sơ"), null=True, blank=True)
    known_on = models.DateField(_("ngày nhận hoặc biết quyết định, hành vi"), null=True, blank=True)
    verdict = models.CharField(_("ý kiến người gửi"), max_length=9, choices=Verdict, blank=True)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn")
        verbose_name_plural = _("đơn")
        ordering = ("due_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("unit", "book_year", "book_number"), name="petition_one_book_line"),
            models.CheckConstraint(condition=Q(people__gte=1), name="petition_some_people"),
        )
        indexes = (
            # Worklists read only what is owed: the index holds nothing else, so it does not grow with what was settled.
            models.Index(fields=("unit", "due_on", "id"), name="petition_worklist", condition=Q(owed=True)),
            models.Index(fields=("due_on", "id"), name="petition_due", condition=Q(owed=True)),
            models.Index(fields=("unit", "state", "due_on", "id"), name="petition_unit_state", condition=Q(owed=True)),
            models.Index(fields=("holder", "due_on", "id"), name="petition_holder", condition=Q(owed=True)),
            models.Index(fields=("unit", "state", "received_on", "id"), name="petition_state"),
            models.Index(fields=("unit", "received_on"), name="petition_received"),
            models.Index(fields=("unit", "id"), name="petition_arrival"),
            # For lists over the whole country: what is owed by kind or state, what is settled by state or by the sender's word.
            models.Index(fields=("kind", "due_on", "id"), name="petition_kind", condition=Q(owed=True)),
            models.Index(fields=("state", "due_on", "id"), name="petition_state_due", condition=Q(owed=True)),
            models.Index(fields=("state", "received_on", "id"), name="petition_newest"),
            models.Index(fields=("verdict", "received_on", "id"), name="petition_verdict", condition=~Q(verdict="")),
            # What an officer's first page shows of the own unit: who did not agree lately.
            models.Index(fields=("unit", "answered_on", "id"), name="petition_disagreed", condition=Q(verdict="disagreed")),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.list_title}"

    def get_absolute_url(self) -> str:
        """The officer's page of this petition."""
        return reverse("petitions:detail", args=(self.pk,))

    @property
    def list_title(self) -> str:
        """What lists show: the summary, but of a denunciation only that it is one."""
        return str(_("Tố cáo, nội dung được bảo vệ")) if self.is_protected else self.title

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return TONES.get(self.state, "neutral")

    @property
    def is_protected(self) -> bool:
        """Does it hold a denunciation? Then its text is closed, and nobody is named."""
        return self.kind in PROTECTED_KINDS

    @property
    def hides_sender(self) -> bool:
        """Would its sender tell who denounced: is it a denunciation, or cut from a letter that holds one?"""
        return self.is_protected or (self.parent is not None and self.parent.is_protected)


class Sender(models.Model):
    """Who brought it and how to reach them. Apart from the petition so that lists, figures and exports never touch it.
    Emptied when `purge_on` comes.

    No picture of an identity paper, no birth date, nothing about religion, ethnicity or opinion.
    """

    petition = models.OneToOneField(Petition, models.CASCADE, related_name="sender", verbose_name=_("đơn"))
    name = models.CharField(_("họ và tên"), max_length=120, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=200, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    representatives = models.TextField(_("người đại diện"), blank=True)
    mail = models.EmailField(_("thư điện tử"), blank=True)
    notify_by = models.CharField(_("báo tin qua"), max_length=4, choices=NotifyBy, blank=True)
    language = models.CharField(_("ngôn ngữ báo tin"), max_length=5, default="vi")
    purge_on = models.DateField(_("xóa vào ngày"))
    purged_at = models.DateTimeField(_("đã xóa lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("người gửi")
        verbose_name_plural = _("người gửi")
        indexes = (models.Index(fields=("purge_on",), name="sender_purge"),)

    def __str__(self) -> str:
        return f"#{self.petition_id}"


class Counter(models.Model):
    """The last number given out in a series (references of a year; a unit's book of a year). Locked while the next is taken."""

    series = models.CharField(max_length=40, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("bộ đếm")
        verbose_name_plural = _("bộ đếm")

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"
