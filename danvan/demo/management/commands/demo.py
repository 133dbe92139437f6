"""`danvan demo`: a ready world to look at."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from danvan.audit.doer import SYSTEM
from danvan.demo import post, world
from danvan.demo.people import PASSWORD
from danvan.demo.seals import PASSPHRASE
from danvan.documents.services import load_days, load_limits
from danvan.petitions.services import load_templates
from danvan.reports.services import load_book
from danvan.units.services import load


class Command(BaseCommand):
    """Migrates, loads the real units and the law, tells the demonstration world once, prints the sign-ins."""

    help = "Dựng thế giới trình diễn: đơn vị thật, pháp luật, một tỉnh với một năm đơn và báo cáo."
    theme = "work"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Idempotent: what is there already is kept."""
        self._say("Chuẩn bị cơ sở dữ liệu")
        call_command("migrate", verbosity=0)
        if not world.exists():
            self._say("Nạp đơn vị hành chính, thời hạn, ngày nghỉ, chỉ tiêu")
            load(by=SYSTEM, tell=self._say)
            load_limits(by=SYSTEM)
            load_days(range(2015, 2028), by=SYSTEM)
            load_book(by=SYSTEM)
            load_templates(by=SYSTEM)
            world.build(self._say)
        self._print_sign_ins()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _print_sign_ins(self) -> None:
        self.stdout.write(f"\nNgày của thế giới trình diễn: {world.FIXED_DAY:%d/%m/%Y}. Mật khẩu chung: {PASSWORD}")
        self.stdout.write(f"Câu mật khẩu mở khóa niêm phong (tinh.niemphong1, tinh.niemphong2): {PASSPHRASE}")
        if post.is_kept():
            self.stdout.write(f"Thư gửi đi nằm trong {settings.NOTICE_MAIL_FOLDER}, mỗi thư một tệp .eml")
        for one in world.known_sign_ins():
            self.stdout.write(f"  {one.username:<16} {one.title}")
