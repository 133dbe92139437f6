"""What fields say when they refuse: the words of the house, in the reader's language."""

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from danvan.ui.refusals import WORDS

CHOICES = [("a", "A")]
REFUSED: list[tuple[forms.Field, Any, str]] = [
    (forms.CharField(), "", "Mục này không được để trống."),
    (forms.CharField(max_length=3), "bốn chữ", "Nhiều nhất 3 ký tự; ở đây có 7."),
    (forms.CharField(min_length=3), "a", "Ít nhất 3 ký tự; ở đây có 1."),
    (forms.CharField(), "a\0", "Có ký tự không dùng được."),
    (forms.IntegerField(), "mười", "Ghi một số nguyên."),
    (forms.IntegerField(max_value=4), "5", "Ghi số không lớn hơn 4."),
    (forms.IntegerField(min_value=1), "0", "Ghi số từ 1 trở lên."),
    (forms.DecimalField(), "mười", "Ghi một số."),
    (forms.FloatField(), "mười", "Ghi một số."),
    (forms.DateField(), "hôm qua", "Ghi ngày, tháng, năm, ví dụ 21/9/2026."),
    (forms.TimeField(), "sáng", "Ghi giờ, phút, ví dụ 8:30."),
    (forms.EmailField(), "thư", "Ghi địa chỉ thư điện tử, ví dụ ten@example.com."),
    (forms.URLField(assume_scheme="https"), "trang nhà", "Ghi địa chỉ trang, ví dụ https://example.com."),
    (forms.UUIDField(), "mã", "Mã này không đúng."),
    (forms.FileField(), SimpleUploadedFile("a.txt", b""), "Tệp này rỗng. Hãy chọn tệp khác."),
    (forms.ChoiceField(choices=CHOICES), "b", "Chọn trong danh sách."),
    (forms.TypedChoiceField(choices=CHOICES), "b", "Chọn trong danh sách."),
    (forms.MultipleChoiceField(choices=CHOICES), ["b"], "Chọn trong danh sách."),
    (forms.MultipleChoiceField(choices=CHOICES), "a", "Chọn trong danh sách."),
]


@pytest.mark.parametrize(("field", "typed", "words"), REFUSED, ids=lambda one: type(one).__name__)
def test_a_field_refuses_in_the_words_of_the_house(field: forms.Field, typed: object, words: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    told = []
    for language in ("vi", "en", "ru"):
        with override(language):
            told += refused.value.messages
    assert told[0] == words
    assert len(set(told)) == 3


def test_a_field_of_the_page_keeps_the_words_it_has_of_its_own() -> None:
    field = forms.IntegerField(error_messages={"invalid": "Ghi số người."})
    with pytest.raises(forms.ValidationError, match="Ghi số người"):
        field.clean("mười")


def test_no_field_changes_what_another_says() -> None:
    held = [one.default_error_messages for one in WORDS]
    assert len({id(one) for one in held}) == len(held)
    assert set(forms.Field.default_error_messages) == {"required"}
