"""The page of results. Plain Python: the process that writes it measured nothing and needs no database."""

import os
import platform
from collections.abc import Callable, Sequence
from typing import Any

LIMIT_MS, LIMIT_TIMES = 50.0, 1.5


def markdown(results: Sequence[dict[str, Any]]) -> str:
    """The page."""
    parts = [
        "# Bench: the national size",
        "",
        "Written by `make bench`. Medians in milliseconds of 25 runs after warming up (fewer where a run takes seconds), everything fetched into",
        "Python. *Ours* is the product's own code path (`danvan.reports.selectors`, `danvan.reports.totals`) with its objects; the two others",
        "are hand-written SQL that only fetches rows: on the kept totals, and on the plain figures. The answers of all ways were compared and are equal.",
        "*Best* is our fastest run: on a machine that does other work too, it is nearer to what the code costs than the median.",
        "*In the database* is what our statements cost there, *bare* what the hand-written ones on the totals cost: each sent again with all rows fetched",
        "and nothing made of them; × is their ratio, and *statements* how many we send. The hand-written ways fetch what a reader is shown, not the",
        "value alone.",
        "A *whole page* is asked for by a signed-in officer at its address, and answered to the last byte. In the database it is its statements, the officer's",
        "session and rights among them.",
        "×totals and ×figures are ours divided by theirs: over 1 is what our code costs beside bare SQL, under 1 is what the totals save.",
        "",
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors.",
        "PostgreSQL has a quarter of the memory, at most 2 GB (`scripts/with_postgres`).",
    ]
    for result in results:
        parts += ["", *_engine(result)]
    return "\n".join(parts) + "\n"


def _engine(result: dict[str, Any]) -> list[str]:
    return [
        f"## {result['engine']}: {result['facts']:,} figures, {result['totals']:,} totals",
        "",
        f"All totals made anew in {result['rebuild']:.1f} s. Load of the machine while measuring: {result['load']:.1f}.",
        "",
        f"Every roll-up and every whole page under {LIMIT_MS:.0f} ms in the database: {_within(result)}.",
        f"At most {LIMIT_TIMES:g} times the hand-written SQL there: {_close(result)}.",
        "",
        "| question | in the database, ms | bare | × | statements | ours, ms | best | SQL on totals, ms | SQL on figures, ms | ×totals | ×figures |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *(_line(line) for line in result["lines"]),
    ]


def _within(result: dict[str, Any]) -> str:
    return _verdict(result, lambda line: (line["inside"] or 0) >= LIMIT_MS)


def _close(result: dict[str, Any]) -> str:
    return _verdict(result, lambda line: line["roll_up"] and line["bare"] and line["inside"] > LIMIT_TIMES * line["bare"])


def _verdict(result: dict[str, Any], broken: Callable[[dict[str, Any]], Any]) -> str:
    found = [line["name"] for line in result["lines"] if broken(line)]
    return "NO: " + ", ".join(found) if found else "yes"


def _line(line: dict[str, Any]) -> str:
    ours, totals, facts = line["ours"], line["totals"], line["facts"]
    inside = f"{_ms(line['inside'])} | {_ms(line['bare'])} | {_ratio(line['inside'] or 0, line['bare'])} | {line['statements'] or '–'}"
    return f"| {line['name']} | {inside} | {_ms(ours)} | {_ms(line['best'])} | {_ms(totals)} | {_ms(facts)} | {_ratio(ours, totals)} | {_ratio(ours, facts)} |"


def _ms(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def _ratio(ours: float, theirs: float | None) -> str:
    return f"{ours / theirs:.3g}" if theirs else "–"
