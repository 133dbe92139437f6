"""What is added to a petition over its life: steps, answers, letters, attachments, the people's word."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.files.models import File
from danvan.petitions.models.petition import Petition, State, Verdict
from danvan.petitions.models.stays import Stay
from danvan.units.models import Post


class Step(models.Model):
    """One line of the timeline. `public_note` is what the sender reads; `note` is for officers.

    It belongs to a stay: the unit that handed a petition on goes on reading its own steps, not the next unit's.
    """

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="steps", verbose_name=_("đơn"))
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="steps", verbose_name=_("ở đơn vị"))
    at = models.DateTimeField(_("lúc"))
    act = models.CharField(_("việc"), max_length=20)
    state = models.CharField(_("trạng thái sau"), max_length=12, choices=State)
    by_label = models.CharField(_("ai"), max_length=200)
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chức danh"))
    note = models.TextField(_("ghi chú nội bộ"), blank=True)
    public_note = models.TextField(_("thông tin cho người gửi"), blank=True)
    is_public = models.BooleanField(_("người gửi thấy"), default=True)
    # Dates, grounds and numbers of the act, so that the line can be told in the reader's language.
    data = models.JSONField(_("chi tiết"), default=dict)

    class Meta:
        verbose_name = _("bước")
        verbose_name_plural = _("các bước")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.act} {self.at:%d/%m/%Y}"


class Answer(models.Model):
    """The office's answer, and the edited text that may be published. `public_text` names nobody."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="answers", verbose_name=_("đơn"))
    number = models.CharField(_("số văn bản"), max_length=40, blank=True)
    text = models.TextField(_("nội dung trả lời"))
    signed_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("người ký"))
    answered_on = models.DateField(_("ngày trả lời"))
    public_title = models.CharField(_("tiêu đề công khai"), max_length=160, blank=True)
    public_question = models.TextField(_("việc được nêu (đã bỏ tên)"), blank=True)
    public_text = models.TextField(_("trả lời (đã bỏ tên)"), blank=True)
    # The three public texts without accents, for the public's search; never of what the sender wrote.
    public_folded = models.TextField(editable=False, blank=True)
    published_on = models.DateField(_("ngày công khai"), null=True, blank=True)

    class Meta:
        verbose_name = _("trả lời")
        verbose_name_plural = _("trả lời")
        ordering = ("id",)
        indexes = (models.Index(fields=("published_on",), name="answer_published"),)

    def __str__(self) -> str:
        return f"{self.number or self.pk} {self.answered_on:%d/%m/%Y}"


class Message(models.Model):
    """One letter of the mailbox behind the secret code: the office asks, the person answers, with no account and no address.

    Whoever holds the code reads the whole of it, from the first letter on.
    """

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="messages", verbose_name=_("đơn"))
    from_office = models.BooleanField(_("của cơ quan"))
    text = models.TextField(_("nội dung"))
    at = models.DateTimeField(_("lúc"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chức danh"))
    read_at = models.DateTimeField(_("bên kia đọc lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("thư trao đổi")
        verbose_name_plural = _("thư trao đổi")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"#{self.petition_id} {self.at:%d/%m/%Y}"


class Attachment(models.Model):
    """A file of a petition, from the sender or from the office; with an answer or a letter of the mailbox, or by itself."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="attachments", verbose_name=_("đơn"))
    file = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name=_("tệp"))
    from_sender = models.BooleanField(_("của người gửi"), default=True)
    added_at = models.DateTimeField(_("thêm lúc"))
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("kèm trả lời"))
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("kèm thư trao đổi"))

    class Meta:
        verbose_name = _("tài liệu kèm")
        verbose_name_plural = _("tài liệu kèm")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.file.name


class Feedback(models.Model):
    """What the sender said of the answer. Kept whole; the petition repeats the latest verdict."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="feedback", verbose_name=_("đơn"))
    verdict = models.CharField(_("ý kiến"), max_length=9, choices=Verdict)
    text = models.TextField(_("nói thêm"), blank=True)
    served = models.PositiveSmallIntegerField(_("điểm phục vụ, từ 1 đến 5"), null=True, blank=True)
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("ý kiến về trả lời")
        verbose_name_plural = _("ý kiến về trả lời")
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=Q(served__isnull=True) | Q(served__range=(1, 5)), name="feedback_served"),)

    def __str__(self) -> str:
        return f"{self.verdict} {self.at:%d/%m/%Y}"
