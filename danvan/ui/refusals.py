"""What fields say when they refuse what was typed. Django's own words in Vietnamese read like a machine's: every form of the house says these instead."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_IN_THE_LIST = _("Chọn trong danh sách.")
_NO_FILE = _("Chưa có tệp nào được gửi.")
# Field -> code of a refusal -> words. A field takes those of the fields it is made from, and says its own instead where it has some.
WORDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Mục này không được để trống.")},
    forms.CharField: {
        "max_length": _("Nhiều nhất %(limit_value)s ký tự; ở đây có %(show_value)s."),
        "min_length": _("Ít nhất %(limit_value)s ký tự; ở đây có %(show_value)s."),
        "null_characters_not_allowed": _("Có ký tự không dùng được."),
    },
    forms.IntegerField: {
        "invalid": _("Ghi một số nguyên."),
        "max_value": _("Ghi số không lớn hơn %(limit_value)s."),
        "min_value": _("Ghi số từ %(limit_value)s trở lên."),
    },
    forms.FloatField: {"invalid": _("Ghi một số.")},
    forms.DecimalField: {"invalid": _("Ghi một số.")},
    forms.DateField: {"invalid": _("Ghi ngày, tháng, năm, ví dụ 21/9/2026.")},
    forms.TimeField: {"invalid": _("Ghi giờ, phút, ví dụ 8:30.")},
    forms.EmailField: {"invalid": _("Ghi địa chỉ thư điện tử, ví dụ ten@example.com.")},
    forms.URLField: {"invalid": _("Ghi địa chỉ trang, ví dụ https://example.com.")},
    forms.UUIDField: {"invalid": _("Mã này không đúng.")},
    forms.FileField: {"invalid": _NO_FILE, "missing": _NO_FILE, "empty": _("Tệp này rỗng. Hãy chọn tệp khác.")},
    forms.ChoiceField: {"invalid_choice": _IN_THE_LIST},
    forms.MultipleChoiceField: {"invalid_choice": _IN_THE_LIST, "invalid_list": _IN_THE_LIST},
    forms.ModelChoiceField: {"invalid_choice": _IN_THE_LIST},
    forms.ModelMultipleChoiceField: {"invalid_choice": _IN_THE_LIST, "invalid_list": _IN_THE_LIST, "invalid_pk_value": _IN_THE_LIST},
}
for field, words in WORDS.items():
    # A new dictionary: a field without words of its own would share, and change, those of the one it is made from.
    field.default_error_messages = {**vars(field).get("default_error_messages", {}), **words}
