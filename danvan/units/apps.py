"""The Django application of this room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UnitsConfig(AppConfig):
    """Room `units`."""

    name = "danvan.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every room that keeps sums over the tree declares in its `redrawing` how they follow a change of it."""
        autodiscover_modules("redrawing")
