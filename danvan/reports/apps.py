"""The Django application of this room."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Room `reports`."""

    name = "danvan.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
