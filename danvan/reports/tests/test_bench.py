"""The benchmark works at a small size, and all ways give one answer."""

import pytest

from bench import telling
from bench.world import Size, province_sizes

pytestmark = pytest.mark.django_db


def test_a_small_run_agrees_with_itself_and_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.measure.RUNS", 1)
    said: list[str] = []
    result = telling.run(Size(communes=60, indicators=10, quarters=4), tell=said.append)
    assert result["facts"] == (60 * 4 - 5) * 10
    # 34 provinces and the nation, each with 10 indicators in 4 quarters; a province whose only commune is missing has none in the last.
    assert 35 * 10 * 3 < result["totals"] <= 35 * 10 * 4
    text = telling.markdown([result])
    assert "| completeness per province |" in text
    assert "PostgreSQL" in text or "SQLite" in text


def test_the_sizes_of_provinces_are_the_real_ones() -> None:
    assert (len(province_sizes(3321)), sum(province_sizes(3321)), sum(province_sizes(60))) == (34, 3321, 60)
