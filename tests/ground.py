"""An empty database with every migration applied, made once for each state of models and migrations: SQLite's file is copied from then on.

Migrating takes a processor a quarter of a minute; copying the file takes nothing. Whoever copies it still asks `migrate`, which then finds nothing to do.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Beside what `make install` keeps there, so that the browser's tests find what those before them made.
KEPT = ROOT / "var" / "tests"
COMMAND = [sys.executable, "-m", "danvan.config.cli"]


def lay(target: Path) -> None:
    """Put the migrated, empty SQLite database there."""
    shutil.copyfile(_migrated(), target)


def _migrated() -> Path:
    """The file for the models as they stand; the first of several processes makes it, the others wait."""
    KEPT.mkdir(parents=True, exist_ok=True)
    file = KEPT / f"migrated-{_state()}.sqlite3"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            for old in KEPT.glob("migrated-*"):
                old.unlink()
            _migrate(file)
    return file


def _migrate(file: Path) -> None:
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        made = Path(folder) / "base.sqlite3"
        own = {"DANVAN_VAR": folder, "DATABASE_URL": f"sqlite:///{made}", "DJANGO_SETTINGS_MODULE": "danvan.config.settings"}
        subprocess.run([*COMMAND, "migrate", "--verbosity", "0"], env=os.environ | own, cwd=ROOT, check=True)
        made.rename(file)


def _state() -> str:
    """What an empty migrated database depends on: migrations, the models they may import, packages. What follows a migration, `migrate` does again."""
    found = hashlib.sha256()
    code = (path for path in (ROOT / "danvan").rglob("*.py") if {"migrations", "models", "models.py"} & set(path.parts))
    for path in [*sorted(code), ROOT / "requirements" / "base.txt"]:
        found.update(f"{path}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]
