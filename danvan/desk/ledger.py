"""The ledger of delivery over an officer's reach: which notices, and where the case of each opens."""

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import QuerySet
from django.urls import reverse

from danvan.notices import selectors
from danvan.notices.models import Notice
from danvan.notices.selectors import Line
from danvan.petitions.access import about
from danvan.petitions.models import Petition
from danvan.units.access import Acting, reach
from danvan.units.models import Unit

PETITION = Petition._meta.label_lower


def seen_by(who: Acting) -> QuerySet[Notice]:
    """Notices within reach of the last days, without those about a petition in which the officer or their body is named."""
    return selectors.page_of(reach(who).values("pk")).exclude(about_kind=PETITION, about_id__in=about(who))


def lines(notices: list[Notice], who: Acting) -> Iterator[Line]:
    """Rows with the way to their case, and with the unit where it is another's: one query."""
    others = Unit.objects.in_bulk({notice.unit_id for notice in notices if notice.unit_id and notice.unit_id != who.unit.pk})
    for line in selectors.lines(notices):
        notice = line.notice
        link = reverse("petitions:detail", args=[notice.about_id]) if notice.about_kind == PETITION and line.reference else ""
        place = others.get(notice.unit_id or 0)
        yield replace(line, link=link, place=place.full_name if place else "")
