"""The book of indicators and forms, from the data files of the room. Loading twice changes nothing."""

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.figures.registry import registry
from danvan.reports.models import Form, Heading, Indicator

DATA = Path(__file__).resolve().parents[1] / "data"
Line = dict[str, str]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What stands in the book after loading; `counted` indicators have a figure that a room declares now."""

    indicators: int
    forms: int
    headings: int
    counted: int


@transaction.atomic
def load_book(*, by: Doer) -> Loaded:
    """Enter or refresh indicators, forms and headings. Indicators that left the files stay: facts stand on them."""
    lines = _read("indicators")
    for line in lines:
        Indicator.objects.update_or_create(code=line["code"], defaults=_indicator(line))
    by_code = {indicator.code: indicator for indicator in Indicator.objects.all()}
    for line in lines:
        if line["numerator"]:
            parts = {"numerator": by_code[line["numerator"]], "denominator": by_code[line["denominator"]], "kind": line["kind"]}
            Indicator.objects.update_or_create(code=line["code"], defaults=parts)
    for line in _read("forms"):
        form = _form(line, [by_code[one["code"]] for one in lines])
        audit.record("reports.book.load", by=by, subject=form, data={"indicators": len(lines)})
    counted = sum(1 for line in lines if line["figure"] in registry)
    return Loaded(len(lines), Form.objects.count(), Heading.objects.count(), counted)


def _read(name: str) -> list[Line]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _indicator(line: Line) -> dict[str, object]:
    texts = ("group", "name", "name_en", "name_ru", "measure", "definition", "figure")
    # A ratio gets its parts, and only then its kind, once every indicator is there: the database refuses a ratio without parts.
    kind = {} if line["numerator"] else {"kind": line["kind"]}
    return {
        **{text: line[text] for text in texts},
        **kind,
        "number": int(line["number"]),
        "scale": int(line["scale"] or 0),
        "signed": line["signed"] == "1",
        "valid_from": date.fromisoformat(line["valid_from"]),
        "valid_to": date.fromisoformat(line["valid_to"]) if line["valid_to"] else None,
    }


def _form(line: Line, indicators: list[Indicator]) -> Form:
    due_days = json.loads(line["due_days"])
    fields = {"name": line["name"], "title": line["title"], "levels": list(due_days), "due_days": due_days}
    form, _made = Form.objects.update_or_create(code=line["code"], defaults=fields)
    form.indicators.set([one for one in indicators if one.group in line["groups"]])
    for position, heading in enumerate((one for one in _read("headings") if one["form"] == form.code), start=1):
        _heading(form, position, heading)
    return form


def _heading(form: Form, position: int, line: Line) -> None:
    texts = ("number", "title", "title_en", "title_ru", "guidance", "groups")
    fields = {**{text: line[text] for text in texts}, "position": position, "takes_text": line["takes_text"] == "1"}
    Heading.objects.update_or_create(form=form, code=line["code"], defaults=fields)
