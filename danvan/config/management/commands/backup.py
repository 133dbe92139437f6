"""`danvan backup`: everything in one file."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from danvan.config import backup
from danvan.lib import clock
from danvan.lib.refusal import Refused


class Command(BaseCommand):
    """Write one archive."""

    help = "Write the database and all stored files into one archive, while the product runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("--out", type=Path, help="the archive to write (default: danvan-DATE.tar.gz)")

    def handle(self, out: Path | None, **options: object) -> None:
        """Say what was written."""
        target = out or Path(f"danvan-{clock.today():%Y%m%d}.tar.gz")
        try:
            manifest = backup.save(target)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{target}: {target.stat().st_size:,} bytes, {manifest['engine']}, {manifest['made_at']}")
