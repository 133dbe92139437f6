"""A table as a picture, set by typst: what somebody puts into a message or a slide."""

import json
from collections.abc import Sequence
from pathlib import Path

from danvan.lib import charts
from danvan.lib.papers import pdf, wording
from danvan.lib.papers.model import Band, Cell, Number, Table

TEMPLATE = Path(__file__).parent / "templates" / "table.typ"
# Pixels of a chart above a table.
WIDE = 560


def table(table: Table, *, title: str, notes: Sequence[str], kind: str, chart: charts.ChartSpec | None = None) -> bytes:
    """The table as `png` (200 dots an inch) or `svg`, below its chart if it has one. Raises `PrintingFailed`."""
    rows = [{"band": row.title} if isinstance(row, Band) else [_text(cell) for cell in row] for row in table.rows]
    heads = [{"title": column.title, "number": column.kind == "number"} for column in table.columns]
    drawn = {"svg": charts.bars(chart, width=WIDE, font=pdf.FONT), "unit": wording.unit_line(chart.unit)} if chart else None
    said = {"title": title, "caption": table.title, "heads": heads, "rows": rows, "notes": list(notes), "chart": drawn}
    options = {"format": kind, "ppi": 200} if kind == "png" else {"format": kind}
    made = pdf.compiled(TEMPLATE, {"table": json.dumps(said, ensure_ascii=False), "font": pdf.FONT}, **options)
    if not isinstance(made, bytes):
        raise pdf.PrintingFailed("the typesetter gave no picture")
    return made


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Number) else cell
