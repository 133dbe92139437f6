"""The Django application of this room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Room `audit`."""

    name = "danvan.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
