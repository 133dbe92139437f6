"""Sizes one can read at a glance, migrations in one line, nothing in the repository that is not ours."""

import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.architecture import house, waivers

MOST_LINES, MEDIAN, P95, LONGEST = 400, 8, 40, 60
MACHINE_PATH = re.compile(r"/(?:home|Users)/\w+/|/root/")
REGISTRY = re.compile(r"https?://[\w.-]*(?:pypi|npmjs|pythonhosted|registry)[\w.-]*", re.IGNORECASE)


def ours() -> Iterator[Path]:
    """Files that git knows or would know."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=house.ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    yield from (path for path in (house.ROOT / name for name in listed) if path.is_file())


def test_no_file_is_longer_than_one_sitting() -> None:
    kinds = {".py", ".html", ".css", ".js"}
    long = {
        str(path.relative_to(house.ROOT)): count
        for path in ours()
        if path.suffix in kinds and "migrations" not in path.parts and (count := _lines(path)) > MOST_LINES
    }
    assert long.keys() == waivers.LONG_FILES.keys(), long


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_functions_can_be_read_at_a_glance() -> None:
    found = [function for path in house.code() for function in house.functions(path)]
    lengths = sorted(function.lines for function in found)
    assert [str(function) for function in found if function.lines > LONGEST] == []
    assert statistics.median(lengths) <= MEDIAN
    assert lengths[int(len(lengths) * 0.95)] <= P95


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_stand_in_one_line() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for room in house.ranks():
        names = sorted(name for label, name in loader.disk_migrations if label == room)
        assert len(loader.graph.leaf_nodes(room)) <= 1, room
        assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)], room


def test_no_foreign_code_no_machine_and_no_registry_in_the_repository() -> None:
    for path in ours():
        assert ".min." not in path.name, path
        # Reference data (units), locked packages and translations may be large; everything else that is large came from elsewhere.
        assert path.stat().st_size < 200_000 or {"data", "requirements", "locale"} & set(path.parts), path
        if path.suffix in {".py", ".md", ".toml", ".json", ".txt", ".sh", ".html", ".css", ".js", ""}:
            text = path.read_text(encoding="utf-8", errors="ignore")
            assert not REGISTRY.search(text), path
            assert path == Path(__file__) or not MACHINE_PATH.search(text), path
