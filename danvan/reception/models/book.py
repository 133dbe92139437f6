"""The reception book: who came, what was brought, what was done; and what the leader concluded."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danvan.petitions.models import PROTECTED_KINDS, Petition
from danvan.reception.models.calendars import Session
from danvan.units.models import Post, Unit


class Brought(models.TextChoices):
    """The column "phân loại" of the book. What is taken in is classified again, in finer kinds, as a petition."""

    COMPLAINT = "complaint", _("khiếu nại")
    DENUNCIATION = "denunciation", _("tố cáo")
    RECOMMENDATION = "recommendation", _("kiến nghị, phản ánh")


class Outcome(models.TextChoices):
    """What was done (column "hướng xử lý" of the book, Circular 04/2021)."""

    ANSWERED = "answered", _("trả lời, giải thích tại chỗ")
    TAKEN_IN = "taken_in", _("tiếp nhận đơn")
    GUIDED = "guided", _("hướng dẫn đến nơi có thẩm quyền")
    FOLLOWED = "followed", _("theo dõi đơn đã có")
    REFUSED = "refused", _("từ chối tiếp")


class VisitQuerySet(models.QuerySet["Visit"]):
    """The vocabulary of the book."""

    def between(self, first: date, last: date) -> Self:
        """Of these days, ends included."""
        return self.filter(received_on__range=(first, last))

    def received(self) -> Self:
        """Whoever was refused was not received."""
        return self.exclude(outcome=Outcome.REFUSED)

    def open_to_search(self) -> Self:
        """Without whatever may tell who denounced."""
        protected = Q(kind=Brought.DENUNCIATION) | Q(petition__kind__in=PROTECTED_KINDS)
        return self.exclude(protected)


class Visit(models.Model):
    """One line of the book: a person or a group received, at a leader's session or on an ordinary day (`session` empty).

    Of a denunciation it holds neither what was said nor who said it (L25/2018 Ch. VI); `closed` says whether it is one, today.
    `again`: the matter was brought here before. Who came stands apart, in `Visitor`.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    book_year = models.PositiveSmallIntegerField(_("sổ năm"))
    number = models.PositiveIntegerField(_("số thứ tự"))
    submission = models.UUIDField(unique=True)
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("buổi tiếp"))
    received_on = models.DateField(_("ngày tiếp"))
    received_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("người tiếp"))
    online = models.BooleanField(_("tiếp trực tuyến"), default=False)
    people = models.PositiveIntegerField(_("số người"), default=1)
    kind = models.CharField(_("phân loại"), max_length=16, choices=Brought)
    summary = models.TextField(_("nội dung"), blank=True)
    folded = models.TextField(editable=False, blank=True)
    again = models.BooleanField(_("việc cũ"), default=False)
    earlier_body = models.CharField(_("cơ quan đã giải quyết"), max_length=160, blank=True)
    outcome = models.CharField(_("hướng xử lý"), max_length=8, choices=Outcome)
    told = models.TextField(_("đã nói với người đến"), blank=True)
    petition = models.ForeignKey(Petition, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("đơn"))
    refusal = models.CharField(_("căn cứ từ chối"), max_length=24, blank=True)
    notice_on = models.DateField(_("ngày thông báo từ chối"), null=True, blank=True)
    notice_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người ký thông báo"))

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("lượt tiếp công dân")
        verbose_name_plural = _("lượt tiếp công dân")
        ordering = ("-book_year", "-number")
        constraints = (
            models.UniqueConstraint(fields=("unit", "book_year", "number"), name="visit_one_line"),
            models.CheckConstraint(condition=Q(people__gte=1), name="visit_some_people"),
            models.CheckConstraint(condition=~Q(kind=Brought.DENUNCIATION) | Q(summary="", told=""), name="visit_denunciation_untold"),
        )
        indexes = (models.Index(fields=("unit", "received_on"), name="visit_days"),)

    def __str__(self) -> str:
        return f"{self.number}/{self.book_year}"

    def get_absolute_url(self) -> str:
        """The officer's page of this line."""
        return reverse("reception:visit", args=(self.pk,))

    @property
    def closed(self) -> bool:
        """Is it a denunciation, or has what was taken in turned out to be one? Then neither name nor words are shown."""
        return self.kind == Brought.DENUNCIATION or (self.petition is not None and self.petition.kind in PROTECTED_KINDS)


class Visitor(models.Model):
    """Who came. Apart from the line, so that figures, lists and tables never touch it; emptied when `purge_on` comes.

    No number or picture of an identity paper, no birth date.
    """

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="visitor", verbose_name=_("lượt tiếp"))
    name = models.CharField(_("họ và tên"), max_length=120, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=200, blank=True)
    representatives = models.TextField(_("người đại diện"), blank=True)
    purge_on = models.DateField(_("xóa vào ngày"))
    purged_at = models.DateTimeField(_("đã xóa lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("người đến")
        verbose_name_plural = _("người đến")
        indexes = (models.Index(fields=("purge_on",), name="visitor_purge"),)

    def __str__(self) -> str:
        return f"#{self.visit_id}"


class Conclusion(models.Model):
    """What the leader ordered at a session: who does what by when (Regulation 11-QĐi/TW Art. 5 to 7). Late is computed."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="conclusions", verbose_name=_("buổi tiếp"))
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="conclusions", verbose_name=_("lượt tiếp"))
    text = models.TextField(_("việc phải làm"))
    owner = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("ai làm"))
    due_on = models.DateField(_("hạn"))
    done_on = models.DateField(_("ngày xong"), null=True, blank=True)
    result = models.TextField(_("kết quả"), blank=True)

    class Meta:
        verbose_name = _("kết luận tiếp công dân")
        verbose_name_plural = _("kết luận tiếp công dân")
        ordering = ("due_on", "id")
        indexes = (models.Index(fields=("session", "due_on"), name="conclusion_session"),)

    def __str__(self) -> str:
        return f"#{self.pk}"

    def is_late(self, on: date) -> bool:
        """Not done in time, seen from the day."""
        return (self.done_on or on) > self.due_on
