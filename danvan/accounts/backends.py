"""Signing in by name and password, as Django does it; whose session it is, is asked in SQL that is put together once."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

from danvan.accounts.models import User
from danvan.lib.asking import compiled_once


class Backend(ModelBackend):
    """Django's, but for how one user is found."""

    def get_user(self, user_id: int) -> User | None:
        """The user of a session; None for one who is gone or may not sign in any more."""
        return next((user for user in _known(user_id) if self.user_can_authenticate(user)), None)


@compiled_once
def _known(pk: int) -> QuerySet[User]:
    """The user of this number."""
    return User.objects.filter(pk=pk)
