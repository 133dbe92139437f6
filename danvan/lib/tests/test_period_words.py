"""Periods as people write them."""

import pytest
from django.utils import translation

from danvan.lib import period_words, periods


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Quý III năm 2026", "2026-Q3"),
        ("quy 3/2026", "2026-Q3"),
        ("Q4 2026", "2026-Q4"),
        ("Tháng 10 năm 2026", "2026-10"),
        ("10/2026", "2026-10"),
        ("6 tháng đầu năm 2026", "2026-6M"),
        ("6 tháng cuối năm 2026", "2026-6M2"),
        ("9 tháng đầu năm 2023", "2023-9M"),
        ("năm 2026", "2026"),
        ("2026-Q3@15", "2026-Q3@15"),
    ],
)
def test_a_period_is_read_from_what_people_write(text: str, key: str) -> None:
    assert period_words.read(text).key == key


def test_words_mean_the_period_of_the_regime_and_a_key_means_itself() -> None:
    assert period_words.read("Quý III năm 2026", first=15).key == "2026-Q3@15"
    assert period_words.read("2026-Q3", first=15).key == "2026-Q3"


@pytest.mark.parametrize("language", ["vi", "en", "ru"])
def test_whatever_a_list_calls_a_period_is_read_back_as_it(language: str) -> None:
    with translation.override(language):
        for key in ("2026-09", "2026-Q1", "2026-6M", "2026-6M2", "2026-9M", "2026"):
            assert period_words.read(periods.label(periods.parse(key))).key == key


@pytest.mark.parametrize("text", ["", "quý V năm 2026", "tháng 13/2026", "hôm qua", "năm sau"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        period_words.read(text)
