"""The Django application of this room."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Room `desk`."""

    name = "danvan.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
