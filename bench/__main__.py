"""`make bench`: build the national size in a scratch database on each engine, measure, write RESULTS.md. (`make bench-petitions`: petitions.)

python -m bench [--communes 60 --indicators 10 --quarters 4]     a smaller size (prints, writes no file)
TEST_POSTGRES=postgresql://user@host:port/name     an EMPTY database to use beside SQLite (scripts/with_postgres gives one); without it SQLite alone
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.page import markdown
from bench.petitions.program import main as petitions

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Measure on each engine in a process of its own, then tell. `petitions` as the first word is the other bench."""
    if sys.argv[1:2] == ["petitions"]:
        petitions(sys.argv[2:])
        return
    options = parser().parse_args()
    if options.engine:
        one_engine(options)
        return
    results = []
    with tempfile.TemporaryDirectory(prefix="danvan-bench-") as folder:
        if options.ground:
            shutil.copyfile(options.ground, f"{folder}/bench.sqlite3")
        for engine, url in engines(folder):
            print(f"== {engine}", flush=True)
            answer = Path(folder) / f"{engine}.json"
            words = [f"--{name}={getattr(options, name)}" for name in ("communes", "indicators", "quarters")]
            environment = {**os.environ, "DATABASE_URL": url, "DANVAN_VAR": folder, "DJANGO_SETTINGS_MODULE": "danvan.config.settings"}
            environment.setdefault("SECRET_KEY", "only-for-the-bench")
            subprocess.run([sys.executable, "-m", "bench", f"--engine={answer}", *words], check=True, env=environment, cwd=HERE.parent)
            results.append(json.loads(answer.read_text(encoding="utf-8")))
    text = markdown(results)
    print(text)
    if all(one["full"] for one in results):
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8")


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(prog="bench", description="The national size, measured.")
    options.add_argument("--communes", type=int, default=3321)
    options.add_argument("--indicators", type=int, default=100)
    options.add_argument("--quarters", type=int, default=20)
    options.add_argument("--ground", default="", help=argparse.SUPPRESS)
    options.add_argument("--engine", default="", help=argparse.SUPPRESS)
    return options


def engines(folder: str) -> list[tuple[str, str]]:
    """Name and address of each database to measure."""
    found = [("SQLite", f"sqlite:///{folder}/bench.sqlite3")]
    if os.environ.get("TEST_POSTGRES"):
        found.append(("PostgreSQL", os.environ["TEST_POSTGRES"]))
    else:
        print("TEST_POSTGRES is not set: PostgreSQL is left out.")
    return found


def one_engine(options: argparse.Namespace) -> None:
    """Build and measure on the database of DATABASE_URL; write the answer where the parent asked."""
    import django

    django.setup()
    from django.core.management import call_command

    from bench.telling import run
    from bench.world import Size

    call_command("migrate", verbosity=0)
    result: dict[str, Any] = run(Size(options.communes, options.indicators, options.quarters), tell=lambda text: print(text, flush=True))
    Path(options.engine).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
