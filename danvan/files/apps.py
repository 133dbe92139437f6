"""The Django application of this room."""

import logging

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Room `files`."""

    name = "danvan.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every command would begin with a line about pikepdf's own logging."""
        logging.getLogger("pikepdf").setLevel(logging.WARNING)
