"""Fixtures and rules for every test: order, databases, the real units, the browser, and no silent skip in CI."""

import gc
import threading
from collections.abc import Iterable
from pathlib import Path

import hypothesis
import hypothesis.core
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import translation
from hypothesis.vendor.pretty import RepresentationPrinter
from pytest_django import DjangoDbBlocker
from schemathesis.generation.hypothesis import setup

from danvan.lib import clock
from danvan.units.models import Unit
from tests import ground, machine

pytest_plugins = ("tests.browser",)

IN_CI = machine.in_ci()
POSTGRES = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
TRANSACTIONAL = {"transactional_db", "live_server", "page", "phone"}
DATABASE = {"db", "real_units", *TRANSACTIONAL}


def pytest_configure() -> None:
    """A failing random story is told. Schemathesis, once loaded, lets Hypothesis print nothing of any example in the whole process (its own are long);
    what it sets once is set, and the printer put back. And no random story fails because the machine is slow: neither one by its deadline nor all by
    the time that it takes to think them out.
    """
    hypothesis.settings.register_profile("unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
    hypothesis.settings.load_profile("unhurried")
    setup()
    hypothesis.core.RepresentationPrinter = RepresentationPrinter  # type: ignore[attr-defined]  # imported there


def pytest_sessionstart(session: pytest.Session) -> None:
    """While several workers collect, the database that theirs are copied from is made."""
    if session.config.getoption("numprocesses", None):
        threading.Thread(target=ground.empty, daemon=True).start()


def pytest_report_header() -> str:
    """Say on which database this run stands."""
    return f"database: {'PostgreSQL' if POSTGRES else 'SQLite'}; browser: {machine.browser() or 'none'}"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what needs a browser, before `-m` chooses."""
    if {"page", "phone", "chromium"} & _fixtures(item):
        item.add_marker("browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what another run of CI does; put tests that commit after those that roll back."""
    other = "sqlite" if POSTGRES else "postgres"
    reason = "speaks of SQLite" if POSTGRES else "needs PostgreSQL: run under scripts/with_postgres"
    elsewhere = [item for item in items if item.get_closest_marker(other) or (POSTGRES and not _has_database(item))]
    if POSTGRES or IN_CI:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
    else:
        for item in elsewhere:
            item.add_marker(pytest.mark.skip(reason=reason))
    # Within each kind the long ones come first: no worker is left alone with one at the end.
    items.sort(key=lambda item: (_stage(item), item.get_closest_marker("long") is None))


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: no garbage collection walks through it again, and they are rarer (a quarter of the time)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _fixtures(item: pytest.Item) -> set[str]:
    """The fixtures that a test asks for, without the names of its own parameters."""
    given = getattr(getattr(item, "callspec", None), "params", {})
    return set(getattr(item, "fixturenames", ())) - set(given)


def _has_database(item: pytest.Item) -> bool:
    """Whether the test may reach a database: Django refuses it to every other."""
    return bool(DATABASE & _fixtures(item)) or item.get_closest_marker("django_db") is not None


def _stage(item: pytest.Item) -> int:
    """-1 has no database, 0 rolls back on an empty one, 1 rolls back over the real units, 2 commits and flushes, 3 drives a browser."""
    names = _fixtures(item)
    if item.get_closest_marker("browser"):
        return 3
    mark = item.get_closest_marker("django_db")
    if TRANSACTIONAL & names or (mark is not None and mark.kwargs.get("transaction")):
        return 2
    if "real_units" in names:
        return 1
    return 0 if _has_database(item) else -1


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI nothing may be skipped: a missing browser or database is a failure there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not IN_CI or reporter is None or hasattr(session.config, "workerinput"):
        return
    skipped = reporter.stats.get("skipped", [])
    if skipped:
        reporter.write_line(f"CI: {len(skipped)} skipped tests count as a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The file that `ground` laid is not made anew; it goes with the folder of this run."""
    return not POSTGRES


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The database begins as a copy of one that is migrated already. A flush empties append-only tables too: their triggers step aside meanwhile."""
    if POSTGRES:
        connection.settings_dict["TEST"]["TEMPLATE"] = ground.empty()
    else:
        ground.lay(Path(connection.settings_dict["TEST"]["NAME"]))
    plain = BaseDatabaseOperations.execute_sql_flush

    def flush(operations: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        with TriggersAside():
            plain(operations, sql_list)

    pytest.MonkeyPatch().setattr(BaseDatabaseOperations, "execute_sql_flush", flush)


class TriggersAside:
    """Within the block the database's own triggers are gone (SQLite) or asleep (PostgreSQL)."""

    def __enter__(self) -> None:
        self.made: list[str] = []
        with connection.cursor() as cursor:
            if POSTGRES:
                cursor.execute("SET session_replication_role = replica")
                return
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            for name, sql in cursor.fetchall():
                self.made.append(sql)
                cursor.execute(f'DROP TRIGGER "{name}"')

    def __exit__(self, *failure: object) -> None:
        with connection.cursor() as cursor:
            if POSTGRES:
                cursor.execute("SET session_replication_role = DEFAULT")
            for sql in self.made:
                cursor.execute(sql)


@pytest.fixture(scope="session")
def _real_units_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Load the whole real tree once in this worker's database, outside any test's transaction."""
    with django_db_blocker.unblock():
        call_command("units", "load", verbosity=0)


@pytest.fixture
def real_units(_real_units_once: None, request: pytest.FixtureRequest) -> None:
    """Both real trees of Viet Nam with their lineage. In a test that commits they are loaded again where a flush took them."""
    request.getfixturevalue("transactional_db" if _stage(request.node) >= 2 else "db")
    if not Unit.objects.exists():
        call_command("units", "load", verbosity=0)


@pytest.fixture(autouse=True)
def _plain_start() -> None:
    """Each test begins in Vietnamese, today: the language of a request before it stays with the thread."""
    translation.deactivate()
    clock.fix("")


@pytest.fixture(autouse=True)
def _empty_start(request: pytest.FixtureRequest) -> None:
    """A test that commits begins without the real units, unless it asked for them."""
    if _stage(request.node) >= 2 and "real_units" not in request.fixturenames:
        request.getfixturevalue("transactional_db")
        if Unit.objects.exists():
            call_command("flush", interactive=False, verbosity=0)
