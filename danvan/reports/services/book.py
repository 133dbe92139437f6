"""The book of indicators and forms, from the data files of the room. Loading twice changes nothing; what an office changed is kept and named."""

import csv
import json
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.figures.registry import registry
from danvan.lib import clock
from danvan.reports.contents import (
    FormContent,
    HeadingContent,
    IllustrationContent,
    IndicatorContent,
    columns_of,
    form_content,
    indicator_content,
)
from danvan.reports.models import Form, FormState, Heading, Indicator, IndicatorVersion, Relation
from danvan.reports.selectors.relations import in_words
from danvan.reports.services.forms import put, stands_on

DATA = Path(__file__).resolve().parents[1] / "data"
# The book as it was when an indicator had no version yet.
FIRST = 1
Line = dict[str, str]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What stands in the files after loading; `counted` indicators have a figure that a room declares now; `kept` are the office's own."""

    indicators: int
    forms: int
    headings: int
    counted: int
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load_book(*, by: Doer) -> Loaded:
    """Enter or refresh indicators, their relations, forms and headings. What left the files stays: facts stand on it. What an office changed stays as it is."""
    lines = _read("indicators")
    kept = _load_indicators(lines, by)
    changed = set(Relation.objects.filter(local=True).values_list("code", flat=True))
    for line in (one for one in _read("relations") if one["code"] not in changed):
        Relation.objects.update_or_create(code=line["code"], defaults=_relation(line))
    ours = list(Relation.objects.filter(local=True, code__in=[line["code"] for line in _read("relations")]))
    kept += [one.long for one in in_words(ours).values()] if ours else []
    groups = {line["code"]: line["group"] for line in lines}
    forms = _read("forms")
    for line in forms:
        kept += _load_form(line["code"], _form(line, groups), by)
    counted = sum(1 for line in lines if line["figure"] in registry)
    return Loaded(len(lines), len(forms), Heading.objects.filter(form__state=FormState.PUBLISHED).count(), counted, kept)


def _read(name: str) -> list[Line]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _load_indicators(lines: list[Line], by: Doer) -> list[str]:
    """Rows first, what they say of each other after: the database refuses a ratio without its parts."""
    apportioned = {one["code"]: one["apportion"] for one in _read("apportion")}
    contents = {line["code"]: replace(_indicator(line), apportion=apportioned.get(line["code"], "")) for line in lines}
    known = {one.code: one for one in Indicator.objects.select_related("whole")}
    kept = [str(known[code]) for code in contents if code in known and known[code].local]
    wanted = {code: one for code, one in contents.items() if code not in known or not known[code].local}
    shown = {line["code"]: line["disclosure"] for line in _read("disclosure")}
    new = [
        Indicator(code=code, **_alone(one), **({"disclosure": shown[code]} if code in shown else {}))
        for code, one in wanted.items()
        if code not in known
    ]
    Indicator.objects.bulk_create(new)
    by_code = known | {one.code: one for one in new}
    for code, content in wanted.items():
        if content != indicator_content(by_code[code]):
            row = by_code[code]
            for name, value in columns_of(content, by_code).items():
                setattr(row, name, value)
            row.save()
    _first_versions(by)
    return kept


def _alone(content: IndicatorContent) -> dict[str, object]:
    plain = replace(
        content, kind="flow", over_time="added", closing="", numerator="", denominator="", whole="", exhaustive=False, summed=False
    )
    return columns_of(plain, {})


def _first_versions(by: Doer) -> None:
    """What a product's indicator says is its first version, and stays that: a later change of the files rewrites it only while it is the only one."""
    rows = Indicator.objects.filter(local=False).select_related("whole").prefetch_related("versions")
    new = []
    for row in rows:
        versions, said = list(row.versions.all()), indicator_content(row).as_json()
        if not versions:
            new.append(
                IndicatorVersion(indicator=row, number=FIRST, valid_from=row.valid_from, content=said, at=clock.now(), by_label=by.label)
            )
        elif len(versions) == 1 and versions[0].content != said:
            IndicatorVersion.objects.filter(pk=versions[0].pk).update(content=said)
    IndicatorVersion.objects.bulk_create(new)


def _indicator(line: Line) -> IndicatorContent:
    numbers = {"number": int(line["number"]), "scale": int(line["scale"] or 0)}
    flags = {name: line[name] == "1" for name in ("signed", "exhaustive", "summed", "unbounded")}
    return IndicatorContent(**{name: text for name, text in line.items() if name != "code"} | numbers | flags)  # type: ignore[arg-type]


def _relation(line: Line) -> dict[str, object]:
    return {"left": line["left"].split(), "sign": line["sign"], "right": line["right"].split(), **_dates(line)}


def _dates(line: Line) -> dict[str, object]:
    until = date.fromisoformat(line["valid_to"]) if line["valid_to"] else None
    return {"valid_from": date.fromisoformat(line["valid_from"]), "valid_to": until}


def _form(line: Line, groups: dict[str, str]) -> FormContent:
    """A line of the file with its headings; each heading names the groups, or single codes, that stand under it."""
    rules = json.loads(line["due"])
    headings = tuple(_heading(one, groups) for one in _read("headings") if one["form"] == line["code"])
    placed = {code for heading in headings for code in heading.indicators}
    texts: dict[str, Any] = {name: line[name] for name in ("name", "name_en", "name_ru", "title", "regime", "basis", "consolidator")}
    drawings = [one for one in _read("illustrations") if one["form"] == line["code"]]
    return FormContent(
        **texts,
        levels=tuple(rules),
        frequencies=tuple(line["frequencies"].split()),
        first_day=int(line["first_day"]),
        due=rules,
        comparisons=tuple(line["comparisons"].split()),
        headings=headings,
        annex=tuple(code for code in _named(line["annex"], groups) if code not in placed),
        illustrations=tuple(IllustrationContent(one["kind"], one["indicator"], one["heading"]) for one in drawings),
    )


def _heading(line: Line, groups: dict[str, str]) -> HeadingContent:
    texts = ("code", "number", "title", "title_en", "title_ru", "guidance", "guidance_en", "guidance_ru")
    said: dict[str, Any] = {text: line[text] for text in texts}
    return HeadingContent(**said, takes_text=line["takes_text"] == "1", indicators=tuple(_named(line["indicators"], groups)))


def _named(words: str, groups: dict[str, str]) -> list[str]:
    """ "A B C18": every indicator of the groups A and B, in the order of the file, and C18."""
    wanted = words.split()
    return [code for code, group in groups.items() if group in wanted or code in wanted]


def _load_form(code: str, content: FormContent, by: Doer) -> list[str]:
    """A form on which reports stand gets a new version; another is rewritten. Out: its name if it was left as the office has it."""
    held = Form.objects.newest(code)
    if held is None:
        _recorded(put(Form(code=code, published_at=clock.now()), content), by)
    elif held.local or held.state == FormState.RETIRED:
        return [held.name]
    elif form_content(held) != content:
        _renewed(held, content, by)
    return []


def _renewed(held: Form, content: FormContent, by: Doer) -> None:
    if not stands_on(held):
        _recorded(put(held, content), by)
        return
    held.state, held.retired_at = FormState.RETIRED, clock.now()
    held.save(update_fields=["state", "retired_at"])
    _recorded(put(Form(code=held.code, version=held.version + 1, published_at=clock.now()), content), by)


def _recorded(form: Form, by: Doer) -> None:
    audit.record("reports.book.load", by=by, subject=form, data={"form": form.code, "version": form.version})
