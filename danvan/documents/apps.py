"""The Django application of this room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Room `documents`."""

    name = "danvan.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
