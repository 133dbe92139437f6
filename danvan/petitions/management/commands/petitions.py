"""danvan petitions purge | recompute: what the machine does by itself, daily or after the calendar changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from danvan.audit.doer import SYSTEM
from danvan.petitions import services


class Command(BaseCommand):
    """Keeps petitions in order: forgets contact data whose day has come, counts running clocks again."""

    help = "petitions: forget contact data that is due (purge), count running clocks again after a change of the calendar (recompute)"

    def add_arguments(self, parser: CommandParser) -> None:
        """One word: what to do."""
        parser.add_argument("what", choices=("purge", "recompute"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many."""
        if options["what"] == "purge":
            self.stdout.write(f"contact data emptied: {services.purge(by=SYSTEM)}")
        else:
            self.stdout.write(f"due dates moved: {services.recompute_clocks(by=SYSTEM)}")
