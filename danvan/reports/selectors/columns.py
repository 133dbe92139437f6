"""The columns of a report's tables beside the figures of the period: earlier periods, since the year began, the change against them.

Every number in them is the one that the table of that other period shows; what cannot be compared is a dash, and a note says why.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from danvan.lib import periods
from danvan.lib.numbers import local
from danvan.lib.periods import Period
from danvan.lib.text import mid_sentence
from danvan.reports.drafting import PERCENT_FROM, Barrier, Figure, difference_of, inexact, percent_of_change
from danvan.reports.laying import Stretch, ways
from danvan.reports.models import Comparison, Form, Heading, Indicator, IndicatorKind, PeriodRow, Report
from danvan.reports.selectors.answers import MOST_NAMES, TODAY, Certainty, Row, State
from danvan.reports.selectors.crosstab import Choice, CrossTable, crosstab, told_whole
from danvan.reports.selectors.drafts import Before, before_of, befores, figure_of
from danvan.reports.selectors.past import around, year_of
from danvan.units.models import Unit

NOTHING = "–"
# The change against a period stands in its own column.
AGAINST = {Comparison.BEFORE: Comparison.AGAINST_BEFORE, Comparison.YEAR: Comparison.AGAINST_YEAR}


@dataclass(frozen=True, slots=True)
class Said:
    """A cell: as printed, its number, the period and borders in whose table it stands (None: in none), what must be said of it. `now`: of a report as it
    was filed, what the cell is today where that is something else.
    """

    text: str = NOTHING
    value: Decimal | None = None
    period: PeriodRow | None = None
    borders: str = ""
    remark: str = ""
    now: str = ""


@dataclass(frozen=True)
class Compared:
    """A column: its kind, its title, what its remarks are about, its cells by indicator (key)."""

    kind: Comparison
    title: str
    about: str
    cells: Mapping[int, Said] = field(default_factory=dict)
    note: str = ""

    def of(self, indicator: Indicator) -> Said:
        """The cell of an indicator."""
        return self.cells.get(indicator.pk, Said())


def asked_columns(form: Form | None, headings: Iterable[Heading]) -> set[str]:
    """The columns of comparison that the form asks for, in its annex or under any heading."""
    return {*(form.comparisons if form else ()), *(one for heading in headings for one in heading.comparisons)}


def columns(
    unit: Unit,
    period: PeriodRow,
    rows: Sequence[Row],
    borders: str,
    wanted: Collection[str],
    draft: Report | None = None,
    earlier: Sequence[Before] | None = None,
    near: Sequence[PeriodRow] | None = None,
) -> tuple[Compared, ...]:
    """The wanted columns (`Comparison`) beside the rows of the unit's table, in their order; those that make no sense for the period are left out.

    `draft`: the report in the making that the rows are of; `earlier`: what `earlier_of` gave, `near`: the periods `around` this one, if these were asked
    already. A bounded number of queries.
    """
    if not wanted or not rows:
        return ()
    before = earlier_of(unit, period, rows, borders, wanted) if earlier is None else earlier
    found = [column for one in before for column in _against(one, rows, borders, wanted)]
    if Comparison.SUM in wanted and (start := year_of(period.period)):
        laid = _laid(period, start, around(period) if near is None else near)
        found.append(_sum(unit, laid, rows, borders, draft))
    return _ordered(found)


def earlier_of(
    unit: Unit, period: PeriodRow, rows: Sequence[Row], borders: str, wanted: Collection[str], near: Sequence[PeriodRow] | None = None
) -> list[Before]:
    """The tables of the earlier periods that the columns compare with, read together. `near`: the periods `around` this one, if these were asked already."""
    asked = [(earlier, kind is Comparison.YEAR) for kind, earlier in _earlier(period.period, wanted)]
    return befores(asked, unit, [row.indicator for row in rows], borders, near) if asked else []


def _ordered(found: Iterable[Compared]) -> tuple[Compared, ...]:
    return tuple(sorted(found, key=lambda one: list(Comparison).index(one.kind)))


def empty(period: Period, rows: Sequence[Row], wanted: Collection[str]) -> tuple[Compared, ...]:
    """The same before anybody files: the titles, and nought for every number."""
    cells = {row.indicator.pk: Said("0", Decimal(0)) for row in rows}
    found = []
    for kind, earlier in _earlier(period, wanted):
        titles = {kind: _title(kind, earlier), AGAINST[kind]: _title(AGAINST[kind], earlier)}
        found += [Compared(one, words, "", cells) for one, words in titles.items() if one in wanted]
    if Comparison.SUM in wanted and year_of(period):
        found.append(Compared(Comparison.SUM, _since(), "", cells))
    return _ordered(found)


def now_of(some: Iterable[Compared], indicator: Indicator) -> str:
    """What the cells of an indicator are today, of a report as it was filed, where that is something else. A change follows from what is said of both."""
    told = [one for one in some if one.kind not in AGAINST.values() and one.of(indicator).now]
    return " ".join(_("%(about)s, số hiện nay: %(now)s.") % {"about": one.about, "now": one.of(indicator).now} for one in told)


def notes(some: Sequence[Compared], rows: Sequence[Row]) -> list[str]:
    """What must be said under a table of these rows: in which borders a column stands, why a dash is there, how many gave a number."""
    said: dict[tuple[str, str], list[str]] = {}
    for column in some:
        for row in rows:
            cell = column.of(row.indicator)
            # Of what nobody gave now either the row itself says so.
            if (remark := cell.remark) and not (cell.value is None and row.value is None):
                codes = said.setdefault((column.about, remark), [])
                codes += [] if row.indicator.code in codes else [row.indicator.code]
    known = sum(row.value is not None for row in rows)
    every = [_noted(about, remark, codes, known) for (about, remark), codes in said.items()]
    return [*dict.fromkeys(column.note for column in some if column.note), *every]


def _noted(about: str, remark: str, codes: Sequence[str], all_of: int) -> str:
    words = {"about": about, "remark": remark, "codes": ", ".join(codes[:MOST_NAMES]), "more": len(codes) - MOST_NAMES}
    if len(codes) == all_of > 1:
        return _("%(about)s: %(remark)s (mọi chỉ tiêu có số liệu).") % words
    if len(codes) > MOST_NAMES:
        return _("%(about)s: %(remark)s (%(codes)s và %(more)s chỉ tiêu khác).") % words
    return _("%(about)s: %(remark)s (%(codes)s).") % words


def _earlier(period: Period, wanted: Collection[str]) -> list[tuple[Comparison, Period]]:
    """The periods to compare with, each once: of six months, nine months and a year the one before is that of last year."""
    known = {Comparison.BEFORE: before_of(period), Comparison.YEAR: periods.year_before(period)}
    asked = [(kind, one) for kind, one in known.items() if one and {kind, AGAINST[kind]} & set(wanted)]
    return [(kind, one) for place, (kind, one) in enumerate(asked) if one.key not in [other.key for _kind, other in asked[place + 1 :]]]


def _title(kind: Comparison, earlier: Period) -> str:
    """ "Kỳ trước (quý II năm 2026)", "Cùng kỳ năm 2025", "Tăng, giảm so với cùng kỳ năm 2025 (%)"."""
    words = {"year": earlier.last.year, "period": mid_sentence(periods.label(earlier))}
    titles = {
        Comparison.BEFORE: _("Kỳ trước (%(period)s)"),
        Comparison.AGAINST_BEFORE: _("Tăng, giảm so với kỳ trước (%%)"),
        Comparison.YEAR: _("Cùng kỳ năm %(year)s"),
        Comparison.AGAINST_YEAR: _("Tăng, giảm so với cùng kỳ năm %(year)s (%%)"),
    }
    return titles[kind] % words


def _since() -> str:
    return _("Lũy kế từ đầu năm")


def _against(before: Before, rows: Sequence[Row], borders: str, wanted: Collection[str]) -> list[Compared]:
    """The column of one earlier period and the change against it, whichever are wanted."""
    kind = Comparison.YEAR if before.year else Comparison.BEFORE
    earlier = before.period
    about = capfirst(_("cùng kỳ năm %(year)s") % {"year": earlier.last.year} if before.year else periods.label(earlier))
    today = before.table is not None and before.table.borders == TODAY
    note = _("%(about)s: theo địa giới hiện nay.") % {"about": about} if today and borders != TODAY else ""
    # What is told by comparing may never differ from what is told by drafting words: both stand on the same figure.
    figures = [(row, figure_of(row, [before])) for row in rows]
    cells = {row.indicator.pk: _was(row, before, figure) for row, figure in figures}
    found = [Compared(kind, _title(kind, earlier), about, cells, note)] if kind in wanted else []
    if AGAINST[kind] in wanted:
        changes = {row.indicator.pk: _change(figure, cells[row.indicator.pk]) for row, figure in figures}
        found.append(Compared(AGAINST[kind], _title(AGAINST[kind], earlier), about, changes, note))
    return found


def _was(row: Row, before: Before, figure: Figure) -> Said:
    """The figure of the earlier period, or why there is none to compare with."""
    if before.table is None:
        return Said(remark=_("chưa có số liệu"))
    then = before.table.row(row.indicator.code)
    [earlier] = figure.earlier
    if earlier.barrier is Barrier.PART:
        return Said(remark=_("chỉ một phần địa giới hiện nay có số liệu"))
    if then.value is None:
        return Said(remark=_cannot(then.state))
    about = Certainty(then.certainty) is Certainty.APPORTIONED
    said = [_("ước tính theo phần chia")] if about else []
    said += [then.share_words] if 1 < then.expected != then.reported else []
    text = f"≈ {then.marked}" if about else then.marked
    return Said(text, then.value, before.table.period, before.table.borders, "; ".join(said))


def _cannot(state: State) -> str:
    if state == State.COMMON:
        return _("địa giới đã thay đổi, chưa rõ tỷ lệ phần chia")
    return _("không có gì để chia") if state == State.UNDEFINED else _("chưa có số liệu")


def _change(figure: Figure, was: Said) -> Said:
    """ "+15,6", "−3,2 điểm" for shares, or why no change is told."""
    if was.value is None or figure.now.value is None:
        return Said(remark=was.remark if was.value is None else "")
    [earlier] = figure.earlier
    if inexact(figure, earlier):
        return Said(remark=_("số áng chừng, không tính tăng giảm"))
    if figure.percent:
        points = difference_of(figure, earlier)
        return Said(_("%(by)s điểm") % {"by": _signed(points, figure.decimals)}, points)
    share = percent_of_change(figure, earlier)
    if share is None:
        return Said(remark=_("số để so nhỏ hơn %(least)s, không tính phần trăm") % {"least": PERCENT_FROM})
    return Said(_signed(share, 1), round(share, 1))


def _signed(number: Decimal, decimals: int) -> str:
    shown = round(number, decimals)
    sign = "+" if shown > 0 else "−" if shown else ""
    return f"{sign}{local(abs(shown), decimals)}"


def _sum(unit: Unit, laid: Sequence[PeriodRow], rows: Sequence[Row], borders: str, draft: Report | None) -> Compared:
    """The figures since the year began, each by its indicator's rule over time. `laid`: the periods that make up the time, the last that of the rows."""
    if not laid:
        return Compared(Comparison.SUM, _since(), _since(), {row.indicator.pk: Said(remark=_lacking()) for row in rows})
    then = borders if all(unit.holds_on(one.last_day) for one in laid) else TODAY
    whole = crosstab(Choice((unit,), tuple(row.indicator for row in rows), tuple(laid), then), draft)
    note = _("%(about)s: theo địa giới hiện nay.") % {"about": _since()} if then == TODAY != borders else ""
    return Compared(Comparison.SUM, _since(), _since(), {row.indicator.pk: _total(row, unit, laid[-1], whole) for row in rows}, note)


def _laid(period: PeriodRow, year: Period, near: Iterable[PeriodRow]) -> list[PeriodRow]:
    """The periods from the year's first day to the end of this one, of its own kind if they do; none where a stretch is missing."""
    eve = period.first_day - timedelta(days=1)
    known = {one.pk: one for one in near if year.first <= one.first_day and one.last_day <= eve and one.kind not in periods.FREE}
    whole = [(one.pk,) for one in known.values() if (one.first_day, one.last_day) == (year.first, eve)]
    found = [*whole, *ways(year.first, eve, [Stretch(one.pk, one.first_day, one.last_day) for one in known.values()])]
    alike = [way for way in found if all(known[pk].kind == period.kind for pk in way)]
    chosen = next(iter([*alike, *found]), ())
    return [*(known[pk] for pk in chosen), period] if chosen else []


def _total(row: Row, unit: Unit, period: PeriodRow, whole: CrossTable) -> Said:
    """The sum, or why there is none. Of a report as it was filed the sum may hold a later correction, and says so."""
    indicator = row.indicator
    entry = whole.entry(indicator, unit, None)
    if indicator.kind == IndicatorKind.OWN or (told_whole(indicator) and entry.cell is None):
        return Said(remark=_("được tính riêng cho từng kỳ, không cộng"))
    if entry.state == State.COMMON:
        return Said(remark=_cannot(entry.state))
    partly = whole.choice.borders == TODAY and not whole.whole(indicator, unit)
    if entry.known < entry.parts or partly or entry.cell is None:
        return Said(remark=_lacking())
    said = [_("ước tính theo phần chia")] if entry.cell.certainty == Certainty.APPORTIONED else []
    said += [_("theo báo cáo %(period)s") % {"period": mid_sentence(entry.longer.label)}] if entry.longer else []
    said += [] if row.value == whole.entry(indicator, unit, period).value else [_("gồm số hiện nay của kỳ này")]
    return Said(entry.number, entry.value, remark="; ".join(said))


def _lacking() -> str:
    return _("chưa có đủ số liệu các kỳ từ đầu năm")
