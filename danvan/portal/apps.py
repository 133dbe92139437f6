"""The Django application of this room."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Room `portal`."""

    name = "danvan.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
