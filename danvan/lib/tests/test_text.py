"""Folding and shortening."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from danvan.lib.text import LONGEST_KEY, alphabetical, fold, mid_sentence, shorten

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậĐĂÂÊÔƠƯ ", max_size=60)


def test_marks_case_and_spaces_do_not_matter() -> None:
    assert fold("  ĐỐNG \n Đa ") == fold("dong da") == "dong da"
    assert fold("Thừa Thiên – Huế") == "thua thien – hue"


@given(VIETNAMESE)
def test_every_unicode_form_folds_alike(text: str) -> None:
    forms = {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert len(forms) == 1
    assert forms.pop().isascii()


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=120), st.integers(min_value=1, max_value=100))
def test_a_shortened_text_never_exceeds_its_length(text: str, length: int) -> None:
    short = shorten(text, length)
    assert len(short) <= length
    assert "\n" not in short


def test_a_short_text_stays_and_a_long_one_is_cut_between_words() -> None:
    assert shorten("Cầu bản hỏng", 40) == "Cầu bản hỏng"
    assert shorten("Cầu bản hỏng sau lũ lớn", 16) == "Cầu bản hỏng…"
    assert shorten("Cầu bản hỏng sau", 13) == "Cầu bản hỏng…"
    assert shorten("Nghiêngngảnghiêngngả", 8) == "Nghiêng…"


def test_names_stand_in_the_order_a_reader_looks_for_them() -> None:
    names = [
        "An",
        "An Bình",
        "Áng",
        "Ăn",
        "Ân",
        "Can Lộc",
        "Dương Hòa",
        "Đan Hải",
        "Hòa An",
        "Hóa An",
        "Hòa Bình",
        "Oai",
        "Ô Chợ Dừa",
        "Yên Hòa",
    ]
    assert sorted(set(names), key=alphabetical) == names


def test_numbered_names_stand_as_one_counts() -> None:
    names = ["2", "10", "10A", "Tổ 1", "Tổ 2", "Tổ 10", "Tổ 100"]
    assert sorted(set(names), key=alphabetical) == names


def test_a_tone_tells_only_names_of_the_same_letters_apart() -> None:
    names = ["Ma", "Mà", "Mả", "Mã", "Má", "Mạ", "Mai"]
    assert sorted(set(names), key=alphabetical) == names


@given(st.text(max_size=120))
def test_a_sort_key_is_digits_in_every_unicode_form_the_same(text: str) -> None:
    keys = {alphabetical(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert len(keys) == 1
    key = keys.pop()
    assert key.isdecimal()
    assert key.isascii()
    assert len(key) <= LONGEST_KEY


def test_inside_a_sentence_a_word_begins_small_and_a_numeral_or_an_abbreviation_does_not() -> None:
    said = {
        "Quý I năm 2026": "quý I năm 2026",
        "I квартал 2026 года": "I квартал 2026 года",
        "II квартал": "II квартал",
        "UBND xã": "UBND xã",
        "": "",
    }
    assert {words: mid_sentence(words) for words in said} == said
