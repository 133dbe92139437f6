"""One source, many papers: a plain model of an official document, rendered as DOCX, PDF and XLSX.

Layouts: the Party's (Regulation 399-QĐ/TW of 2026, Guidance 05-HD/VPTW of 27 May 2026) and the State's (Decree 30/2020).
"""

from danvan.lib.papers.model import (
    Annex,
    Band,
    Block,
    Cell,
    Chart,
    Column,
    Heading,
    Item,
    Letterhead,
    Map,
    Note,
    Number,
    Paper,
    Paragraph,
    Reference,
    Run,
    Sheet,
    Signature,
    Strong,
    Table,
)

__all__ = [
    "Annex",
    "Band",
    "Block",
    "Cell",
    "Chart",
    "Column",
    "Heading",
    "Item",
    "Letterhead",
    "Map",
    "Note",
    "Number",
    "Paper",
    "Paragraph",
    "Reference",
    "Run",
    "Sheet",
    "Signature",
    "Strong",
    "Table",
]
