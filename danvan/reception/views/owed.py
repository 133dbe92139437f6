"""Received and owed: how the leaders of a unit stand, and those of the units below it."""

from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from danvan.lib import clock, periods
from danvan.lib.charts import ChartSpec, Point
from danvan.lib.papers import Cell, Column, Number, Sheet, Table, xlsx
from danvan.lib.periods import Period
from danvan.reception import access, selectors
from danvan.reception.selectors import Leader
from danvan.ui.tables import XLSX
from danvan.units.access import Acting
from danvan.units.models import Unit

KINDS = {"month", "quarter", "half", "nine", "year"}


@dataclass(frozen=True)
class Row:
    """One unit: its leaders, added up."""

    unit: Unit
    leaders: list[Leader] = field(default_factory=list)

    @property
    def required(self) -> int:
        """Days owed."""
        return sum(one.owed.required for one in self.leaders)

    @property
    def counted(self) -> int:
        """Days that fulfil something owed."""
        return sum(one.owed.counted for one in self.leaders)

    @property
    def missed(self) -> int:
        """Days that can no longer be made up."""
        return sum(one.missed for one in self.leaders)

    @property
    def to_come(self) -> int:
        """Days still to be held."""
        return sum(one.to_come for one in self.leaders)

    @property
    def delegated(self) -> int:
        """Days on which somebody else received."""
        return sum(len(one.delegated) for one in self.leaders)


def page(request: HttpRequest) -> HttpResponse:
    """The unit and those directly below it, who missed most first."""
    who, unit = access.reading_unit(request)
    today = clock.today()
    span = span_of(request.GET.get("ky", ""), today)
    own, below = _gather(who, unit, span, today)
    context = {
        "who": who,
        "unit": unit,
        "today": today,
        "span": span,
        "label": periods.label(span),
        "choices": choices(today),
        "own": own,
        "below": below,
        "sum": Row(unit, [one for row in below for one in row.leaders]),
        "silent": sum(not row.leaders for row in below),
        "chart": _chart(unit, span, today),
        "acts": access.acts_here(who, unit),
        "keeps": access.reads_words(who, unit),
    }
    return render(request, "reception/owed.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """The same as a workbook: one line for each leader."""
    who, unit = access.reading_unit(request)
    today = clock.today()
    span = span_of(request.GET.get("ky", ""), today)
    own, below = _gather(who, unit, span, today)
    title = _("Tiếp công dân định kỳ: đã tiếp và phải tiếp, %(period)s") % {"period": periods.label(span)}
    heads = (_("Đơn vị"), _("Lãnh đạo"), _("Quy định"))
    numbers = (_("Phải tiếp"), _("Đã tiếp đúng quy định"), _("Không tiếp đủ"), _("Còn phải tiếp"), _("Ủy quyền, không tính"), _("Đột xuất"))
    columns = (*(Column(head) for head in heads), *(Column(head, "number") for head in numbers))
    lines = tuple(_line(one) for row in (own, *below) for one in row.leaders)
    table = Table(title, columns, lines, marks=False)
    response = HttpResponse(xlsx.render([Sheet(_("Đã tiếp, phải tiếp"), table)], title=title, issuer=unit.full_name), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="danvan-da-tiep-phai-tiep-{span.key}.xlsx"'
    return response


def _line(one: Leader) -> tuple[Cell, ...]:
    numbers = (one.owed.required, one.owed.counted, one.missed, one.to_come, len(one.delegated), one.ad_hoc)
    says = "; ".join(norm.says for norm in one.norms)
    return (one.duty.unit.full_name, one.duty.post.title, says, *(Number(str(number), "", value=number) for number in numbers))


def _gather(who: Acting, unit: Unit, span: Period, today: date) -> tuple[Row, list[Row]]:
    """The unit's row and those of the units directly below; a post confined to its own body sees none below."""
    under = [] if who.own_body_only else selectors.units_below(unit, today)
    rows = {one.pk: Row(one) for one in (unit, *under)}
    for leader in selectors.leaders(list(rows), span.first, span.last, today):
        rows[leader.duty.unit_id].leaders.append(leader)
    below = sorted((rows[one.pk] for one in under), key=lambda row: (-row.missed, -row.to_come, not row.leaders))
    return rows[unit.pk], below


def span_of(key: str, today: date) -> Period:
    """The period asked for; this month for nonsense."""
    try:
        span = periods.parse(key)
    except ValueError:
        return periods.parse(f"{today:%Y-%m}")
    return span if span.kind in KINDS and 2000 <= span.first.year <= 2100 else periods.parse(f"{today:%Y-%m}")


def choices(today: date) -> list[tuple[str, str]]:
    """The months, quarters and the year so far, and the year before."""
    keys = [f"{today.year}-{month:02d}" for month in range(today.month, 0, -1)]
    keys += [f"{today.year}-Q{quarter}" for quarter in range((today.month + 2) // 3, 0, -1)]
    return [(key, periods.label(periods.parse(key))) for key in (*keys, str(today.year), str(today.year - 1))]


def _chart(unit: Unit, span: Period, today: date) -> ChartSpec | None:
    """The year's months: days counted, of days owed."""
    months = [one for one in selectors.months_of(unit, span.first.year, today) if one[1]]
    if not months:
        return None
    points = tuple(
        Point(_("Tháng %(month)d") % {"month": first.month}, float(counted), f"{counted}/{required}") for first, required, counted in months
    )
    alt = "; ".join(
        _("tháng %(month)d: %(counted)d trên %(required)d") % {"month": m.month, "counted": c, "required": r} for m, r, c in months
    )
    return ChartSpec(_("Ngày đã tiếp trên ngày phải tiếp, năm %(year)d") % {"year": span.first.year}, _("ngày"), points, alt)
