"""Any table of units, indicators and periods: chosen on the page, kept in the address, taken away as a file."""

import logging
from datetime import date
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.db.models import Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from danvan.lib import clock, periods
from danvan.lib.numbers import local
from danvan.lib.papers.pdf import PrintingFailed
from danvan.lib.refusal import Refused
from danvan.reports import access, services
from danvan.reports.models import Indicator, PeriodRow, SavedTable
from danvan.reports.papers.page import grid
from danvan.reports.rules import KEPT
from danvan.reports.selectors import THEN, TODAY
from danvan.reports.selectors.crosstab import crosstab
from danvan.reports.selectors.groups import group_titles
from danvan.reports.tables.asking import BELOW, INDICATOR, PERIOD, UNIT, Asking, asking, chosen, groups_of
from danvan.reports.tables.files import KINDS, build
from danvan.reports.tables.latest import LATEST
from danvan.reports.tables.latest import rows as period_rows
from danvan.reports.tables.layout import AXES, Layout
from danvan.reports.wording import kind_order, kind_title, name_of
from danvan.units.access import Acting
from danvan.units.models import Unit, UnitPath, valid_on
from danvan.units.selectors import find

logger = logging.getLogger(__name__)
# A page of more cells than this is slow to read and slower to draw; the files take more.
MOST_SHOWN = 3_000
# So many of each kind of period are offered, the latest first.
MOST_PERIODS = 48
# Units of another map are looked for by name on so many days of the periods that are chosen.
MOST_DAYS = 3
# More units to tick than these are folded away.
MOST_OPEN = 8


def table(request: HttpRequest) -> HttpResponse:
    """The table, and the pickers for another one."""
    who, reached = access.tables(request)
    asked = asking(request.GET)
    layout, refused, said = _laid_out(asked, reached)
    size = layout.table.choice.size if layout else 0
    shown = layout if size <= MOST_SHOWN else None
    context = {
        "who": who,
        "asked": asked,
        "layout": layout,
        "said": said,
        "notes": layout.notes[len(said) :] if layout else [],  # what is said of the address stands above the table
        "title": title_of(layout) if layout else "",
        "grid": grid(shown.paper()) if shown else None,
        "chart": shown.chart() if shown else None,
        "refused": refused,
        "too_large": _too_large(size) if layout and not shown else "",
        "turned": asked.turned().query,
        "borders": [(THEN, _("Theo địa giới lúc đó")), (TODAY, _("Theo địa giới hiện nay"))],
        "axes": list(AXES.items()),
        "units": _units(asked, who, reached),
        "shown_units": MOST_OPEN,
        "indicators": _indicators(asked, who, reached),
        "periods": _periods(asked),
        "found": _found(request, asked, reached),
        "saved": SavedTable.objects.filter(unit=who.unit)[:100],
        "files": [(kind, label) for kind, label in _files()],
    }
    return render(request, "reports/table.html", context, status=400 if refused else 200)


def _laid_out(asked: Asking, reached: QuerySet[Unit]) -> tuple[Layout | None, str, tuple[str, ...]]:
    """The table as it is laid out, or why there is none; and what is to be said of the address itself."""
    said: tuple[str, ...] = ()
    try:
        found = chosen(asked, reached)
        said = found.said
        return (Layout(crosstab(found.choice), asked.down, asked.across, said) if found.choice else None), "", said
    except Refused as refused:
        return None, refused.message, said


def _too_large(size: int) -> str:
    words = {"size": local(size), "most": local(MOST_SHOWN)}
    return _("Bảng này có %(size)s ô; trang chỉ hiện đến %(most)s ô. Hãy tải tệp hoặc bớt lựa chọn.") % words


def title_of(layout: Layout) -> str:
    """ "C18 Đơn tiếp nhận (đơn), Quý III năm 2026": what there is one of; else how many there are."""
    choice = layout.table.choice
    words = []
    if len(choice.indicators) == 1:
        words.append(layout.label("", choice.indicators[0]))
    else:
        words.append(ngettext("%(count)s chỉ tiêu", "%(count)s chỉ tiêu", len(choice.indicators)) % {"count": len(choice.indicators)})
    if len(choice.units) == 1:
        words.append(layout.label("", choice.units[0]))
    else:
        words.append(ngettext("%(count)s đơn vị", "%(count)s đơn vị", len(choice.units)) % {"count": len(choice.units)})
    if len(choice.periods) == 1:
        words.append(layout.label("", choice.periods[0]))
    else:
        words.append(ngettext("%(count)s kỳ", "%(count)s kỳ", len(choice.periods)) % {"count": len(choice.periods)})
    return ", ".join(words)


def _files() -> list[tuple[str, str]]:
    return [
        ("xlsx", "Excel"),
        ("csv", "CSV"),
        ("tu-dien", _("Từ điển (CSV)")),
        ("json", "JSON"),
        ("png", _("Ảnh PNG")),
        ("svg", _("Ảnh SVG")),
    ]


def _units(asked: Asking, who: Acting, reached: QuerySet[Unit]) -> list[tuple[str, str, str, bool]]:
    """What can be ticked: name of the field, value, label, ticked. The own unit, what is below it, and whatever was added."""
    keys = [*asked.lists.get(UNIT, ()), *asked.lists.get(BELOW, ())]
    offered: list[Unit] = [who.unit, *reached.filter(key__in=keys)]
    if who.unit.level in KEPT:
        day = clock.today()
        offered += reached.filter(valid_on(day, "parents__"), parents__parent=who.unit).order_by("sort_key", "id")
    rows = []
    for unit in {one.pk: one for one in offered}.values():
        if unit.level in KEPT:
            label = _("Mọi đơn vị trực thuộc %(unit)s") % {"unit": unit}
            rows.append((BELOW, unit.key, label, asked.has(BELOW, unit.key)))
    rows += [(UNIT, unit.key, str(unit), asked.has(UNIT, unit.key)) for unit in {one.pk: one for one in offered}.values()]
    return sorted(rows, key=lambda row: not row[3])


def _indicators(asked: Asking, who: Acting, reached: QuerySet[Unit]) -> list[tuple[str, list[tuple[str, str, bool]], bool]]:
    """The national book, what the offices above and below wrote into it for themselves, and what was chosen already."""
    above = UnitPath.objects.filter(valid_on(clock.today()), unit=who.unit).values("ancestor")
    mine = Q(owner=None) | Q(owner__in=above) | Q(owner__in=reached.order_by().values("pk")) | Q(code__in=asked.lists.get(INDICATOR, ()))
    rows = Indicator.objects.filter(mine).order_by("group", "number", "code")
    titles = group_titles()
    grouped = groups_of(rows, lambda one: one.group)
    return [
        (
            titles.full(group),
            [(one.code, f"{one.code} {name_of(one)}", asked.has(INDICATOR, one.code)) for one in some],
            any(asked.has(INDICATOR, one.code) for one in some),
        )
        for group, some in grouped
    ]


def _periods(asked: Asking) -> list[tuple[str, list[tuple[str, str, bool]], bool]]:
    """The latest of each kind, and what was chosen already."""
    place = Window(RowNumber(), partition_by="kind", order_by=("-last_day", "first_day"))
    latest = PeriodRow.objects.annotate(place=place).filter(place__lte=MOST_PERIODS).values("pk")
    keys = [key.upper() for key in asked.lists.get(PERIOD, ())]
    rows = sorted(
        PeriodRow.objects.filter(Q(pk__in=latest) | Q(key__in=keys)).order_by("-last_day", "first_day"),
        key=lambda one: kind_order(one.kind),
    )
    newest = [(key, capfirst(str(one.label)), asked.has(PERIOD, key)) for key, one in LATEST.items()]
    return [(_("Kỳ gần nhất, tính vào ngày mở bảng"), newest, any(ticked for _key, _label, ticked in newest))] + [
        (
            kind_title(kind),
            [(one.key, capfirst(periods.label(one.period)), asked.has(PERIOD, one.key)) for one in some],
            any(asked.has(PERIOD, one.key) for one in some),
        )
        for kind, some in groups_of(rows, lambda one: one.kind)
    ]


def _found(request: HttpRequest, asked: Asking, reached: QuerySet[Unit]) -> dict[str, Any] | None:
    """Units by the name that was typed, each with the address that adds it: those of today and, for the borders of then, those of the days chosen."""
    text = " ".join(request.GET.get("them", "").split())[:80]
    if not text:
        return None
    matches = {match.unit.pk: match.unit for day in _days(asked) for match in find(text, on=day, limit=30)}
    mine = set(reached.filter(pk__in=matches).values_list("pk", flat=True))
    rows = []
    for one in (unit for pk, unit in matches.items() if pk in mine):
        lists = {**asked.lists, UNIT: (*asked.lists.get(UNIT, ()), one.key)}
        rows.append((str(one), Asking(lists, asked.borders, asked.down, asked.across).query))
    return {"text": text, "rows": rows}


def _days(asked: Asking) -> list[date]:
    """On which maps units are looked for by name."""
    found, _said = period_rows(asked.lists.get(PERIOD, ())) if asked.borders == THEN else ([], [])
    then = dict.fromkeys(one.last_day for one in found if one.last_day < clock.today())
    return [clock.today(), *list(then)[:MOST_DAYS]]


def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The table of the same address as a file."""
    _who, reached = access.tables(request)
    if kind not in KINDS:
        raise Http404
    asked = asking(request.GET)
    layout, refused, _said = _laid_out(asked, reached)
    try:
        if layout is None:
            raise Refused(refused or _("Hãy chọn đơn vị, chỉ tiêu và kỳ."))
        file = build(layout, kind, title_of(layout))
    except (Refused, PrintingFailed) as failed:
        if isinstance(failed, PrintingFailed):
            logger.error("drawing failed: %s", failed)
        why = failed.message if isinstance(failed, Refused) else _("Chưa vẽ được ảnh này: máy chủ thiếu phông chữ. Bản Excel vẫn tải được.")
        messages.error(request, why)
        return redirect(f"{reverse('reports:table')}?{asked.query}")
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}; filename=\"{file.name}\""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the choice under a name; go back to it either way."""
    who, _reached = access.tables(request)
    query = request.POST.get("query", "")
    try:
        kept = services.save_table(by=who, unit=who.unit, name=request.POST.get("name", ""), query=query)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        address = request.build_absolute_uri(reverse("reports:table_saved", args=[kept.code]))
        messages.success(request, _("Đã giữ bảng “%(name)s”. Liên kết: %(address)s") % {"name": kept.name, "address": address})
    return redirect(f"{reverse('reports:table')}?{query}")


def saved(request: HttpRequest, code: str) -> HttpResponse:
    """A short link leads to the choice it stands for."""
    found = access.saved_table(request, code)
    return redirect(f"{reverse('reports:table')}?{found.query}")


@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Let a kept table of the own office go."""
    who, found = access.own_table(request, code)
    services.drop_table(by=who, saved=found)
    messages.success(request, _("Đã bỏ bảng “%(name)s”.") % {"name": found.name})
    return redirect("reports:table")
