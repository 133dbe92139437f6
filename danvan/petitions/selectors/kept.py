"""What an officer chose for their own lists: those they keep, and whether keys work there."""

from django.db.models import QuerySet

from danvan.lib.asking import compiled_once
from danvan.petitions.models import Preference, SavedView
from danvan.units.access import Acting


def uses_keys(who: Acting) -> bool:
    """Does the officer want shortcuts?"""
    return not _without_keys(who.user.pk)


@compiled_once
def _without_keys(user: int) -> QuerySet[Preference, bool]:
    """The choice of somebody who wants none."""
    return Preference.objects.filter(user_id=user, keys=False).values_list("keys", flat=True)


@compiled_once
def saved_views(user: int) -> QuerySet[SavedView]:
    """The lists that the officer keeps, by name."""
    return SavedView.objects.filter(user_id=user)
