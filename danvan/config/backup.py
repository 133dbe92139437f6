"""Backup and restore: one archive with the database, the stored files and a manifest that says what is inside."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

import danvan
from danvan.lib import clock
from danvan.lib.refusal import Refused

MANIFEST, FILES = "manifest.json", "files"
DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


def save(target: Path) -> dict[str, Any]:
    """Write the archive `target` (.tar.gz) while the product runs, and give its manifest. The old file stays until the new one is whole."""
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / DUMPS[connection.vendor]
        _dump_sqlite(dump) if connection.vendor == "sqlite" else _dump_postgresql(dump)
        manifest = {
            "made_at": clock.now().isoformat(timespec="seconds"),
            "version": danvan.__version__,
            "engine": connection.vendor,
            "sha256": _digest(dump),
        }
        half = target.with_name(target.name + ".part")
        with tarfile.open(half, "w:gz") as archive:
            _add_text(archive, MANIFEST, json.dumps(manifest))
            archive.add(dump, dump.name)
            if settings.MEDIA_ROOT.is_dir():
                archive.add(settings.MEDIA_ROOT, FILES)
        half.chmod(0o600)
        half.replace(target)
    return manifest


def unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Write the archive's plain files below the folder; refuses any that would land outside, links and devices.

    Done by hand: Debian 12's Python 3.11.2 knows no extraction filter, later ones warn without it.
    """
    home = folder.resolve()
    for member in archive.getmembers():
        target = (home / member.name).resolve()
        content = archive.extractfile(member) if member.isreg() else None
        if not target.is_relative_to(home) or (content is None and not member.isdir()):
            raise Refused(f"the archive holds {member.name!r}, which is no plain file of a backup")
        if content is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            with content, target.open("wb") as copy:
                shutil.copyfileobj(content, copy)


def load(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Put the archive back and give its manifest. Refuses where data already stand (unless `replace`), another engine, or a damaged dump."""
    if not replace and connection.introspection.table_names():
        raise Refused("the database is not empty; use --replace to overwrite it")
    with tempfile.TemporaryDirectory() as name, tarfile.open(source, "r:gz") as archive:
        folder = Path(name)
        unpack(archive, folder)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        if manifest["engine"] != connection.vendor:
            raise Refused(f"the archive was made on {manifest['engine']}, this is {connection.vendor}")
        dump = folder / DUMPS[connection.vendor]
        if _digest(dump) != manifest["sha256"]:
            raise Refused("the archive is damaged: its database does not match its manifest")
        _load_sqlite(dump) if connection.vendor == "sqlite" else _load_postgresql(dump)
        _put_files(folder / FILES)
    return manifest


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    archive.addfile(entry, io.BytesIO(text.encode()))


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _dump_sqlite(dump: Path) -> None:
    """SQLite's own online backup: a whole moment, while others go on reading and writing."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as live, closing(sqlite3.connect(dump)) as copy:
        live.backup(copy)


def _load_sqlite(dump: Path) -> None:
    connection.close()
    with closing(sqlite3.connect(dump)) as copy, closing(sqlite3.connect(connection.settings_dict["NAME"])) as live:
        copy.backup(live)


def _dump_postgresql(dump: Path) -> None:
    _postgresql("pg_dump", "--format=custom", "--no-owner", f"--file={dump}")


def _load_postgresql(dump: Path) -> None:
    connection.close()
    name = connection.settings_dict["NAME"]
    _postgresql("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", f"--dbname={name}", str(dump))


def _postgresql(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs against our database; the password goes by the environment, never by the command line."""
    if not shutil.which(program):
        raise Refused(f"{program} is not installed (on Debian: apt-get install postgresql-client)")
    given = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = os.environ | {name: str(given[key]) for name, key in names.items() if given[key]}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"{program}: {done.stderr.strip()}")


def _put_files(stored: Path) -> None:
    """The archive's files take the place of those there are."""
    if settings.MEDIA_ROOT.exists():
        shutil.rmtree(settings.MEDIA_ROOT)
    if stored.is_dir():
        settings.MEDIA_ROOT.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(stored, settings.MEDIA_ROOT)
