"""Shapes that several resources share. No shape of this package may have a place for a sender: a test looks."""

import re
from datetime import date
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import BeforeValidator

from danvan.api.keyset import MOST, USUAL
from danvan.lib import clock
from danvan.units.models import Unit

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Keys of units are ours ("2025:37", "vn"); official codes are digits.
KEY = r"^[0-9A-Za-z][0-9A-Za-z:._\-]{0,39}$"


def _only_iso(value: object) -> object:
    """ISO days and nothing else: pydantic would also take seconds since 1970."""
    if isinstance(value, str) and not DAY.fullmatch(value):
        raise ValueError("a day is written 2026-09-07")
    return value


def _only_true_or_false(value: object) -> object:
    if isinstance(value, str) and value not in {"true", "false"}:
        raise ValueError("true or false")
    return value


IsoDay = Annotated[date, BeforeValidator(_only_iso)]
Yes = Annotated[bool, BeforeValidator(_only_true_or_false)]


class FieldProblem(Schema):
    """What is wrong with one field."""

    field: str
    message: str


class Fault(Schema):
    """Every error has this shape. `code` is stable, `message` is for a person, in the language of Accept-Language."""

    code: str
    message: str
    fields: list[FieldProblem]


class UnitRef(Schema):
    """Which unit: `key` is our stable identity, `name` is with its kind, as of today."""

    key: str
    name: str


class Choice(Schema):
    """A value and what it is called."""

    code: str
    label: str


class Paging(Schema):
    """Where to go on and how many rows. The order is that in which rows were made: new ones come at the end."""

    cursor: str = Field("", max_length=64, pattern=r"^[0-9A-Za-z_\-]*$", description="`next` of the page before; empty: the first page")
    limit: int = Field(USUAL, ge=1, le=MOST)


def unit_ref(unit: Unit) -> dict[str, str]:
    """As `UnitRef`."""
    return {"key": unit.key, "name": unit.full_name}


def choice(code: str, label: object) -> dict[str, str] | None:
    """As `Choice`; None where nothing is chosen."""
    return {"code": code, "label": str(label)} if code else None


def day_or_today(day: date | None) -> date:
    """The as-of day asked for."""
    return day or clock.today()


def spoken(words: object) -> Any:
    """Words that wait for the reader's language; ninja takes only plain text in its types, and writes them out when the description is asked for."""
    return words


def faults(*statuses: int) -> dict[int, Any]:
    """The documented errors of an operation; 400 (an address or body that cannot be read) belongs to all."""
    return dict.fromkeys((400, *statuses), Fault)
