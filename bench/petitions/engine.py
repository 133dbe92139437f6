"""One engine: a country, copies of it with letters, every page at both sizes, then both products in turn."""

import argparse
import json
import os
from pathlib import Path
from time import perf_counter
from typing import Any

import django
from django.core.management import call_command

django.setup()

from bench.petitions import duel, scale, world  # noqa: E402 - models come after the setup
from bench.petitions.databases import Databases, databases  # noqa: E402
from bench.petitions.program import HERE, PEER  # noqa: E402


def run(options: argparse.Namespace) -> None:
    """Measure on the engine of DATABASE_URL; write the answer where the parent asked."""
    folder = Path(options.folder)
    cluster = os.environ["DATABASE_URL"] if os.environ["DATABASE_URL"].startswith("postgres") else ""
    with databases(folder, cluster) as stores:
        place = base(stores, whole=options.country == "whole", ground=options.ground)
        answer: dict[str, Any] = {
            "engine": stores.engine(),
            "duel": duel_of(options, place, stores),
            "scale": sizes(options, place, stores),
        }
        answer["load"] = os.getloadavg()[0]
    Path(options.engine).write_text(json.dumps(answer), encoding="utf-8")


def base(stores: Databases, *, whole: bool, ground: str) -> world.Country:
    """The database with the country, copied for every size."""
    started = perf_counter()
    stores.create("base", ground=ground)
    stores.stand_on("base")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    place = world.country(whole=whole)
    tell(f"{len(place.communes)} communes in {perf_counter() - started:.0f} s")
    return place


def sizes(options: argparse.Namespace, place: world.Country, stores: Databases) -> dict[str, Any]:
    """Every page at every size."""
    worlds = {}
    for total in map(int, options.sizes.split(",")):
        worlds[f"of{total}"] = filled(stores, place, total, f"of{total}")
    pages = scale.measure(place, worlds, stores, runs=options.runs, rounds=options.rounds)
    for page in pages:
        tell(f"{page['name']}: {page['ms']} ms, x{page['times']:.2f}, queries {page['queries']}, rows {page['rows']}")
        if page["times"] > scale.MOST_TIMES:
            tell(f"    {page['slowest']}")
    return {"pages": pages, "seconds": {one.total: one.seconds for one in worlds.values()}}


def duel_of(options: argparse.Namespace, place: world.Country, stores: Databases) -> dict[str, Any]:
    """Ours and the peer's, on the same letters."""
    if not options.duel:
        return {}
    peer = PEER if PEER.exists() else None
    if peer is None:
        tell("The peer's environment is not here (`make bench-petitions` makes it): ours alone.")
    found = filled(stores, place, options.duel, "ours")
    lines = duel.measure(place, "ours", found, stores, peer=peer, root=HERE.parent, rounds=options.rounds, requests=options.requests)
    for line in lines:
        tell(f"{line['side']}: {line['name']}: {line['median']:.1f} ms (best {line['best']:.1f})")
    return {"total": options.duel, "lines": lines}


def filled(stores: Databases, place: world.Country, total: int, name: str) -> world.World:
    """A copy of the country with this many letters."""
    stores.stand_on("base")
    stores.stand_on(name)
    stores.create(name, like="base")
    found = world.fill(place, total)
    world.check(found)
    tell(f"{total:,} petitions in {found.seconds:.0f} s")
    return found


def tell(text: str) -> None:
    """Say it now."""
    print(text, flush=True)
