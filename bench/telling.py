"""One run on one engine, and the page that tells all of them."""

import os
import sqlite3
from collections.abc import Callable
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
    lines = [*measure.reads(built), *measure.pages(built), *measure.writes(built), *measure.papers(built)]
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
