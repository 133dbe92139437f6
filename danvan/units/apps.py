"""The Django application of this room."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Room `units`."""

    name = "danvan.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"
