"""The Django application of this room."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Room `papers`."""

    name = "danvan.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"
