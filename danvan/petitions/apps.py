"""The Django application of this room."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from danvan.petitions import index


class PetitionsConfig(AppConfig):
    """Room `petitions`."""

    name = "danvan.petitions"
    label = "petitions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After every migration the index of words is looked at: SQLite drops the triggers of a table that is made anew.

        Every room that keeps a sender of its own declares in its `closing` how it forgets.
        """
        autodiscover_modules("closing")
        post_migrate.connect(keep_search, sender=self)


def keep_search(*, using: str, **_told: Any) -> None:
    """Put the index of words in order if the petitions are there."""
    connection = connections[using]
    if "petitions_petition" in connection.introspection.table_names():
        index.install(connection)
