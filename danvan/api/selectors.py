"""Reads that both interfaces share."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from danvan.api.models import ApiKey
from danvan.lib import clock
from danvan.petitions.models import PROTECTED_KINDS, Answer
from danvan.portal.selectors import published
from danvan.units.models import Unit

EDITED = ("public_title", "public_question", "public_text", "published_on", "answered_on")
PLAIN = ("topic", "received_on", "unit__key", "unit__name", "unit__kind", "unit__level")


def public_answers() -> QuerySet[Answer]:
    """What everybody may read: the portal's answers with the day they were brought, nothing else of the petition is fetched.

    Nothing of a denunciation, even if somebody published it.
    """
    return published().exclude(petition__kind__in=PROTECTED_KINDS).only(*EDITED, *(f"petition__{name}" for name in PLAIN))


def known_unit(key: str) -> Unit:
    """The unit with our own key. Raises Http404."""
    unit = Unit.objects.filter(key=key).first()
    if unit is None:
        raise Http404
    return unit


def at_unit(rows: "QuerySet[Any]", unit: Unit, path: str) -> "QuerySet[Any]":
    """Rows whose unit (named by `path`) is this one or stands below it today."""
    return rows.filter(**{f"{path}__in": Unit.objects.below(unit, clock.today()).values("pk")})


def keys_of(unit: Unit) -> QuerySet[ApiKey]:
    """Every key that the unit gave out, the newest first, with its use."""
    return ApiKey.objects.filter(unit=unit).select_related("usage", "made_by")
