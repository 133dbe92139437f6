"""Databases of the bench: one with the country only, copies of it to fill, and which of them this process stands on."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
from django.db import connection
from psycopg import sql


class Databases:
    """All databases of one engine. In: the folder for files, and the address of a PostgreSQL cluster, empty for SQLite."""

    def __init__(self, folder: Path, cluster: str) -> None:
        self.folder, self.cluster = folder, cluster
        self.prefix = f"bench{os.getpid()}_"
        self.made: list[str] = []

    def address(self, name: str) -> str:
        """As DATABASE_URL says it."""
        if not self.cluster:
            return f"sqlite:///{self.folder}/{name}.sqlite3"
        parts = urlsplit(self.cluster)
        return parts._replace(path=f"/{self.prefix}{name}").geturl()

    def create(self, name: str, like: str = "", *, ground: str = "") -> None:
        """A new database, empty or a copy of another that nobody uses: one of these, or one that was migrated elsewhere (a file, a name in the cluster)."""
        self.made.append(name)
        if self.cluster:
            other = self.prefix + like if like else ground
            template = sql.SQL("TEMPLATE {}").format(sql.Identifier(other)) if other else sql.SQL("")
            self._execute(sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(self.prefix + name), template))
        elif like or ground:
            # Closed by its last user the file is whole: what stood beside it was written into it.
            shutil.copyfile(self.folder / f"{like}.sqlite3" if like else ground, self.folder / f"{name}.sqlite3")

    def drop(self) -> None:
        """Remove them all."""
        for name in self.made:
            if self.cluster:
                self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.prefix + name)))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.cluster, autocommit=True) as connected:
            connected.execute(statement)

    def stand_on(self, name: str) -> None:
        """From now on Django of this process speaks with this database."""
        connection.close()
        connection.settings_dict["NAME"] = self.prefix + name if self.cluster else str(self.folder / f"{name}.sqlite3")

    def processes(self) -> list[int]:
        """The database server's first process, where it runs on this machine and its processor time is to be counted."""
        if not self.cluster:
            return []
        with psycopg.connect(self.cluster) as connected:
            row = connected.execute("SHOW data_directory").fetchone()
        assert row is not None
        return [int((Path(row[0]) / "postmaster.pid").read_text(encoding="ascii").split()[0])]

    def engine(self) -> str:
        """Its name and version."""
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version" if self.cluster else "SELECT sqlite_version()")
            return f"{'PostgreSQL' if self.cluster else 'SQLite'} {cursor.fetchone()[0].split()[0]}"


@contextmanager
def databases(folder: Path, cluster: str) -> Iterator[Databases]:
    """Databases that are gone afterwards."""
    all_of_them = Databases(folder, cluster)
    try:
        yield all_of_them
    finally:
        connection.close()
        all_of_them.drop()


def host_of(address: str) -> str:
    """The folder of the socket in a PostgreSQL address."""
    return parse_qs(urlsplit(address).query).get("host", [""])[0]
