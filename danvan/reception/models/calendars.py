"""Which leader owes reception, and the sessions planned and held."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danvan.documents.models import Step
from danvan.units.models import Post, Unit
from danvan.units.models.territory import Dated

# The heads of the Party committees (Regulation 11-QĐi/TW) and of the People's Committees (L42/2013 Art. 12 to 15), counted apart.
PARTY_STEPS = (Step.FREQUENCY_COMMUNE_PARTY, Step.FREQUENCY_DISTRICT_PARTY, Step.FREQUENCY_PROVINCE_PARTY)
GOVERNMENT_STEPS = (Step.FREQUENCY_COMMUNE, Step.FREQUENCY_DISTRICT, Step.FREQUENCY_PROVINCE)


class ReceptionDuty(Dated):
    """A post owes reception, as often as the law of `step` says on the day (`documents.TimeLimit`).

    Which post is the head's is known to the office, not to the program: it enters this, and from which day it is counted here.
    `unit` repeats the unit of the post's body.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("chức danh"))
    step = models.CharField(
        _("quy định áp dụng"), max_length=24, choices=[(step.value, step.label) for step in Step if "frequency" in step]
    )

    class Meta:
        verbose_name = _("nghĩa vụ tiếp công dân")
        verbose_name_plural = _("nghĩa vụ tiếp công dân")
        ordering = ("unit", "id")
        constraints = (
            models.UniqueConstraint(fields=("post", "step", "valid_from"), name="receptionduty_one_start"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="receptionduty_dates"),
        )
        indexes = (models.Index(fields=("unit", "valid_from"), name="receptionduty_unit"),)

    def __str__(self) -> str:
        return str(self.post)


class SessionKind(models.TextChoices):
    REGULAR = "regular", _("định kỳ")
    AD_HOC = "ad_hoc", _("đột xuất")


class SessionState(models.TextChoices):
    """What was recorded. Missed is not among them: it is computed from the day."""

    PLANNED = "planned", _("theo lịch")
    HELD = "held", _("đã tiếp")
    POSTPONED = "postponed", _("hoãn")


class Mode(models.TextChoices):
    """L42/2013 Art. 3a, added by L136/2025: in person or online, since 1 July 2026."""

    IN_PERSON = "in_person", _("trực tiếp")
    ONLINE = "online", _("trực tuyến")
    BOTH = "both", _("trực tiếp và trực tuyến")


class SessionQuerySet(models.QuerySet["Session"]):
    """The vocabulary of calendars."""

    def between(self, first: date, last: date) -> Self:
        """Of these days, ends included."""
        return self.filter(day__range=(first, last))

    def held(self) -> Self:
        """Took place."""
        return self.filter(state=SessionState.HELD)

    def by_the_leader(self) -> Self:
        """Took place, and the leader received in person of office: nobody else's reception counts for the leader (no delegation)."""
        return self.held().filter(received_by=F("leader"))

    def lawful_days(self, online_from: date) -> Self:
        """Regular, by the leader; online only since the law allows it. One regular session a day stands for a leader, so rows are days."""
        return self.by_the_leader().filter(~Q(mode=Mode.ONLINE) | Q(day__gte=online_from), kind=SessionKind.REGULAR)


class Session(models.Model):
    """One reception: planned, posted, held or postponed.

    `received_by` is who in fact received; another post than `leader` was delegated. `posted_on` is the day its present day, hours and place
    were posted. `moved_from` is the session that was postponed to this day.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    duty = models.ForeignKey(ReceptionDuty, models.PROTECT, related_name="sessions", verbose_name=_("nghĩa vụ"))
    leader = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("lãnh đạo tiếp"))
    kind = models.CharField(_("loại"), max_length=8, choices=SessionKind, default=SessionKind.REGULAR)
    ground = models.CharField(_("căn cứ tiếp đột xuất"), max_length=24, blank=True)
    day = models.DateField(_("ngày"))
    starts = models.TimeField(_("từ"))
    ends = models.TimeField(_("đến"))
    mode = models.CharField(_("hình thức"), max_length=9, choices=Mode, default=Mode.IN_PERSON)
    place = models.CharField(_("địa điểm"), max_length=200, blank=True)
    link = models.URLField(_("đường dẫn trực tuyến"), max_length=300, blank=True)
    state = models.CharField(_("trạng thái"), max_length=9, choices=SessionState, default=SessionState.PLANNED)
    posted_on = models.DateField(_("ngày công khai"), null=True, blank=True)
    received_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người tiếp"))
    postponed_on = models.DateField(_("ngày hoãn"), null=True, blank=True)
    reason = models.CharField(_("lý do hoãn"), max_length=300, blank=True)
    moved_from = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="moved_to", verbose_name=_("dời từ"))

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("buổi tiếp công dân")
        verbose_name_plural = _("buổi tiếp công dân")
        ordering = ("day", "starts", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("leader", "day"),
                condition=Q(kind=SessionKind.REGULAR) & ~Q(state=SessionState.POSTPONED),
                name="session_one_regular_a_day",
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="session_hours"),
            models.CheckConstraint(
                condition=Q(state=SessionState.HELD, received_by__isnull=False)
                | (~Q(state=SessionState.HELD) & Q(received_by__isnull=True)),
                name="session_held_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=("unit", "day"), name="session_calendar"),
            models.Index(fields=("duty", "state", "day"), name="session_duty"),
        )

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.leader.title}"

    def get_absolute_url(self) -> str:
        """The officer's page of this session."""
        return reverse("reception:session", args=(self.pk,))

    @property
    def delegated(self) -> bool:
        """Somebody else received in the leader's place."""
        return self.state == SessionState.HELD and self.received_by_id != self.leader_id
