"""Where the data comes from: the files in `data/`, and PyPI `holidays`."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path

import holidays

from danvan.documents.models import DayRule, TimeLimit

DATA = Path(__file__).parent / "data"
NUMBERS = ("days", "extended_days", "extensions_allowed", "remote_days", "remote_extended_days")
WORDS = ("matter", "step", "sense", "label", "trigger", "counting", "instrument", "article", "confidence", "source", "note")
FLAGS = ("verified", "local")
# Everything but the code and the first day, which say which row it is.
LIMIT_FIELDS = (*WORDS, *NUMBERS, *FLAGS, "valid_to")


def limits() -> Iterator[TimeLimit]:
    """The rows of `time_limits.csv`, not saved."""
    for row in _rows("time_limits.csv"):
        yield TimeLimit(
            code=row["code"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            **{name: row[name] for name in WORDS},
            **{name: int(row[name]) if row[name] else None for name in NUMBERS},
            **{name: row[name] == "1" for name in FLAGS},
        )


def days(years: Iterable[int]) -> dict[date, DayRule]:
    """Days off that fall on weekdays, and weekend days worked, not saved. Our own file goes before the library."""
    wanted = set(years)
    library = holidays.country_holidays("VN", years=sorted(wanted), language="vi")
    source = f"PyPI holidays {version('holidays')}"
    found = {day: _rule(day, DayRule.Kind.OFF, name, source) for day, name in library.items() if day.year in wanted}
    found |= {
        day: _rule(day, DayRule.Kind.WORKED, _made_up(day, library), source) for day in library.weekend_workdays if day.year in wanted
    }
    for row in _rows("day_rules.csv"):
        day = date.fromisoformat(row["day"])
        if day.year in wanted:
            found[day] = _rule(day, row["kind"], row["name"], row["source"])
    return found


def _made_up(worked: date, library: Mapping[date, str]) -> str:
    """The name of a worked weekend day: the library names it only in the day off it was worked for."""
    off = [day for day, name in library.items() if f"{worked:%d/%m/%Y}" in name]
    return f"Làm bù cho ngày {off[0]:%d/%m/%Y}" if off else "Làm bù"


def _rule(day: date, kind: str, name: str, source: str) -> DayRule:
    return DayRule(day=day, kind=kind, name=name, source=source)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
