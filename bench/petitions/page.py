"""The page of results. Plain Python: the process that writes it measured nothing and needs no database."""

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

MOST_QUERIES, MOST_TIMES = 15, 1.5
PEER_PINS = Path(__file__).resolve().parents[2] / "requirements" / "bench-peer.txt"


@dataclass(frozen=True)
class Wish:
    """One wish of a person, as either product fulfils it: the jobs of either side that belong to it, and how many times less ours must cost."""

    name: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    at_least: float | None = None


WIZARD, SEND, RECEIPT = "wizard, every page and answer before sending", "send: the petition is created", "receipt page"
FORM, POST, TICKET = "form page", "form POST: the ticket is created", "ticket page after it"
ROWS, FRAME = "list rows, queue and open", "list page, the frame without rows"
COUNTRY, COMMUNE = "worklist of the whole country, matter and open", "worklist of a commune, matter and open"
WISHES = (
    Wish("create: the last POST", (SEND,), (POST,), 1),
    Wish("create by software: Open311 POST", ("Open311 POST: the petition is created",), (POST,), 1),
    Wish("create, and the page that follows", (SEND, RECEIPT), (POST, TICKET)),
    Wish("create, all the way from the first page", (WIZARD, SEND, RECEIPT), (FORM, POST, TICKET)),
    Wish("filtered worklist page, a commune's officer", (COMMUNE,), (FRAME, ROWS), 10),
    Wish("filtered worklist page, the whole country", (COUNTRY,), (FRAME, ROWS), 10),
    Wish("the same, beside the peer's rows alone", (COUNTRY,), (ROWS,)),
    Wish("search, a rare word", ("search in the whole country, a rare word",), ("search, a rare word",), 20),
    Wish("search, a common word", ("search in the whole country, a common word",), ("search, a common word",), 20),
    Wish(
        "search, a common word and a matter",
        ("search in the whole country, a common word and a matter",),
        ("search, a common word and a queue",),
        20,
    ),
    Wish("look up what became of it", ("look up by code: typed, and the case",), ("look up by number, mail and key",)),
)


def markdown(results: Sequence[dict[str, Any]], before: str = "") -> str:
    """The page; of an engine that was not measured this time the section of the page `before` stays as it is."""
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    head = [
        "# Bench: petitions",
        "",
        f"Written by `make bench-petitions`, each engine on its day. {machine}.",
        "Letters of about eighty Vietnamese words, the same on both sides, spread over the 3,321 communes of today; the measured commune holds eight of",
        "a hundred, so that its lists fill a page at every size.",
    ]
    sections = {text.split()[0]: f"## {text}" for text in before.split("\n## ")[1:]}
    sections |= {result["engine"].split()[0]: _section(result) for result in results}
    return "\n".join(head) + "\n\n" + "\n\n".join(text.strip() for text in sections.values()) + "\n"


def _section(result: dict[str, Any]) -> str:
    today = date.today()  # noqa: TID251 - the machine's own day
    told = ["", f"Measured on {today:%d/%m/%Y}. Load of the machine at the end: {result['load']:.1f}."]
    return "\n".join([f"## {result['engine']}", *told, *_duel(result["duel"]), *_scale(result["scale"])])


def version() -> str:
    """The peer's, as pinned."""
    pins = PEER_PINS.read_text(encoding="utf-8") if PEER_PINS.exists() else ""
    return next((line.split("==")[1].split()[0] for line in pins.splitlines() if line.startswith("django-helpdesk==")), "")


def _duel(duel: Mapping[str, Any]) -> Iterable[str]:
    if not duel:
        return []
    known = {(line["side"], line["name"]): line for line in duel["lines"]}
    if not any(side == "theirs" for side, _name in known):
        return ["", "The peer's environment was not there: our side alone.", "", *_all_lines(duel["lines"])]
    rows = [_wish(wish, known) for wish in WISHES]
    return [
        "",
        f"### Beside django-helpdesk {version()}, {duel['total']:,} records on each side",
        "",
        "Milliseconds of processor time that server and database spend on one request (user and kernel time of all their processes from `/proc`),",
        f"median of {len(duel['lines'][0]['rounds'])} rounds, ours and theirs in turn; both behind granian with one worker, on the same engine with the same",
        "settings, over one kept connection. An answer that is not the wanted one stops the bench, and what was created is counted. The peer sends no",
        "mail. Its worklist page is two requests, a frame and an endpoint that fills it; search is compared with that endpoint alone, which favours it. Its",
        "public form is one page; our wizard is one question a page, and ours starts a clock, writes timeline and chained log, and seals the code.",
        "",
        "| wish | ours, ms | theirs, ms | times less | wanted | met |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
        *_all_lines(duel["lines"]),
    ]


def _wish(wish: Wish, known: Mapping[tuple[str, str], Mapping[str, Any]]) -> str:
    ours = sum(known["ours", name]["median"] for name in wish.ours)
    theirs = sum(known["theirs", name]["median"] for name in wish.theirs)
    times = theirs / ours if ours else 0.0
    wanted = f"≥ {wish.at_least:g}" if wish.at_least else "–"
    met = "–" if wish.at_least is None else "yes" if times >= wish.at_least else "**no**"
    return f"| {wish.name} | {ours:.1f} | {theirs:.1f} | {times:.2f} | {wanted} | {met} |"


def _all_lines(lines: Iterable[Mapping[str, Any]]) -> list[str]:
    head = ["| side | request | median, ms | best, ms |", "|---|---|---|---|"]
    return [*head, *(f"| {line['side']} | {line['name']} | {line['median']:.1f} | {line['best']:.1f} |" for line in lines)]


def _scale(scale: Mapping[str, Any]) -> Iterable[str]:
    if not scale:
        return []
    sizes = sorted(map(int, scale["seconds"]))
    small, large = map(str, (sizes[0], sizes[-1]))
    slow = [page["name"] for page in scale["pages"] if page["times"] > MOST_TIMES]
    many = [page["name"] for page in scale["pages"] if max(page["queries"].values()) > MOST_QUERIES]
    return [
        "",
        f"### The same pages at {sizes[0]:,} and at {sizes[-1]:,} petitions",
        "",
        "Milliseconds for the whole page through Django's test client (middleware, database, template), medians, both sizes asked in turn.",
        f"Filling took {', '.join(f'{seconds:.0f} s for {int(size):,}' for size, seconds in scale['seconds'].items())}.",
        "",
        f"At most {MOST_TIMES:g} times: {_verdict(slow)}. At most {MOST_QUERIES} queries: {_verdict(many)}.",
        "",
        f"| page | {sizes[0]:,}, ms | {sizes[-1]:,}, ms | times | queries | rows |",
        "|---|---|---|---|---|---|",
        *(_page(page, small, large) for page in scale["pages"]),
    ]


def _page(page: Mapping[str, Any], small: str, large: str) -> str:
    times = f"**{page['times']:.2f}**" if page["times"] > MOST_TIMES else f"{page['times']:.2f}"
    queries, rows = (_both(page[name], small, large) for name in ("queries", "rows"))
    return f"| {page['name']} | {page['ms'][small]:.1f} | {page['ms'][large]:.1f} | {times} | {queries} | {rows} |"


def _both(values: Mapping[str, int], small: str, large: str) -> str:
    return str(values[large]) if values[small] == values[large] else f"{values[small]} / {values[large]}"


def _verdict(names: Sequence[str]) -> str:
    return f"**no**: {'; '.join(names)}" if names else "yes, every page"
