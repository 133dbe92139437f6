"""What an officer says of a new key."""

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.api.models import Scope
from danvan.api.services import MOST_PER_MINUTE
from danvan.ui import forms as ui_forms  # noqa: F401 - sets the words of an empty field


class KeyForm(forms.Form):
    """Whose software it is and what it may do."""

    name = forms.CharField(label=_("Tên phần mềm"), max_length=80)
    owner = forms.CharField(label=_("Cơ quan, tổ chức sử dụng"), max_length=160)
    contact = forms.CharField(
        label=_("Liên hệ khi có sự cố"), max_length=160, help_text=_("Hộp thư hoặc điện thoại của bộ phận, không phải của riêng một người.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("Được làm"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Dữ liệu công khai đọc được không cần khóa."),
    )
    per_minute = forms.IntegerField(
        label=_("Số lượt mỗi phút"),
        min_value=1,
        max_value=MOST_PER_MINUTE,
        initial=60,
        widget=forms.NumberInput(attrs={"class": "w-m"}),
    )
