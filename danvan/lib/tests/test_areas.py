"""A map in classes: what is drawn, for whom it is legible, and what stands in a box of its own."""

import re
from decimal import Decimal
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from danvan.lib.areas import SHADES, AreaMap, Shape, Step, draw, on_paper, step_of, steps
from danvan.lib.maps import Name
from danvan.lib.papers.wording import step

VALUES = st.lists(st.integers(0, 50).map(Decimal), max_size=60)


def shape(number: int, *points: tuple[float, float], step: int | None = 1) -> Shape:
    """A unit."""
    return Shape(points or ((105.0 + number * 0.1, 18.0),), step, f"Xã {number}", f"Xã {number}: 3", f"/so/{number}/")


@given(VALUES)
def test_every_value_above_nought_has_exactly_one_class_and_classes_rise(values: list[Decimal]) -> None:
    classes = steps(values)
    assert len(classes) <= 5
    ends = [end for pair in classes for end in pair]
    assert ends == sorted(ends)
    for value in values:
        inside = [number for number, (low, high) in enumerate(classes, start=1) if low <= value <= high]
        assert inside == ([step_of(value, classes)] if value else [])


@given(VALUES)
def test_the_ends_of_a_class_are_values_that_somebody_has(values: list[Decimal]) -> None:
    assert {end for pair in steps(values) for end in pair} <= set(values)


def test_a_nought_and_what_is_not_known_have_no_class() -> None:
    classes = steps([Decimal(4), Decimal(9)])
    assert (step_of(Decimal(0), classes), step_of(None, classes), step_of(Decimal(9), classes)) == (0, None, 2)


def test_each_place_is_a_link_that_says_its_number_and_grows_with_its_class() -> None:
    picture = draw(AreaMap("Bản đồ", [shape(1, step=1), shape(2, step=5), shape(3, step=None)]))
    ElementTree.fromstring(picture)  # noqa: S314 - our own drawing
    assert re.findall(r'href="(/so/\d/)" aria-label="(Xã \d: 3)"', picture) == [(f"/so/{one}/", f"Xã {one}: 3") for one in (1, 2, 3)]
    sizes = [float(one) for one in re.findall(r' r="([\d.]+)"', picture)]
    assert sizes[0] < sizes[1]
    assert 'class="area area-none"' in picture


def test_an_area_carries_the_number_of_its_class() -> None:
    several = ((105.0, 21.0), (105.3, 21.2), (105.6, 21.4))
    picture = draw(AreaMap("Bản đồ", [shape(1, *several, step=4), shape(2, *((east, north - 3) for east, north in several), step=None)]))
    assert re.findall(r'class="area-step"[^>]*>([^<]+)<', picture) == ["4", "–"]


def test_a_square_that_two_share_belongs_to_whom_most_of_its_points_belong_to() -> None:
    mine, yours = ((105.01, 21.01), (105.02, 21.02), (106.0, 21.0)), ((105.03, 21.03), (107.0, 21.0))
    picture = draw(AreaMap("Bản đồ", [shape(1, *mine, step=1), shape(2, *yours, step=2)]))
    assert [path.count("M") for path in re.findall(r'class="area area-\d" d="([^"]+)"', picture)] == [2, 1]


def test_a_place_far_from_every_other_stands_in_a_box_with_its_name() -> None:
    far = Shape(((112.1, 16.5),), 2, "Đặc khu Hoàng Sa", "Đặc khu Hoàng Sa: 1", "/so/9/")
    picture = draw(AreaMap("Bản đồ", [shape(1), shape(2), far]))
    assert ">Đặc khu Hoàng Sa</text>" in picture
    assert picture.count("<rect") == 1
    width, height = (int(one) for one in re.findall(r'viewBox="0 0 (\d+) (\d+)"', picture)[0])
    for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', picture):
        assert 0 <= float(x) <= width
        assert 0 <= float(y) <= height


def test_the_map_of_the_country_names_the_sea_and_the_archipelagos() -> None:
    areas = [shape(1, (105.0, 21.0), (105.3, 21.2)), shape(2, (108.0, 12.0), (108.4, 12.2))]
    names = [Name(112.1, 16.5, ("Quần đảo Hoàng Sa",), round=(0.9, 0.7))]
    assert "Quần đảo Hoàng Sa" in draw(AreaMap("Bản đồ", areas, names=names))


def test_words_cannot_break_out_of_the_drawing() -> None:
    picture = draw(AreaMap('<"&>', [Shape(((105.0, 18.0),), 1, "<b>", '"><script>', "/?a=1&b=2"), shape(2)]))
    ElementTree.fromstring(picture)  # noqa: S314 - our own drawing
    assert "<script>" not in picture


def test_on_paper_a_map_carries_its_colours_its_letters_and_its_legend() -> None:
    legend = (Step(1, "3 – 5", 2), Step(None, "<chưa có>", 1))
    spec = AreaMap("Bản đồ", [shape(1, step=1), shape(2, step=5), shape(3, step=None)], legend=legend)
    made = on_paper(spec, 'Tinos" onload="x', step)
    root = ElementTree.fromstring(made.svg)  # noqa: S314 - our own drawing
    svg = "{http://www.w3.org/2000/svg}"
    assert (root.get("width"), root.get("height"), root.get("onload")) == (str(made.width), str(made.height), None)
    style = root.findtext(f"{svg}style") or ""
    assert all(shade in style for shade in SHADES)
    words = [text.text for text in root.iter(f"{svg}text")]
    assert words[-2:] == ["3 – 5 (2 đơn vị)", "<chưa có> (1 đơn vị)"]
    assert "3 – 5" not in draw(spec)
