"""A table as a picture, set by typst: what somebody puts into a message or a slide."""

import json
from collections.abc import Sequence
from pathlib import Path

from danvan.lib.papers import pdf
from danvan.lib.papers.model import Band, Cell, Number, Table

TEMPLATE = Path(__file__).parent / "templates" / "table.typ"


def table(table: Table, *, title: str, notes: Sequence[str], kind: str) -> bytes:
    """The table as `png` (200 dots an inch) or `svg`. Raises `PrintingFailed`."""
    rows = [{"band": row.title} if isinstance(row, Band) else [_text(cell) for cell in row] for row in table.rows]
    heads = [{"title": column.title, "number": column.kind == "number"} for column in table.columns]
    said = {"title": title, "caption": table.title, "heads": heads, "rows": rows, "notes": list(notes)}
    options = {"format": kind, "ppi": 200} if kind == "png" else {"format": kind}
    made = pdf.compiled(TEMPLATE, {"table": json.dumps(said, ensure_ascii=False), "font": pdf.FONT}, **options)
    if not isinstance(made, bytes):
        raise pdf.PrintingFailed("the typesetter gave no picture")
    return made


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Number) else cell
