"""The Django application of this room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Room `accounts`."""

    name = "danvan.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
