"""An empty database with every migration applied, made once for each state of models and migrations: a file of SQLite, a template of PostgreSQL.

Migrating takes a processor a quarter of a minute; copying takes nothing. Whoever copies it still asks `migrate`, which then finds nothing to do.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
# Beside what `make install` keeps there, so that the browser's tests find what those before them made.
KEPT = ROOT / "var" / "tests"
NAMED = "danvan_ground_"
COMMAND = [sys.executable, "-m", "danvan.config.cli"]


def lay(target: Path) -> None:
    """Put the migrated, empty SQLite database there."""
    shutil.copyfile(file(), target)


def empty() -> str:
    """What databases of this run are copied from: the name of PostgreSQL's template, or the path of SQLite's file."""
    cluster = os.environ.get("TEST_POSTGRES", "")
    return template(cluster) if cluster else str(file())


def file() -> Path:
    """SQLite's, for the models as they stand; the first of several processes makes it, the others wait."""
    kept = KEPT / f"migrated-{_state()}.sqlite3"
    with _alone():
        if not kept.exists():
            for old in KEPT.glob("migrated-*"):
                old.unlink()
            with tempfile.TemporaryDirectory(dir=KEPT) as folder:
                made = Path(folder) / "base.sqlite3"
                _migrate(f"sqlite:///{made}", folder)
                made.rename(kept)
    return kept


def template(cluster: str) -> str:
    """The name of PostgreSQL's, in the cluster of this address: `CREATE DATABASE … TEMPLATE` copies it."""
    name, making = f"{NAMED}{_state()}", f"{NAMED}making"
    with _alone(), psycopg.connect(cluster, autocommit=True) as connected:
        there = {one for (one,) in connected.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [NAMED])}
        if name not in there:
            for old in there:
                connected.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
            connected.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
            with tempfile.TemporaryDirectory() as folder:
                _migrate(urlsplit(cluster)._replace(path=f"/{making}").geturl(), folder)
            connected.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name)))
    return name


@contextmanager
def _alone() -> Iterator[None]:
    """Of several processes one at a time."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(address: str, folder: str) -> None:
    own = {"DANVAN_VAR": folder, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "danvan.config.settings"}
    subprocess.run([*COMMAND, "migrate", "--verbosity", "0"], env=os.environ | own, cwd=ROOT, check=True)


def _state() -> str:
    """What an empty migrated database depends on: migrations, the models they may import, packages. What follows a migration, `migrate` does again."""
    found = hashlib.sha256()
    code = (path for path in (ROOT / "danvan").rglob("*.py") if {"migrations", "models", "models.py"} & set(path.parts))
    for path in [*sorted(code), ROOT / "requirements" / "base.txt"]:
        found.update(f"{path}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]
