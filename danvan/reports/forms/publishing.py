"""What the officer who publishes types."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LINES = {"rows": 2}


class PublishForm(forms.Form):
    """Publish the edition that was shown (`seen`: the hash over it); from the second on with its reason, which everybody reads.

    Where reports are not in (`unfinished`), who publishes says that they know it, and why they publish all the same.
    """

    knowing = forms.BooleanField(
        label=_("Tôi biết còn báo cáo chưa gửi và vẫn công bố"),
        error_messages={"required": _("Chưa đủ báo cáo. Đánh dấu rằng bạn biết điều đó và vẫn công bố.")},
    )
    reason = forms.CharField(
        label=_("Lý do đính chính"),
        help_text=_("Ai cũng đọc được. Không ghi số liệu chưa công bố vào đây."),
        error_messages={"required": _("Ghi lý do đính chính.")},
        max_length=300,
        widget=forms.Textarea(attrs=LINES),
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, again: bool, unfinished: bool) -> None:
        super().__init__(data)
        reason = self.fields["reason"]
        if not unfinished:
            del self.fields["knowing"]
        elif again:
            reason.label = _("Lý do đính chính, và vì sao công bố khi chưa đủ báo cáo")
        else:
            reason.label = _("Lý do công bố khi chưa đủ báo cáo")
            reason.error_messages["required"] = _("Chưa đủ báo cáo. Ghi lý do vẫn công bố.")
        if not again and not unfinished:
            reason.required = False
            reason.widget = forms.HiddenInput()


class WithdrawForm(forms.Form):
    """Why the figures are taken back."""

    reason = forms.CharField(
        label=_("Lý do rút"),
        help_text=_("Ai cũng đọc được, thay cho số liệu. Không ghi số liệu vào đây."),
        error_messages={"required": _("Ghi lý do rút số liệu đã công bố.")},
        max_length=300,
        widget=forms.Textarea(attrs=LINES),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)
