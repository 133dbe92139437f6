"""Folding and shortening."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from danvan.lib.text import alphabetical, fold, shorten

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
    names = ["Xã Yên Hòa", "Xã Đan Hải", "Xã Can Lộc", "Xã Ân", "Xã An"]
    assert sorted(names, key=alphabetical) == ["Xã An", "Xã Ân", "Xã Can Lộc", "Xã Đan Hải", "Xã Yên Hòa"]
