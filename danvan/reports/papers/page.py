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
EMPTY = ("", "–")
# Fewer rows without a number than this stay where they are.
MOST_BARE = 5


@dataclass(frozen=True)
class Grid:
    """A table: heads with their kind, rows of cells or a band. Narrow screens decide: a code stands in front of its row's name, a unit of
    measure behind the number next to it. `folded`: names of rows without any number, told below the table instead of in it.
    """

    title: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple["GridRow", ...]
    folded: tuple[str, ...] = ()

    @property
    def wordy(self) -> bool:
        """Is it sentences beside each other? Then each row is a card where there is no room."""
        return sum(1 for _title, kind in self.heads if kind != "number") > MOST_COLUMNS_OF_WORDS


@dataclass(frozen=True)
class GridRow:
    """One row: `band` names the rows below it; else cells with what they hold."""

    band: str = ""
    cells: tuple["GridCell", ...] = ()

    @property
    def bare(self) -> bool:
        """Has it no number, and no remark either (its last cell)?"""
        return bool(self.cells) and all(cell.empty for cell in self.cells if cell.kind == "number") and self.cells[-1].empty

    @property
    def name(self) -> str:
        """The row in words: its code and what stands first."""
        return f"{self.cells[0].before} {self.cells[0].text}".strip() if self.cells else self.band


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

    @property
    def empty(self) -> bool:
        """Does it say nothing?"""
        return self.text in EMPTY


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


def folding(blocks: Iterable[Shown]) -> list[Shown]:
    """The blocks with the rows of their tables that hold no number folded away under them: a long annex shows what there is."""
    return [replace(block, table=_folded(block.table)) if block.table else block for block in blocks]


def _folded(table: Grid) -> Grid:
    bare = [row for row in table.rows if row.bare]
    if len(bare) < MOST_BARE:
        return table
    left = [row for row in table.rows if not row.bare]
    named = (row for row, after in zip(left, [*left[1:], GridRow(band="–")], strict=True) if row.cells or after.cells)
    return replace(table, rows=tuple(named), folded=tuple(row.name for row in bare))


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
