"""A paper's blocks as a page shows them: plain lines for a template, every figure with its link."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.safestring import mark_safe

from danvan.lib import areas, charts
from danvan.lib.areas import Step
from danvan.lib.papers import Band, Block, Cell, Chart, Heading, Item, Map, Note, Number, Paragraph, Table
from danvan.lib.papers.model import Run

FOLDED = ("code", "measure")


@dataclass(frozen=True)
class Shown:
    """One block: `kind` names the shape the template gives it."""

    kind: str
    text: str = ""
    level: int = 0
    runs: tuple[Run, ...] = ()
    items: list[tuple[Run, ...]] = field(default_factory=list)
    table: "Grid | None" = None
    svg: str = ""
    unit: str = ""
    legend: tuple[Step, ...] = ()
    lang: str = ""


MOST_COLUMNS_OF_WORDS = 2


@dataclass(frozen=True)
class Grid:
    """A table: heads with their kind, rows of cells or a band. Narrow screens decide: a code stands in front of its row's name, a unit of
    measure behind the number next to it.
    """

    title: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple["GridRow", ...]

    @property
    def wordy(self) -> bool:
        """Is it sentences beside each other? Then each row is a card where there is no room."""
        return sum(1 for _title, kind in self.heads if kind != "number") > MOST_COLUMNS_OF_WORDS


@dataclass(frozen=True)
class GridRow:
    """One row: `band` names the rows below it; else cells with what they hold."""

    band: str = ""
    cells: tuple["GridCell", ...] = ()


@dataclass(frozen=True)
class GridCell:
    """A cell: words, where a figure opens and its code, and the kind of its column."""

    text: str
    href: str
    kind: str
    before: str = ""
    after: str = ""
    first: bool = False
    code: str = ""
    label: str = ""


def shown(blocks: Iterable[Block]) -> list[Shown]:
    """The blocks for a template; a table without a title of its own is called by the heading it stands under."""
    above, found = "", list[Shown]()
    for block in blocks:
        above = block.text if isinstance(block, Heading) else above
        if isinstance(block, Item) and found and found[-1].kind == "items":
            found[-1].items.append(block.runs)
        else:
            found.append(_shown(block, above))
    return found


def _shown(block: Block, above: str) -> Shown:
    match block:
        case Heading():
            return Shown("heading", block.text, level=block.level)
        case Paragraph():
            return Shown("paragraph", runs=block.runs, lang=block.lang)
        case Item():
            return Shown("items", items=[block.runs], lang=block.lang)
        case Note():
            return Shown("note", block.text)
        case Table():
            return Shown("table", block.title or above, table=grid(block))
        case Chart():
            spec = block.spec
            # Our own drawing; every word in it is escaped there.
            return Shown("chart", spec.title, svg=mark_safe(charts.bars(spec)), unit=spec.unit)
        case Map():
            drawn = block.drawn
            return Shown("map", drawn.title, svg=mark_safe(areas.draw(drawn)), unit=block.unit, legend=tuple(drawn.legend))


def grid(table: Table) -> Grid:
    """A table for a template."""
    heads = tuple((column.title, column.kind) for column in table.columns if column.kind not in FOLDED)
    return Grid(table.title, heads, tuple(_row(row, table) for row in table.rows))


def _row(row: tuple[Cell, ...] | Band, table: Table) -> GridRow:
    if isinstance(row, Band):
        return GridRow(band=row.title)
    kinds = [column.kind for column in table.columns]
    own = kinds.index("measure") + 1 if "measure" in kinds else -1
    folded: dict[str, str] = {kind: _text(cell) for kind, cell in zip(kinds, row, strict=True) if kind in FOLDED}
    cells: list[GridCell] = []
    for position, (kind, cell) in enumerate(zip(kinds, row, strict=True)):
        if kind not in FOLDED:
            one = _cell(cell, kind, folded, first=not cells, measured=position == own)
            cells.append(replace(one, label=table.columns[position].title))
    return GridRow(cells=tuple(cells))


def _cell(cell: Cell, kind: str, folded: dict[str, str], *, first: bool, measured: bool) -> GridCell:
    return GridCell(
        text=_text(cell),
        href=cell.href if isinstance(cell, Number) else "",
        kind=kind,
        before=folded.get("code", "") if first else "",
        after=folded.get("measure", "") if measured else "",
        first=first,
        code=cell.ref if isinstance(cell, Number) else "",
    )


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Number) else cell
