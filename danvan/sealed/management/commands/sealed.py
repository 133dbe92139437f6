"""danvan sealed purge | status: every quarter of an hour; when one wants to know."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.sealed import selectors, services


class Command(BaseCommand):
    """Wipes what is over, and says how the keeping of the seal stands. Never needs or shows a key."""

    help = "Wipe sealed contents and copies whose time is over (purge); recipients, envelopes and recovery of each unit (status)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One word: what to do."""
        parser.add_argument("what", choices=("purge", "status"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many."""
        if options["what"] == "purge":
            for name, number in asdict(services.purge(by=SYSTEM)).items():
                self.stdout.write(f"{name}: {number}")
            return
        for unit, people, envelopes, waiting, recovery in selectors.state_of_seats(clock.today()):
            words = f"recipients with a key {people}, envelopes {envelopes}, to seal again {waiting}"
            self.stdout.write(f"{unit.full_name} [{unit.key}]: {words}, recovery key {'yes' if recovery else 'no'}")
