"""The Django application of this room."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Room `ui`."""

    name = "danvan.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
