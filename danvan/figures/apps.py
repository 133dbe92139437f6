"""The Django application of this room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FiguresConfig(AppConfig):
    """Room `figures`: finds every room's `figures.py`, as Django finds `admin.py`."""

    name = "danvan.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the declarations."""
        autodiscover_modules("figures")
