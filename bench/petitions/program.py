"""`make bench-petitions`: measure on each engine in a process of its own, then write PETITIONS.md. (`--engines SQLite`: one alone; the other's stays.)

python -m bench petitions [--sizes 10000,1000000 --duel 100000 --rounds 3 --runs 7]     other sizes print and write no file
TEST_POSTGRES=postgresql://user@/name?host=/socket       a cluster whose superuser this is (scripts/with_postgres gives one); without it SQLite alone
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.petitions.letters import TODAY
from bench.petitions.page import markdown

HERE = Path(__file__).resolve().parents[1]
PEER = HERE.parent / "var" / "bench" / "peer" / "bin" / "python"
POSTGRES = "PostgreSQL"
ENGINES = f"SQLite,{POSTGRES}"
FULL = {"sizes": "10000,1000000", "duel": 100_000, "rounds": 3, "runs": 7, "requests": 40}


def main(words: list[str] | None = None) -> None:
    """Measure, tell, and write the page if it was the full size."""
    options = parser().parse_args(words)
    if options.engine:
        # Django is set up by the environment of this process: nothing of it is imported before.
        from bench.petitions import engine

        engine.run(options)
        return
    results = [one_engine(options, *found) for found in engines(options.engines)]
    print(markdown(results))
    full = all(getattr(options, name) == value for name, value in FULL.items())
    if full and PEER.exists() and len(results) == len(options.engines.split(",")):
        page = HERE / "PETITIONS.md"
        page.write_text(markdown(results, page.read_text(encoding="utf-8")), encoding="utf-8")


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(prog="bench petitions", description="Petitions measured: beside a peer, and as they grow.")
    options.add_argument("--sizes", default=FULL["sizes"], help="two numbers of petitions at which the same pages are asked for")
    options.add_argument("--duel", type=int, default=FULL["duel"], help="records on each side beside the peer; 0: no peer")
    options.add_argument("--rounds", type=int, default=FULL["rounds"])
    options.add_argument("--runs", type=int, default=FULL["runs"], help="askings for each page in a round")
    options.add_argument("--requests", type=int, default=FULL["requests"], help="requests of each kind in a round beside the peer")
    options.add_argument("--engines", default=ENGINES)
    options.add_argument("--country", choices=("whole", "small"), default="whole", help=argparse.SUPPRESS)
    options.add_argument("--ground", default="", help=argparse.SUPPRESS)
    options.add_argument("--engine", default="", help=argparse.SUPPRESS)
    options.add_argument("--folder", default="", help=argparse.SUPPRESS)
    return options


def engines(names: str) -> list[tuple[str, str]]:
    """Name and cluster of each engine to measure."""
    cluster = os.environ.get("TEST_POSTGRES", "")
    if not cluster and POSTGRES in names:
        print("TEST_POSTGRES is not set: PostgreSQL is left out.")
    known = {"SQLite": "", **({POSTGRES: cluster} if cluster else {})}
    return [(name, known[name]) for name in names.split(",") if name in known]


def one_engine(options: argparse.Namespace, name: str, cluster: str) -> dict[str, object]:
    """Measure in a process of its own, in a folder that is gone afterwards."""
    print(f"== {name}", flush=True)
    with tempfile.TemporaryDirectory(prefix="danvan-bench-") as folder:
        answer = Path(folder) / "answer.json"
        words = [f"--{word}={getattr(options, word)}" for word in (*FULL, "country", "ground")]
        environment = {
            **os.environ,
            "ALLOWED_HOSTS": "127.0.0.1,testserver",
            "BEHIND_PROXY": "True",
            "DANVAN_TODAY": TODAY.isoformat(),
            "DANVAN_VAR": folder,
            "DATABASE_URL": cluster or f"sqlite:///{folder}/base.sqlite3",
            "DEBUG": "False",
            "DJANGO_SETTINGS_MODULE": "danvan.config.settings",
            "LOG_LEVEL": "WARNING",
            "PUBLIC_URL": "http://127.0.0.1",
        }
        environment.setdefault("SECRET_KEY", "only-for-the-bench")
        command = [sys.executable, "-m", "bench", "petitions", f"--engine={answer}", f"--folder={folder}", *words]
        subprocess.run(command, check=True, env=environment, cwd=HERE.parent)
        found: dict[str, object] = json.loads(answer.read_text(encoding="utf-8"))
        return found
