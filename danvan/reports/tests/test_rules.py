"""How typed numbers are read, and the small decisions about sums."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from danvan.lib.numbers import vi
from danvan.lib.refusal import Refused
from danvan.reports import rules


@pytest.mark.parametrize(
    ("text", "scale", "language", "stored"),
    [
        ("1.635", 0, "vi", 1635),
        ("1 635", 0, "vi", 1635),
        ("1\u00a0635", 0, "ru", 1635),
        ("1,635", 0, "en", 1635),
        ("6,84", 2, "vi", 684),
        ("6,84", 2, "ru", 684),
        ("6.84", 2, "en", 684),
        ("6,8", 2, "vi", 680),
        ("6,80", 1, "vi", 68),
        ("12.345,6", 1, "vi", 123456),
        ("−0,5", 2, "vi", -50),
        ("0", 0, "vi", 0),
        ("  ", 0, "vi", None),
    ],
)
def test_a_number_is_read_as_its_language_writes_it(text: str, scale: int, language: str, stored: int | None) -> None:
    assert rules.parse_number(text, scale=scale, language=language, signed=True) == stored


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("6.84", 2),
        ("1,635", 0),
        ("1.63", 0),
        ("12.34.567", 0),
        ("khoảng 5", 0),
        ("5%", 0),
        ("1e5", 0),
        ("-1", 0),
        ("6,845", 2),
        ("9" * 16, 0),
        ("٣", 0),
        ("9" * 5000, 0),
    ],
)
def test_what_could_be_misread_is_refused(text: str, scale: int) -> None:
    with translation.override("vi"), pytest.raises(Refused) as refused:
        rules.parse_number(text, scale=scale, language="vi")
    assert refused.value.field == "value"


@given(number=st.integers(min_value=0, max_value=rules.LARGEST), scale=st.integers(min_value=0, max_value=4))
def test_what_is_printed_can_be_typed(number: int, scale: int) -> None:
    assert rules.parse_number(vi(Decimal(number).scaleb(-scale), scale), scale=scale, language="vi") == number


def test_history_begins_a_quarter_after_the_period() -> None:
    assert not rules.needs_source(date(2026, 6, 30), date(2026, 9, 30))
    assert rules.needs_source(date(2026, 6, 30), date(2026, 10, 1))


@given(words=st.lists(st.lists(st.sampled_from(["", "about", "over", "under"]), max_size=4), max_size=4))
def test_the_word_of_a_sum_does_not_depend_on_how_it_was_grouped(words: list[list[str]]) -> None:
    flat = [word for group in words for word in group]
    assert rules.qualifier_of(rules.qualifier_of(group) for group in words) == rules.qualifier_of(flat)


def test_a_ratio_rounds_halves_up_and_is_not_made_of_nothing() -> None:
    assert rules.ratio(Decimal(1), Decimal(8), scale=1, percent=True) == 125
    assert rules.ratio(Decimal(1), Decimal(3), scale=2, percent=False) == 33
    assert rules.ratio(Decimal(1), Decimal(2000), scale=1, percent=True) == 1
    assert rules.ratio(Decimal(1), Decimal(0), scale=1, percent=True) is None


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    assert rules.digest({"a": 1, "b": [2]}) == rules.digest({"b": [2], "a": 1})
    assert rules.digest({"a": 1}) != rules.digest({"a": 2})
