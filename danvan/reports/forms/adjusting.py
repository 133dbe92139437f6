"""What people type to adjust a counted figure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.reports.models import Adjustment
from danvan.reports.services import AdjustmentData
from danvan.reports.services.checking import LONGEST
from danvan.ui.forms import DayField, FilesField


class AdjustForm(forms.Form):
    """By how much, why, and on which document. `seen` is the count that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    amount = forms.CharField(
        label=_("Mức điều chỉnh"),
        help_text=_("Thêm thì ghi +, bớt thì ghi -. Ví dụ: +2 hoặc -1."),
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-m"}),
    )
    reason = forms.ChoiceField(label=_("Lý do"), choices=[("", _("Chọn một lý do")), *Adjustment.Reason.choices])
    sentence = forms.CharField(
        label=_("Giải trình"),
        help_text=_("Một câu, được in trong báo cáo. Không ghi tên người gửi đơn."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    document_number = forms.CharField(label=_("Số, ký hiệu văn bản"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    document_on = DayField(label=_("Ngày văn bản"))
    document_issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=200)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["files"] = FilesField(
            label=_("Tệp văn bản"), required=False, help_text=_("Ảnh, PDF, Word hoặc Excel. Người đọc được số liệu thì tải được tệp.")
        )

    def change(self) -> AdjustmentData:
        """What the service takes."""
        return AdjustmentData(**{name: value for name, value in self.cleaned_data.items() if name not in ("seen", "files")})
