"""The Django application of this room."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Room `files`."""

    name = "danvan.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
