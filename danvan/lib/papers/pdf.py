"""A paper as PDF, set by typst: tagged, PDF/UA-1, in Vietnamese, fonts embedded. No system font, no network."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from danvan.lib import areas, charts
from danvan.lib.papers import qr, wording
from danvan.lib.papers.model import (
    Annex,
    Band,
    Block,
    Chart,
    Heading,
    Item,
    Map,
    Note,
    Number,
    Paper,
    Paragraph,
    Reference,
    Run,
    Strong,
    Table,
    lines_of,
)

TEMPLATE = Path(__file__).parent / "templates" / "paper.typ"
FONT = "Tinos"
# 165 mm of text width at 96 dots an inch.
CHART_WIDTH = 624


class PrintingFailed(Exception):
    """The document could not be set: a font is missing, or the typesetter found fault with it."""


def render(paper: Paper) -> bytes:
    """The PDF. Raises `PrintingFailed` when a font is missing: a document with holes must not leave the house."""
    pdf = compiled(
        TEMPLATE, {"paper": json.dumps(_data(paper))}, pdf_standards=["ua-1"], timestamp=datetime.combine(paper.day, time(), UTC)
    )
    if not isinstance(pdf, bytes):
        raise PrintingFailed("the typesetter gave no document")
    return pdf


@dataclass(frozen=True)
class Drawn:
    """A chart or a map as it stands on paper: its words, its SVG, how many pixels it is wide and high."""

    title: str
    unit: str
    alt: str
    svg: str
    width: int
    height: int
    note: str = ""


def drawn(block: Chart | Map) -> Drawn:
    """The picture of a block, the same in the PDF and, as dots, in the DOCX."""
    if isinstance(block, Map):
        made = areas.on_paper(block.drawn, FONT, wording.step)
        return Drawn(block.drawn.title, wording.unit_line(block.unit), block.alt, made.svg, made.width, made.height, block.note)
    spec = block.spec
    svg = charts.bars(spec, width=CHART_WIDTH, font=FONT)
    return Drawn(spec.title, wording.unit_line(spec.unit), spec.alt, svg, CHART_WIDTH, spec.height)


def picture(of: Drawn) -> bytes:
    """The same as a PNG of 300 dots an inch, for formats that take no SVG."""
    page = (
        "#set page(width: auto, height: auto, margin: 2pt)\n#set text(font: sys.inputs.font)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt, width: float(sys.inputs.width) * 0.75pt)'
    )
    inputs = {"svg": of.svg, "alt": of.alt, "font": FONT, "width": str(of.width)}
    png = compiled(page.encode(), inputs, format="png", ppi=300)
    if not isinstance(png, bytes):
        raise PrintingFailed("the typesetter gave no picture")
    return png


@lru_cache(maxsize=4)
def _fonts(folder: Path) -> typst.Fonts:
    """The fonts of the folder, read once per process."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder] if folder.is_dir() else [])
    if FONT.casefold() not in {family.casefold() for family in fonts.families()}:
        raise PrintingFailed(f"the font {FONT} is not in {folder.name}/: run scripts/vendor.py")
    return fonts


def compiled(source: Any, inputs: dict[str, str], **options: Any) -> object:
    """What typst makes of a template and its inputs. Raises `PrintingFailed`: a document with holes must not leave the house."""
    fonts = _fonts(Path(settings.VENDOR) / "fonts")
    try:
        compiler = typst.Compiler(source, font_paths=fonts, sys_inputs=inputs)
        result, warnings = compiler.compile_with_warnings(**options)
    except typst.TypstError as error:
        raise PrintingFailed(f"{error.message} {error.diagnostic}") from error
    if warnings:
        raise PrintingFailed("; ".join(warning.message for warning in warnings))
    return result


def _data(paper: Paper) -> dict[str, Any]:
    known = {reference.code for reference in paper.references}
    return {
        "party": paper.party,
        "title": paper.title,
        "upper": lines_of(paper.upper),
        "issuer": lines_of(paper.issuer),
        "author": paper.issuer_in_full,
        "letter": paper.letter,
        "subject": paper.subject_line(),
        "addressees": list(paper.addressees),
        "addressed": wording.ADDRESSED,
        "witnesses": list(paper.witnesses),
        "sign_here": wording.SIGN_HERE,
        "footer": paper.footer,
        "code_of": qr.svg(paper.code_of) if paper.code_of else "",
        "code_alt": wording.CODE_ALT,
        "code_note": paper.code_note,
        "wide": paper.wide,
        "number": paper.number_line(),
        "place": paper.place_line(),
        "type_name": paper.type_name,
        "summary": paper.summary,
        "blocks": [_block(block, known) for block in paper.body()],
        "authority": paper.authority_line(),
        "position": paper.signature.position,
        "signer": paper.signature.name,
        "recipients_title": wording.RECIPIENTS,
        "recipients": paper.recipient_lines(),
        "annexes": [_annex(annex, known) for annex in paper.annexes],
        "attached": paper.attached_line(),
        "references_title": wording.REFERENCES,
        "references_note": paper.references_note,
        "references_heads": list(wording.REFERENCE_HEADS),
        "references": [_reference(reference) for reference in paper.references],
    }


def _annex(annex: Annex, known: set[str]) -> dict[str, Any]:
    blocks = [_block(block, known) for block in annex.blocks]
    return {"title": annex.title, "name": annex.name, "wide": annex.wide, "blocks": blocks}


def _reference(reference: Reference) -> dict[str, str]:
    return {
        "code": reference.code,
        "name": reference.name,
        "definition": reference.definition,
        "measure": reference.measure,
        "how": reference.how,
        "address": reference.address,
        "address_text": wording.breakable(reference.address),
        "digest": wording.digest(reference.digest),
    }


def _run(run: Run, known: set[str]) -> str | dict[str, str]:
    if isinstance(run, Strong):
        return {"strong": run.text}
    if isinstance(run, Number):
        return {"text": run.text, "ref": run.ref if run.ref in known else ""}
    return run


def _table(table: Table, known: set[str]) -> dict[str, Any]:
    rows = [{"band": row.title} if isinstance(row, Band) else [_run(cell, known) for cell in row] for row in table.rows]
    columns = [{"title": column.title, "kind": column.kind, "share": column.share} for column in table.columns]
    return {"is": "table", "title": table.title, "columns": columns, "rows": rows, "marks": table.marks}


def _picture(block: Chart | Map) -> dict[str, Any]:
    return {"is": "picture", **asdict(drawn(block))}


def _block(block: Block, known: set[str]) -> dict[str, Any]:
    match block:
        case Heading():
            return {"is": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"is": "paragraph", "runs": [_run(run, known) for run in block.runs]}
        case Item():
            return {"is": "item", "runs": [_run(run, known) for run in block.runs]}
        case Note():
            return {"is": "note", "text": block.text}
        case Table():
            return _table(block, known)
        case Chart() | Map():
            return _picture(block)
