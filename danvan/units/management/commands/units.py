"""danvan units: load the country, answer questions about a unit, import hamlets."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.units import answers, selectors, services
from danvan.units.models import Level, Unit
from danvan.units.selectors.names import day_text
from danvan.units.services.hamlets import LinesRefused


class Command(BaseCommand):
    """The subcommands, each in its own method."""

    help = "Đơn vị hành chính: nạp danh mục, tra cứu theo ngày, lịch sử, thôn và tổ dân phố."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which question."""
        commands = parser.add_subparsers(dest="what", required=True, metavar="VIỆC")
        commands.add_parser("load", help="Nạp toàn bộ đơn vị của Việt Nam (chạy lại không đổi gì).")
        commands.add_parser("settle", help="Cập nhật tên có hiệu lực hôm nay (chạy mỗi ngày).")
        for name, text in (("show", "Một đơn vị vào một ngày."), ("lineage", "Đơn vị hình thành từ đâu, chuyển thành gì.")):
            question = commands.add_parser(name, help=text)
            question.add_argument("unit", metavar="TÊN|MÃ|KHÓA", help="Có dấu hoặc không dấu, tên cũ, mã, hoặc khóa (2004:74).")
            self._shared(question)
        search = commands.add_parser("search", help="Tìm theo đầu tên, kể cả tên cũ.")
        search.add_argument("text", metavar="CHỮ")
        search.add_argument("--level", choices=Level.values, help="Chỉ cấp này.")
        self._shared(search)
        hamlets = commands.add_parser("import-hamlets", help="Nhập thôn, tổ dân phố của một xã từ tệp CSV (loai,ten,tu_ngay).")
        hamlets.add_argument("file", type=Path, metavar="TỆP.csv")
        hamlets.add_argument("--commune", required=True, metavar="MÃ", help="Mã hoặc khóa của xã, phường, đặc khu.")
        hamlets.add_argument(
            "--from", dest="since", type=date.fromisoformat, metavar="NGÀY", help="Có từ ngày (mặc định: ngày lập đơn vị cấp xã)."
        )

    def _shared(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, metavar="NGÀY", help="Ngày xem, dạng 2025-06-30 (mặc định: hôm nay).")
        parser.add_argument("--json", action="store_true", help="Trả lời bằng JSON.")

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

    def _settle(self, **options: Any) -> None:
        self.stdout.write(f"Đã cập nhật {services.settle_names(by=SYSTEM)} tên.")

    def _show(self, **options: Any) -> None:
        self._answer(options, answers.words, answers.facts)

    def _lineage(self, **options: Any) -> None:
        self._answer(options, lambda unit, _day: answers.lineage_words(unit), answers.facts)

    def _answer(
        self, options: dict[str, Any], words: Callable[[Unit, date], list[str]], facts: Callable[[Unit, date], dict[str, Any]]
    ) -> None:
        """The unit that is meant and its namesakes. If it cannot be told which is meant: the list of them and exit code 1."""
        day = options["on"] or clock.today()
        unit, others = selectors.asked(options["unit"], options["on"])
        namesakes = [answers.short_facts(other, day) for other in others]
        if unit is not None:
            note = ["Cùng tên, xem theo khóa: " + "; ".join(answers.listed(others[:8], day))] if others else []
            self._print(options, {**facts(unit, day), "namesakes": namesakes}, [*words(unit, day), *note])
            return
        lines = [f"Có {len(others)} đơn vị là “{options['unit']}”:", *answers.listed(others, day)]
        self._print(options, {"matches": namesakes}, lines)
        raise CommandError("Hãy ghi rõ hơn, ví dụ khóa ở cuối dòng.", returncode=1)

    def _search(self, **options: Any) -> None:
        day = options["on"] or clock.today()
        matches = selectors.find(options["text"], on=day, levels=[options["level"]] if options["level"] else None)
        labels = selectors.path_labels([match.unit for match in matches], day)
        rows = [{**answers.short_facts(match.unit, day), "found_by": match.by} for match in matches]
        lines = [labels[match.unit.pk] + (f" (trước: {match.by})" if match.by else "") + f" · {match.unit.key}" for match in matches]
        self._print(options, {"matches": rows}, lines or ["Không tìm thấy đơn vị nào."])

    def _import_hamlets(self, **options: Any) -> None:
        commune = selectors.by_code(options["commune"], options["since"] or clock.today())
        text = options["file"].read_text(encoding="utf-8-sig")
        try:
            added = services.import_hamlets(by=SYSTEM, parent=commune, text=text, valid_from=options["since"] or commune.valid_from)
        except LinesRefused as refused:
            for line, message in refused.errors:
                self.stderr.write(f"dòng {line}: {message}")
            raise
        self.stdout.write(f"Đã nhập {len(added)} thôn, tổ dân phố vào {commune.full_name}.")

    def _print(self, options: dict[str, Any], facts: dict[str, Any], lines: list[str]) -> None:
        self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2) if options["json"] else "\n".join(lines))
