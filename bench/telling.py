"""One run on one engine, and the page that tells all of them."""

import os
import platform
import sqlite3
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from django.db import connection

from bench import measure, world


def run(size: world.Size, *, tell: Callable[[str], None]) -> dict[str, Any]:
    """Build, measure, and give it all as plain values."""
    started = perf_counter()
    built = world.build(size)
    tell(f"{built.facts} figures written in {perf_counter() - started:.0f} s")
    world.analyse()
    started = perf_counter()
    number = world.make_totals()
    rebuilt = perf_counter() - started
    tell(f"{number} totals made in {rebuilt:.1f} s")
    world.analyse()
    lines = [*measure.reads(built), *measure.writes(built)]
    for line in lines:
        tell(f"{line.name}: {line.ours:.2f} ms")
    return {
        "engine": engine(),
        "load": os.getloadavg()[0],
        "full": size.full,
        "facts": built.facts,
        "totals": number,
        "rebuild": rebuilt,
        "lines": [line.plain() for line in lines],
    }


def engine() -> str:
    """The database and its version."""
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def markdown(results: Sequence[dict[str, Any]]) -> str:
    """The page."""
    parts = [
        "# Bench: the national size",
        "",
        "Written by `make bench`. Medians in milliseconds of 25 runs after warming up (fewer where a run takes seconds), everything fetched into",
        "Python. *Ours* is the product's own code path (`danvan.reports.selectors`, `danvan.reports.totals`) with its objects; the two others",
        "are hand-written SQL that only fetches rows: on the kept totals, and on the plain figures. The answers of all ways were compared and are equal.",
        "*Best* is our fastest run: on a machine that does other work too, it is nearer to what the code costs than the median.",
        "×totals and ×figures are ours divided by theirs: over 1 is what our code costs beside bare SQL, under 1 is what the totals save.",
        "",
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors.",
    ]
    for result in results:
        parts += ["", *_engine(result)]
    return "\n".join(parts) + "\n"


def _engine(result: dict[str, Any]) -> list[str]:
    slow = [line for line in result["lines"] if line["roll_up"] and line["ours"] >= measure.LIMIT_MS]
    verdict = "yes" if not slow else "NO: " + ", ".join(line["name"] for line in slow)
    return [
        f"## {result['engine']}: {result['facts']:,} figures, {result['totals']:,} totals",
        "",
        f"All totals made anew in {result['rebuild']:.1f} s. Load of the machine while measuring: {result['load']:.1f}.",
        f"Every roll-up under {measure.LIMIT_MS:.0f} ms in the median: {verdict}.",
        "",
        "| question | ours, ms | best | SQL on totals, ms | SQL on figures, ms | ×totals | ×figures |",
        "|---|---|---|---|---|---|---|",
        *(_line(line) for line in result["lines"]),
    ]


def _line(line: dict[str, Any]) -> str:
    ours, totals, facts = line["ours"], line["totals"], line["facts"]
    return f"| {line['name']} | {_ms(ours)} | {_ms(line['best'])} | {_ms(totals)} | {_ms(facts)} | {_ratio(ours, totals)} | {_ratio(ours, facts)} |"


def _ms(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def _ratio(ours: float, theirs: float | None) -> str:
    return f"{ours / theirs:.3g}" if theirs else "–"
