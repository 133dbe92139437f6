"""The data files hold what the real map of Viet Nam was measured to hold. No database."""

import csv
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
UNIT_FILES = ("provinces.csv", "districts.csv", "communes_2004.csv", "communes_2025.csv")
DAY_BEFORE, DAY = "2025-06-30", "2025-07-01"

Row = dict[str, str]


@cache
def read(name: str) -> tuple[Row, ...]:
    """The rows of a data file."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def units() -> dict[str, Row]:
    """Every unit by its key."""
    return {row["key"]: row for name in UNIT_FILES for row in read(name)}


@cache
def edges(level: str = "commune") -> tuple[Row, ...]:
    """The lineage edges of a level."""
    return tuple(row for row in read("lineage.csv") if row["level"] == level)


def in_force(day: str) -> list[Row]:
    """The units of a day; dates are half-open and an empty one has no bound."""
    return [u for u in units().values() if u["valid_from"] <= day and (not u["valid_to"] or day < u["valid_to"])]


def census(day: str) -> dict[str, int]:
    """How many units of each level stand on a day."""
    return dict(Counter(u["level"] for u in in_force(day)))


def old_province(key: str) -> str:
    """The province of an old commune, through its district."""
    return units()[units()[key]["parent"]]["parent"]


def predecessors(successor: str) -> set[str]:
    """The keys that went into a unit."""
    return set(all_sources().get(successor, ()))


@cache
def all_sources() -> dict[str, list[str]]:
    """Successor -> its predecessors, at both levels."""
    return sources(read("lineage.csv"))


def sources(kept: tuple[Row, ...]) -> dict[str, list[str]]:
    """Successor -> its predecessors."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for e in kept:
        grouped[e["successor"]].append(e["predecessor"])
    return grouped


def from_several_old_provinces(kept: tuple[Row, ...]) -> int:
    """How many successors have predecessors in more than one old province."""
    return sum(len({old_province(key) for key in keys}) > 1 for keys in sources(kept).values())


def undoubted() -> tuple[Row, ...]:
    """The commune edges that both sources have."""
    return tuple(e for e in edges() if e["doubt"] == "0")


# --- the tree on a day


def test_on_30_june_2025_the_old_tree_stands() -> None:
    assert census(DAY_BEFORE) == {"centre": 1, "province": 63, "district": 696, "commune": 10_040}


def test_on_1_july_2025_the_new_tree_stands_without_districts() -> None:
    assert census(DAY) == {"centre": 1, "province": 34, "commune": 3_321}


def test_keys_are_unique_over_all_files_and_levels() -> None:
    assert len(units()) == sum(len(read(name)) for name in UNIT_FILES) == 1 + 86 + 696 + 10_040 + 3_321


def test_every_parent_exists_stands_as_long_and_is_of_a_higher_level() -> None:
    above = {"province": {"centre"}, "district": {"province"}, "commune": {"district", "province"}}
    for u in units().values():
        if u["key"] == "vn":
            assert u["parent"] == ""
            continue
        parent = units()[u["parent"]]
        assert parent["level"] in above[u["level"]]
        assert parent["valid_from"] <= u["valid_from"]
        assert not parent["valid_to"] or (u["valid_to"] and u["valid_to"] <= parent["valid_to"])


def test_old_communes_stand_under_districts_and_new_ones_under_provinces() -> None:
    for name, level in (("communes_2004.csv", "district"), ("communes_2025.csv", "province")):
        assert {units()[u["parent"]]["level"] for u in read(name)} == {level}


def test_no_official_code_of_a_level_is_borne_twice_on_one_day() -> None:
    for day in (DAY_BEFORE, DAY):
        codes = Counter((u["level"], u["code"]) for u in in_force(day) if u["code"])
        assert codes.most_common(1)[0][1] == 1


def test_kinds_on_1_july_2025_are_those_of_the_official_list() -> None:
    kinds = Counter(u["kind"] for u in in_force(DAY) if u["level"] == "commune")
    assert kinds == {"xa": 2_621, "phuong": 687, "dac_khu": 13}


def test_names_are_nfc_with_single_spaces_and_without_their_kind() -> None:
    words = ("Tỉnh ", "Thành phố ", "Huyện ", "Quận ", "Thị xã ", "Thị trấn ", "Phường ", "Đặc khu ")
    for u in units().values():
        if u["name"] == "Phường Đúc":  # phường Phường Đúc, Huế: the word is part of the name
            continue
        assert u["name"] == unicodedata.normalize("NFC", " ".join(u["name"].split())) != ""
        assert not u["name"].startswith(words)


# --- islands


def test_five_island_districts_are_their_own_commune() -> None:
    islands = [u for u in read("communes_2004.csv") if not u["code"]]
    assert sorted(u["key"] for u in islands) == [f"2004:{c}.0" for c in ("318", "471", "498", "536", "755")]
    for u in islands:
        assert u["kind"] == "huyen_dao"
        assert u["parent"] == u["key"].removesuffix(".0")
        assert u["name"] == units()[u["parent"]]["name"]


def test_hoang_sa_belongs_to_da_nang_and_truong_sa_to_khanh_hoa_before_and_after() -> None:
    for name, old, new, province in (("Hoàng Sa", "498", "20333", "48"), ("Trường Sa", "576", "22736", "56")):
        district, special = units()[f"2004:{old}"], units()[f"2025:{new}"]
        assert (district["name"], district["kind"], district["parent"]) == (name, "huyen", f"2004:{province}")
        assert (special["name"], special["kind"], special["parent"]) == (name, "dac_khu", f"2025:{province}")
        assert float(district["lon"]) > 111
        assert float(special["lon"]) > 111
    assert predecessors("2025:20333") == {"2004:498.0"}
    assert predecessors("2025:22736") == {"2004:22736", "2004:22737", "2004:22739"}


def test_every_coordinate_lies_in_viet_nam_its_islands_included() -> None:
    placed = [u for u in units().values() if u["lat"]]
    assert len(placed) > 14_000
    for u in placed:
        assert 6.5 < float(u["lat"]) < 23.5
        assert 102 < float(u["lon"]) < (118 if u["name"] in {"Hoàng Sa", "Trường Sa"} else 110)


# --- provinces


def test_63_provinces_became_34_and_none_was_divided() -> None:
    assert len(edges("province")) == 52
    assert max(Counter(e["predecessor"] for e in edges("province")).values()) == 1
    assert {e["whole"] for e in edges("province")} == {"1"}
    assert len(sources(edges("province"))) == 23
    ended = {u["key"] for u in read("provinces.csv") if u["valid_to"]}
    assert ended == {e["predecessor"] for e in edges("province")}


def test_11_provinces_kept_their_territory_and_stay_one_unit() -> None:
    kept = [u for u in in_force(DAY) if u["level"] == "province" and u["key"].startswith("2004:")]
    assert len(kept) == 11
    assert {"Nghệ An", "Hà Tĩnh", "Hà Nội", "Quảng Ninh", "Thanh Hóa"} < {u["name"] for u in kept}
    touched = {e[side] for e in edges("province") for side in ("predecessor", "successor")}
    assert not touched & {u["key"] for u in kept}


def test_the_communes_of_nghe_an_and_ha_tinh_keep_their_province_unit() -> None:
    for key in ("2004:40", "2004:42"):
        children = [u for u in in_force(DAY) if u["parent"] == key]
        assert children
        assert {old_province(p) for u in children for p in predecessors(u["key"])} == {key}


def test_merged_provinces_come_from_the_right_ones() -> None:
    expected = {
        "Ninh Bình": {"Ninh Bình", "Hà Nam", "Nam Định"},
        "Hồ Chí Minh": {"Hồ Chí Minh", "Bình Dương", "Bà Rịa - Vũng Tàu"},
        "Khánh Hòa": {"Khánh Hòa", "Ninh Thuận"},
    }
    new = {u["name"]: u["key"] for u in read("provinces.csv") if u["valid_from"] == DAY}
    for name, parts in expected.items():
        assert {units()[key]["name"] for key in predecessors(new[name])} == parts


def test_all_34_province_codes_were_in_use_before_23_of_them_for_another_territory() -> None:
    before = {u["code"] for u in in_force(DAY_BEFORE) if u["level"] == "province"}
    after = [u for u in in_force(DAY) if u["level"] == "province"]
    assert {u["code"] for u in after} <= before
    assert sum(u["valid_from"] == DAY for u in after) == 23


# --- lineage of communes, as the source gives it


def test_every_old_commune_has_a_successor_and_every_new_one_a_predecessor() -> None:
    assert len(edges()) == 10_602
    assert len({(e["predecessor"], e["successor"]) for e in edges()}) == 10_602
    assert {e["predecessor"] for e in edges()} == {u["key"] for u in read("communes_2004.csv")}
    assert {e["successor"] for e in edges()} == {u["key"] for u in read("communes_2025.csv")}


def test_9569_communes_stayed_whole_and_471_were_divided() -> None:
    parts = Counter(Counter(e["predecessor"] for e in edges()).values())
    assert parts == {1: 9_569, 2: 397, 3: 58, 4: 15, 5: 1}


def test_whole_means_exactly_one_successor_and_only_a_whole_has_a_weight() -> None:
    successors = Counter(e["predecessor"] for e in edges())
    for e in edges():
        assert (e["whole"] == "1") == (successors[e["predecessor"]] == 1)
        assert e["weight"] == ("1" if e["whole"] == "1" else "")


def test_every_old_commune_has_exactly_one_default_successor() -> None:
    defaults = Counter(e["predecessor"] for e in edges() if e["default"] == "1")
    assert len(defaults) == 10_040
    assert set(defaults.values()) == {1}


def test_2880_new_communes_are_made_of_whole_ones_and_441_are_touched_by_a_division() -> None:
    touched = {e["successor"] for e in edges() if e["whole"] == "0"}
    assert (3_321 - len(touched), len(touched)) == (2_880, 441)


def test_no_divided_commune_lies_in_two_new_provinces() -> None:
    reached: dict[str, set[str]] = defaultdict(set)
    for e in edges():
        reached[e["predecessor"]].add(units()[e["successor"]]["parent"])
    assert {len(provinces) for provinces in reached.values()} == {1}


def test_commune_lineage_follows_province_lineage() -> None:
    heirs = {e["predecessor"]: e["successor"] for e in edges("province")}
    for e in edges():
        before = old_province(e["predecessor"])
        assert units()[e["successor"]]["parent"] == heirs.get(before, before)


def test_23_new_communes_have_predecessors_in_several_old_provinces_and_317_in_several_districts() -> None:
    # Counted by district name it is 316: two of the districts are both called Châu Thành.
    assert from_several_old_provinces(edges()) == 23
    districts = [{units()[key]["parent"] for key in keys} for keys in sources(edges()).values()]
    assert sum(len(found) > 1 for found in districts) == 317


def test_3184_new_communes_bear_an_old_code_for_another_territory() -> None:
    old_codes = {u["code"] for u in read("communes_2004.csv") if u["code"]}
    whole = {(e["predecessor"], e["successor"]) for e in edges() if e["whole"] == "1"}
    reused = [key for key in sources(edges()) if units()[key]["code"] in old_codes]
    namesakes = {key: f"2004:{units()[key]['code']}" for key in reused}
    same = sum(predecessors(key) == {old} and (old, key) in whole for key, old in namesakes.items())
    assert (len(reused), same, len(reused) - same) == (3_316, 132, 3_184)


# --- what is doubtful


def test_34_edges_are_marked_because_the_second_source_contradicts_them() -> None:
    marked = {f"{e['predecessor']}>{e['successor']}" for e in edges() if e["doubt"] == "1"}
    assert len(marked) == 34
    assert marked == {row["subject"] for row in read("doubtful.csv") if row["topic"] == "edge"}


def test_without_the_doubtful_edges_no_new_commune_crosses_an_old_province_line() -> None:
    assert from_several_old_provinces(undoubted()) == 0
    assert {e["predecessor"] for e in undoubted()} == {e["predecessor"] for e in edges()}
    assert {e["successor"] for e in undoubted()} == {e["successor"] for e in edges()}


def test_without_the_doubtful_edges_439_communes_were_divided_and_412_new_ones_touched() -> None:
    successors = Counter(e["predecessor"] for e in undoubted())
    assert Counter(successors.values()) == {1: 9_601, 2: 367, 3: 56, 4: 15, 5: 1}
    assert len({e["successor"] for e in undoubted() if successors[e["predecessor"]] > 1}) == 412


def test_every_doubtful_unit_is_a_unit_we_have() -> None:
    for row in read("doubtful.csv"):
        if row["topic"] not in {"instrument", "history", "count"}:
            assert set(row["subject"].split(">")) <= set(units()), row


# --- names over time


def test_three_provinces_became_cities_in_2026_and_22_xa_became_phuong() -> None:
    later = [row for row in read("names.csv") if row["valid_from"] > "2026"]
    cities = {(row["name"], row["valid_from"]) for row in later if row["kind"] == "thanh_pho_tw"}
    assert cities == {("Đồng Nai", "2026-04-30"), ("Quảng Ninh", "2026-09-01"), ("Bắc Ninh", "2026-09-20")}
    wards = Counter(row["instrument"] for row in later if row["kind"] == "phuong")
    assert wards == {"237/NQ-UBTVQH16": 10, "388/NQ-UBTVQH16": 12}


def test_a_new_ward_was_a_xa_of_the_new_city_and_keeps_its_name_and_code() -> None:
    province = {"237/NQ-UBTVQH16": "2025:75", "388/NQ-UBTVQH16": "2025:24"}
    for row in read("names.csv"):
        if row["instrument"] in province:
            u = units()[row["key"]]
            assert (u["kind"], u["parent"]) == ("xa", province[row["instrument"]])
            assert (u["name"], u["code"]) == (row["name"], row["code"])


def test_every_change_of_name_names_its_instrument_and_none_is_said_to_be_verified() -> None:
    for row in read("names.csv"):
        assert row["key"] in units()
        assert row["instrument"]
        assert row["verified"] == "false"
        u = units()[row["key"]]
        assert u["valid_from"] < row["valid_from"]
        assert (u["kind"], u["name"]) != (row["kind"], row["name"])


# --- the files


def test_files_are_sorted_end_lines_with_lf_and_stay_small() -> None:
    for path in DATA.glob("*.csv"):
        content = path.read_bytes()
        rows = [tuple(row.values()) for row in read(path.name)]
        assert b"\r" not in content
        assert content.endswith(b"\n")
        assert rows == sorted(rows)
        assert len(content) < 900_000
