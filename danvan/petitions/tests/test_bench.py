"""The bench of petitions works at a small size: its letters, its rows, both products, and the page it writes."""

import os
import subprocess
import sys
from itertools import islice
from typing import Any

import pytest
from django.db import connection

from bench.petitions import page
from bench.petitions.bulk import copy_text
from bench.petitions.letters import RARE, fold, letters
from bench.petitions.program import HERE, PEER
from bench.petitions.server import processor_seconds
from danvan.lib import text
from tests import ground


def test_letters_are_the_same_every_time_and_of_about_eighty_words() -> None:
    once, again = (list(islice(letters(400, 30), 100)) for _time in range(2))
    assert once == again
    assert 70 < sum(len(letter.text.split()) for letter in once) / len(once) < 95


@pytest.mark.parametrize("total", [59, 400, 1003])
def test_a_rare_word_stands_in_twenty_letters_at_any_size_half_of_them_in_the_measured_commune(total: int) -> None:
    rare = [letter for letter in letters(total, 30) if RARE in letter.text]
    assert len(rare) == 20
    assert sum(letter.commune == 0 for letter in rare) >= 10


def test_letters_are_folded_as_the_product_folds() -> None:
    assert [letter.number for letter in letters(200, 30) if letter.folded != text.fold(letter.text)] == []
    assert fold("ĐƯỜNG  vào Thôn Đoài") == text.fold("ĐƯỜNG  vào Thôn Đoài")


def test_rows_for_postgresql_are_told_in_its_own_words() -> None:
    assert copy_text([(1, None, "đường"), (2, True, "")]) == "1\t\\N\tđường\n2\tTrue\t\n"


def test_processor_time_of_a_child_that_ended_is_counted() -> None:
    before = processor_seconds([os.getpid()])
    subprocess.run([sys.executable, "-c", "sum(range(5_000_000))"], check=True)
    assert processor_seconds([os.getpid()]) > before


def test_the_page_says_what_was_met_and_what_was_not() -> None:
    ours = {name for wish in page.WISHES for name in wish.ours}
    theirs = {name for wish in page.WISHES for name in wish.theirs}
    lines = [line("ours", name, 10.0) for name in ours] + [line("theirs", name, 150.0) for name in theirs]
    told = page.markdown([{"engine": "SQLite 3", "load": 0.5, "duel": {"total": 100000, "lines": lines}, "scale": growing(1.2, 9)}])
    assert "| create: the last POST | 10.0 | 150.0 | 15.00 | ≥ 1 | yes |" in told
    assert "| search, a rare word | 10.0 | 150.0 | 15.00 | ≥ 20 | **no** |" in told
    assert "At most 1.5 times: yes, every page. At most 15 queries: yes, every page." in told


def test_the_page_names_pages_that_grow_and_pages_that_ask_too_often() -> None:
    told = page.markdown([{"engine": "SQLite 3", "load": 0.5, "duel": {}, "scale": growing(3.0, 16)}])
    assert "At most 1.5 times: **no**: open. At most 15 queries: **no**: open." in told
    assert "| open | 10.0 | 30.0 | **3.00** | 9 / 16 | 25 |" in told


def test_an_engine_that_is_measured_alone_leaves_the_section_of_the_other() -> None:
    first, second = ({"engine": name, "load": 0.5, "duel": {}, "scale": growing(1.2, 9)} for name in ("SQLite 3", "PostgreSQL 15"))
    both = page.markdown([first, second])
    assert page.markdown([first, second], "# An older page\n") == both
    again = page.markdown([{**second, "load": 2.5}], both)
    assert again == both.replace("0.5", "2.5", 2).replace("2.5", "0.5", 1)
    assert again.index("## SQLite 3") < again.index("## PostgreSQL 15")


def line(side: str, name: str, spent: float) -> dict[str, Any]:
    """One measured request."""
    return {"side": side, "name": name, "median": spent, "best": spent, "rounds": [spent]}


def growing(times: float, queries: int) -> dict[str, Any]:
    """One page at two sizes."""
    shown = {"group": "worklist", "name": "open", "ms": {"10": 10.0, "1000": 10.0 * times}, "times": times}
    return {
        "seconds": {"10": 1.0, "1000": 2.0},
        "pages": [{**shown, "queries": {"10": 9, "1000": queries}, "rows": {"10": 25, "1000": 25}}],
    }


@pytest.mark.long
@pytest.mark.django_db  # the program makes databases of its own, on the engine of this run
def test_the_program_runs_as_make_bench_petitions_calls_it_and_tells_the_page() -> None:
    engine = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    small = "--country=small --sizes=60,240 --duel=240 --rounds=1 --runs=1 --requests=2".split()
    words = [*small, f"--ground={ground.empty()}", f"--engines={engine}"]
    done = subprocess.run(
        [sys.executable, "-m", "bench", "petitions", *words], cwd=HERE.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"## {engine}" in done.stdout
    assert "| ours | send: the petition is created |" in done.stdout
    assert "The same pages at 60 and at 240 petitions" in done.stdout
    # Without the peer's own environment (`make bench-petitions` makes it) our side alone is measured, and that is said.
    assert ("Beside django-helpdesk 2.6.1" if PEER.exists() else "our side alone") in done.stdout
