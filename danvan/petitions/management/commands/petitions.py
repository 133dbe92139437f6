"""danvan petitions purge | recompute | follow | seal | templates | release: daily, after the calendar changed, after a reorganisation, at the start."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from danvan.audit.doer import SYSTEM
from danvan.lib.refusal import Refused
from danvan.petitions import services
from danvan.petitions.services import releasing
from danvan.petitions.services.sealing import seal_waiting


class Command(BaseCommand):
    """Keeps petitions in order: contact data whose day has come, clocks after a change of the calendar, units that ended."""

    help = (
        "Forget contact data that is due (purge); count running clocks again (recompute); move what ended units still owed (follow); "
        "seal identities that waited for two keepers (seal); "
        "add the product's own reply templates (templates); publish how units answered (release)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """One word: what to do."""
        parser.add_argument("what", choices=("purge", "recompute", "follow", "seal", "templates", "release"))
        parser.add_argument(
            "--period", default="", help="release: a closed quarter or year (2026-Q3, 2026); without it, what is due and not published"
        )
        parser.add_argument("--reason", default="", help="release: why a published period is corrected")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many."""
        if options["what"] == "purge":
            self.stdout.write(f"contact data emptied: {services.purge(by=SYSTEM)}")
        elif options["what"] == "follow":
            self.stdout.write(f"petitions moved to the unit that follows: {services.follow_units(by=SYSTEM)}")
        elif options["what"] == "seal":
            self.stdout.write(f"identities sealed that waited for two keepers: {seal_waiting(by=SYSTEM)}")
        elif options["what"] == "templates":
            self.stdout.write(f"reply templates added: {services.load_templates(by=SYSTEM)}")
        elif options["what"] == "release":
            self._release(options["period"], options["reason"])
        else:
            self.stdout.write(f"due dates moved: {services.recompute_clocks(by=SYSTEM)}")

    def _release(self, period: str, reason: str) -> None:
        """One period, or every one whose day has come."""
        for key in [period] if period else releasing.due():
            try:
                rows = releasing.release(by=SYSTEM, period=key, reason=reason)
            except Refused as refusal:
                raise CommandError(refusal.message) from refusal
            self.stdout.write(f"{key}: published for {rows} units")
