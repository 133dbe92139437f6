"""A document as a file or a page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.text import slugify

from danvan.lib.papers import Block, Heading, Note, Number, Paper, Paragraph, Run, Strong, Table, docx, pdf, qr, wording, xlsx
from danvan.lib.text import fold
from danvan.papers.composing import sheets

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}


@dataclass(frozen=True)
class Shown:
    """One block for a template: `kind` names the shape the template gives it."""

    kind: str
    runs: tuple[tuple[str, bool], ...] = ()
    level: int = 0
    table: Table | None = None


def shown(paper: Paper) -> list[Shown]:
    """The body of a paper, for a page."""
    return list(_shown(paper.body()))


def _shown(blocks: tuple[Block, ...]) -> Iterator[Shown]:
    for block in blocks:
        match block:
            case Heading():
                yield Shown("heading", ((block.text, False),), block.level)
            case Paragraph():
                yield Shown("paragraph", tuple(map(_run, block.runs)))
            case Note():
                yield Shown("note", ((block.text, False),))
            case Table():
                yield Shown("table", table=block)


def _run(run: Run) -> tuple[str, bool]:
    return (run.text, isinstance(run, Strong)) if isinstance(run, Strong | Number) else (run, False)


def html(paper: Paper) -> str:
    """The paper as a piece of a page, in the official layout."""
    context = {
        "paper": paper,
        "blocks": shown(paper),
        "words": wording,
        "code": qr.uri(paper.code_of) if paper.code_of else "",
    }
    return render_to_string("papers/parts/paper.html", context)


def build(paper: Paper, form: str) -> bytes:
    """The file. Raises KeyError for a form there is not, `lib.papers.pdf.PrintingFailed` where a PDF cannot be set."""
    return _MAKERS[form](paper)


_MAKERS: dict[str, Callable[[Paper], bytes]] = {
    "docx": docx.render,
    "pdf": pdf.render,
    "xlsx": lambda paper: xlsx.render(sheets(paper), title=paper.title, issuer=paper.issuer),
    "html": lambda paper: html(paper).encode(),
}


def file_name(label: str, about: str, form: str) -> str:
    """ "thong-bao-thu-ly-KN26-00001.pdf": letters that every system can keep."""
    parts = [slugify(fold(label))[:60], slugify(fold(about))[:40].upper()]
    return f"{'-'.join(part for part in parts if part) or 'giay'}.{form}"


def download(content: bytes, name: str, form: str) -> HttpResponse:
    """The answer that hands a file over, kept by nobody on the way."""
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}; filename=\"{name}\""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def has_table(paper: Paper) -> bool:
    """Is there something for a workbook?"""
    return any(isinstance(block, Table) for block in paper.blocks)
