"""`danvan restore`: an archive put back."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from danvan.config import backup
from danvan.lib.refusal import Refused


class Command(BaseCommand):
    """Put one archive back."""

    help = "Put an archive of `danvan backup` back. Stop the server first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which, and whether over what is there."""
        parser.add_argument("archive", type=Path)
        parser.add_argument("--replace", action="store_true", help="overwrite the database and files that are there")

    def handle(self, archive: Path, *, replace: bool, **options: object) -> None:
        """Say what was put back."""
        if not archive.is_file():
            raise CommandError(f"{archive} is not there")
        try:
            manifest = backup.load(archive, replace=replace)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"restored: made {manifest['made_at']} by version {manifest['version']}; now run `danvan migrate`")
