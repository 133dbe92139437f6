"""Numbers in print."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.lib.numbers import percent, qualified, vi


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        (1635, None, "1.635"),
        (0, None, "0"),
        (-1234567, None, "-1.234.567"),
        (12.5, None, "12,5"),
        (Decimal("1000.10"), None, "1.000,1"),
        (Decimal("1E+3"), None, "1.000"),
        (0.1, 2, "0,10"),
        (66.666, 1, "66,7"),
        (100, None, "100"),
    ],
)
def test_numbers_are_printed_as_in_official_papers(value: int | float | Decimal, decimals: int | None, printed: str) -> None:
    assert vi(value, decimals) == printed


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_no_digit_is_lost_in_print(number: int) -> None:
    assert int(vi(number).replace(".", "")) == number


def test_a_figure_keeps_its_sources_own_word() -> None:
    assert qualified(vi(1600), "over") == "hơn 1.600"
    assert qualified(vi(29), "") == "29"
    assert qualified("29", "about") == "khoảng 29"
    assert qualified("30", "under") == "gần 30"
    with pytest.raises(KeyError):
        qualified("29", "maybe")


def test_a_share_of_nothing_is_a_dash() -> None:
    assert percent(2, 3) == "66,7%"
    assert percent(1, 1, 0) == "100%"
    assert percent(1, 0) == "–"
