"""The Django application of this room."""

from django.apps import AppConfig


class SealedConfig(AppConfig):
    """Room `sealed`."""

    name = "danvan.sealed"
    label = "sealed"
    default_auto_field = "django.db.models.BigAutoField"
