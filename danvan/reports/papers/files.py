"""A report as a file to take away: the download on the page and `danvan report build` give the same."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from danvan.lib.papers import Cell, Chart, Column, Map, Note, Number, Sheet, Table, docx, pdf, wording, xlsx
from danvan.lib.text import fold
from danvan.reports.models import Form, Indicator, PeriodRow, Report
from danvan.reports.papers import filing
from danvan.reports.papers.annex import OWN, adjusted, own_part, own_text, shared
from danvan.reports.papers.explained import explained
from danvan.reports.papers.figures import below as units_below
from danvan.reports.papers.figures import references
from danvan.reports.papers.told import TYPE_NAME, Told, filed_of, summary, told, written
from danvan.reports.rules import KEPT
from danvan.reports.selectors import THEN, Matrix, Row
from danvan.reports.selectors.cells import own_reports
from danvan.reports.selectors.columns import Said as ComparedCell
from danvan.reports.selectors.columns import notes
from danvan.reports.selectors.filed import Filed, last_filed
from danvan.units.models import Unit

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


# What people call them.
LABELS = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel", "json": "JSON"}


@dataclass(frozen=True)
class PaperFile:
    """A file: its name, its content type, its bytes."""

    name: str
    content_type: str
    content: bytes


def build(
    unit: Unit,
    period: PeriodRow,
    kind: str,
    *,
    form: Form | None = None,
    borders: str = THEN,
    draft: Report | None = None,
    by_unit: Collection[str] | None = None,
    filed: Filed | None = None,
) -> PaperFile:
    """The report as `kind` (docx, pdf, xlsx, json). `by_unit`: which indicators DOCX and PDF tell for each unit below (None = all). KeyError for
    another kind.

    A filed report is told as it was submitted, last or in the submission `filed`: what was signed. What its figures are now stands beside them.
    """
    content_type, make = TYPES[kind], _MAKERS[kind]
    with override("vi"):
        said = told(unit, period, form=form, borders=borders, draft=draft, filed=filed or _filed(unit, period, form, borders, draft))
        return PaperFile(file_name(said, kind), content_type, make(said, by_unit))


def _filed(unit: Unit, period: PeriodRow, form: Form | None, borders: str, draft: Report | None) -> Filed | None:
    report = filed_of(own_reports(unit, period), form) if borders == THEN and draft is None else None
    return last_filed(report) if report else None


def file_name(said: Told, kind: str) -> str:
    """ "bao-cao-cong-tac-dan-van-tinh-ha-tinh-2026-q3.docx": plain letters, so that it survives every mail and disk."""
    form = said.form.title if said.form else "bao cao"
    words = fold(f"{form} {said.figures.name} {said.place.period.key} {'dia gioi hien nay' if said.place.borders != THEN else ''}")
    plain = "".join(letter if letter.isalnum() else "-" for letter in words)
    return "-".join(part for part in plain.split("-") if part) + f".{kind}"


def sheets(said: Told) -> list[Sheet]:
    """The table, the units below side by side, and what stands behind each number."""
    paper = written(said)
    annex = next(block for block in paper.annexes[0].blocks if isinstance(block, Table))
    above = (
        paper.title,
        said.figures.name,
        said.filing.text if said.filing.expected else "",
        *said.figures.notes,
        *notes(said.beside_annex, said.rows),
    )
    charts = tuple(one.block.spec for one in said.illustrated if isinstance(one.block, Chart))
    found = [Sheet("Số liệu", Table("", annex.columns, annex.rows), tuple(line for line in above if line), charts)]
    found += filing.sheet(said.filing)
    found += [_map(one.block) for one in said.illustrated if isinstance(one.block, Map)]
    if said.place.unit.level in KEPT:
        found.append(_by_unit(said))
    words = [block.text for block in paper.blocks if isinstance(block, Note)]
    if said.words:
        found.append(_words(said, words))
    found += [Sheet(one.title, replace(one, title="")) for one in explained(said.explained)]
    found.append(xlsx.reference_sheet(paper.references, "Tra cứu số liệu", wording.REFERENCE_SHEET_HEADS))
    return found


def _by_unit(said: Told) -> Sheet:
    place = said.place
    below = units_below(place)
    used = [one for one in (row.indicator for row in said.rows if row.value is not None) if one.kind != "own"]
    columns = (Column("Đơn vị"), *(Column(f"{one.code} {one.name} ({one.measure})", "number") for one in used))
    lines: tuple[tuple[Cell, ...], ...] = tuple(
        (below.names[unit.pk], *(_cell(below, unit, one) for one in used))
        for unit in sorted(below.units, key=lambda unit: (unit.sort_key, unit.pk))
    )
    rows = [row for row in said.rows if row.indicator in used]
    together = tuple(line[1:] for line in shared(rows, below))
    own = own_part(rows, below)
    apart: tuple[tuple[Cell, ...], ...] = ((OWN, *(_own_number(row, own) for row in rows)),) if lines and any(own.values()) else ()
    total: tuple[tuple[Cell, ...], ...] = (
        (("Tổng số", *(Number(row.marked, row.indicator.code, value=row.value) for row in rows)),) if lines else ()
    )
    return Sheet("Theo đơn vị", Table("", columns, lines + together + apart + total), tuple(adjusted(rows, below)))


def _own_number(row: Row, own: Mapping[int, Decimal]) -> Cell:
    text = own_text(row, own)
    return Number(text, row.indicator.code, value=own[row.indicator.pk]) if text else ""


def _map(block: Map) -> Sheet:
    """A map as what it shows: each place, its number and its class."""
    columns = (Column("Đơn vị"), Column(block.unit, "number"), Column("Mức trên bản đồ"))
    return Sheet(block.drawn.title, Table("", columns, block.rows), (block.drawn.title,))


def _cell(below: Matrix, unit: Unit, one: Indicator) -> Cell:
    return Number(below.text(unit, one), one.code, value=below.value(unit, one))


def _words(said: Told, notes: list[str]) -> Sheet:
    titles = {heading.code: heading.label for heading in said.form.headings.all()} if said.form else {}
    lines = tuple((titles.get(code, code), text) for code, text in said.words.items())
    return Sheet("Lời văn", Table("", (Column("Đề mục"), Column("Nội dung")), lines), tuple(notes))


def _json(said: Told) -> bytes:
    return (json.dumps(plain(said), ensure_ascii=False, indent=2) + "\n").encode()


def plain(said: Told) -> dict[str, Any]:
    """The report as plain values, for other programs."""
    report, place = said.report, said.place
    behind = {reference.code: reference for reference in references(said.rows, place)}
    return {
        "unit": {"key": place.unit.key, "name": said.figures.name},
        "period": {"key": place.period.key, "first_day": f"{place.period.first_day}", "last_day": f"{place.period.last_day}"},
        "borders": place.borders,
        "form": said.form.code if said.form else "",
        "number": report.number if report else "",
        "state": report.state if report else "",
        "revision": report.revision if report else 0,
        "digest": report.digest if report else "",
        "completeness": {
            "expected": said.filing.expected,
            "filed": said.filing.filed,
            "missing": [one.name for one in said.filing.missing],
            "text": said.filing.text,
        },
        "notes": list(said.figures.notes),
        "figures": [_figure(row, said, behind) for row in said.rows],
        "adjustments": [_adjusted(line) for line in said.explained.adjusted],
        "answers": list(said.explained.answers),
        "comparisons": [{"kind": one.kind.value, "title": one.title} for one in said.compared],
        "stale": [asdict(one) for some in said.stale.values() for one in some],
        "words": [{"heading": code, "text": text} for code, text in said.words.items()],
    }


def _adjusted(line: dict[str, Any]) -> dict[str, Any]:
    """Both numbers in the indicator's own measure, with what the report keeps of the adjustment."""
    one, scale = line["adjustment"], line["scale"]
    numbers = {"counted": one["counted"], "counted_then": one["counted_then"], "amount": one["amount"], "value": line["raw"]}
    return {"code": line["code"], **one, **{name: str(Decimal(raw).scaleb(-scale)) for name, raw in numbers.items()}}


def _figure(row: Row, said: Told, behind: dict[str, Any]) -> dict[str, Any]:
    reference = behind.get(row.indicator.code)
    return {
        "code": row.indicator.code,
        "name": row.indicator.name,
        "measure": row.indicator.measure,
        "value": None if row.value is None else str(row.value),
        "text": row.text,
        "qualifier": row.qualifier,
        "origin": row.origin,
        "state": row.state.value,
        "reported": row.reported,
        "expected": row.expected,
        "counted": row.counted.value,
        "certainty": row.told_certainty,
        "adjustments": row.adjustments,
        "unadjusted": None if row.value is None else str(row.value - Decimal(row.adjusted).scaleb(-row.decimals)),
        "elsewhere": row.elsewhere,
        "note": row.note,
        "comparisons": {one.kind.value: _said(one.of(row.indicator)) for one in said.compared},
        "how": reference.how if reference else "",
        "address": reference.address if reference else "",
        "digest": reference.digest if reference else "",
    }


def _said(cell: ComparedCell) -> dict[str, str | None]:
    said = {"value": None if cell.value is None else str(cell.value), "text": cell.text, "remark": cell.remark}
    return {**said, "now": cell.now} if cell.now else said


_MAKERS: dict[str, Callable[[Told, Collection[str] | None], bytes]] = {
    "docx": lambda said, by_unit: docx.render(written(said, by_unit)),
    "pdf": lambda said, by_unit: pdf.render(written(said, by_unit)),
    "xlsx": lambda said, _by_unit: xlsx.render(sheets(said), title=f"{TYPE_NAME} {summary(said)}", issuer=said.figures.name),
    "json": lambda said, _by_unit: _json(said),
}
