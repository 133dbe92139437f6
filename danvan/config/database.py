"""Turns DATABASE_URL into Django's DATABASES: SQLite by default, PostgreSQL when asked."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# WAL lets readers go on while one writes; IMMEDIATE takes the write lock at BEGIN, so two requests queue instead of failing.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA foreign_keys=ON;",
}


def database(url: str, *, var: Path) -> dict[str, Any]:
    """In: a URL (`sqlite:///path`, `postgresql://user:pw@host:port/name?host=/socket`) or empty. Out: one DATABASES entry."""
    if not url:
        return _sqlite(var / "danvan.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)[1:] or ":memory:"))
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(url)
    raise ImproperlyConfigured(f"DATABASE_URL: unknown scheme {parts.scheme!r}; use sqlite or postgresql")


def _sqlite(path: Path) -> dict[str, Any]:
    # Kept open from request to request: opening the file, its settings and a cold cache cost more than most pages' queries.
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "CONN_MAX_AGE": 600, "OPTIONS": dict(SQLITE_OPTIONS)}


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "danvan.config.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # What a page asks is a short indexed read, of what lies in memory or on a disk without a head. To compile it or to share it out among processes
        # costs more than to do it (reports.md 6.1); to read here and there costs hardly more than to read on.
        # Values travel apart from the text, so that the server can keep planned what is always asked in the same words (`config.postgresql` says what).
        "OPTIONS": {
            "options": "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1",
            "server_side_binding": True,
            "prepare_threshold": 1,
        },
    }
