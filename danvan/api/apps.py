"""The Django application of this room."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Room `api`."""

    name = "danvan.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
