"""`danvan files sweep`: remove stored content that belongs to nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from danvan.files.sweeping import sweep


class Command(BaseCommand):
    """Calls the service."""

    help = "Remove stored files that no record points to and that are older than a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action."""
        parser.add_argument("action", choices=["sweep"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many."""
        self.stdout.write(_("Đã xóa %(count)d tệp không thuộc hồ sơ nào.") % {"count": sweep()})
