"""danvan report: build a report as a file, open a period, load the book of indicators, publish figures, check or rebuild the totals."""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from danvan.audit.doer import SYSTEM
from danvan.lib import clock, periods
from danvan.lib.refusal import Refused
from danvan.reports import services, totals
from danvan.reports.models import Form, Indicator, PeriodRow
from danvan.reports.papers import files as paper_files
from danvan.reports.selectors import THEN, TODAY
from danvan.reports.selectors.corrections import printed
from danvan.reports.selectors.names import names_on
from danvan.reports.wording import name_of
from danvan.units import selectors as units
from danvan.units.models import Level, Unit

KINDS = ", ".join(f".{kind}" for kind in paper_files.TYPES)


class Command(BaseCommand):
    """The subcommands, each in its own method."""

    help = "Báo cáo: xuất tệp, mở kỳ, nạp danh mục chỉ tiêu, kiểm tra và tính lại tổng."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which work."""
        commands = parser.add_subparsers(dest="what", required=True, metavar="VIỆC")
        build = commands.add_parser("build", help=f"Xuất báo cáo của một đơn vị ra tệp ({KINDS}).")
        self._which(build)
        build.add_argument("--out", required=True, type=Path, metavar="TỆP", help=f"Đuôi tệp chọn loại: {KINDS}.")
        build.add_argument(
            "--borders",
            choices=(THEN, TODAY),
            default=THEN,
            help="Theo địa giới của kỳ (then) hay hiện nay (today); mã đơn vị theo ngày đó.",
        )
        open_period = commands.add_parser("open", help="Mở kỳ báo cáo: chốt đơn vị phải gửi.")
        self._which(open_period)
        open_period.add_argument("--level", action="append", choices=Level.values, help="Chỉ cấp này (ghi nhiều lần được).")
        total = commands.add_parser("totals", help="Kiểm tra tổng giữ sẵn với số đếm lại, hoặc tính lại tất cả.")
        way = total.add_mutually_exclusive_group(required=True)
        way.add_argument("--check", action="store_true", help="Chỉ kiểm tra; sai lệch thì kết thúc với mã 1.")
        way.add_argument("--rebuild", action="store_true", help="Tính lại.")
        total.add_argument("--period", metavar="KỲ", help="Chỉ kỳ này.")
        public = commands.add_parser(
            "publish", help="Công bố số liệu của một kỳ cho mọi người; không nêu đơn vị và kỳ thì công bố mọi kỳ đã đến ngày."
        )
        where = public.add_mutually_exclusive_group()
        where.add_argument("--unit", metavar="MÃ", help="Mã tỉnh (hoặc trung ương) vào ngày cuối kỳ.")
        where.add_argument("--key", metavar="KHÓA", help="Khóa của đơn vị, ví dụ 2004:37.")
        public.add_argument("--period", metavar="KỲ", help="2026-Q3, 2026-6M, 2026-9M, 2026.")
        public.add_argument("--reason", default="", metavar="LÝ DO", help="Vì sao đính chính kỳ đã công bố.")
        commands.add_parser("remind", help="Nhắc đơn vị chưa gửi báo cáo theo lịch của từng đợt; mỗi lời nhắc gửi một lần, chạy hằng ngày.")
        commands.add_parser("book", help="Nạp danh mục chỉ tiêu và mẫu báo cáo (chạy lại không đổi gì).")

    def _which(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--unit", metavar="MÃ", help="Mã đơn vị vào ngày cuối kỳ (mã được dùng lại, nên ngày quyết định).")
        which.add_argument("--key", metavar="KHÓA", help="Khóa của đơn vị, ví dụ 2004:37.")
        parser.add_argument("--period", required=True, metavar="KỲ", help="2026-09, 2026-Q3, 2026-6M, 2023-9M, 2023, 2021..2023.")
        parser.add_argument("--form", metavar="MẪU", help="Mã mẫu báo cáo, ví dụ party-periodic.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; a refusal is told in words and exits with 1."""
        try:
            getattr(self, f"_{options['what']}")(**options)
        except Refused as refused:
            raise CommandError(refused.message) from refused

    def _build(self, **options: Any) -> None:
        out: Path = options["out"]
        kind = out.suffix.lstrip(".").lower()
        if kind not in paper_files.TYPES:
            raise CommandError(_("Không xuất được tệp “%(name)s”; đuôi tệp phải là %(kinds)s.") % {"name": out.name, "kinds": KINDS})
        period = known_period(options["period"])
        unit = the_unit(options, clock.today() if options["borders"] == TODAY else period.last_day)
        file = paper_files.build(unit, period, kind, form=the_form(options["form"]), borders=options["borders"])
        try:
            out.write_bytes(file.content)
        except OSError as error:
            words = {"name": str(out), "why": error.strerror or str(error)}
            raise CommandError(_("Không ghi được tệp %(name)s: %(why)s") % words) from error
        self.stdout.write(f"{out}: {unit.full_name}, {periods.label(period.period)}, {len(file.content)} byte")

    def _open(self, **options: Any) -> None:
        period = services.period_of(options["period"])
        form = the_form(options["form"]) or Form.objects.published().order_by("id").first()
        if form is None:
            raise CommandError(_("Chưa có mẫu báo cáo nào; chạy “danvan report book” trước."))
        root = the_unit(options, period.last_day)
        owed = services.open_period(by=SYSTEM, form=form, period_key=period.key, root=root, levels=options["level"])
        self.stdout.write(_("%(name)s: %(count)s báo cáo phải gửi.") % {"name": periods.label(period.period), "count": len(owed)})

    def _totals(self, **options: Any) -> None:
        period = known_period(options["period"]) if options["period"] else None
        if options["rebuild"]:
            self.stdout.write(_("Đã tính lại %(count)s tổng.") % {"count": totals.rebuild(period)})
            return
        drift = totals.check(period)
        for line in drifted(drift[:20]):
            self.stderr.write(line)
        if drift:
            raise CommandError(_("%(count)s tổng khác số đếm lại; chạy lại với --rebuild.") % {"count": len(drift)})
        self.stdout.write(_("Mọi tổng đều khớp số đếm lại."))

    def _publish(self, **options: Any) -> None:
        named = bool(options["unit"] or options["key"])
        if named != bool(options["period"]):
            raise CommandError(_("Nêu cả đơn vị và kỳ, hoặc không nêu gì."))
        if named:
            period = known_period(options["period"])
            root = the_unit(options, period.last_day)
            made = [services.publish(by=SYSTEM, root=root, period=period, reason=options["reason"])]
        else:
            made = services.publish_due(by=SYSTEM)
        for one in made:
            words = {
                "unit": one.root.full_name,
                "period": periods.label(one.period.period),
                "revision": one.revision,
                "code": one.digest[:12],
            }
            self.stdout.write(_("%(unit)s, %(period)s: đã công bố lần %(revision)s, mã băm %(code)s…") % words)

    def _remind(self, **_options: Any) -> None:
        self.stdout.write(_("Đã nhắc %(count)s đơn vị.") % {"count": services.remind(by=SYSTEM)})

    def _book(self, **_options: Any) -> None:
        loaded = services.load_book(by=SYSTEM)
        words = {"indicators": loaded.indicators, "counted": loaded.counted, "forms": loaded.forms, "headings": loaded.headings}
        for kept in loaded.kept:
            self.stdout.write(_("  Giữ nguyên bản của cơ quan: %(row)s") % {"row": kept})
        self.stdout.write(_("%(indicators)s chỉ tiêu (%(counted)s đếm từ hồ sơ), %(forms)s mẫu báo cáo, %(headings)s đề mục.") % words)


def drifted(drift: Sequence[totals.Drift]) -> list[str]:
    """Each wrong total in words: of which unit, indicator and period, what is kept and what a recount gives."""
    rows, book = PeriodRow.objects.in_bulk({one.period_id for one in drift}), Indicator.objects.in_bulk({one.indicator_id for one in drift})
    names = {(unit, pk): name for pk, row in rows.items() for unit, name in names_on({one.unit_id for one in drift}, row.last_day).items()}
    told = []
    for one in drift:
        indicator, period = book[one.indicator_id], periods.label(rows[one.period_id].period)
        words = {"unit": names[one.unit_id, one.period_id], "indicator": f"{indicator.code} {name_of(indicator)}", "period": period}
        words |= {"kept": printed(one.kept, indicator), "counted": printed(one.counted, indicator)}
        told.append(_("%(unit)s, %(indicator)s, %(period)s: đang giữ %(kept)s, đếm lại %(counted)s.") % words)
    return told


def known_period(key: str) -> PeriodRow:
    """The period, if anything was ever opened for it; Refused otherwise."""
    plain = services.parsed(key)
    found = PeriodRow.objects.filter(key=plain.key).first()
    if found is None:
        raise Refused(_("Chưa có báo cáo nào cho %(period)s.") % {"period": periods.label(plain)}, field="period")
    return found


def the_unit(options: dict[str, Any], on: date) -> Unit:
    """The unit by its own key, or by the code it bore on the day; Refused if there is none."""
    return units.by_key(options["key"]) if options["key"] else units.by_code(options["unit"], on)


def the_form(code: str | None) -> Form | None:
    """The form by its code; Refused if there is none; None if none was named."""
    if not code:
        return None
    found = Form.objects.newest(code)
    if found is None:
        raise Refused(_("Không có mẫu báo cáo “%(code)s”.") % {"code": code}, field="form")
    return found
