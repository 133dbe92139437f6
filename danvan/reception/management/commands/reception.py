"""danvan reception purge: daily."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from danvan.audit.doer import SYSTEM
from danvan.reception import services


class Command(BaseCommand):
    """Keeps the reception book in order: who came is forgotten when its day comes."""

    help = "Forget who came to the reception where the day has come (purge)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One word: what to do."""
        parser.add_argument("what", choices=("purge",))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many."""
        self.stdout.write(f"visitors emptied: {services.purge(by=SYSTEM)}")
