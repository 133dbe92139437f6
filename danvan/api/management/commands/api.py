"""`danvan api keys|make-key|revoke-key`: keys of other software from the shell."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from danvan.api import selectors, services
from danvan.api.models import ApiKey, Scope
from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.units import selectors as units


class Command(BaseCommand):
    """The subcommands, each in its own method."""

    help = "Khóa API: xem, cấp (khóa chỉ in ra một lần), thu hồi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which question."""
        commands = parser.add_subparsers(dest="what", required=True, metavar="VIỆC")
        listing = commands.add_parser("keys", help="Các khóa của một đơn vị.")
        listing.add_argument("--unit", required=True, metavar="MÃ", help="Mã hoặc khóa của đơn vị.")
        making = commands.add_parser("make-key", help="Cấp một khóa; khóa chỉ in ra một lần.")
        making.add_argument("--unit", required=True, metavar="MÃ", help="Mã hoặc khóa của đơn vị: khóa đọc được đơn vị này và cấp dưới.")
        for name, text in (("name", "Tên phần mềm."), ("owner", "Cơ quan, tổ chức sử dụng."), ("contact", "Liên hệ khi có sự cố.")):
            making.add_argument(f"--{name}", required=True, help=text)
        making.add_argument("--scope", action="append", required=True, choices=Scope.values, help="Được làm gì; ghi nhiều lần được.")
        making.add_argument("--per-minute", type=int, default=60, help="Số lượt mỗi phút (mặc định 60).")
        revoking = commands.add_parser("revoke-key", help="Thu hồi một khóa, có hiệu lực ngay.")
        revoking.add_argument("prefix", metavar="ĐẦU KHÓA", help="Ví dụ dv_1a2b3c4d.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; a refusal is told in words and exits with 1."""
        try:
            getattr(self, f"_{options['what'].replace('-', '_')}")(**options)
        except Refused as refused:
            raise CommandError(refused.message) from refused

    def _keys(self, **options: Any) -> None:
        for key in selectors.keys_of(units.by_code(options["unit"], clock.today())):
            state = "đã thu hồi" if key.revoked_at else "đang dùng"
            self.stdout.write(f"{key.prefix}  {key.name} · {key.owner} · {', '.join(key.scopes)} · {state}")

    def _make_key(self, **options: Any) -> None:
        made = services.make_key(
            by=SYSTEM,
            unit=units.by_code(options["unit"], clock.today()),
            scopes=options["scope"],
            **{name: options[name] for name in ("name", "owner", "contact", "per_minute")},
        )
        self.stdout.write(made.secret)

    def _revoke_key(self, **options: Any) -> None:
        key = ApiKey.objects.filter(prefix=options["prefix"]).first()
        if key is None:
            raise CommandError(f"Không có khóa {options['prefix']}.")
        services.revoke_key(by=SYSTEM, key=key)
        self.stdout.write(f"Đã thu hồi {key}.")
