#!/usr/bin/env python3
"""Build `danvan/units/data/` from the data files of the pinned wheel `vietnamadminunits` 1.0.4.

A maintainer's step, standard library only:

    .venv/bin/python scripts/build_units_data.py [path/to/vietnamadminunits-1.0.4-py3-none-any.whl]

Without a path the wheel is fetched with `pip download` into a temporary folder. The wheel is opened as a
zip, its sha256 is checked, and only its data are read; its code is never imported. What the files mean,
and the conventions behind the keys, stand in `danvan/units/data/PROVENANCE.md`.
"""

import csv
import hashlib
import io
import json
import math
import sqlite3
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

PACKAGE = "vietnamadminunits==1.0.4"
SHA256 = "737ee3662e877290386c1c45ed4d71f2e5fae34ab6fb9c64bfb4cb74b216ea35"
DATA = Path(__file__).resolve().parent.parent / "danvan" / "units" / "data"

OLD, NEW, CHANGE = "2004", "2025", "2025-07-01"
CENTRE = "vn"
FAR_KM = 25.0

KINDS = {
    "province": {"tỉnh": "tinh", "thành phố": "thanh_pho_tw"},
    "district": {"huyện": "huyen", "quận": "quan", "thị xã": "thi_xa", "thành phố": "thanh_pho"},
    "commune": {
        "xã": "xa",
        "phường": "phuong",
        "thị trấn": "thi_tran",
        "đặc khu": "dac_khu",
        "huyện": "huyen_dao",
    },
}

UNIT_COLUMNS = ("key", "level", "kind", "code", "name", "lat", "lon", "area_km2", "parent", "valid_from", "valid_to")
LINEAGE_COLUMNS = ("predecessor", "successor", "level", "whole", "weight", "default", "doubt")
NAME_COLUMNS = ("key", "valid_from", "kind", "code", "name", "instrument", "verified", "source")
DOUBT_COLUMNS = ("topic", "subject", "what", "source")

SOURCE = "vietnamadminunits 1.0.4"
SECOND = "vietnam-provinces 2026.9.0 (read only to compare)"
NAME_SOURCES = "vietnamese-provinces-database (release notes and data); vietnam-address-kit (amendments 2026)"

# Edges that the second source contradicts: it knows the old commune and does not send it there. Nearly all join
# namesakes far apart inside one new province (Phường 4 of Mỹ Tho and Phường Cao Lãnh): the source matched by name.
DOUBTED_EDGES = """
00556>00562 06079>06184 10798>11911 11890>10804 11890>10843 23053>23041 25462>27694 27691>25459 28036>28087
28252>29869 28270>29869 28437>29869 28439>29869 28924>29734 29623>29182 29734>28921 29902>29869 29908>29869
31246>31726 31268>31666 31378>31654 31379>31582 31438>31741 31474>31741 31480>31639 31483>31591 31582>31378
31606>31495 31657>31378 31666>31288 31669>31480 31714>31246 31741>31408 31744>31473
"""

# Edges of old communes that the second source does not know at all.
UNCONFIRMED_EDGES = "01651>01648 02482>02494"

# Edges that only the second source has.
MISSING_EDGES = "00553>00562 01615>01648 02485>02494 09013>09817"

# Old communes that the second source marks as "merged in part" while both sources give the same successors.
DOUBTED_WHOLE = """
00859 00919 00922 00925 00952 00958 00982 00985 01144 01225 01615 01957 02305 02425 02437 02485 03004 03085 03451
03463 03760 03820 03901 03997 04099 04240 04246 04423 04462 04474 04489 04603 04693 05719 06967 07663 08311 08545
14845 14848 14854 14857 14860 14863 14864 14866 14875 14890 15007 15010 15013 15022 15025 15031 15034 15607 15610
15622 15628 16258 16804 16816 16819 16822 16828 16831 16885 16906 17230 18196 18199 18919 19909 20434 20695 20992
21538 21607 23368 23530 23535 23536 23650 23782 23788 23872 23881 23884 23917 23938 24184 24214 24221 24235 24445
24529 24604 24616 24620 24736 24985 25114 25222 25225 25846 26119 26173 26209 26374 26377 26545 26647 26656 27676
29410 29413 29533 29536 30313 30781 30811 30814 30823 30826 31213 31249 31264 31309 31537 31603 31795 31810 32092
"""


@dataclass(frozen=True)
class Change:
    """A change of code, name or kind of a unit whose territory stays: one row of `names.csv`."""

    key: str
    day: str
    kind: str
    name: str
    instrument: str
    source: str = NAME_SOURCES


def wards(day: str, instrument: str, listed: str) -> tuple[Change, ...]:
    """The xã that became phường by one resolution; `listed` is `code name` joined by semicolons."""
    pairs = (part.strip().split(" ", 1) for part in listed.split(";"))
    return tuple(Change(f"{NEW}:{code}", day, "phuong", name, instrument) for code, name in pairs)


CHANGES = (
    Change("2004:46", "2025-01-01", "thanh_pho_tw", "Huế", "175/2024/QH15", "general knowledge; name in the wheel"),
    Change("2025:75", "2026-04-30", "thanh_pho_tw", "Đồng Nai", "30/2026/QH16"),
    *wards(
        "2026-04-30",
        "237/NQ-UBTVQH16",
        "25270 Lộc Ninh; 25357 Tân Khai; 25363 Đồng Phú; 26116 Tân Phú; 26170 Trị An; 26248 Trảng Bom;"
        "26326 Dầu Giây; 26368 Long Thành; 26425 Xuân Lộc; 26485 Nhơn Trạch",
    ),
    Change("2004:22", "2026-09-01", "thanh_pho_tw", "Quảng Ninh", "36/2026/QH16"),
    Change("2025:24", "2026-09-20", "thanh_pho_tw", "Bắc Ninh", "39/2026/QH16"),
    *wards(
        "2026-09-20",
        "388/NQ-UBTVQH16",
        "07294 Bố Hạ; 07375 Lạng Giang; 07399 Kép; 07444 Lục Nam; 07840 Hiệp Hòa; 09193 Yên Phong;"
        "09292 Phù Lãng; 09313 Chi Lăng; 09319 Tiên Du; 09454 Gia Bình; 09475 Nhân Thắng; 09496 Lương Tài",
    ),
)

# What a unit was called at its opening, where the wheel already holds a later name.
OPENING_NAMES = {"2004:46": ("tinh", "Thừa Thiên Huế")}

Row = dict[str, Any]
Doubts = list[tuple[str, str, str, str]]


@dataclass(frozen=True)
class Unit:
    """One territorial version. `lat`/`lon` in degrees (WGS 84), `area` in km²; `None` is not known."""

    key: str
    level: str
    kind: str
    code: str
    name: str
    parent: str
    lat: float | None = None
    lon: float | None = None
    area: float | None = None
    valid_from: str = ""
    valid_to: str = ""

    def cells(self) -> tuple[str, ...]:
        """The row of this unit as written in the files."""
        place = (number(self.lat, 3), number(self.lon, 3), number(self.area, 2))
        return (
            self.key,
            self.level,
            self.kind,
            self.code,
            self.name,
            *place,
            self.parent,
            self.valid_from,
            self.valid_to,
        )


@dataclass(frozen=True)
class Edge:
    """Predecessor -> successor. `whole`: the predecessor went into this successor with all its territory."""

    predecessor: str
    successor: str
    level: str
    whole: bool
    default: bool
    doubt: bool = False

    def cells(self) -> tuple[str, ...]:
        """The row of this edge; the weight is 1 for a whole unit and not known for a part."""
        flags = (str(int(self.whole)), "1" if self.whole else "", str(int(self.default)), str(int(self.doubt)))
        return (self.predecessor, self.successor, self.level, *flags)


def number(value: float | None, digits: int) -> str:
    """A number without needless zeros; empty when not known."""
    return "" if value is None else f"{value:.{digits}f}".rstrip("0").rstrip(".")


def tidy(text: str) -> str:
    """NFC and single spaces; the spelling stays the source's."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def split_kind(level: str, full: str) -> tuple[str, str]:
    """`Thị trấn Hồ` -> (`thi_tran`, `Hồ`); the kind is read from the full name, without regard to capitals."""
    text = tidy(full)
    for words, kind in sorted(KINDS[level].items(), key=lambda item: -len(item[0])):
        if text.lower().startswith(words + " "):
            return kind, text[len(words) + 1 :]
    raise ValueError(f"no kind in {full!r}")


def edge_codes(text: str) -> list[tuple[str, str]]:
    """`00001>00002 ...` as pairs of official codes."""
    return [(old, new) for old, new in (part.split(">") for part in text.split())]


# --- reading the wheel ------------------------------------------------------------------------------------------


def find_wheel(arguments: list[str], folder: Path) -> Path:
    """The wheel given as an argument, or the pinned one fetched by pip into `folder`."""
    if arguments:
        return Path(arguments[0])
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", PACKAGE, "-d", str(folder)], check=True)
    return next(folder.glob("vietnamadminunits-*.whl"))


def read_wheel(wheel: Path) -> tuple[list[Row], list[Row], dict[str, Any]]:
    """The old units, the new units and the mapping; refuses a wheel with another sha256."""
    content = wheel.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise SystemExit(f"{wheel.name}: sha256 {found}, expected {SHA256}")
    with zipfile.ZipFile(io.BytesIO(content)) as archive, tempfile.TemporaryDirectory() as folder:
        database = archive.extract("vietnamadminunits/data/dataset.db", folder)
        mapping: dict[str, Any] = json.loads(archive.read("vietnamadminunits/data/converter_2025.json"))
        return read_table(database, "admin_units_legacy"), read_table(database, "admin_units"), mapping


def read_table(database: str, table: str) -> list[Row]:
    """Every row of a table of the wheel's SQLite file."""
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
    finally:
        connection.close()


# --- keys -------------------------------------------------------------------------------------------------------


def old_commune_key(row: Row) -> str:
    """`2004:14464`; a district without communes is its own commune, `2004:318.0`."""
    return f"{OLD}:{row['wardCode']}" if row["wardCode"] else f"{OLD}:{row['districtCode']}.0"


def old_name_key(row: Row) -> str:
    """How the mapping names an old commune: `province_district_ward` in folded letters."""
    return "_".join(row[column] or "" for column in ("provinceKey", "districtKey", "wardKey"))


def province_keys(old: list[Row], new: list[Row], mapping: dict[str, Any]) -> dict[str, str]:
    """Folded name of a new province -> key; a province that only followed itself stays the unit it was."""
    before = {row["provinceKey"]: row["provinceCode"] for row in old}
    codes = {row["provinceKey"]: row["provinceCode"] for row in new}
    sources: dict[str, list[str]] = mapping["DICT_PROVINCE"]
    return {name: f"{OLD}:{before[sources[name][0]]}" if len(sources[name]) == 1 else f"{NEW}:{code}" for name, code in codes.items()}


# --- units ------------------------------------------------------------------------------------------------------


def unit(level: str, full: str, key: str, code: str, parent: str, place: tuple[float | None, float | None]) -> Unit:
    """A unit from its full official name (`Quận 1`)."""
    kind, name = split_kind(level, full)
    kind, name = OPENING_NAMES.get(key, (kind, name))
    return Unit(key, level, kind, code, name, parent, lat=place[0], lon=place[1])


def build_provinces(old: list[Row], new: list[Row], keys: dict[str, str]) -> list[Unit]:
    """The centre, the 63 old provinces and the new ones; the unchanged have no end."""
    units = {CENTRE: Unit(CENTRE, "centre", "quoc_gia", "", "Việt Nam", "")}
    kept = set(keys.values())
    for row in old:
        key = f"{OLD}:{row['provinceCode']}"
        made = unit("province", row["province"], key, row["provinceCode"], CENTRE, (row["provinceLat"], row["provinceLon"]))
        units[key] = made if key in kept else replace(made, valid_to=CHANGE)
    for row in new:
        key, place = keys[row["provinceKey"]], (row["provinceLat"], row["provinceLon"])
        if key.startswith(OLD):
            units[key] = replace(units[key], lat=place[0], lon=place[1])
        else:
            made = unit("province", row["province"], key, row["provinceCode"], CENTRE, place)
            units[key] = replace(made, valid_from=CHANGE)
    return list(units.values())


def build_districts(old: list[Row]) -> list[Unit]:
    """The 696 districts; the level ended on 2025-07-01 without successors."""
    units = {}
    for row in old:
        code, place = row["districtCode"], (row["districtLat"], row["districtLon"])
        made = unit("district", row["district"], f"{OLD}:{code}", code, f"{OLD}:{row['provinceCode']}", place)
        units[made.key] = replace(made, valid_to=CHANGE)
    return list(units.values())


def build_old_communes(old: list[Row]) -> list[Unit]:
    """The 10,040 commune rows: 10,035 communes and five island districts without communes."""
    return [replace(old_commune(row), valid_to=CHANGE) for row in old]


def old_commune(row: Row) -> Unit:
    """One old commune, or the island district that stands for its own commune (no commune code)."""
    full = row["ward"] or row["district"]
    place = (row["wardLat"], row["wardLon"])
    return unit("commune", full, old_commune_key(row), row["wardCode"] or "", f"{OLD}:{row['districtCode']}", place)


def build_new_communes(new: list[Row], keys: dict[str, str]) -> list[Unit]:
    """The 3,321 communes of 2025-07-01, each a new unit under its province."""
    made = []
    for row in new:
        key, place = f"{NEW}:{row['wardCode']}", (row["wardLat"], row["wardLon"])
        commune = unit("commune", row["ward"], key, row["wardCode"], keys[row["provinceKey"]], place)
        made.append(replace(commune, area=row["wardAreaKm2"], valid_from=CHANGE))
    return made


# --- lineage ----------------------------------------------------------------------------------------------------


def province_edges(old: list[Row], mapping: dict[str, Any], keys: dict[str, str]) -> Iterator[Edge]:
    """Merged provinces -> their successor; an unchanged province has no edge."""
    before = {row["provinceKey"]: f"{OLD}:{row['provinceCode']}" for row in old}
    for successor, predecessors in mapping["DICT_PROVINCE"].items():
        if len(predecessors) > 1:
            for name in predecessors:
                yield Edge(before[name], keys[successor], "province", whole=True, default=True)


def commune_links(mapping: dict[str, Any]) -> Iterator[tuple[str, str, str, bool, bool]]:
    """Every link of the mapping: old name key, new province and commune name keys, whole, default."""
    for province, successors in mapping["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for successor, predecessors in successors.items():
            yield from ((name, province, successor, True, True) for name in predecessors)
    for province, divided in mapping["DICT_PROVINCE_WARD_DIVIDED"].items():
        for name, parts in divided.items():
            yield from ((name, province, part["newWardKey"], False, part["isDefaultNewWard"]) for part in parts)


def commune_edges(old: list[Row], new: list[Row], mapping: dict[str, Any]) -> Iterator[Edge]:
    """The 10,602 edges, those that the second source contradicts marked as doubtful."""
    before = {old_name_key(row): old_commune_key(row) for row in old}
    after = {(row["provinceKey"], row["wardKey"]): f"{NEW}:{row['wardCode']}" for row in new}
    doubted = {(f"{OLD}:{a}", f"{NEW}:{b}") for a, b in edge_codes(DOUBTED_EDGES)}
    for name, province, successor, whole, default in commune_links(mapping):
        pair = before[name], after[province, successor]
        yield Edge(*pair, "commune", whole, default, pair in doubted)


# --- coordinates ------------------------------------------------------------------------------------------------


def without_false_places(units: list[Unit], provinces: list[Unit], parents: dict[str, str], doubts: Doubts) -> list[Unit]:
    """Empty the coordinates that are only the centre of the province (the source's fallback)."""
    centres = {u.key: (u.lat, u.lon) for u in provinces}
    cleaned = []
    for u in units:
        if u.lat is not None and (u.lat, u.lon) == centres[parents.get(u.parent, u.parent)]:
            what = "coordinates are those of the province's centre in the source: left out"
            doubts.append(("coordinates", u.key, f"{u.name}: {what}", SOURCE))
            u = replace(u, lat=None, lon=None)
        cleaned.append(u)
    return cleaned


def with_island_places(units: list[Unit], taken_from: dict[str, Unit], doubts: Doubts) -> list[Unit]:
    """Give island units without coordinates those of the đặc khu that has exactly their territory."""
    placed = []
    for u in units:
        heir = taken_from.get(u.key)
        if heir is not None and u.lat is None:
            doubts.append(("coordinates", u.key, f"{u.name}: taken from {heir.key}, which has the same territory", SOURCE))
            u = replace(u, lat=heir.lat, lon=heir.lon)
        placed.append(u)
    return placed


def island_heirs(edges: list[Edge], communes: dict[str, Unit]) -> dict[str, Unit]:
    """Old island units -> the đặc khu with the same territory, at both levels they stood on."""
    heirs = {e.predecessor: communes[e.successor] for e in edges if e.predecessor.endswith(".0")}
    districts = {key.removesuffix(".0"): heir for key, heir in heirs.items()}
    return heirs | districts | {f"{OLD}:576": communes[f"{NEW}:22736"]}


def distance_km(a: Unit, b: Unit) -> float | None:
    """Distance of two units' centres on a flat local map, in km; `None` if one is not placed."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    return math.hypot((a.lat - b.lat) * 111.2, (a.lon - b.lon) * 111.2 * math.cos(math.radians(a.lat)))


def doubt_far_successors(edges: list[Edge], units: dict[str, Unit], doubts: Doubts) -> None:
    """Report successors placed farther than 25 km from every predecessor they have."""
    nearest: dict[str, float] = {}
    for e in edges:
        gap = distance_km(units[e.predecessor], units[e.successor])
        if gap is not None:
            nearest[e.successor] = min(gap, nearest.get(e.successor, gap))
    for key, gap in nearest.items():
        if gap > FAR_KM:
            what = f"{units[key].name}: placed {gap:.0f} km from its nearest predecessor (one of the two is misplaced)"
            doubts.append(("coordinates", key, what, SOURCE))


# --- doubts -----------------------------------------------------------------------------------------------------


def doubt_lineage(edges: list[Edge], units: dict[str, Unit], doubts: Doubts) -> None:
    """One row per edge on which the two sources differ, and per doubtful `whole`."""
    for e in edges:
        if e.doubt:
            a, b = units[e.predecessor], units[e.successor]
            what = f"{a.name} -> {b.name}: contradicted by the second source; centres {distance_km(a, b) or 0:.0f} km apart"
            doubts.append(("edge", f"{e.predecessor}>{e.successor}", what, f"{SOURCE}; {SECOND}"))
    doubt_listed("edge_missing", MISSING_EDGES, "only in the second source", units, doubts)
    doubt_listed("edge_unconfirmed", UNCONFIRMED_EDGES, "the second source lacks this old commune", units, doubts)
    for code in DOUBTED_WHOLE.split():
        what = f"{units[f'{OLD}:{code}'].name}: same successors in both sources, but merged in part in the second"
        doubts.append(("whole", f"{OLD}:{code}", what, SECOND))


def doubt_listed(topic: str, codes: str, what: str, units: dict[str, Unit], doubts: Doubts) -> None:
    """One row for each edge of a list kept above."""
    for old, new in edge_codes(codes):
        a, b = units[f"{OLD}:{old}"], units[f"{NEW}:{new}"]
        doubts.append((topic, f"{a.key}>{b.key}", f"{a.name} -> {b.name}: {what}", SECOND))


def doubt_spelling(rows: list[Row], tree: str, doubts: Doubts) -> None:
    """Report kinds written with a needless capital and kinds that contradict the full name."""
    for row in rows:
        for level, column in (("ward", "wardType"), ("district", "districtType")):
            full, kind, code = row.get(level), row.get(column), row.get(f"{level}Code")
            if not full or not kind or tidy(full).startswith(kind + " "):
                continue
            same = tidy(full).lower().startswith(kind.lower() + " ")
            what = f"{full}: kind written with a capital, lowered" if same else f"{full}: the source also says {kind}; name kept"
            doubts.append(("spelling" if same else "kind", f"{tree}:{code}", what, SOURCE))


def doubt_the_rest(units: Iterable[Unit], doubts: Doubts) -> None:
    """Areas not known, resolutions not read, and what no source gives."""
    for u in units:
        if u.level == "commune" and u.key.startswith(NEW) and u.area is None:
            doubts.append(("area", u.key, f"{u.name}: no area in the source", SOURCE))
    for instrument in sorted({change.instrument for change in CHANGES}):
        what = "number, date and list from secondary sources; the resolution itself was not read"
        doubts.append(("instrument", instrument, what, next(c.source for c in CHANGES if c.instrument == instrument)))
    what = "phường after 2026-09-20: 709 by these files (687 and 22); vietnam-address-kit counts 710"
    doubts.append(("count", "phuong", what, NAME_SOURCES))
    what = "dates before 2025-07-01 are not known (valid_from empty), nor are earlier names, except Huế"
    doubts.append(("history", OLD, what, SOURCE))


# --- writing ----------------------------------------------------------------------------------------------------


def write(name: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write a sorted CSV: UTF-8, LF, a header."""
    ordered = sorted(set(rows))
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(ordered)
    print(f"{name}: {len(ordered)} rows, {(DATA / name).stat().st_size} bytes")


def name_rows(units: dict[str, Unit]) -> Iterator[tuple[str, ...]]:
    """The rows of `names.csv`; a change must name a unit we have, and keeps its code."""
    for c in CHANGES:
        yield (c.key, c.day, c.kind, units[c.key].code, c.name, c.instrument, "false", c.source)


def build(old: list[Row], new: list[Row], mapping: dict[str, Any]) -> None:
    """Build and write every file."""
    doubts: Doubts = []
    keys = province_keys(old, new, mapping)
    provinces, districts = build_provinces(old, new, keys), build_districts(old)
    edges = list(commune_edges(old, new, mapping))
    new_communes = build_new_communes(new, keys)
    heirs = island_heirs(edges, {u.key: u for u in new_communes})
    up = {u.key: u.parent for u in districts}
    # A province that stayed now has its new centre: compare with the centre that the old rows fell back to.
    fallback = [replace(u, lat=r["provinceLat"], lon=r["provinceLon"]) for u, r in old_centres(provinces, old)]
    districts = with_island_places(without_false_places(districts, fallback, {}, doubts), heirs, doubts)
    old_communes = without_false_places(build_old_communes(old), fallback, up, doubts)
    old_communes = with_island_places(old_communes, heirs, doubts)
    units = {u.key: u for u in (*provinces, *districts, *old_communes, *new_communes)}
    doubt_far_successors(edges, units, doubts)
    doubt_lineage(edges, units, doubts)
    doubt_spelling(old, OLD, doubts)
    doubt_spelling(new, NEW, doubts)
    doubt_the_rest(units.values(), doubts)
    DATA.mkdir(parents=True, exist_ok=True)
    write("provinces.csv", UNIT_COLUMNS, (u.cells() for u in provinces))
    write("districts.csv", UNIT_COLUMNS, (u.cells() for u in districts))
    write("communes_2004.csv", UNIT_COLUMNS, (u.cells() for u in old_communes))
    write("communes_2025.csv", UNIT_COLUMNS, (u.cells() for u in new_communes))
    write("names.csv", NAME_COLUMNS, name_rows(units))
    write("lineage.csv", LINEAGE_COLUMNS, (e.cells() for e in (*province_edges(old, mapping, keys), *edges)))
    write("doubtful.csv", DOUBT_COLUMNS, doubts)


def old_centres(provinces: list[Unit], old: list[Row]) -> Iterator[tuple[Unit, Row]]:
    """Each old province with a row that carries the centre the old data give it."""
    rows = {f"{OLD}:{row['provinceCode']}": row for row in old}
    return ((u, rows[u.key]) for u in provinces if u.key in rows)


def main() -> None:
    """Find the wheel, check it, write the files."""
    with tempfile.TemporaryDirectory() as folder:
        build(*read_wheel(find_wheel(sys.argv[1:], Path(folder))))


if __name__ == "__main__":
    main()
