"""Receipt codes."""

import math
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from danvan.lib.codes import ALPHABET, LENGTH, grouped, new_code, normalise

CODES = st.builds(new_code)
PLACES = st.integers(min_value=0, max_value=LENGTH - 1)


def test_a_code_holds_at_least_sixty_bits_and_no_confusable_sign() -> None:
    assert (LENGTH - 1) * math.log2(len(ALPHABET)) >= 60
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert not set(ALPHABET) & set("01OILZSBUY")


def test_two_codes_are_never_the_same() -> None:
    assert len({new_code() for _ in range(2000)}) == 2000


@given(CODES)
def test_a_code_is_understood_however_it_was_typed(code: str) -> None:
    assert len(code) == LENGTH
    typed = (code, code.lower(), grouped(code), f"  {grouped(code).replace('-', ' – ')}.\n", "\uff0d".join(code))
    assert {normalise(way) for way in typed} == {code}
    full_width = "".join(unicodedata.lookup(f"FULLWIDTH {unicodedata.name(sign)}") for sign in code)
    assert normalise(full_width) == code


@given(CODES, PLACES, st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    assert normalise(wrong) == (code if other == code[place] else None)


@given(CODES, PLACES, PLACES)
def test_two_exchanged_characters_are_noticed(code: str, one: int, two: int) -> None:
    signs = list(code)
    signs[one], signs[two] = signs[two], signs[one]
    assert normalise("".join(signs)) == (code if code[one] == code[two] else None)


@given(CODES)
def test_a_lost_or_doubled_character_is_noticed(code: str) -> None:
    assert normalise(code[:-1]) is None
    assert normalise(code + code[-1]) is None


@given(st.text(max_size=30))
def test_any_text_is_a_code_or_none(typed: str) -> None:
    found = normalise(typed)
    assert found is None or normalise(grouped(found)) == found


def test_what_a_vietnamese_keyboard_or_a_hasty_pen_makes_is_undone() -> None:
    code = next(code for code in iter(new_code, "") if "W" in code and "5" in code and "8" in code and "2" in code)
    assert normalise(code.lower().replace("w", "ư").replace("5", "s").replace("8", "b").replace("2", "z")) == code


def test_groups_read_aloud() -> None:
    assert grouped("7F3K9Q2M4TXPCW2") == "7F3K-9Q2M-4TXP-CW2"
