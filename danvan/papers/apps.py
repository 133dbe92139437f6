"""The Django application of this room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PapersConfig(AppConfig):
    """Room `papers`: finds every room's `papers.py`, as Django finds `admin.py`."""

    name = "danvan.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the declarations."""
        autodiscover_modules("papers")
