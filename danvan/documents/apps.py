"""The Django application of this room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DocumentsConfig(AppConfig):
    """Room `documents`: finds every room's `reckoning.py`."""

    name = "danvan.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the declarations of who counts days."""
        autodiscover_modules("reckoning")
