"""The Django application of this room."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Room `demo`."""

    name = "danvan.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
