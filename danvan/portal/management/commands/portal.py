"""`danvan portal tidy`: what cron runs every hour."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from danvan.audit.doer import SYSTEM
from danvan.portal import services


class Command(BaseCommand):
    """Housekeeping of the people's door."""

    help = "Removes files of drafts not sent within a day, receipt codes past their half hour, and sessions that ended."

    def add_arguments(self, parser: CommandParser) -> None:
        """The one thing it does."""
        parser.add_argument("act", choices=["tidy"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say how much."""
        swept = services.tidy(by=SYSTEM)
        call_command("clearsessions")
        self.stdout.write(f"draft files removed: {swept.files}; receipt codes wiped: {swept.slips}; ended sessions cleared")
