"""A list as a file to take away, whole: CSV as it is read, XLSX with its title. Row by row, so that the longest takes no more memory than a short one."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse

from danvan.lib import clock
from danvan.lib.papers import xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 2000


def send(form: str, name: str, title: str, issuer: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponseBase:
    """The table in the form asked for, kept nowhere on the way; Http404 for any other form. In: `name` of the file, without its day and ending."""
    if form == "csv":
        response: HttpResponseBase = StreamingHttpResponse(_csv(heads, rows), content_type="text/csv; charset=utf-8")
    elif form == "xlsx":
        response = FileResponse(xlsx.stream(heads, rows, name=title, title=title, issuer=issuer), content_type=XLSX)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="danvan-{name}-{clock.today().isoformat()}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response


def read(found: QuerySet[Any]) -> Iterator[Any]:
    """All rows of a query, some at a time, with what it reads beside them."""
    return found.iterator(chunk_size=CHUNK)


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "\ufeff"
    for values in chain([heads], rows):
        line = StringIO()
        csv.writer(line).writerow([_safe(cell) for cell in values])
        yield line.getvalue()


def _safe(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is shown as text."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
