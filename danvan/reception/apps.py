"""The Django application of this room."""

from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    """Room `reception`."""

    name = "danvan.reception"
    label = "reception"
    default_auto_field = "django.db.models.BigAutoField"
