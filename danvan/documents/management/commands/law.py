"""`danvan law load`: limits and days off from the files of the product."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from danvan.documents import services
from danvan.documents.models import TimeLimit
from danvan.documents.services import Loaded
from danvan.lib import clock

FIRST_YEAR = 2015
YEARS_AHEAD = 2


class Command(BaseCommand):
    """Calls the services; may be run again at any time."""

    help = "Load legal time limits, days off and worked weekend days. Idempotent; what an office changed is kept and named."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action, and how far the calendar reaches."""
        parser.add_argument("action", choices=["load"])
        parser.add_argument("--until", type=int, default=clock.today().year + YEARS_AHEAD, help="last year of the calendar")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load both and print the counts."""
        limits = services.load_limits()
        days = services.load_days(range(FIRST_YEAR, options["until"] + 1))
        if options["verbosity"] == 0:
            return
        self._tell(_("Thời hạn"), limits)
        self._tell(_("Ngày nghỉ, ngày làm bù"), days)
        unverified = TimeLimit.objects.on(clock.today()).filter(verified=False, local=False).count()
        self.stdout.write(_("Chưa đối chiếu với bản công bố: %(count)d thời hạn đang áp dụng.") % {"count": unverified})

    def _tell(self, what: str, loaded: Loaded) -> None:
        words = {"what": what, "added": loaded.added, "changed": loaded.changed, "same": loaded.same}
        self.stdout.write(_("%(what)s: thêm %(added)d, sửa %(changed)d, như cũ %(same)d.") % words)
        for kept in loaded.kept:
            self.stdout.write(_("  Giữ nguyên bản của cơ quan: %(row)s") % {"row": kept})
