"""Where a petition lay, and what each unit decided there. Figures count stays, so a letter that moves on changes no past number."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danvan.petitions.models.petition import Petition, PetitionKind, State
from danvan.units.models import Unit


class Stay(models.Model):
    """One petition at one unit, from its arrival to its end there.

    The unit's book line and its own classification stay here for good; the petition repeats those of the latest stay.
    `outcome` is how it ended here; `letter` is false for the parts of a letter that was split (the letter itself was counted once).
    """

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="stays", verbose_name=_("đơn"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    letter = models.BooleanField(_("tính là đơn tiếp nhận"), default=True)
    arrived_on = models.DateField(_("ngày đến"))
    registered_on = models.DateField(_("ngày vào sổ"), null=True, blank=True)
    book_year = models.PositiveSmallIntegerField(_("sổ năm"), null=True, blank=True)
    book_number = models.PositiveIntegerField(_("số vào sổ"), null=True, blank=True)
    classified_on = models.DateField(_("ngày phân loại"), null=True, blank=True)
    kind = models.CharField(_("loại đơn"), max_length=24, choices=PetitionKind, blank=True)
    checked_on = models.DateField(_("ngày xem xét điều kiện"), null=True, blank=True)
    eligible = models.BooleanField(_("đủ điều kiện xử lý"), null=True, blank=True)
    within_authority = models.BooleanField(_("thuộc thẩm quyền"), null=True, blank=True)
    left_on = models.DateField(_("ngày kết thúc ở đây"), null=True, blank=True)
    outcome = models.CharField(_("kết quả ở đây"), max_length=12, choices=State, blank=True)

    class Meta:
        verbose_name = _("đơn ở một đơn vị")
        verbose_name_plural = _("đơn ở các đơn vị")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("unit", "book_year", "book_number"), name="stay_one_book_line"),
            models.UniqueConstraint(fields=("petition",), condition=Q(left_on__isnull=True), name="stay_one_open"),
        )
        indexes = (
            models.Index(fields=("unit", "arrived_on"), name="stay_arrived"),
            models.Index(fields=("unit", "classified_on"), name="stay_classified"),
            models.Index(fields=("unit", "checked_on"), name="stay_checked"),
            models.Index(fields=("unit", "left_on", "outcome"), name="stay_left"),
        )

    def __str__(self) -> str:
        return str(self.petition)

    def get_absolute_url(self) -> str:
        """The officer's page of the petition."""
        return self.petition.get_absolute_url()
