"""The table of a unit for a period, and of the units under it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Aggregate, F, Max, Q, QuerySet, Sum, Value
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.numbers import local
from danvan.reports.laying import most_covered
from danvan.reports.models import FILED, Fact, Form, Indicator, IndicatorKind, Obligation, OverTime, PeriodRow, Report, Tally, Total
from danvan.reports.over_time import behind
from danvan.reports.rules import KEPT
from danvan.reports.selectors import cells
from danvan.reports.selectors.answers import THEN, TODAY, Cell, Matrix, Piece, Row, Table, as_printed
from danvan.reports.selectors.asked import Asked, asked, grouped, row_of
from danvan.reports.selectors.asking import all_of, indicators_asked, owed_on, unread
from danvan.reports.selectors.borders import added
from danvan.reports.selectors.cells import Values
from danvan.reports.selectors.corrections import notes_for
from danvan.reports.selectors.hamlets import gathers
from danvan.reports.selectors.lineage import Maker
from danvan.reports.selectors.names import ended_by, names_on, until
from danvan.reports.selectors.past import stretches
from danvan.units.models import Basis, Unit, valid_on


def table(
    unit: Unit,
    period: PeriodRow,
    *,
    borders: str = THEN,
    form: Form | None = None,
    own: Sequence[Report] | None = None,
    owed: Mapping[int, int] | None = None,
) -> Table:
    """The indicators of the period's forms (or of one form) for the unit: its own figures and all below it, as of the period's last day.

    `borders="today"`: the unit's present territory, put together from the units that were there then. `own`, `owed`: what `cells.own_reports` and
    `owed_on` gave, if they were asked already. A bounded number of queries.
    """
    owed = owed_on(unit, period) if owed is None else owed
    indicators = indicators_asked([form.pk] if form else list(owed), period, without=unread())
    return read_table(unit, period, indicators, borders=borders, form=form, owed=owed, own=own)


def read_table(
    unit: Unit,
    period: PeriodRow,
    indicators: Sequence[Indicator],
    *,
    borders: str,
    form: Form | None = None,
    owed: Mapping[int, int] | None = None,
    own: Sequence[Report] | None = None,
    plain: bool = False,
    read: tuple[Asked, Values] | None = None,
) -> Table:
    """The same for chosen indicators. `plain`: the figures alone, without what the unit's own report said otherwise, what was corrected since, and what
    the unit was called then. `read`: the question and what it read, of this period, if that was done already.
    """
    day = period.last_day
    question = read[0] if read else asked([unit], borders)
    values = read[1] if read else question.read([period], indicators)
    settled = [question.settled(one, period, values) for one in indicators]
    given = gave(values)
    behind = question.makers(unit, period, given)
    itself = [one.unit_id for one in behind] == [unit.pk]
    number = _owed(behind, period, form, owed if itself else None, indicators)
    others = {*grouped(settled), *(() if itself else (one.unit_id for one in behind))}
    names = {unit.pk: unit.full_name} if plain and not others else names_on({unit.pk, *others}, day)
    reported = borders == THEN and unit.level in KEPT and not plain
    own = (cells.own_states(unit, period) if own is None else own) if reported else []
    said = cells.frozen_values(own, form)
    rows = [row_of(one, found, unit.pk, number.get(one.pk, 0), names) for one, found in zip(indicators, settled, strict=True)]
    told = bool(own) or (form is not None and borders == THEN and gathers(form, unit))
    corrected = notes_for(unit, period, indicators, form=form, named=len(own) > 1) if told else []
    if not itself:
        rows = [_explained(row, values, behind, period.pk, given, names) for row in rows]
    return Table(
        unit=unit,
        name=names[unit.pk],
        period=period,
        borders=borders,
        rows=tuple(_against_frozen(row, said) for row in rows),
        notes=(*_notes(unit, day, behind, given, names, itself=itself), *corrected),
        pieces=() if itself else tuple(_piece(one, names, given) for one in behind),
    )


def earlier_tables(unit: Unit, periods: Sequence[PeriodRow], indicators: Sequence[Indicator], *, borders: str) -> dict[int, Table]:
    """Period (by key of its row) -> the plain table, all of them read together."""
    question = asked([unit], borders)
    values = question.read(periods, indicators)
    kept = cells.expected(question.makers(unit, periods[0]), periods) if borders == THEN and periods else None
    return {
        one.pk: read_table(
            unit,
            one,
            indicators,
            borders=borders,
            plain=True,
            owed=None if kept is None else {0: kept.get(one.pk, 0)},  # of whatever form asks most
            read=(question, {cell: figures for cell, figures in values.items() if cell[0] == one.pk}),
        )
        for one in periods
    }


def within(unit: Unit, period: PeriodRow, indicator: Indicator, *, borders: str) -> list[tuple[PeriodRow, Row]]:
    """What is known of the number in shorter periods that lie in this one: of those that share no day and cover the most, as few as can be, in order.
    One query where there are none.
    """
    rows = PeriodRow.objects.filter(first_day__gte=period.first_day, last_day__lte=period.last_day).exclude(pk=period.pk)
    inside = {one.pk: one for one in rows}
    tables = earlier_tables(unit, list(inside.values()), [indicator], borders=borders) if inside else {}
    known = {pk: table.rows[0] for pk, table in tables.items() if table.rows[0].value is not None}
    laid = most_covered(period.first_day, period.last_day, stretches(inside[pk] for pk in known))
    return [(inside[pk], known[pk]) for pk in laid]


def gave(values: Values) -> set[int]:
    """The units that gave any of the figures."""
    return {pk for figures in values.values() for pk in figures}


def _owed(
    behind: Sequence[Maker], period: PeriodRow, form: Form | None, known: Mapping[int, int] | None, indicators: Sequence[Indicator]
) -> dict[int, int]:
    """Indicator -> how many units owe a report with it: on the form; else the most that any one form which asks it is owed."""
    if not behind:
        return {}
    if form is None and (known is None or len(known) > 1):
        return {pk: number for (_period, pk), number in cells.expected_of(behind, [period], indicators).items()}
    if known is not None:
        number = known.get(form.pk, 0) if form else max(known.values(), default=0)
    else:
        number = cells.expected(behind, [period], [form.pk] if form else None).get(period.pk, 0)
    return dict.fromkeys([one.pk for one in indicators], number)


def _against_frozen(row: Row, said: Mapping[str, Sequence[tuple[int, Decimal]]]) -> Row:
    every = said.get(row.indicator.code, ())
    apart = [(form, before) for form, before in every if before != row.value]
    if not apart:
        return row
    different = replace(row, frozen=apart[0][1])
    return different.noted(_by_form(apart, row) if len(every) > 1 else otherwise(different))


def _by_form(apart: Sequence[tuple[int, Decimal]], row: Row) -> str:
    """What each of several reports said. A query, where some say something else."""
    forms = Form.objects.in_bulk([form for form, _before in apart])
    words = [{"form": forms[form].label, "before": local(before, row.decimals)} for form, before in apart]
    return " ".join(_("%(form)s: báo cáo đã gửi ghi %(before)s.") % one for one in words)


def otherwise(row: Row) -> str:
    """That the unit's submitted report says another number; nothing where it does not."""
    return "" if row.frozen is None else _("Báo cáo đã gửi ghi %(before)s.") % {"before": local(row.frozen, row.decimals)}


def _explained(row: Row, values: Values, behind: Sequence[Maker], period: int, gave: set[int], names: dict[int, str]) -> Row:
    """Say which of the units behind a row gave none, unless they gave nothing at all (the table's note says that)."""
    figures = values.get((period, row.indicator.pk), {})
    if row.indicator.kind == IndicatorKind.OWN:
        return row.noted(not_added(row.indicator, behind, figures, names))
    if row.value is None or row.indicator.kind == IndicatorKind.FORMULA:
        return row
    silent = [names[one.unit_id] for one in behind if one.unit_id in gave and one.unit_id not in figures]
    return row.noted(_("Không có số liệu: %(names)s.") % {"names": ", ".join(silent)}) if silent else row


def not_added(indicator: Indicator, behind: Iterable[Maker], figures: Mapping[int, Cell], names: Mapping[int, str]) -> str:
    """What each of the units said of itself where that has no sum; nothing where none did."""
    own = [(one.unit_id, figures[one.unit_id]) for one in behind if one.unit_id in figures]
    each = [f"{names[pk]}: {as_printed(cell, indicator)}" for pk, cell in own]
    return _("Không cộng được; %(each)s.") % {"each": "; ".join(each)} if each else ""


def _notes(unit: Unit, day: date, behind: Sequence[Maker], gave: set[int], names: dict[int, str], *, itself: bool) -> list[str]:
    if not behind and unit.valid_to and unit.valid_to <= day:
        return [_("%(name)s: chưa có số liệu nào do đơn vị tự gửi.") % {"name": until(names[unit.pk], unit.valid_to)}]
    if not behind:
        words = {"name": names[unit.pk], "day": f"{day:%d/%m/%Y}"}
        return [_("Không có đơn vị %(name)s vào ngày %(day)s; hãy xem theo địa giới hiện nay.") % words]
    if itself:
        return []
    made = ", ".join(until(names[one.unit_id], one.valid_to) for one in behind)
    notes = [_("Theo địa giới hiện nay, gồm: %(names)s.") % {"names": made}]
    silent = ", ".join(names[one.unit_id] for one in behind if one.unit_id not in gave)
    if silent:
        notes.append(_("Không có số liệu của: %(names)s.") % {"names": silent})
    cut = ", ".join(names[one.unit_id] for one in behind if not one.whole)
    if cut:
        said = _("Bị chia cho nhiều đơn vị: %(names)s. Chỉ tiêu nào được phép chia và biết tỷ lệ thì ước tính; còn lại chỉ có số chung.")
        notes.append(said % {"names": cut})
    return notes


def _piece(one: Maker, names: dict[int, str], gave: set[int]) -> Piece:
    return Piece(one.unit_id, until(names[one.unit_id], one.valid_to), share_words(one), one.whole, one.unit_id in gave)


def share_words(one: Maker) -> str:
    """How much of a unit: "60 % dân số, 45,5 % diện tích"; "một phần" where no size is known; nothing for the whole."""
    if one.whole:
        return ""
    known = [(basis, one.way.share(basis.value)) for basis in Basis]
    words = [f"{local(Decimal(round(share * 1000)) / 10)} % {basis.label}" for basis, share in known if share is not None]
    return ", ".join(words) or _("một phần")


def under_on(unit: Unit, days: Iterable[date]) -> QuerySet[Unit]:
    """The units directly under it on any of the days."""
    ever = reduce(or_, (valid_on(day, "parents__") for day in set(days)), Q())
    return Unit.objects.filter(ever, parents__parent=unit).distinct()


def children(unit: Unit, periods: Sequence[PeriodRow]) -> list[Unit]:
    """The units directly under it on the last day of any of the periods; after them those that ended within one and filed to it by themselves. One query."""
    standing = under_on(unit, [one.last_day for one in periods])
    received = Obligation.objects.filter(
        receiver=unit, period__in=[one.pk for one in periods], unit__valid_to__lte=F("period__last_day"), report__state__in=FILED
    )
    ended = Unit.objects.filter(pk__in=received.values("unit"))
    both = standing.order_by().annotate(late=Value(0)).union(ended.order_by().annotate(late=Value(1)), all=True)
    return list({one.pk: one for one in both.order_by("late", "sort_key", "pk")}.values())


def matrix(unit: Unit, periods: Sequence[PeriodRow], *, indicators: Sequence[Indicator] | None = None, borders: str = THEN) -> Matrix:
    """The units directly under this one by indicators, over one or more periods: each by its rule over time, formulas computed.

    As of then a unit stands for itself; `borders="today"` puts today's units together from what they were made of. What cannot be told apart
    stands in `common`, at the units it belongs to together.
    """
    last = max(periods, key=lambda one: one.last_day)
    wanted = indicators if indicators is not None else all_of(last)
    under = list(under_on(unit, [unit_day(unit)])) if borders == TODAY else children(unit, periods)
    question = asked(under, borders)
    sums = _sums(question.sources(), periods, last, None if indicators is None else wanted)
    own = {IndicatorKind.OWN}
    settled = {one.pk: question.settled(one, last, sums) for one in wanted if one.kind not in own}
    if indicators is None:
        known = {one.pk: one for one in Indicator.objects.filter(pk__in={pk for _period, pk in sums} - settled.keys())}
        settled |= {pk: question.settled(one, last, sums) for pk, one in known.items()}
    return Matrix(
        tuple(under),
        _names(under, last),
        tuple(wanted),
        tuple(periods),
        {(pk, indicator): cell for indicator, found in settled.items() for pk, cell in found.cells.items()},
        {indicator: found.groups for indicator, found in settled.items() if found.groups},
    )


def _names(under: Sequence[Unit], last: PeriodRow) -> dict[int, str]:
    names = names_on([one.pk for one in under], last.last_day)
    return {one.pk: ended_by(names[one.pk], one.valid_to, last) for one in under}


def unit_day(unit: Unit) -> date:
    """The latest day on which the unit is there: today, or its last."""
    return clock.today() if unit.valid_to is None else min(clock.today(), date.fromordinal(unit.valid_to.toordinal() - 1))


def _sums(behind: Sequence[Maker], periods: Sequence[PeriodRow], last: PeriodRow, wanted: Sequence[Indicator] | None) -> Values:
    """The cells of the periods together, kept under the last. Two or three queries."""
    values: Values = {}
    ids = None if wanted is None else cells.with_parts(wanted)
    counts = _by_rule(periods) if len(periods) > 1 else Q()
    for rows, adjustments in _rows_of(behind, [one.pk for one in periods]):
        chosen = rows.filter(counts) if ids is None or len(ids) > cells.MANY else rows.filter(counts, indicator__in=ids)
        alike = chosen.order_by().values_list("unit_id", "indicator_id", "qualifier")
        for unit, indicator, word, value, adjusted, number in alike.annotate(Sum("value"), Sum("adjusted"), number=adjustments):
            if ids is None or indicator in ids:
                known = values.setdefault((last.pk, indicator), {})
                cell = Cell(value, 1, word, "", adjusted=adjusted, adjustments=number)
                known[unit] = replace(added([known[unit], cell]), reported=1) if unit in known else cell
    return values


def _by_rule(periods: Sequence[PeriodRow]) -> Q:
    """Which periods of each indicator count: what is added stands in all of them, what is not in those that its rule names."""
    ordered = sorted(periods, key=lambda one: one.last_day)
    counts = ~Q(indicator__in=Indicator.objects.exclude(over_time=OverTime.ADDED))
    for rule in (OverTime.LAST, OverTime.FIRST):
        counts |= Q(period__in=behind(rule, ordered), indicator__in=Indicator.objects.filter(over_time=rule))
    return counts


def _rows_of(behind: Sequence[Maker], periods: Sequence[int]) -> "Iterator[tuple[QuerySet[Any], Aggregate]]":
    """The totals of those that keep them, the live facts of the others; and how many of the figures in them were adjusted."""
    if above := cells.kept(behind):
        yield Total.objects.filter(unit__in=above, period__in=periods), Sum("adjustments")
    if below := cells.plain(behind):
        facts = Fact.objects.filter(unit__in=below, period__in=periods, live=True, value__isnull=False)
        yield facts.exclude(indicator__kind=IndicatorKind.OWN), Sum("adjusted_parts")


def latest_period(unit: Unit) -> PeriodRow | None:
    """The latest period that anything was opened for at or below the unit."""
    newest = Tally.objects.filter(unit=unit).aggregate(day=Max("period__last_day"))["day"]
    return PeriodRow.objects.filter(last_day=newest).order_by("first_day").last() if newest else None
