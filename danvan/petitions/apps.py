"""The Django application of this room."""

from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    """Room `petitions`."""

    name = "danvan.petitions"
    label = "petitions"
    default_auto_field = "django.db.models.BigAutoField"
