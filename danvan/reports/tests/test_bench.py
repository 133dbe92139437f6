"""The benchmark works at a small size, and all ways give one answer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import telling
from bench.page import markdown
from bench.world import Size, province_sizes
from tests import ground

pytestmark = pytest.mark.django_db


def test_a_small_run_agrees_with_itself_and_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.measure.RUNS", 1)
    said: list[str] = []
    result = telling.run(Size(communes=60, indicators=10, quarters=4), tell=said.append)
    assert result["facts"] == (60 * 4 - 5) * 10
    # 34 provinces and the nation, each with 10 indicators in 4 quarters; a province whose only commune is missing has none in the last.
    assert 35 * 10 * 3 < result["totals"] <= 35 * 10 * 4
    text = markdown([result])
    assert "| completeness per province |" in text
    assert "| a province's paper as DOCX, 10 indicators × " in text
    assert "PostgreSQL" in text or "SQLite" in text


def test_the_sizes_of_provinces_are_the_real_ones() -> None:
    assert (len(province_sizes(3321)), sum(province_sizes(3321)), sum(province_sizes(60))) == (34, 3321, 60)


@pytest.mark.sqlite  # a process on a SQLite of its own: the same under either engine
def test_the_program_runs_as_make_bench_calls_it_and_tells_the_page() -> None:
    bare = {name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "TEST_POSTGRES", "DATABASE_URL"}}
    words = [sys.executable, "-m", "bench", "--communes", "40", "--indicators", "2", "--quarters", "2", "--ground", str(ground.file())]
    done = subprocess.run(words, env=bare, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "# Bench: the national size" in done.stdout
