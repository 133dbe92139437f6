"""The annexes of a report: all figures of the unit with their remarks, and the units below by indicator."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from danvan.lib.numbers import local
from danvan.lib.papers import Annex, Band, Block, Cell, Column, Note, Table
from danvan.lib.text import mid_sentence
from danvan.reports import marks
from danvan.reports.models import Indicator, IndicatorKind
from danvan.reports.papers.figures import Place, full_table, valued
from danvan.reports.papers.figures import below as units_below
from danvan.reports.rules import KEPT
from danvan.reports.selectors import Matrix, Row
from danvan.reports.selectors.answers import Table as Figures
from danvan.reports.selectors.answers import adjusted_words, as_printed
from danvan.reports.selectors.cells import natural
from danvan.reports.selectors.columns import Compared, notes
from danvan.reports.selectors.groups import Titles, group_titles
from danvan.units.models import Unit

# So many columns of figures stand side by side on an upright page, so many on one that lies.
UPRIGHT, LYING = 4, 9
# Beside the figures of the period stand how they were obtained and remarks: more than one column of comparison needs a page that lies.
BESIDE = 1
NOTHING = "–"
OWN = "Số của riêng cấp tổng hợp"


def annexes(
    figures: Figures,
    place: Place,
    subject: str,
    chosen: Collection[str] | None,
    also: Sequence[Block] = (),
    beside: Sequence[Compared] = (),
) -> tuple[Annex, ...]:
    """The annexes in order; `also` stands after the figures, `beside` are columns of comparison next to them.

    `chosen`: codes of the indicators told by unit; None = every one that has a figure; empty = that annex is left out.
    """
    below = _by_unit(figures, place, chosen) if place.unit.level in KEPT and (chosen is None or chosen) else ()
    first, lies = (*_all_figures(figures, place, subject, beside), *also), len(beside) > BESIDE
    if not below:
        return (Annex("PHỤ LỤC", first, wide=lies),)
    wide = any(len(block.columns) - 2 > UPRIGHT for block in below if isinstance(block, Table))
    return (
        Annex("PHỤ LỤC I", first, wide=lies),
        Annex("PHỤ LỤC II", below, name="Số liệu theo đơn vị", wide=wide),
    )


def _all_figures(figures: Figures, place: Place, subject: str, beside: Sequence[Compared]) -> tuple[Block, ...]:
    """Every indicator, and what must be said of the table."""
    said = (*figures.notes, *notes(beside, figures.rows))
    return (
        replace(full_table(figures, place, beside), title=_("Biểu số liệu %(subject)s") % {"subject": subject}),
        *(Note(note) for note in said),
    )


def _by_unit(figures: Figures, place: Place, chosen: Collection[str] | None) -> tuple[Block, ...]:
    """One table for each group of indicators, cut where it would not fit the page; a note says what a dash means."""
    rows = [row for row in valued(figures) if row.indicator.kind != IndicatorKind.OWN and (chosen is None or row.indicator.code in chosen)]
    if not rows:
        return ()
    below = units_below(place, [row.indicator for row in rows])
    lines = replace(below, units=tuple(sorted(below.units, key=lambda unit: (unit.sort_key, unit.pk))))
    titles = group_titles()
    tables = [_table(part, lines, number, titles) for number, part in enumerate(_parts(rows), start=1)]
    marked = [Note(line) for line in adjusted(rows, lines)]
    return (
        *tables,
        *marked,
        Note(f"Dấu “{NOTHING}”: chưa có số liệu. Dòng cuối là tổng của các dòng trên; tỷ lệ tính lại từ tổng."),
    )


def _parts(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows by group, at most as many as stand side by side; small groups share a table."""
    found: list[list[Row]] = []
    for group in dict.fromkeys(row.indicator.group for row in rows):
        same = [row for row in rows if row.indicator.group == group]
        if found and len(found[-1]) + len(same) <= LYING:
            found[-1] += same
        else:
            pieces = -(-len(same) // LYING)
            size = -(-len(same) // pieces)
            found += [same[start : start + size] for start in range(0, len(same), size)]
    return found


def _table(rows: Sequence[Row], below: Matrix, number: int, named: Titles) -> Table:
    titles = "; ".join(named.of(group) for group in dict.fromkeys(row.indicator.group for row in rows))
    columns = (Column("TT", "code", 0.6), Column("Đơn vị", share=2.4), *(_column(row.indicator) for row in rows))
    lines: list[tuple[Cell, ...] | Band] = [
        (str(place), below.names[unit.pk], *(_cell(below, unit, row.indicator) for row in rows))
        for place, unit in enumerate(below.units, start=1)
    ]
    lines += shared(rows, below)
    own = own_part(rows, below)
    if any(own.values()):
        lines.append(("", OWN, *(_own_cell(row, own) for row in rows)))
    lines.append(("", "Tổng số", *(row.marked for row in rows)))
    return Table(f"Biểu {number}. {titles}", columns, tuple(lines), marks=False)


def shared(rows: Sequence[Row], below: Matrix) -> list[tuple[Cell, ...]]:
    """A figure that several units have between them stands once, in a line that names them all."""
    found: dict[tuple[int, ...], dict[int, str]] = {}
    for row in rows:
        for group in below.common.get(row.indicator.pk, ()):
            found.setdefault(group.units, {})[row.indicator.pk] = as_printed(group.cell, row.indicator)
    return [
        ("", f"Chung của {', '.join(below.names[unit] for unit in units)}", *(values.get(row.indicator.pk, "") for row in rows))
        for units, values in found.items()
    ]


def own_part(rows: Sequence[Row], below: Matrix) -> dict[int, Decimal]:
    """Of what adds up: indicator -> what the total holds beside the units' lines and what several have between them, which the unit above gave itself."""
    found: dict[int, Decimal] = {}
    for row in rows:
        one = row.indicator
        if row.value is not None and one.kind in (IndicatorKind.FLOW, IndicatorKind.STOCK):
            lines = [below.value(unit, one) or Decimal(0) for unit in below.units]
            lines += [natural(group.cell.value, one.scale) for group in below.common.get(one.pk, ())]
            found[one.pk] = row.value - sum(lines, Decimal(0))
    return found


def own_text(row: Row, own: Mapping[int, Decimal]) -> str:
    """That part as printed; nothing for none."""
    part = own.get(row.indicator.pk)
    return local(part, row.indicator.scale) if part else ""


def _own_cell(row: Row, own: Mapping[int, Decimal]) -> str:
    return own_text(row, own) or (NOTHING if row.indicator.pk in own else "")


def adjusted(rows: Sequence[Row], below: Matrix) -> list[str]:
    """What the mark means, and both numbers of each unit's figure that carries it; none where nothing was adjusted."""
    found = [
        f"{row.indicator.code}, {below.names[unit.pk]}: {mid_sentence(adjusted_words(cell, row.indicator))}"
        for row in rows
        for unit in below.units
        if (cell := below.cells.get((unit.pk, row.indicator.pk))) and cell.adjustments
    ]
    return [marks.legend(), *marks.first(found)] if found else []


def _column(indicator: Indicator) -> Column:
    return Column(f"{indicator.code}. {indicator.name} ({indicator.measure})", "number")


def _cell(below: Matrix, unit: Unit, indicator: Indicator) -> str:
    """The figure as printed. No link to its reference: ten thousand links make a paper that no reader opens."""
    return below.text(unit, indicator) or NOTHING
