"""The completeness matrix: who below has filed, period by period; each cell leads to that report. Day by day: the page of the campaign."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib import periods
from danvan.reports.access import readable, receiving
from danvan.reports.models import Form, PeriodRow
from danvan.reports.papers.charts import short
from danvan.reports.selectors.filing_matrix import Filed, Standing, by_form, cells_of, newest_of_each_kind, over, periods_of, units_below
from danvan.reports.selectors.names import names_in, names_on
from danvan.reports.selectors.templates import in_order
from danvan.reports.spoken import spoken
from danvan.reports.views.several import PARAMETER
from danvan.reports.wording import kind_title
from danvan.ui import tables
from danvan.ui.paging import page
from danvan.units.models import Unit

# So many periods stand beside each other, and so many units below each other.
COLUMNS, ROWS = 8, 60
# Icon, word and tone: never the colour alone.
SHOWN: dict[Standing, tuple[str, Promise, str]] = {
    Standing.OVERDUE: ("alert", gettext_lazy("quá hạn"), "danger"),
    Standing.RETURNED: ("cross", gettext_lazy("trả lại"), "danger"),
    Standing.PART: ("pause", gettext_lazy("còn thiếu"), "warning"),
    Standing.WAITING: ("clock", gettext_lazy("chưa gửi"), "neutral"),
    Standing.LATE: ("arrow-right", gettext_lazy("gửi muộn, chờ nhận"), "warning"),
    Standing.LATE_ACCEPTED: ("check", gettext_lazy("gửi muộn, đã nhận"), "warning"),
    Standing.SENT: ("arrow-right", gettext_lazy("đã gửi, chờ nhận"), "info"),
    Standing.ACCEPTED: ("check", gettext_lazy("đã nhận"), "success"),
}
NOTHING_OWED = "–"


@dataclass(frozen=True)
class Square:
    """What a cell says of one form, and where that leads. `form`: its name, where the unit owes several for the period."""

    href: str
    icon: str
    text: str
    tone: str
    label: str
    form: str = ""


def newest(request: HttpRequest) -> HttpResponse:
    """The matrix of the own unit up to the newest period that was opened for it."""
    who = receiving(request)
    known = newest_of_each_kind(who.unit)
    return redirect("reports:filing", who.unit.key, known[0].key) if known else redirect("reports:list")


def matrix(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """The units directly below by the periods of one kind, the newest first."""
    _who, found, row = readable(request, unit, period)
    columns = periods_of(found, row.kind, row, COLUMNS + 1)
    shown, earlier = columns[:COLUMNS], columns[COLUMNS:]
    units = page(_below(found, shown), request, order=("sort_key", "pk"), size=ROWS)
    sums = over(found, shown)
    context = {
        "unit": found,
        "name": names_on([found.pk], row.last_day)[found.pk],
        "period": row,
        "columns": [(one, short(one.key), capfirst(periods.label(one.period)), *sums.get(one.pk, (0, 0))) for one in shown],
        "rows": _rows(units.rows, shown),
        "page": units,
        "kinds": [(one, kind_title(one.kind), one.kind == row.kind) for one in newest_of_each_kind(found)],
        "earlier": earlier[0] if earlier else None,
        "legend": SHOWN.values(),
    }
    return render(request, "reports/filing.html", context)


def _below(unit: Unit, shown: Sequence[PeriodRow]) -> QuerySet[Unit]:
    return units_below(unit, shown) if shown else Unit.objects.none()


def _rows(units: Sequence[Unit], shown: Sequence[PeriodRow]) -> list[tuple[str, list[list[Square]]]]:
    """Each unit by the name it had in the newest of the periods, with its cells: a square for each form that it owes, the national ones first."""
    if not units:
        return []
    cells = by_form(units, [one.pk for one in shown])
    names = names_in([one.pk for one in units], shown[0])
    known = in_order({form for forms in cells.values() for form in forms})
    return [
        (names[unit.pk], [_squares(unit, one, cells.get((unit.pk, one.pk), {}), names[unit.pk], known) for one in shown]) for unit in units
    ]


def _squares(unit: Unit, period: PeriodRow, cells: Mapping[int, Filed], name: str, forms: Sequence[Form]) -> list[Square]:
    owed = [one for one in forms if one.pk in cells]
    return [_square(unit, period, cells[one.pk], name, one if len(owed) > 1 else None) for one in owed]


def _square(unit: Unit, period: PeriodRow, cell: Filed, name: str, form: Form | None) -> Square:
    icon, word, tone = _dressed(cell)
    text, called = words(cell), spoken(form, "name") if form else ""
    standing = f"{called}, {text}, {word}" if form else f"{text}, {word}"
    said = _("%(unit)s, %(period)s: %(standing)s") % {"unit": name, "period": period.label, "standing": standing}
    address = reverse("reports:read", args=[unit.key, period.key])
    return Square(f"{address}?{PARAMETER}={form.code}" if form else address, icon, text, tone, said, called)


def _dressed(cell: Filed) -> tuple[str, Promise, str]:
    """A sum of many reports that are all there is simply complete: whether each was in time stands a level below."""
    return SHOWN[Standing.ACCEPTED if cell.summed and cell.filed >= cell.expected else cell.standing]


def words(cell: Filed | None) -> str:
    """What a cell says: "63/69" of a sum or of several forms, else the standing of the one report; a dash where nothing was owed."""
    if cell is None:
        return NOTHING_OWED
    return f"{cell.filed}/{cell.expected}" if cell.summed or cell.expected > 1 else str(SHOWN[cell.standing][1])


def download(request: HttpRequest, unit: str, period: str, kind: str) -> HttpResponseBase:
    """The whole matrix as CSV or XLSX, every unit with its key."""
    _who, found, row = readable(request, unit, period)
    shown = periods_of(found, row.kind, row, COLUMNS)
    name = names_on([found.pk], row.last_day)[found.pk]
    title = _("Tình hình gửi báo cáo về %(name)s") % {"name": name}
    heads = [_("Khóa"), _("Đơn vị"), *(short(one.key) for one in shown)]
    return tables.send(kind, "tinh-hinh-gui", title, name, heads, _lines(found, shown))


def _lines(unit: Unit, shown: Sequence[PeriodRow]) -> Iterator[list[str]]:
    units = list(_below(unit, shown).order_by("sort_key", "pk"))
    cells = cells_of(units, [one.pk for one in shown])
    names = names_in([one.pk for one in units], shown[0]) if units else {}
    for one in units:
        yield [one.key, names[one.pk], *(words(cells.get((one.pk, period.pk))) for period in shown)]
