"""Loads the real units of Viet Nam from the room's data files: once, whole, and never over something that disagrees."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.inserting import insert_all
from danvan.lib.refusal import Refused
from danvan.lib.text import alphabetical, fold
from danvan.units.models import EARLIEST, Event, Lineage, Unit, UnitName, UnitParent, UnitPath
from danvan.units.rules import Edge, Span, ways_up
from danvan.units.selectors.tree import census
from danvan.units.services.settling import settle_names

DATA = Path(__file__).resolve().parent.parent / "data"
UNIT_FILES = ("provinces.csv", "districts.csv", "communes_2004.csv", "communes_2025.csv")
ROUND_DAY = date(2025, 7, 1)
ROUND_INSTRUMENT = "202/2025/QH15; 34 nghị quyết của Ủy ban Thường vụ Quốc hội ngày 16/06/2025"
DAYS = (date(2025, 6, 30), ROUND_DAY)

# doubtful.csv is written for maintainers; this is what a reader is told, by topic.
UNIT_DOUBTS = {
    "whole": "Một nguồn khác ghi đơn vị này chỉ nhập một phần.",
    "edge_missing": "Một nguồn khác ghi thêm một đơn vị kế thừa.",
    "edge_unconfirmed": "Nguồn thứ hai không có đơn vị này.",
    "kind": "Nguồn ghi hai loại khác nhau cho đơn vị này.",
    "coordinates": "Tọa độ chưa chắc hoặc chưa có.",
    "area": "Chưa có diện tích.",
}
EDGE_DOUBT = "Nguồn thứ hai không có mối kế thừa này; nhiều khả năng do trùng tên."

Line = dict[str, str]


@dataclass(frozen=True)
class Loaded:
    """What stands after loading. `added` is 0 when everything was there already; `counts` by day and level."""

    added: int
    units: int
    edges: int
    counts: dict[date, dict[str, int]]


def _silent(_message: str) -> None:
    """Tells nobody."""


@transaction.atomic
def load(*, by: Doer, data: Path = DATA, tell: Callable[[str], None] = _silent) -> Loaded:
    """Both trees, names with their days, and the lineage between them.

    In: the folder of the data files, and where to tell the progress. Out: the counts. A second run adds nothing.
    Raises Refused, naming the first differences, if a unit that is already there disagrees with the files.
    """
    lines = [line for name in UNIT_FILES for line in _read(data / name)]
    renames = _renames(data)
    there = set(Unit.objects.values_list("key", flat=True))
    _refuse_differences(lines, renames, there)
    new = [line for line in lines if line["key"] not in there]
    if new:
        _add(new, renames, data, tell)
        root = Unit.objects.get(key="vn")
        audit.record("units.country.loaded", by=by, subject=root, unit_id=root.pk, data={"units": len(new)})
    _refuse_missing_edges(data)
    settle_names(by=by)
    return Loaded(len(new), Unit.objects.count(), Lineage.objects.count(), {day: census(day) for day in DAYS})


def _add(new: list[Line], renames: dict[str, list[Line]], data: Path, tell: Callable[[str], None]) -> None:
    tell(f"{len(new)} đơn vị")
    doubts = _unit_doubts(data)
    insert_all(_unit(line, renames, doubts) for line in new)
    ids = dict(Unit.objects.values_list("key", "pk"))
    insert_all(name for line in new for name in _names(ids[line["key"]], line, renames))
    insert_all(_parent(ids, line) for line in new if line["parent"])
    tell("đường lên các cấp")
    insert_all(_paths(ids, new))
    tell("kế thừa")
    keys = {line["key"] for line in new}
    edges = [line for line in _read(data / "lineage.csv") if line["predecessor"] in keys or line["successor"] in keys]
    event = _round()
    insert_all(_edge(event, ids, line) for line in edges)
    _measure()


def _measure() -> None:
    """Let the engine count what was loaded. PostgreSQL would find out within a minute; until then its plans for empty tables take minutes."""
    with connection.cursor() as cursor:
        for model in (Unit, UnitName, UnitParent, UnitPath, Lineage):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _unit(line: Line, renames: dict[str, list[Line]], doubts: dict[str, str]) -> Unit:
    today = clock.today().isoformat()
    latest = [line, *(row for row in renames.get(line["key"], []) if row["valid_from"] <= today)][-1]
    first, after = _span(line)
    return Unit(
        key=line["key"],
        level=line["level"],
        kind=latest["kind"],
        name=latest["name"],
        sort_key=alphabetical(latest["name"]),
        code=latest["code"],
        latitude=_number(line["lat"]),
        longitude=_number(line["lon"]),
        area_km2=_number(line["area_km2"]),
        doubt=doubts.get(line["key"], ""),
        valid_from=first,
        valid_to=after,
    )


def _names(unit_id: int, line: Line, renames: dict[str, list[Line]]) -> list[UnitName]:
    """The name at the opening and each later one; each ends where the next begins."""
    opening, after = _span(line)
    later = renames.get(line["key"], [])
    starts = [opening, *(date.fromisoformat(row["valid_from"]) for row in later)]
    return [
        UnitName(
            unit_id=unit_id,
            kind=row["kind"],
            name=row["name"],
            code=row["code"],
            folded=fold(row["name"]),
            sort_key=alphabetical(row["name"]),
            instrument=row.get("instrument", ""),
            verified=row.get("verified", "true") == "true",
            valid_from=start,
            valid_to=end,
        )
        for row, start, end in zip([line, *later], starts, [*starts[1:], after], strict=True)
    ]


def _parent(ids: dict[str, int], line: Line) -> UnitParent:
    first, after = _span(line)
    return UnitParent(unit_id=ids[line["key"]], parent_id=ids[line["parent"]], valid_from=first, valid_to=after)


def _paths(ids: dict[str, int], new: list[Line]) -> Iterable[UnitPath]:
    spans = {ids[line["key"]]: _span(line) for line in new}
    edges = {ids[line["key"]]: [Edge(ids[line["parent"]], _span(line))] for line in new if line["parent"]}
    for unit, ways in ways_up(spans, edges).items():
        for up in ways:
            yield UnitPath(unit_id=unit, ancestor_id=up.ancestor, depth=up.depth, valid_from=up.span.first, valid_to=up.span.after)


def _round() -> Event:
    """The national reorganisation, which holds the whole lineage of 1 July 2025."""
    event, _created = Event.objects.get_or_create(
        kind=Event.Kind.ROUND,
        effective_on=ROUND_DAY,
        defaults={
            "state": Event.State.APPLIED,
            "instrument": ROUND_INSTRUMENT,
            "note": "Sắp xếp 63 tỉnh, thành phố thành 34; kết thúc cấp huyện; sắp xếp các đơn vị cấp xã. Nguồn: units/data/PROVENANCE.md.",
        },
    )
    return event


def _edge(event: Event, ids: dict[str, int], line: Line) -> Lineage:
    whole, doubtful = line["whole"] == "1", line["doubt"] == "1"
    return Lineage(
        event=event,
        predecessor_id=ids[line["predecessor"]],
        successor_id=ids[line["successor"]],
        whole=whole and not doubtful,
        main=line["default"] == "1",
        doubt=EDGE_DOUBT if doubtful else "",
    )


def _refuse_differences(lines: list[Line], renames: dict[str, list[Line]], there: set[str]) -> None:
    """What the files say of a unit's beginning must be what stands; what happened to it since, in the product, is not theirs to say."""
    names = defaultdict(set)
    for key, first, kind, name, code in UnitName.objects.values_list("unit__key", "valid_from", "kind", "name", "code"):
        names[key].add((first, kind, name, code))
    ends = dict(Unit.objects.values_list("key", "valid_to"))
    parents = set(UnitParent.objects.values_list("unit__key", "valid_from", "parent__key"))
    wrong = [line["key"] for line in lines if line["key"] in there and not _agrees(line, renames, names, ends, parents)]
    if wrong:
        shown = ", ".join(wrong[:10])
        raise Refused(f"{len(wrong)} đơn vị đã có khác với tệp dữ liệu, nên không nạp: {shown}")


def _agrees(
    line: Line,
    renames: dict[str, list[Line]],
    names: dict[str, set[tuple[date, str, str, str]]],
    ends: dict[str, date | None],
    parents: set[tuple[str, date, str]],
) -> bool:
    key, (first, after) = line["key"], _span(line)
    said = {(first, line["kind"], line["name"], line["code"])}
    said |= {(date.fromisoformat(row["valid_from"]), row["kind"], row["name"], row["code"]) for row in renames.get(key, [])}
    stands = not line["parent"] or (key, first, line["parent"]) in parents
    return said <= names[key] and stands and (after is None or ends[key] == after)


def _refuse_missing_edges(data: Path) -> None:
    stored = set(Lineage.objects.values_list("predecessor__key", "successor__key"))
    missing = [line for line in _read(data / "lineage.csv") if (line["predecessor"], line["successor"]) not in stored]
    if missing:
        raise Refused(f"{len(missing)} mối kế thừa trong tệp dữ liệu không có trong cơ sở dữ liệu.")


def _renames(data: Path) -> dict[str, list[Line]]:
    grouped: dict[str, list[Line]] = defaultdict(list)
    for line in sorted(_read(data / "names.csv"), key=lambda line: line["valid_from"]):
        grouped[line["key"]].append(line)
    return grouped


def _unit_doubts(data: Path) -> dict[str, str]:
    """What is not certain about a unit, in words; an edge's topic concerns its predecessor."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in _read(data / "doubtful.csv"):
        text = UNIT_DOUBTS.get(line["topic"])
        key = line["subject"].split(">")[0]
        if text and text not in found[key]:
            found[key].append(text)
    return {key: " ".join(texts) for key, texts in found.items()}


def _span(line: Line) -> Span:
    first = date.fromisoformat(line["valid_from"]) if line["valid_from"] else EARLIEST
    return Span(first, date.fromisoformat(line["valid_to"]) if line["valid_to"] else None)


def _number(text: str) -> float | None:
    return float(text) if text else None


def _read(path: Path) -> list[Line]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
