"""danvan petitions purge | recompute | follow | templates: daily, after the calendar changed, after a reorganisation, at the start."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from danvan.audit.doer import SYSTEM
from danvan.petitions import services


class Command(BaseCommand):
    """Keeps petitions in order: contact data whose day has come, clocks after a change of the calendar, units that ended."""

    help = (
        "Forget contact data that is due (purge); count running clocks again (recompute); move what ended units still owed (follow); "
        "add the product's own reply templates (templates)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """One word: what to do."""
        parser.add_argument("what", choices=("purge", "recompute", "follow", "templates"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many."""
        if options["what"] == "purge":
            self.stdout.write(f"contact data emptied: {services.purge(by=SYSTEM)}")
        elif options["what"] == "follow":
            self.stdout.write(f"petitions moved to the unit that follows: {services.follow_units(by=SYSTEM)}")
        elif options["what"] == "templates":
            self.stdout.write(f"reply templates added: {services.load_templates(by=SYSTEM)}")
        else:
            self.stdout.write(f"due dates moved: {services.recompute_clocks(by=SYSTEM)}")
