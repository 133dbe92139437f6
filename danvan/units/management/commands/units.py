"""danvan units: load the country, answer questions about a unit, import hamlets."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from danvan.audit.doer import SYSTEM
from danvan.lib.refusal import Refused
from danvan.units import services
from danvan.units.models import Level
from danvan.units.selectors.names import day_text


class Command(BaseCommand):
    """The subcommands, each in its own method."""

    help = "Đơn vị hành chính: nạp danh mục, tra cứu theo ngày, lịch sử, thôn và tổ dân phố."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which question."""
        commands = parser.add_subparsers(dest="what", required=True, metavar="VIỆC")
        commands.add_parser("load", help="Nạp toàn bộ đơn vị của Việt Nam (chạy lại không đổi gì).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; a refusal is told in words and exits with 1."""
        try:
            getattr(self, f"_{options['what'].replace('-', '_')}")(**options)
        except Refused as refused:
            raise CommandError(refused.message) from refused

    def _load(self, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        loaded = services.load(by=SYSTEM, tell=lambda message: None if quiet else self.stderr.write(f"  … {message}"))
        if quiet:
            return
        self.stdout.write(f"Đã thêm {loaded.added} đơn vị; có {loaded.units} đơn vị, {loaded.edges} mối kế thừa.")
        for day, counts in loaded.counts.items():
            self.stdout.write(f"{day_text(day)}: " + ", ".join(f"{count} {Level(level).label}" for level, count in counts.items()))
