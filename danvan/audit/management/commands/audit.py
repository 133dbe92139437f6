"""`danvan audit verify`: is the log whole?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from danvan.audit.selectors import verify


class Command(BaseCommand):
    """Reads the log; changes nothing."""

    help = "Check that no entry of the log was changed, removed or slipped in."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action so far."""
        parser.add_argument("action", choices=["verify"], help="verify: walk the chain of hashes and name the first broken link")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the length and the last hash (worth noting down elsewhere); stop with an error at a broken link."""
        verdict = verify()
        if not verdict.whole:
            where = f"#{verdict.broken_id}" if verdict.broken_id else "-"
            raise CommandError(_("Nhật ký không nguyên vẹn. Dòng %(where)s: %(problem)s") % {"where": where, "problem": verdict.problem})
        self.stdout.write(
            _("Nhật ký nguyên vẹn: %(count)d dòng, mã cuối %(digest)s") % {"count": verdict.entries, "digest": verdict.digest}
        )
