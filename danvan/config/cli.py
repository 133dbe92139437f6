"""The console script `danvan`: every command of the product, listed by theme."""

import os
import sys

from django.core.management import execute_from_command_line

# Theme -> commands. Django's own remain reachable; these are the ones people need.
THEMES: dict[str, list[str]] = {}


def main() -> None:
    """Run a command; with no command, or --help, list them by theme."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.config.settings")
    execute_from_command_line(sys.argv)
