"""Charts: one spec, an SVG that a page and a typesetter both take."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Literal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some

from danvan.lib import charts
from danvan.lib.charts import ChartSpec, Point
from danvan.lib.tests.papers_sample import CHART, COLUMNS, NASTY

SVG = "{http://www.w3.org/2000/svg}"


def read(svg: str) -> ElementTree.Element:
    """Our own SVG as a tree."""
    return ElementTree.fromstring(svg)  # noqa: S314  # what this test just drew


def widths(svg: str) -> list[float]:
    """The widths of the bars, as per cent or pixels."""
    return [float(bar.get("width", "").rstrip("%")) for bar in read(svg).iter(f"{SVG}rect")]


@pytest.mark.parametrize("spec", [CHART, COLUMNS])
@pytest.mark.parametrize("width", [None, 600])
def test_a_chart_says_its_title_and_its_meaning_and_every_value_as_text(spec: ChartSpec, width: int | None) -> None:
    root = read(charts.bars(spec, width=width))
    assert root.get("role") == "img"
    assert (root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")) == (spec.title, spec.alt)
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert {word for point in spec.points for word in (point.label, point.text)} <= set(words)


@pytest.mark.parametrize("spec", [CHART, COLUMNS])
def test_a_chart_has_no_inline_style_or_script(spec: ChartSpec) -> None:
    assert not re.search(r"style=|<style|<script|on\w+=", charts.bars(spec))


def test_what_people_typed_cannot_become_markup() -> None:
    spec = ChartSpec(NASTY, "đơn", (Point(NASTY, 1, "<1>"),), "<script>")
    root = read(charts.bars(spec, font='x" onload="y'))
    assert NASTY in [text.text for text in root.iter(f"{SVG}text")]
    assert root.get("onload") is None


def test_a_value_that_was_not_reported_has_words_and_no_bar() -> None:
    svg = charts.bars(CHART)
    assert "chưa báo cáo" in svg
    assert len(widths(svg)) == 2


@given(some.lists(some.integers(0, 10**9), min_size=1, max_size=30))
def test_bars_are_as_long_as_their_values_and_leave_room_for_the_words(values: list[int]) -> None:
    spec = ChartSpec("t", "", tuple(Point("x", value, str(value)) for value in values), "a")
    drawn = widths(charts.bars(spec))
    top = max(values) or 1
    expected = [charts.REACH * value / top for value in values if value]
    assert drawn == pytest.approx(expected, abs=0.006)
    assert all(width <= charts.REACH for width in drawn)


@given(some.integers(1, 40), some.sampled_from([None, 480]))
def test_words_under_columns_never_run_into_each_other_or_over_the_edge(count: int, width: int | None) -> None:
    """However many columns: seven pixels for a letter, on the narrowest phone or on paper."""
    spec = ChartSpec("Báo cáo đã gửi", "báo cáo", tuple(Point("08/10", 50.0, "50") for _ in range(count)), "Theo ngày.", "columns")
    whole = width or charts.NARROWEST
    labels = [text for text in read(charts.bars(spec, width=width)).iter(f"{SVG}text") if text.text == "08/10"]
    places = [float(text.get("x", "").rstrip("%")) * (1 if width else whole / 100) for text in labels]
    begins = [place - (35 if text.get("text-anchor") == "end" else 17.5) for place, text in zip(places, labels, strict=True)]
    edges = [(begin, begin + 35) for begin in begins]
    assert edges
    assert edges[0][0] >= 0
    assert edges[-1][1] <= whole
    assert all(left[1] <= right[0] for left, right in pairwise(edges))


@given(some.integers(1, 40), some.sampled_from([None, 480]))
def test_the_latest_column_always_has_its_number_and_name(count: int, width: int | None) -> None:
    spec = ChartSpec("t", "", tuple(Point(f"{one:02}/10", one, str(one)) for one in range(1, count + 1)), "a", "columns")
    told = [text.text for text in read(charts.bars(spec, width=width)).iter(f"{SVG}text")]
    assert f"{count:02}/10" in told
    assert str(count) in told


BELOW = ChartSpec("Tăng, giảm", "đơn", (Point("A", 10, "10"), Point("B", -5, "-5"), Point("C", 0, "0"), Point("D", None, "chưa có")), "a")


def numbers(element: ElementTree.Element, *names: str) -> list[float]:
    """Attributes as numbers, per cent or pixels."""
    return [float(element.get(name, "").rstrip("%")) for name in names]


def test_a_bar_below_nought_goes_to_the_other_side_of_the_axis_and_says_its_minus() -> None:
    root = read(charts.bars(BELOW, width=600))
    up, down = (numbers(bar, "x", "width") for bar in root.iter(f"{SVG}rect"))
    [axis] = {float(line.get("x1", "")) for line in root.iter(f"{SVG}line")}
    assert up[0] == axis == pytest.approx(sum(down), abs=0.1)
    assert up[1] == pytest.approx(2 * down[1], abs=0.2)
    assert down[0] == 0
    words = {text.text: float(text.get("x", "")) for text in root.iter(f"{SVG}text")}
    assert words["-5"] == axis


@pytest.mark.parametrize("kind", ["columns", "line"])
def test_over_time_what_is_below_nought_hangs_under_the_axis_with_its_words_under_it(kind: Literal["columns", "line"]) -> None:
    spec = replace(BELOW, kind=kind)
    root = read(charts.bars(spec, width=600))
    floor = next(float(line.get("y1", "")) for line in root.iter(f"{SVG}line") if line.get("class") == "chart-axis")
    words = {text.text: float(text.get("y", "")) for text in root.iter(f"{SVG}text")}
    assert words["10"] < floor < words["-5"] < words["A"] < spec.height
    if kind == "columns":
        up, down = (numbers(bar, "y", "height") for bar in root.iter(f"{SVG}rect"))
        assert sum(up) == floor == down[0]
        assert up[1] == pytest.approx(2 * down[1], abs=0.2)
    else:
        assert [float(dot.get("cy", "")) > floor for dot in root.iter(f"{SVG}circle")] == [False, True, False]


def test_a_line_is_broken_where_nothing_is_known() -> None:
    points = tuple(Point(str(year), value, "x") for year, value in ((2021, 3.0), (2022, 4.0), (2023, None), (2024, 5.0), (2025, 6.0)))
    root = read(charts.bars(ChartSpec("t", "", points, "a", "line"), width=500))
    joined = [(line.get("x1"), line.get("x2")) for line in root.iter(f"{SVG}line") if line.get("class") == "chart-line"]
    assert joined == [("50.0", "150.0"), ("350.0", "450.0")]
    assert len(list(root.iter(f"{SVG}circle"))) == 4


@given(some.lists(some.integers(-(10**6), 10**6), min_size=1, max_size=20))
def test_every_bar_begins_at_nought_and_stays_on_the_drawing(values: list[int]) -> None:
    spec = ChartSpec("t", "", tuple(Point("x", value, str(value)) for value in values), "a")
    low, high = min(0, *values), max(0, *values)
    drawn = [numbers(bar, "x", "width") for bar in read(charts.bars(spec)).iter(f"{SVG}rect")]
    known = [value for value in values if value]
    nought = charts.REACH * -low / ((high - low) or 1)
    for value, (left, wide) in zip(known, drawn, strict=False):
        assert (left if value > 0 else left + wide) == pytest.approx(nought, abs=0.02)
        assert wide == pytest.approx(charts.REACH * abs(value) / (high - low), abs=0.02)
        assert 0 <= left <= left + wide <= charts.REACH + 0.02
