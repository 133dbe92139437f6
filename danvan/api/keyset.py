"""Keyset paging for software: a page is "the rows after this one", in the order in which rows were made.

New rows come at the end, so whoever walks on meets every row once, and may go on tomorrow where today ended.
"""

import base64
import binascii
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from danvan.api.problems import Problem

MOST, USUAL = 100, 50
MARK = "v1."
LARGEST = 2**63 - 1

Row = TypeVar("Row", bound=Model)


def page(rows: "QuerySet[Row, Any]", cursor: str, limit: int) -> tuple[list[Row], str | None]:
    """In: any rows, an opaque cursor (empty: from the first) and how many. Out: the rows, and the cursor of the next page or None.

    Raises Problem (422) for a cursor that was not given out.
    """
    after = rows.filter(pk__gt=_read(cursor)) if cursor else rows
    found = list(after.order_by("pk")[: limit + 1])
    more, shown = len(found) > limit, found[:limit]
    return shown, _written(shown[-1].pk) if more else None


def _written(pk: int) -> str:
    return base64.urlsafe_b64encode(f"{MARK}{pk}".encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode("ascii")
        number = text.removeprefix(MARK)
        if text.startswith(MARK) and number.isdecimal() and len(number) < 20 and int(number) <= LARGEST:
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise Problem(422, _("Con trỏ trang không đúng. Hãy bắt đầu lại từ trang đầu."), fields=[("cursor", _("không đúng"))])
