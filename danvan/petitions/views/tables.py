"""A table as a file: CSV as it is read, XLSX with its title."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse

from danvan.lib import clock
from danvan.lib.papers import xlsx
from danvan.lib.papers.model import Column, Sheet, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_NAME = 31  # what Excel takes


def send(form: str, name: str, title: str, issuer: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponseBase:
    """The table in the form asked for; Http404 for any other. Cells that a spreadsheet would take for a formula are shown as text."""
    if form == "csv":
        response: HttpResponseBase = StreamingHttpResponse(_csv(heads, rows), content_type="text/csv; charset=utf-8")
    elif form == "xlsx":
        table = Table(title, tuple(Column(head) for head in heads), tuple(tuple(row) for row in rows), marks=False)
        response = HttpResponse(xlsx.render([Sheet(title[:SHEET_NAME], table)], title=title, issuer=issuer), content_type=XLSX)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="danvan-{name}-{clock.today().isoformat()}.{form}"'
    return response


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "\ufeff"
    for values in (heads, *rows):
        line = StringIO()
        csv.writer(line).writerow([_safe(cell) for cell in values])
        yield line.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
