"""Who signs the reports of a unit, as typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.reports.models import Capacity, Every, Form
from danvan.reports.signing import SigningData
from danvan.ui.forms import DayField


class SigningForm(forms.Form):
    """Which papers, from when, in whose name, who, and the lines of place and number."""

    form = forms.ChoiceField(label=gettext_lazy("Mẫu báo cáo"), required=False)
    valid_from = DayField(label=gettext_lazy("Áp dụng cho văn bản từ ngày"))
    capacity = forms.ChoiceField(label=gettext_lazy("Tư cách ký"), choices=Capacity.choices, required=False)
    authority = forms.CharField(
        label=gettext_lazy("Ký thay mặt ai, thay cho ai"),
        help_text=gettext_lazy("Ví dụ: Ban Thường vụ; Trưởng ban. Dấu T/M, K/T, TM., KT. do hệ thống viết theo thể thức."),
        required=False,
        max_length=120,
    )
    position = forms.CharField(label=gettext_lazy("Chức vụ người ký"), help_text=gettext_lazy("Ví dụ: Phó Trưởng ban."), max_length=120)
    post = forms.ChoiceField(
        label=gettext_lazy("In họ tên người giữ chức danh"),
        help_text=gettext_lazy("Họ tên là của người giữ chức danh vào ngày ký. Không chọn thì để trống chỗ ghi tên."),
        required=False,
    )
    place = forms.CharField(
        label=gettext_lazy("Địa danh"), help_text=gettext_lazy("Để trống thì là tên đơn vị."), required=False, max_length=80
    )
    symbol = forms.CharField(
        label=gettext_lazy("Ký hiệu sau số"),
        help_text=gettext_lazy("Ví dụ: BC/BTGDVTU. Để trống thì theo cơ quan ban hành."),
        required=False,
        max_length=40,
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, known: Sequence[Form], posts: Sequence[tuple[int, str]], initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial)
        choices: dict[str, list[tuple[str, Any]]] = {
            "form": [*Every.choices, *((one.code, one.label) for one in known)],
            "post": [("", _("Không in họ tên")), *((str(pk), words) for pk, words in posts)],
        }
        for name, some in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = some

    def said(self) -> SigningData:
        """What the service takes."""
        typed = dict(self.cleaned_data)
        return SigningData(**{**typed, "form": typed["form"] or Every.PARTY, "post": int(typed["post"]) if typed["post"] else None})
