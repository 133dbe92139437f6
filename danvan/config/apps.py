"""The Django application of this room."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Room `config`: no tables, only the commands that run the product."""

    name = "danvan.config"
    label = "config"
